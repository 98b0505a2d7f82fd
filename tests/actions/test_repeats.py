"""What is said to somebody who presses again, or too late: the truth, and nothing is lost on the way."""

from datetime import datetime

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from petitions.actions.errors import NotAllowed, Refused
from petitions.actions.submit import submit
from petitions.models import Case, Supplement
from petitions.queries.desk import desk
from petitions.queries.queue import Filters, queue
from petitions.rules.terms import Action, PetitionClass, Status
from tests.factories import Town, a_case, a_submission, actor_of, do, petitioner_of, reported


def test_a_repeat_after_the_case_has_ended_is_still_a_repeat(
    register: Session, town: Town, now: datetime
) -> None:
    case_id = a_case(town, Status.ANSWERED, now=now)
    by = petitioner_of(case_id)
    press = {"text": "补充的情况", "submission_key": "the same press"}
    do(town, Action.SUPPLEMENT, case_id, by=by, now=now, **press)
    reported(town, case_id, now=now)
    do(town, Action.CLOSE, case_id, by=actor_of(town.handler), now=now)

    do(town, Action.SUPPLEMENT, case_id, by=by, now=now, **press)  # it was taken, and that is said

    assert register.scalars(select(Supplement.text)).all() == ["补充的情况"]
    with pytest.raises(NotAllowed):
        do(town, Action.SUPPLEMENT, case_id, by=by, now=now, text="新的", submission_key="another")


def test_a_key_used_on_one_case_swallows_nothing_on_another(
    register: Session, town: Town, now: datetime
) -> None:
    for text in ("第一件", "第二件"):
        case_id = a_case(town, now=now)
        do(
            town,
            Action.SUPPLEMENT,
            case_id,
            by=petitioner_of(case_id),
            now=now,
            text=text,
            submission_key="one key",
        )
    assert set(register.scalars(select(Supplement.text))) == {"第一件", "第二件"}


def test_a_petition_is_not_filed_without_the_files_of_its_draft(
    register: Session, town: Town, now: datetime
) -> None:
    with pytest.raises(Refused, match="draft_gone"):
        submit(a_submission(), submission_key="late", now=now, draft_id=987)
    assert register.scalars(select(Case.id)).all() == []


def test_the_head_is_not_asked_for_what_can_no_longer_be_decided(town: Town, now: datetime) -> None:
    case_id = a_case(town, Status.ACCEPTED, now=now)
    handler, head = actor_of(town.handler), actor_of(town.unit_head)
    do(town, Action.REQUEST_EXTENSION, case_id, by=handler, now=now)

    def waiting() -> int:
        piles = {pile.code: pile.count for pile in desk(head, today=now.date())}
        return piles["to_extend"]

    assert waiting() == 1
    do(town, Action.DRAFT_REPLY, case_id, by=handler, now=now)
    assert waiting() == 1
    do(town, Action.APPROVE_REPLY, case_id, by=head, now=now)
    do(town, Action.ISSUE_REPLY, case_id, by=handler, now=now)
    assert waiting() == 0


@pytest.mark.parametrize(
    ("who", "changes", "finds"),
    [
        ("clerk", {}, 1),
        ("handler", {}, 1),
        ("unit_head", {}, 1),
        ("supervisor", {}, 0),
        ("leader", {}, 0),
        ("clerk", {"confidential": True}, 0),
        ("handler", {"petition_class": PetitionClass.ACCUSATION}, 0),
    ],
)
def test_a_name_tried_in_the_search_unmasks_nobody(
    town: Town, now: datetime, who: str, changes: dict[str, object], finds: int
) -> None:
    a_case(town, Status.ACCEPTED, now=now, submission=a_submission(**changes))
    by = actor_of(town.officers[who])
    assert queue(by, Filters(words="张建国"), today=now.date()).total == finds
    secret = "petition_class" in changes and who == "handler"  # words of it find nothing for a unit
    assert queue(by, Filters(words="下水道"), today=now.date()).total == (0 if secret else 1)
