"""The same matter is brought again while it is handled: noted in the first registration (信访工作条例 §19, §21)."""

from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from petitions.actions._birth import claim_files
from petitions.actions._case import OpenCase, open_case
from petitions.actions._words import index_anew
from petitions.actions.errors import NotFound
from petitions.adapters import codes
from petitions.models.petition import Case
from petitions.models.same_matter import FollowUp
from petitions.models.session import db
from petitions.queries.scope import visible
from petitions.rules.permissions import Actor
from petitions.rules.terms import Action, Channel


def follow_up(
    case_id: int,
    *,
    by: Actor,
    now: datetime,
    channel: Channel,
    received_on: date,
    text: str,
    submission_key: str,
    name: str = "",
    phone: str = "",
    attachment_ids: Sequence[int] = (),
) -> None:
    """Put it into the open case: its text, who brought it and how; no clock moves.

    Nothing is overwritten, so no version is asked for. A repeated press with the same key adds nothing.
    """
    if followed_before(submission_key, by=by) == case_id:
        return
    try:
        _follow_up(
            case_id,
            by,
            now,
            channel,
            received_on,
            text,
            submission_key,
            name,
            phone,
            attachment_ids,
        )
    except IntegrityError:  # the other of two presses at the same moment
        if followed_before(submission_key, by=by) != case_id:
            raise


def _follow_up(
    case_id: int,
    by: Actor,
    now: datetime,
    channel: Channel,
    received_on: date,
    text: str,
    submission_key: str,
    name: str,
    phone: str,
    attachment_ids: Sequence[int],
) -> None:
    with open_case(case_id, None, Action.FOLLOW_UP, by=by, now=now) as opened:
        key_hash = codes.token_hash(submission_key)
        if _with_key(opened.session, key_hash) is not None:
            return
        row = noted(
            opened,
            FollowUp(
                case_id=case_id,
                channel=channel,
                received_on=received_on,
                name=name or None,
                phone=phone or None,
                text=text,
                submission_key_hash=key_hash,
            ),
        )
        files = claim_files(
            opened.session, attachment_ids, officer_id=by.officer_id, case_id=case_id
        )
        tell(opened, row, files=len(files))


def noted(opened: OpenCase, row: FollowUp) -> FollowUp:
    """Write it down; the caller tells the history."""
    row.officer_id, row.unit_id, row.at = opened.officer_id, opened.unit_id, opened.now
    opened.session.add(row)
    opened.session.flush()
    return row


def tell(opened: OpenCase, row: FollowUp, files: int = 0) -> None:
    """The event, the notices, and the words to search by."""
    opened.advance(
        Action.FOLLOW_UP,
        follow_up_id=row.id,
        channel=row.channel.value,
        received_on=row.received_on.isoformat(),
        files=files,
        private={"text": row.text},
    )
    index_anew(opened.session, opened.case)


def followed_before(submission_key: str, *, by: Actor) -> int | None:
    """The case to which an earlier press with this key added a follow-up, where this officer may see it."""
    session: Session = db.session()
    row = _with_key(session, codes.token_hash(submission_key))
    if row is None:
        return None
    wanted = select(Case.id).where(Case.id == row.case_id, visible(by))
    if session.scalars(wanted).first() is None:
        raise NotFound
    return row.case_id


def _with_key(session: Session, key_hash: str) -> FollowUp | None:
    return session.scalars(select(FollowUp).where(FollowUp.submission_key_hash == key_hash)).first()
