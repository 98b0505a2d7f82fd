"""The reviewing unit writes its opinion: what it found, what it holds, and on which law (Art. 35, 36)."""

from collections.abc import Mapping
from datetime import datetime

from petitions.actions._case import OpenCase, open_case
from petitions.actions._identity import traces_left
from petitions.actions._review import open_matter
from petitions.actions.errors import Missing, Refused
from petitions.rules.permissions import Actor
from petitions.rules.redaction import is_protected
from petitions.rules.reviews import ReviewOutcome
from petitions.rules.terms import Action


def draft_review(
    case_id: int,
    version: int,
    *,
    by: Actor,
    now: datetime,
    outcome: ReviewOutcome,
    findings: str,
    opinion: str,
    legal_basis: str,
    document_number: str = "",
    body: str = "",
) -> None:
    """Write or replace the draft; another person signs it.

    Where the letters office records what was decided elsewhere, the number of that document is needed, and the name
    (``body``) of a unit that stands in no directory of ours. Raises Missing otherwise;
    Refused("identity_left") where the opinion on a protected petition would tell units who brought it (§30).
    """
    with open_case(case_id, version, Action.DRAFT_REVIEW, by=by, now=now) as opened:
        row, review = open_matter(opened), opened.stand.review
        by_office = review is not None and review.by_office
        needed = {"document_number": document_number} if by_office else {}
        if by_office and row.unit_id is None:
            needed["body"] = body
        absent = [name for name, text in needed.items() if not text.strip()]
        if absent:
            raise Missing(absent)
        _tells_nobody(
            opened, {"findings": findings, "opinion": opinion, "legal_basis": legal_basis}
        )
        row.outcome, row.findings, row.opinion = outcome, findings, opinion
        row.legal_basis, row.document_number = legal_basis, document_number
        row.body = body if row.unit_id is None else ""
        row.drafted_by_id, row.drafted_at = opened.officer_id, now
        opened.advance(
            Action.DRAFT_REVIEW,
            review_id=row.id,
            private={
                "outcome": outcome,
                "findings": findings,
                "opinion": opinion,
                "legal_basis": legal_basis,
            },
        )


def _tells_nobody(opened: OpenCase, texts: Mapping[str, str]) -> None:
    """Who handled the matter reads the opinion too, and of such a petition never who brought it."""
    if not is_protected(opened.case.petition_class, opened.case.confidential):
        return
    for name, trace in traces_left(opened.session, opened.case.id, texts)[:1]:
        raise Refused("identity_left", at=[name], trace=trace)
