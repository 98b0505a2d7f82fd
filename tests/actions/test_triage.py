"""Routes, closing reports, reports to those above and instructions, through their actions."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from petitions.actions.errors import Missing, NotAllowed, Refused
from petitions.models import ClockRun, ClosingReport, Instruction, Officer, Report, Unit
from petitions.models.exchange import Decision
from petitions.models.session import db
from petitions.queries.case_file import case_file
from petitions.rules.terms import Action, Clock, PetitionClass, Role, Status, UnitKind
from petitions.rules.triage import CadreLevel, ReportTo, Route, Sending
from tests.factories import Town, a_case, a_submission, actor_of, do, event_rows, redacted, stored


def a_unit(town: Town, kind: UnitKind) -> int:
    """A further unit of that kind, with somebody to handle what comes."""
    unit = Unit(path="/", code=kind.value, name=f"回音{kind.value}", kind=kind)
    db.session.add(unit)
    db.session.flush()
    unit.path = f"/{unit.id}/"
    db.session.add(
        Officer(
            username=kind.value, name="新经办", email="", role=Role.HANDLER, unit_id=unit.id,
            password_hash="x", must_change_password=False,
            created_at=datetime(2026, 1, 5, tzinfo=UTC),
        )
    )  # fmt: skip
    db.session.commit()
    return unit.id


def accusation(town: Town, now: datetime) -> int:
    return a_case(
        town,
        Status.REGISTERED,
        now=now,
        submission=a_submission(petition_class=PetitionClass.ACCUSATION),
    )


@pytest.mark.parametrize("action", [Action.TRANSFER, Action.ASSIGN], ids=str)
def test_litigation_goes_to_the_political_legal_organs(
    town: Town, now: datetime, action: Action
) -> None:
    court = a_unit(town, UnitKind.COURT)
    case_id, by = a_case(town, Status.REGISTERED, now=now), actor_of(town.clerk)
    sending = Sending(Route.LITIGATION)
    with pytest.raises(Refused, match="route_wrong_kind_litigation"):
        do(town, action, case_id, by=by, now=now, sending=sending)
    assert stored(case_id).status is Status.REGISTERED
    do(town, action, case_id, by=by, now=now, sending=sending, unit_id=court)
    facts = event_rows(case_id)[-1].facts
    assert (facts["route"], facts["unit_id"]) == ("litigation", court)


def test_accusations_go_to_inspection_by_cadre_level(town: Town, now: datetime) -> None:
    inspection = a_unit(town, UnitKind.SUPERVISORY)
    case_id, by = redacted(town, accusation(town, now), now=now), actor_of(town.clerk)
    for given, code in (
        (Sending(Route.DISCIPLINE), "cadre_level_missing"),
        (Sending(Route.LITIGATION), "route_wrong_kind_litigation"),
    ):
        with pytest.raises(Refused, match=code):
            do(town, Action.TRANSFER, case_id, by=by, now=now, sending=given, unit_id=inspection)
    sending = Sending(Route.DISCIPLINE, cadre_level=CadreLevel.LOWER_LEVEL)
    do(town, Action.TRANSFER, case_id, by=by, now=now, sending=sending, unit_id=inspection)
    assert event_rows(case_id)[-1].facts["cadre_level"] == "lower_level"


def test_the_ordinary_route_says_nothing_more(town: Town, now: datetime) -> None:
    case_id = a_case(town, Status.ROUTED, now=now)
    assert set(event_rows(case_id)[-1].facts) == {"unit_id", "limit_days"}


def run_of(register: Session, case_id: int) -> ClockRun:
    register.rollback()
    return register.scalars(
        select(ClockRun).where(ClockRun.case_id == case_id, ClockRun.clock == Clock.ASSIGNED)
    ).one()


def test_the_limit_of_the_assignment_ends_with_the_report_and_goes_on_when_it_is_returned(
    register: Session, town: Town, now: datetime
) -> None:
    case_id, head, clerk = (
        a_case(town, Status.ANSWERED, now=now),
        actor_of(town.unit_head),
        actor_of(town.clerk),
    )
    first = run_of(register, case_id)
    assert first.stopped_on is None
    due = first.due_on
    later = now + timedelta(days=3)
    do(town, Action.FILE_CLOSING_REPORT, case_id, by=head, now=later)
    assert run_of(register, case_id).stopped_on is not None
    do(town, Action.RETURN_CLOSING_REPORT, case_id, by=clerk, now=later)
    again = run_of(register, case_id)
    assert (again.stopped_on, again.due_on) == (None, due), "from its first day, not anew"
    do(town, Action.FILE_CLOSING_REPORT, case_id, by=head, now=later, result="补充落实日期")
    do(town, Action.ACCEPT_CLOSING_REPORT, case_id, by=clerk, now=later)
    do(town, Action.CLOSE, case_id, by=actor_of(town.handler), now=later)
    rows = register.scalars(select(ClosingReport).order_by(ClosingReport.id)).all()
    assert [row.decision for row in rows] == [Decision.REFUSED, Decision.APPROVED]
    assert rows[0].decided_by_id == town.clerk.id
    file = case_file(case_id, actor=clerk, now=later)
    assert file is not None
    assert [each.result for each in file.triage.closing_reports][-1] == "补充落实日期"
    assert [
        row.facts for row in event_rows(case_id) if row.action is Action.FILE_CLOSING_REPORT
    ] == [{"closing_report_id": row.id} for row in rows], "its words stand in its own paper"


@pytest.mark.parametrize(
    ("action", "who", "code"),
    [
        (Action.FILE_CLOSING_REPORT, "handler", "no_right"),
        (Action.FILE_CLOSING_REPORT, "clerk", "no_right"),
        (Action.ACCEPT_CLOSING_REPORT, "unit_head", "no_right"),
        (Action.ACCEPT_CLOSING_REPORT, "clerk", "no_closing_report"),
        (Action.RETURN_CLOSING_REPORT, "office_head", "no_closing_report"),
        (Action.CLOSE, "office_head", "closing_report_owed"),
    ],
)
def test_who_may_not(town: Town, now: datetime, action: Action, who: str, code: str) -> None:
    case_id = a_case(town, Status.ANSWERED, now=now)
    with pytest.raises(NotAllowed, match=code):
        do(town, action, case_id, by=actor_of(town.officers[who]), now=now)


def test_one_report_waits_and_an_accepted_one_is_enough(town: Town, now: datetime) -> None:
    case_id, head = a_case(town, Status.ANSWERED, now=now), actor_of(town.unit_head)
    do(town, Action.FILE_CLOSING_REPORT, case_id, by=head, now=now)
    with pytest.raises(NotAllowed, match="closing_report_waiting"):
        do(town, Action.FILE_CLOSING_REPORT, case_id, by=head, now=now)
    do(town, Action.ACCEPT_CLOSING_REPORT, case_id, by=actor_of(town.clerk), now=now)
    with pytest.raises(NotAllowed, match="closing_report_accepted"):
        do(town, Action.FILE_CLOSING_REPORT, case_id, by=head, now=now)


def test_a_transferred_case_owes_none(town: Town, now: datetime) -> None:
    case_id = a_case(town, Status.REGISTERED, now=now)
    handler, head = actor_of(town.handler), actor_of(town.unit_head)
    do(town, Action.TRANSFER, case_id, by=actor_of(town.clerk), now=now)
    for action, by in (
        (Action.ACCEPT, handler),
        (Action.DRAFT_REPLY, handler),
        (Action.APPROVE_REPLY, head),
        (Action.ISSUE_REPLY, handler),
    ):
        do(town, action, case_id, by=by, now=now)
    with pytest.raises(NotAllowed, match="not_assigned"):
        do(town, Action.FILE_CLOSING_REPORT, case_id, by=head, now=now)
    do(town, Action.CLOSE, case_id, by=handler, now=now)


def test_a_report_goes_up_and_is_followed_by_another(
    register: Session, town: Town, now: datetime
) -> None:
    case_id, by = a_case(town, Status.REGISTERED, now=now), actor_of(town.clerk)
    learned, told = now - timedelta(hours=2), now - timedelta(hours=1)
    times: dict[str, Any] = {"learned_at": learned, "reported_at": told}
    do(town, Action.REPORT_UP, case_id, by=by, now=now, **times)
    do(
        town, Action.REPORT_UP, case_id, by=by, now=now, **times,
        addressee=ReportTo.HIGHER_OFFICE, proposal="续报：已经到场。",
    )  # fmt: skip
    rows = register.scalars(select(Report).order_by(Report.id)).all()
    assert [row.addressee for row in rows] == [
        ReportTo.PARTY_AND_GOVERNMENT,
        ReportTo.HIGHER_OFFICE,
    ]
    assert (rows[0].learned_at, rows[0].reported_at) == (learned, told)
    assert stored(case_id).status is Status.REGISTERED
    assert rows[1].proposal == "续报：已经到场。"
    assert [row.facts for row in event_rows(case_id) if row.action is Action.REPORT_UP] == [
        {"report_id": row.id, "addressee": row.addressee.value} for row in rows
    ], "its words stand in its own paper"


@pytest.mark.parametrize(
    ("learned", "told", "code"),
    [(1, 2, "reported_in_future"), (0, -1, "learned_after_report")],
)
def test_times_that_cannot_be(
    town: Town, now: datetime, learned: int, told: int, code: str
) -> None:
    case_id, hour = a_case(town, Status.REGISTERED, now=now), timedelta(hours=1)
    times: dict[str, Any] = {"learned_at": now + learned * hour, "reported_at": now + told * hour}
    with pytest.raises(Refused, match=code):
        do(town, Action.REPORT_UP, case_id, by=actor_of(town.clerk), now=now, **times)


def test_an_instruction_is_recorded(register: Session, town: Town, now: datetime) -> None:
    case_id, by = a_case(town, Status.ACCEPTED, now=now), actor_of(town.office_head)
    do(
        town, Action.RECORD_INSTRUCTION, case_id, by=by, now=now,
        given_on=date(2026, 1, 5), finish_by=date(2026, 1, 9),
    )  # fmt: skip
    row = register.scalars(select(Instruction)).one()
    assert (row.post, row.given_on, row.finish_by) == (
        "分管副市长",
        date(2026, 1, 5),
        date(2026, 1, 9),
    )
    cases: tuple[tuple[dict[str, Any], str], ...] = (
        ({"given_on": date(2999, 1, 1)}, "instructed_in_future"),
        ({"given_on": date(2026, 1, 5), "finish_by": date(2026, 1, 4)}, "finish_before"),
    )
    for given, code in cases:
        with pytest.raises(Refused, match=code):
            do(town, Action.RECORD_INSTRUCTION, case_id, by=by, now=now, **given)
    with pytest.raises(Missing):
        do(town, Action.RECORD_INSTRUCTION, case_id, by=by, now=now, text=" ")


def test_the_unit_reads_the_instruction_and_nobody_foreign(town: Town, now: datetime) -> None:
    case_id = a_case(town, Status.ACCEPTED, now=now)
    do(town, Action.RECORD_INSTRUCTION, case_id, by=actor_of(town.clerk), now=now)
    file = case_file(case_id, actor=actor_of(town.handler), now=now)
    assert file is not None
    assert file.triage.instructions[0].text
    assert case_file(case_id, actor=actor_of(town.foreign_clerk), now=now) is None
