"""Two people at the same moment: exactly one wins, the other is told, and no number is lost."""

from datetime import datetime

import pyotp
import pytest
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from petitions.actions.enter import enter
from petitions.actions.errors import Refused, Stale
from petitions.actions.keep_draft import keep_draft, stage_file
from petitions.actions.register import register as register_case
from petitions.actions.sign_in import pass_second_factor
from petitions.actions.submit import submit
from petitions.actions.withdraw import withdraw
from petitions.adapters import codes
from petitions.adapters.inspection import Inspected
from petitions.models import (
    Attachment,
    Case,
    CaseEvent,
    Officer,
    OutboxNotice,
    StaffSession,
    Supplement,
)
from petitions.rules.submission import Submission
from petitions.rules.terms import Action, Channel, Status
from tests.actions.threads import at_once
from tests.factories import (
    Town,
    a_case,
    a_submission,
    actor_of,
    do,
    event_rows,
    petitioner_of,
    stored,
    version_of,
)


def count(session: Session, table: type) -> int:
    session.rollback()
    return session.scalar(select(func.count()).select_from(table)) or 0


def test_the_second_officer_is_told(town: Town, now: datetime) -> None:
    case_id = a_case(town, Status.ROUTED, now=now)
    seen = version_of(case_id)
    do(town, Action.ACCEPT, case_id, by=actor_of(town.handler), now=now, version=seen)

    with pytest.raises(Stale) as told:
        do(town, Action.DECLINE, case_id, by=actor_of(town.colleague), now=now, version=seen)

    assert (told.value.case_id, told.value.seen) == (case_id, seen)
    assert told.value.facts["now"] > seen
    assert stored(case_id).status is Status.ACCEPTED


@pytest.mark.parametrize("action", [Action.NOTE, Action.ASK_MORE, Action.TAKE], ids=str)
def test_every_step_moves_the_version_on_even_at_one_instant(
    town: Town, now: datetime, action: Action
) -> None:
    case_id = a_case(town, Status.ACCEPTED, now=now)
    seen = version_of(case_id)
    do(town, action, case_id, by=actor_of(town.colleague), now=now, version=seen)
    assert version_of(case_id) > seen


def test_a_look_makes_nobodys_page_stale(town: Town, now: datetime) -> None:
    case_id = a_case(town, Status.ACCEPTED, now=now)
    seen = version_of(case_id)
    persons = do(town, Action.REVEAL, case_id, by=actor_of(town.handler), now=now).persons
    assert persons[0].name == "张建国"
    assert version_of(case_id) == seen


def test_what_was_read_before_does_not_blind_a_step(
    register: Session, app: Flask, town: Town, now: datetime
) -> None:
    """A session remembers what somebody still holds; a step must not believe it."""
    case_id = a_case(town, Status.RECEIVED, now=now)
    clerk = actor_of(town.clerk)
    held = stored(case_id)
    register.commit()

    def elsewhere() -> int:
        register_case(case_id, version_of(case_id), by=clerk, now=now)
        return version_of(case_id)

    (seen,) = at_once(app, elsewhere)
    assert held.status is Status.RECEIVED
    do(town, Action.TRANSFER, case_id, by=clerk, now=now, version=seen)

    assert stored(case_id).status is Status.ROUTED


@pytest.mark.parametrize("press", range(3))
def test_of_two_officers_at_once_one_wins(
    app: Flask, town: Town, now: datetime, press: int
) -> None:
    case_id = a_case(town, Status.ROUTED, now=now)
    seen = version_of(case_id)
    handler, colleague = actor_of(town.handler), actor_of(town.colleague)

    results = at_once(
        app,
        lambda: do(town, Action.ACCEPT, case_id, by=handler, now=now, version=seen),
        lambda: do(town, Action.OBJECT, case_id, by=colleague, now=now, version=seen),
        lambda: do(town, Action.DECLINE, case_id, by=colleague, now=now, version=seen),
    )

    assert sorted(type(each).__name__ for each in results) == ["NoneType", "Stale", "Stale"]
    assert len(event_rows(case_id)) == 4  # submit, register, assign, and the winner's


def test_a_citizen_and_an_officer_at_once(app: Flask, town: Town, now: datetime) -> None:
    """A citizen cannot be stale; his withdrawal comes before or after, but is never lost."""
    case_id = a_case(town, Status.ROUTED, now=now)
    seen = version_of(case_id)
    handler = actor_of(town.handler)

    withdrawn, accepted = at_once(
        app,
        lambda: withdraw(case_id, by=petitioner_of(case_id), now=now, confirmed=True),
        lambda: do(town, Action.ACCEPT, case_id, by=handler, now=now, version=seen),
    )

    assert withdrawn is None
    assert accepted is None or isinstance(accepted, Stale)
    assert stored(case_id).status is Status.WITHDRAWN


def test_eight_presses_are_one_petition(
    register: Session, app: Flask, town: Town, now: datetime
) -> None:
    press = [lambda: submit(a_submission(), submission_key="one key", now=now)] * 8

    receipts = at_once(app, *press)

    assert len({(each.receipt_number, each.query_code, each.case_id) for each in receipts}) == 1
    assert sorted(each.repeated for each in receipts) == [False] + [True] * 7
    again = submit(a_submission(title="改了"), submission_key="one key", now=now)
    assert (again.receipt_number, again.repeated) == (receipts[0].receipt_number, True)
    assert [count(register, table) for table in (Case, CaseEvent, OutboxNotice)] == [1, 1, 2]


def test_eight_presses_at_the_counter_are_one_entry(
    register: Session, app: Flask, town: Town, now: datetime
) -> None:
    clerk = actor_of(town.clerk)
    press = [lambda: enter(a_submission(), submission_key="one key", by=clerk, now=now)] * 8

    receipts = at_once(app, *press)

    assert {each.registration_number for each in receipts} == {"XF-2026-000001"}
    assert len({each.query_code for each in receipts}) == 1
    assert count(register, Case) == 1
    other = enter(a_submission(), submission_key="other", by=clerk, now=now)
    assert other.registration_number == "XF-2026-000002"  # the lost presses took no number


def test_the_books_have_no_gap(register: Session, app: Flask, town: Town, now: datetime) -> None:
    clerks = [actor_of(each) for each in (town.clerk, town.second_clerk) * 4]
    waiting = [a_case(town, now=now) for _ in range(8)]
    bad = a_submission(channel=Channel.LETTER, persons_count=-5)

    def work(place: int) -> None:
        by, case_id = clerks[place], waiting[place]
        enter(a_submission(), submission_key=f"letter {place}", by=by, now=now)
        for _ in range(2):  # numbers taken and given back
            with pytest.raises((Refused, Stale)):
                broken(bad, by, place, case_id)
        register_case(case_id, version_of(case_id), by=by, now=now)

    def broken(submission: Submission, by: object, place: int, case_id: int) -> None:
        if place % 2:
            register_case(case_id, 999, by=by, now=now)  # type: ignore[arg-type]
        enter(  # fails after it took its number
            submission,
            submission_key=f"bad {place}",
            by=by,  # type: ignore[arg-type]
            now=now,
            attachment_ids=[999_999],
        )

    results = at_once(app, *[lambda place=place: work(place) for place in range(8)])

    assert results == [None] * 8
    register.rollback()
    numbers = register.scalars(
        select(Case.registration_number).where(Case.registration_number.is_not(None))
    )
    assert sorted(str(number) for number in numbers) == [f"XF-2026-{n:06d}" for n in range(1, 17)]


def test_each_year_and_each_office_has_its_own_books(
    register: Session, town: Town, now: datetime
) -> None:
    def numbered(key: str, who: str, year: int) -> str | None:
        moment = now.replace(year=year)
        by = actor_of(town.officers[who])
        return enter(a_submission(), submission_key=key, by=by, now=moment).registration_number

    assert numbered("a", "clerk", 2026) == "XF-2026-000001"
    assert numbered("b", "foreign_clerk", 2026) == "QXF-2026-000001"
    assert numbered("c", "clerk", 2027) == "XF-2027-000001"
    assert numbered("d", "second_clerk", 2026) == "XF-2026-000002"


def test_a_supplement_pressed_in_many_windows_is_one(
    register: Session, app: Flask, town: Town, now: datetime
) -> None:
    case_id = a_case(town, Status.ACCEPTED, now=now)
    press = [
        lambda: do(
            town,
            Action.SUPPLEMENT,
            case_id,
            by=petitioner_of(case_id),
            now=now,
            submission_key="one",
        )
    ] * 6

    assert at_once(app, *press) == [None] * 6

    assert count(register, Supplement) == 1


def test_a_draft_takes_ten_files_however_fast_they_come(
    register: Session, app: Flask, town: Town, now: datetime
) -> None:
    token = keep_draft(None, {}, now=now)
    picture = Inspected(name="a.jpg", media_type="image/jpeg", content=b"\xff\xd8")
    for _ in range(7):
        stage_file(token, picture, now=now)

    results = at_once(app, *[lambda: stage_file(token, picture, now=now)] * 6)

    assert sum(isinstance(each, int) for each in results) == 3
    assert {each.code for each in results if isinstance(each, Refused)} == {"too_many_files"}
    assert count(register, Attachment) == 10


def test_a_one_time_code_opens_once(
    register: Session, app: Flask, town: Town, now: datetime
) -> None:
    secret = pyotp.random_base32()
    register.get_one(Officer, town.clerk.id).totp_secret = secret
    tokens = [codes.new_key() for _ in range(4)]
    register.add_all(
        StaffSession(
            token_hash=codes.token_hash(token),
            officer_id=town.clerk.id,
            created_at=now,
            last_seen_at=now,
        )
        for token in tokens
    )
    register.commit()
    code = pyotp.TOTP(secret).at(now)

    results = at_once(
        app, *[lambda token=token: pass_second_factor(token, code, now=now) for token in tokens]
    )

    assert sorted(type(each).__name__ for each in results) == ["NoneType"] + ["Refused"] * 3


def test_an_external_number_is_registered_once(town: Town, now: datetime) -> None:
    clerk = actor_of(town.clerk)
    letter = a_submission(external_source="国家信访局", external_number="GX-1")
    enter(letter, submission_key="first", by=clerk, now=now)
    with pytest.raises(Refused) as told:
        enter(letter, submission_key="second", by=clerk, now=now)
    assert told.value.code == "external_number_taken"
