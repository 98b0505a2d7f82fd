"""What stands in a step's own way: limits out of range, days over, a decision on one's own paper, a second time."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy.orm import Session

from petitions.actions.errors import Missing, NotAllowed
from petitions.rules.terms import Action, Outcome, PetitionClass, ReplyKind, Status
from tests.factories import (
    Town,
    a_case,
    a_submission,
    actor_of,
    do,
    stored,
)
from tests.factories.outcomes import refused


@pytest.mark.parametrize("limit_days", [0, -1, 91, 1000])
def test_a_limit_out_of_range_is_refused(town: Town, now: datetime, limit_days: int) -> None:
    case_id = a_case(town, Status.REGISTERED, now=now)
    error = refused(
        Action.ASSIGN, town, case_id, by=actor_of(town.clerk), now=now, limit_days=limit_days
    )
    assert error.code == "limit_out_of_range"


@pytest.mark.parametrize(("limit_days", "due"), [(1, date(2026, 3, 11)), (90, date(2026, 3, 25))])
def test_the_bounds_of_a_limit_are_within(
    town: Town, now: datetime, limit_days: int, due: date
) -> None:
    case_id = a_case(town, Status.REGISTERED, now=now)
    do(town, Action.ASSIGN, case_id, by=actor_of(town.clerk), now=now, limit_days=limit_days)
    assert stored(case_id).due_on == due


def test_a_case_goes_only_to_a_unit_that_works(
    register: Session, town: Town, now: datetime
) -> None:
    case_id = a_case(town, Status.REGISTERED, now=now)
    register.merge(town.health).active = False
    register.commit()
    for unit_id in (town.health.id, 999_999):
        for action in (Action.ASSIGN, Action.TRANSFER):
            error = refused(
                action, town, case_id, by=actor_of(town.clerk), now=now, unit_id=unit_id
            )
            assert error.code == "no_such_unit"


@pytest.mark.parametrize(("days", "code"), [(0, None), (31, None), (30, ""), (1, "")])
def test_an_extension_is_at_most_thirty_days(
    town: Town, now: datetime, days: int, code: str | None
) -> None:
    case_id = a_case(town, Status.ACCEPTED, now=now)
    handler = actor_of(town.handler)
    if code is None:
        error = refused(Action.REQUEST_EXTENSION, town, case_id, by=handler, now=now, days=days)
        assert error.code in {"extension_not_positive", "extension_too_long"}
        assert error.facts["most"] == 30
    else:
        do(town, Action.REQUEST_EXTENSION, case_id, by=handler, now=now, days=days)


def test_a_limit_that_has_passed_is_not_extended(town: Town, now: datetime) -> None:
    handler, head = actor_of(town.handler), actor_of(town.unit_head)
    case_id = a_case(town, Status.ACCEPTED, now=now)
    last, late = now + timedelta(days=60), now + timedelta(days=61)
    error = refused(Action.REQUEST_EXTENSION, town, case_id, by=handler, now=late, days=30)
    assert error.code == "extension_too_late"
    do(town, Action.REQUEST_EXTENSION, case_id, by=handler, now=last, days=30)
    error = refused(Action.APPROVE_EXTENSION, town, case_id, by=head, now=late)
    assert error.code == "extension_too_late", "what is late stays late"
    do(town, Action.REFUSE_EXTENSION, case_id, by=head, now=late)


def test_an_extension_comes_once(town: Town, now: datetime) -> None:
    case_id = a_case(town, Status.ACCEPTED, now=now)
    handler, head = actor_of(town.handler), actor_of(town.unit_head)

    def ask() -> None:
        do(town, Action.REQUEST_EXTENSION, case_id, by=handler, now=now, days=10)

    for action in (Action.APPROVE_EXTENSION, Action.REFUSE_EXTENSION):
        assert refused(action, town, case_id, by=head, now=now).code == "no_extension_pending"
    ask()
    assert refused(Action.REQUEST_EXTENSION, town, case_id, by=handler, now=now).code == (
        "extension_pending"
    )
    do(town, Action.REFUSE_EXTENSION, case_id, by=head, now=now)
    ask()  # a refused request may be made again, better
    do(town, Action.APPROVE_EXTENSION, case_id, by=head, now=now)
    assert refused(Action.REQUEST_EXTENSION, town, case_id, by=handler, now=now).code == (
        "extended_once"
    )


def test_nobody_decides_his_own_request(town: Town, now: datetime) -> None:
    case_id = a_case(town, Status.ACCEPTED, now=now)
    head = actor_of(town.unit_head)
    do(town, Action.REQUEST_EXTENSION, case_id, by=head, now=now)
    error = refused(Action.APPROVE_EXTENSION, town, case_id, by=head, now=now)
    assert error.code == "own_request"


def test_four_eyes_on_every_reply(town: Town, now: datetime) -> None:
    case_id = a_case(town, Status.ACCEPTED, now=now)
    handler, head = actor_of(town.handler), actor_of(town.unit_head)
    do(town, Action.DRAFT_REPLY, case_id, by=head, now=now)

    assert refused(Action.APPROVE_REPLY, town, case_id, by=head, now=now).code == "own_draft"
    assert refused(Action.APPROVE_REPLY, town, case_id, by=handler, now=now).code == "no_right"
    promoted = replace(handler, officer_id=town.unit_head.id)
    assert isinstance(
        refused(Action.APPROVE_REPLY, town, case_id, by=promoted, now=now), NotAllowed
    )


def test_a_reply_leaves_by_the_door_of_its_kind(town: Town, now: datetime) -> None:
    final = a_case(town, Status.REPLY_APPROVED, now=now)
    handler = actor_of(town.handler)
    error = refused(Action.ISSUE_INTERIM_REPLY, town, final, by=handler, now=now)
    assert error.code == "not_an_interim_reply"

    interim = a_case(town, Status.ACCEPTED, now=now)
    do(town, Action.DRAFT_REPLY, interim, by=handler, now=now, kind=ReplyKind.INTERIM)
    do(town, Action.APPROVE_REPLY, interim, by=actor_of(town.unit_head), now=now)
    error = refused(Action.ISSUE_REPLY, town, interim, by=handler, now=now)
    assert error.code == "not_a_final_reply"


@pytest.mark.parametrize(
    "lacking", [{"outcome": None}, {"facts_found": ""}, {"legal_basis": ""}], ids=str
)
def test_a_final_reply_says_all_that_the_law_wants(
    town: Town, now: datetime, lacking: dict[str, Outcome | str | None]
) -> None:
    case_id = a_case(town, Status.ACCEPTED, now=now)
    error = refused(
        Action.DRAFT_REPLY, town, case_id, by=actor_of(town.handler), now=now, **lacking
    )
    assert isinstance(error, Missing)
    assert error.names == tuple(lacking)


def test_an_objection_is_in_time_on_the_fifth_working_day_and_late_on_the_sixth(
    town: Town,
) -> None:
    thursday = datetime(2026, 3, 12, 2, 0, tzinfo=UTC)
    last = datetime(2026, 3, 19, 15, 59, tzinfo=UTC)  # one minute to midnight in the office
    in_time = a_case(town, Status.ROUTED, now=thursday)
    late = a_case(town, Status.ROUTED, now=thursday)
    handler = actor_of(town.handler)

    do(town, Action.OBJECT, in_time, by=handler, now=last)
    error = refused(Action.OBJECT, town, late, by=handler, now=last + timedelta(minutes=1))

    assert (error.code, error.facts["last_day"]) == ("objection_too_late", date(2026, 3, 19))
    assert stored(late).status is Status.ROUTED


def test_a_ruling_is_final_for_that_unit(town: Town, now: datetime) -> None:
    case_id = a_case(town, Status.OBJECTED, now=now)
    do(town, Action.OVERRULE_OBJECTION, case_id, by=actor_of(town.clerk), now=now)
    error = refused(Action.OBJECT, town, case_id, by=actor_of(town.handler), now=now)
    assert error.code == "objection_ruled"


@pytest.mark.parametrize("petition_class", [PetitionClass.SUGGESTION, PetitionClass.ACCUSATION])
def test_only_an_appeal_is_led_elsewhere_or_extended(
    town: Town, now: datetime, petition_class: PetitionClass
) -> None:
    case_id = a_case(
        town, Status.ACCEPTED, now=now, submission=a_submission(petition_class=petition_class)
    )
    for action in (Action.REDIRECT, Action.REQUEST_EXTENSION):
        error = refused(action, town, case_id, by=actor_of(town.handler), now=now)
        assert error.code == "wrong_class"
