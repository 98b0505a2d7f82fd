"""The letters office makes the version of a petition that goes out; the original stays as it is (§30, §46(5))."""

from collections.abc import Collection, Mapping
from datetime import datetime

from sqlalchemy import func, select

from petitions.actions._case import OpenCase, open_case
from petitions.actions._identity import traces_left
from petitions.actions.errors import Refused
from petitions.models.document import Attachment
from petitions.models.exchange import Supplement
from petitions.models.redaction import Redaction
from petitions.models.review import Review
from petitions.models.same_matter import FollowUp
from petitions.rules.permissions import Actor
from petitions.rules.redaction import added_key, review_key
from petitions.rules.terms import Action, AttachmentSource


def redact(
    case_id: int,
    version: int,
    *,
    by: Actor,
    now: datetime,
    title: str,
    request: str,
    facts: str,
    reasons: str = "",
    problem_place: str = "",
    complained_about: str = "",
    supplements: Mapping[str, str] | None = None,
    files: Collection[int] = (),
    reason: str = "",
) -> None:
    """Make a new version, which takes the place of the one before for everybody who reads no original.

    ``files`` are the numbers of those that may be read as they are; ``supplements`` the redacted texts of what came
    later, by ``added_key``: each that is not named stays closed. Raises Refused("identity_left") for a text that
    still tells who brought the petition, unless a ``reason`` says why it has to; Refused("no_such_file") for one of
    another case.
    """
    with open_case(case_id, version, Action.REDACT, by=by, now=now) as opened:
        texts = {
            "title": title,
            "request": request,
            "facts": facts,
            "reasons": reasons,
            "problem_place": problem_place,
            "complained_about": complained_about,
        }
        added = _of_this_case(opened, supplements or {})
        left = traces_left(
            opened.session,
            case_id,
            {**texts, **{f"supplement {key}": text for key, text in added.items()}},
        )
        if left and not reason.strip():
            name, trace = left[0]
            raise Refused("identity_left", at=[name], trace=trace)
        edition = 1 + (
            opened.session.scalar(
                select(func.max(Redaction.number)).where(Redaction.case_id == case_id)
            )
            or 0
        )
        row = Redaction(
            case_id=case_id,
            number=edition,
            supplements=added,
            files=_released(opened, files),
            reason=reason.strip() if left else "",
            made_by_id=opened.officer_id,
            at=now,
            **texts,
        )
        opened.session.add(row)
        opened.session.flush()
        opened.advance(
            Action.REDACT,
            redaction_id=row.id,
            edition=edition,
            private={"title": title, "request": request, "facts": facts},
        )


def _of_this_case(opened: OpenCase, supplements: Mapping[str, str]) -> dict[str, str]:
    session, case_id = opened.session, opened.case.id
    added = session.scalars(select(Supplement.id).where(Supplement.case_id == case_id))
    again = session.scalars(select(FollowUp.id).where(FollowUp.case_id == case_id))
    known = {added_key(number) for number in added}
    known |= {added_key(number, follow_up=True) for number in again}
    reviews = session.scalars(select(Review.id).where(Review.case_id == case_id))
    known |= {review_key(number) for number in reviews}
    return {key: text for key, text in sorted(supplements.items()) if key in known}


def _released(opened: OpenCase, files: Collection[int]) -> list[int]:
    known = set(
        opened.session.scalars(
            select(Attachment.id).where(
                Attachment.case_id == opened.case.id,
                Attachment.source != AttachmentSource.REPLY,
            )
        )
    )
    if not set(files) <= known:
        raise Refused("no_such_file")
    return sorted(set(files))
