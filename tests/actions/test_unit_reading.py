"""What units read of the letters office's papers: links, follow-ups, erasures, reports; never who petitions (§30)."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy.orm import Session

from petitions.queries.case_file import case_file
from petitions.queries.case_views import CaseFile
from petitions.queries.matter_links import group_of
from petitions.rules.redaction import BLACK, added_key
from petitions.rules.terms import Action, PetitionClass, Status
from tests.factories import Town, a_case, a_submission, actor_of, do, redacted, stored

MARK = "蓝鲸七号"
"""Words of the petition and of the letters office that no unit may meet."""
UNITS = ("handler", "colleague", "unit_head")
KEPT: dict[str, dict[str, Any]] = {
    "accusation": {"petition_class": PetitionClass.ACCUSATION, "complained_about": "柳厂长"},
    "confidential": {"confidential": True},
}


def read_by(town: Town, who: str, case_id: int, now: datetime) -> CaseFile:
    file = case_file(case_id, actor=actor_of(town.officers[who]), now=now)
    assert file is not None, who
    return file


def marked(town: Town, now: datetime, to: Status = Status.ACCEPTED, **changes: Any) -> int:
    """A case of the works department that is full of marks."""
    given = {"title": f"{MARK}的事", "facts": f"{MARK}门口积水。", **changes}
    case_id = a_case(town, to, now=now, submission=a_submission(**given))
    return redacted(town, case_id, now=now) if to is Status.REGISTERED else case_id


def elsewhere(town: Town, now: datetime) -> int:
    """A case full of marks that the education department has."""
    case_id = marked(town, now, Status.REGISTERED)
    clerk = actor_of(town.clerk)
    do(town, Action.TRANSFER, case_id, by=clerk, now=now, unit_id=town.education.id)
    return case_id


@pytest.mark.parametrize("who", UNITS)
@pytest.mark.parametrize("undone", [False, True], ids=["linked", "undone"])
def test_of_a_case_it_may_not_see_a_unit_learns_neither_number_nor_title_nor_that_it_is_there(
    register: Session, town: Town, now: datetime, who: str, undone: bool
) -> None:
    mine, hidden = a_case(town, Status.ACCEPTED, now=now), elsewhere(town, now)
    actor, clerk = actor_of(town.officers[who]), actor_of(town.clerk)
    lines = len(read_by(town, who, mine, now).history)
    reason = f"{MARK}说的是同一处。"
    do(town, Action.LINK_CASES, mine, by=clerk, now=now, other_id=hidden, reason=reason)
    if undone:
        do(town, Action.UNLINK_CASES, hidden, by=clerk, now=now, other_id=mine, reason=reason)

    office, unit = read_by(town, "clerk", mine, now), read_by(town, who, mine, now)
    there = stored(hidden)
    assert [each.other.id for each in office.links] == [hidden]
    assert len(office.history) == lines + 1 + undone
    assert (unit.links, len(unit.history)) == ((), lines)
    if not undone:
        assert Action.UNLINK_CASES in {step.action for step in office.steps}
    assert Action.UNLINK_CASES not in {step.action for step in unit.steps}
    for secret in (MARK, there.registration_number or "?"):
        assert secret in repr(office), "the letters office reads it"
        assert secret not in repr(unit)
    assert there.receipt_number not in repr(unit)
    assert group_of(mine, actor=actor) == ()


@pytest.mark.parametrize("who", UNITS)
@pytest.mark.parametrize("kept", KEPT.values(), ids=KEPT)
def test_why_a_kept_case_was_linked_is_the_letters_office_s_alone(
    register: Session, town: Town, now: datetime, who: str, kept: dict[str, Any]
) -> None:
    """The unit has both: the reason stands on neither, nor on the ordinary one of the two."""
    plain, apart = a_case(town, Status.ACCEPTED, now=now), marked(town, now, **kept)
    clerk = actor_of(town.clerk)
    reason = f"{MARK}：张建国也是信访人。"
    do(town, Action.LINK_CASES, plain, by=clerk, now=now, other_id=apart, reason=reason)
    do(town, Action.UNLINK_CASES, plain, by=clerk, now=now, other_id=apart, reason=reason)
    for here, there, title in (
        (plain, apart, "反映下水道问题"),
        (apart, plain, a_submission().title),
    ):
        (link,) = read_by(town, who, here, now).links
        assert (link.other.id, link.other.title) == (there, title)
        assert (link.reason, link.undo_reason) == ("", "")
        assert MARK not in repr(read_by(town, who, here, now))
        (whole,) = read_by(town, "clerk", here, now).links
        assert (whole.reason, whole.undo_reason) == (reason, reason)


def test_why_ordinary_cases_were_linked_a_unit_reads(town: Town, now: datetime) -> None:
    one, other = (a_case(town, Status.ACCEPTED, now=now) for _ in range(2))
    do(town, Action.LINK_CASES, one, by=actor_of(town.clerk), now=now, other_id=other)
    for case_id in (one, other):
        (link,) = read_by(town, "handler", case_id, now).links
        assert link.reason == "说的是同一处下水道。"


@pytest.mark.parametrize("who", UNITS)
@pytest.mark.parametrize("kept", KEPT.values(), ids=KEPT)
def test_what_came_in_again_stays_closed_until_it_is_redacted_and_who_brought_it_for_good(
    town: Town, now: datetime, who: str, kept: dict[str, Any]
) -> None:
    case_id, clerk = marked(town, now, **kept), actor_of(town.clerk)
    text = f"{MARK}又积水了。"
    do(town, Action.FOLLOW_UP, case_id, by=clerk, now=now, text=text)
    (whole,) = read_by(town, "clerk", case_id, now).follow_ups
    assert (whole.text, whole.name) == (text, "张**")
    (blank,) = read_by(town, who, case_id, now).follow_ups
    assert (blank.text, blank.name, blank.phone) == ("", "", "")
    again = {added_key(whole.id, follow_up=True): f"{BLACK}又积水了。"}
    do(town, Action.REDACT, case_id, by=clerk, now=now, supplements=again)
    (read,) = read_by(town, who, case_id, now).follow_ups
    assert (read.text, read.name, read.phone) == (f"{BLACK}又积水了。", "", "")
    assert MARK not in repr(read_by(town, who, case_id, now))


def test_what_was_joined_is_read_without_the_number_of_the_case_it_came_from(
    town: Town, now: datetime
) -> None:
    """The unit reads what came in again; the joined case itself does not exist for it."""
    earlier, later = (a_case(town, to, now=now) for to in (Status.ACCEPTED, Status.REGISTERED))
    do(town, Action.MERGE_INTO, later, by=actor_of(town.clerk), now=now, into_id=earlier)
    there = stored(later)
    for who in UNITS:
        unit = read_by(town, who, earlier, now)
        assert [each.from_case for each in unit.follow_ups] == [True]
        assert "疏通" in unit.follow_ups[0].text
        assert unit.links == ()
        assert case_file(later, actor=actor_of(town.officers[who]), now=now) is None
        assert str(there.registration_number) in repr(read_by(town, "clerk", earlier, now))
        for number in (there.receipt_number, str(there.registration_number)):
            assert number not in repr(unit)


@pytest.mark.parametrize("who", UNITS)
@pytest.mark.parametrize("kept", KEPT.values(), ids=KEPT)
def test_what_is_asked_to_be_erased_and_reported_above_tells_a_unit_nothing(
    town: Town, now: datetime, who: str, kept: dict[str, Any]
) -> None:
    case_id, clerk = marked(town, now, **kept), actor_of(town.clerk)
    proposal = f"建议保护{MARK}的信访人。"
    do(town, Action.REPORT_UP, case_id, by=clerk, now=now, proposal=proposal)
    case = read_by(town, who, case_id, now)
    assert case.triage.reports == ()
    assert [each.proposal for each in read_by(town, "clerk", case_id, now).triage.reports] == [
        proposal
    ]
    assert MARK not in repr(case)

    over, then = marked(town, now, Status.CLOSED, **kept), now + timedelta(days=60)
    why = f"{MARK}的信访人撤回同意。"
    do(town, Action.REQUEST_ERASURE, over, by=clerk, now=then, reason=why)
    head = actor_of(town.office_head)
    do(town, Action.REFUSE_ERASURE, over, by=head, now=then, reason=f"{MARK}还要用。")
    (whole,) = read_by(town, "clerk", over, then).erasures
    assert (whole.reason, whole.comment) == (why, f"{MARK}还要用。")
    (told,) = read_by(town, who, over, then).erasures
    assert (told.reason, told.comment, told.ground) == ("", "", whole.ground)
    assert MARK not in repr(read_by(town, who, over, then))
