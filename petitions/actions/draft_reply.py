"""The handler writes the reply: request, facts and reasons, opinion and legal basis (Art. 32)."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import update

from petitions.actions._birth import claim_files
from petitions.actions._case import OpenCase, open_case
from petitions.actions.errors import Missing
from petitions.models.document import Attachment
from petitions.models.reply import Reply, ReplyState
from petitions.queries.stand import latest_reply
from petitions.rules.permissions import Actor
from petitions.rules.terms import Action, Outcome, ReplyKind


def draft_reply(
    case_id: int,
    version: int,
    *,
    by: Actor,
    now: datetime,
    kind: ReplyKind,
    opinion: str,
    outcome: Outcome | None = None,
    facts_found: str = "",
    legal_basis: str = "",
    attachment_ids: Sequence[int] = (),
) -> None:
    """Submit a draft for approval; a newer draft takes the place of one not yet approved.

    A final reply needs facts, outcome and legal basis. Raises Missing otherwise.
    """
    if kind is ReplyKind.FINAL:
        given = {
            "outcome": outcome,
            "facts_found": facts_found,
            "legal_basis": legal_basis,
        }
        absent = tuple(name for name, value in given.items() if not value)
        if absent:
            raise Missing(absent)
    with open_case(case_id, version, Action.DRAFT_REPLY, by=by, now=now) as opened:
        opened.advance(
            Action.DRAFT_REPLY,
            kind=kind.value,
            outcome=outcome.value if outcome else "",
            private={"opinion": opinion},
        )
        before = latest_reply(opened.session, case_id)
        row = _draft_row(opened)
        row.kind, row.outcome, row.opinion = kind, outcome, opinion
        row.facts_found, row.legal_basis = facts_found, legal_basis
        opened.session.add(row)
        opened.session.flush()
        if before is not None and before.state is ReplyState.RETURNED:
            # What was attached to the returned draft belongs to the new one.
            opened.session.execute(
                update(Attachment)
                .where(Attachment.case_id == case_id, Attachment.reply_id == before.id)
                .values(reply_id=row.id)
            )
        claim_files(
            opened.session,
            attachment_ids,
            officer_id=opened.officer_id,
            case_id=case_id,
            reply_id=row.id,
        )


def _draft_row(opened: OpenCase) -> Reply:
    """The draft to write in: a waiting one of the same author, else a new one."""
    newest = latest_reply(opened.session, opened.case.id)
    if (
        newest is not None
        and newest.state is ReplyState.DRAFT
        and newest.author_id == opened.officer_id
    ):
        newest.drafted_at = opened.now
        return newest
    return Reply(
        case_id=opened.case.id,
        author_id=opened.officer_id,
        unit_id=opened.unit_id,
        drafted_at=opened.now,
        state=ReplyState.DRAFT,
    )
