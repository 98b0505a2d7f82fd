"""The invented town: the same every time, safe to repeat and to interrupt, and recognisably invented."""

import os
import signal
from collections import Counter
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from petitions.adapters import clock
from petitions.models import (
    Attachment,
    Case,
    CaseEvent,
    Extension,
    Objection,
    Officer,
    OutboxNotice,
    Petitioner,
    Question,
    Supplement,
    Unit,
)
from petitions.models.exchange import Decision
from petitions.rules.completeness import TITLE_MAX, identity_number_problem
from petitions.rules.terms import Channel, PetitionClass, Role, Status, UnitKind
from tests import engines
from tests.commands.conftest import Huiyin
from web.checks.faults import Fault
from web.commands.verify import faults
from web.progress import Stopped, Watch
from web.town.crowd import crowd
from web.town.directory import officer_facts
from web.town.moments import schedule
from web.town.papers import paper
from web.town.seed import PASSWORD, seed
from web.town.stories import stories

NOW = datetime(2026, 6, 17, 7, 0, tzinfo=UTC)
AFTER_THE_OPINION = {Status.IN_REVIEW, Status.REVIEWED, Status.IN_REREVIEW, Status.CONCLUDED}
"""Told once each; every other state several times."""
TABLES = (Unit, Officer, Case, CaseEvent, Petitioner, Attachment, OutboxNotice, Supplement)


def counts(session: Session) -> list[int]:
    session.rollback()
    return [session.scalar(select(func.count()).select_from(table)) or 0 for table in TABLES]


def statuses(session: Session) -> Counter[Status]:
    session.rollback()
    return Counter(session.scalars(select(Case.status)).all())


def test_the_town_is_whole_and_a_second_run_adds_nothing(register: Session) -> None:
    seeded = seed(PASSWORD, now=NOW, extra=12)

    assert seeded.left_alone == ()
    wanted = Counter(story.ends for story in stories())
    assert min(wanted.values()) >= 1
    assert min(wanted[status] for status in set(Status) - AFTER_THE_OPINION) >= 3
    assert set(wanted) == set(Status)
    assert statuses(register) == wanted + Counter(story.ends for story in crowd(12))
    assert list(faults(register)) == list[Fault]()
    assert_something_of_everything(register)

    before = counts(register)
    again = seed(PASSWORD, now=NOW + timedelta(days=2), extra=12)
    assert again.added == 0
    assert counts(register) == before


def assert_something_of_everything(register: Session) -> None:
    today = clock.local_day(NOW)

    def some(*conditions: object) -> int:
        return register.scalar(select(func.count(Case.id)).where(*conditions)) or 0  # type: ignore[arg-type]

    assert all(some(Case.channel == channel) for channel in Channel)
    assert all(some(Case.petition_class == each) >= 3 for each in PetitionClass)
    assert some(Case.due_on < today) >= 3
    assert some(Case.due_on.between(today, today + timedelta(days=7))) >= 2
    assert some(Case.language == "en") == 1
    assert set(register.scalars(select(Extension.decision))) == set(Decision)
    assert set(register.scalars(select(Objection.decision))) == set(Decision)
    answered = register.scalars(select(Question.answered_at)).all()
    assert None in answered
    assert any(answered)
    assert set(register.scalars(select(Officer.role))) == set(Role) - {Role.CITIZEN}
    kinds = set(register.scalars(select(Unit.kind)))
    assert kinds >= {UnitKind.PARTY, UnitKind.COURT, UnitKind.ENTERPRISE, UnitKind.COMMUNITY}
    assert max(path.count("/") for path in register.scalars(select(Unit.path))) >= 4


def test_an_interrupted_run_goes_on_where_it_stopped(
    register: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    played = 0

    step = Watch.step

    def pressed(watch: Watch, count: int = 1) -> None:
        nonlocal played
        played += 1
        if played in (40, 230):
            os.kill(os.getpid(), signal.SIGINT)
        step(watch, count)

    monkeypatch.setattr(Watch, "step", pressed)

    with pytest.raises(Stopped):
        seed(PASSWORD, now=NOW)
    with pytest.raises(Stopped):
        seed(PASSWORD, now=NOW)
    halfway = counts(register)
    seed(PASSWORD, now=NOW + timedelta(hours=3))

    assert halfway[2] < len(stories())
    assert statuses(register) == Counter(story.ends for story in stories())
    assert counts(register)[1] == len(officer_facts())
    assert list(faults(register)) == []


def test_a_case_somebody_has_worked_on_is_left_alone(register: Session) -> None:
    from petitions.actions.withdraw import withdraw
    from petitions.rules.permissions import Actor
    from web.town.directory import found_town
    from web.town.telling import Teller

    town = found_town(PASSWORD, now=NOW)
    some = [story for story in stories() if story.key in ("t08", "h03")]
    teller = Teller(town, some)
    turns = teller.waiting(some, NOW)
    teller.play(turn for turn in turns if turn.number <= 1)
    case_id = teller.case_ids["t08"]
    withdraw(case_id, by=Actor(Role.CITIZEN, case_id=case_id), now=NOW, confirmed=True)

    again = Teller(town, some)
    again.play(again.waiting(some, NOW))

    assert again.faults.keys() == {"t08"}
    assert statuses(register) == {Status.WITHDRAWN: 1, Status.ANSWERED: 1}


@pytest.mark.parametrize(
    "now",
    [
        datetime(2026, 6, 17, 7, 0, tzinfo=UTC),
        datetime(2026, 6, 20, 17, 1, tzinfo=UTC),  # Sunday, one in the morning in the office
        datetime(2026, 10, 8, 0, 30, tzinfo=UTC),  # after a week of holidays
        datetime(2027, 1, 3, 12, 0, tzinfo=UTC),  # a new year's book
        datetime(2027, 2, 20, 2, 0, tzinfo=UTC),  # in the Spring Festival
    ],
)
def test_nothing_happens_in_the_future_and_everything_in_order(now: datetime) -> None:
    turns = schedule([*stories(), *crowd(200)], now)

    assert all(turn.at < now for turn in turns)
    last: dict[str, tuple[int, datetime]] = {}
    for turn in turns:
        number, at = last.get(turn.story.key, (-1, turn.at - timedelta(seconds=1)))
        assert (turn.number, turn.at > at) == (number + 1, True)
        last[turn.story.key] = (turn.number, turn.at)


@pytest.mark.parametrize("engine", [engines.SQLITE], indirect=True)
def test_the_stories_are_told_in_a_week_of_holidays(register: Session) -> None:
    seeded = seed(PASSWORD, now=datetime(2026, 10, 8, 0, 30, tzinfo=UTC))

    assert seeded.left_alone == ()
    assert statuses(register) == Counter(story.ends for story in stories())


def test_everybody_is_invented() -> None:
    for story in (*stories(), *crowd(50)):
        for person in story.submission.persons:
            assert person.phone.startswith("100")
            assert not person.email or person.email.endswith("@example.test")
            assert not person.id_number or person.id_number.startswith("999999")
            assert not person.id_number or identity_number_problem(person.id_number) is None
            assert person.address.startswith("回音市")


def test_every_petition_could_have_been_filed() -> None:
    keys = [story.key for story in stories()]
    assert len(keys) == len(set(keys)) >= 60
    for story in (*stories(), *crowd(50)):
        submission = story.submission
        assert 2 <= len(submission.title) <= TITLE_MAX, story.key
        assert submission.request, story.key
        assert submission.facts, story.key
        for text in (submission.title, submission.facts, submission.request):
            assert "{" not in text, story.key
    titles = {story.submission.facts for story in crowd(300)}
    assert len(titles) > 290


def test_texts_are_punctuated_as_chinese_is() -> None:
    for story in stories():
        if story.submission.language == "zh":
            assert not set(",;?!()") & set(story.submission.facts.replace("412,300", "")), story.key


@pytest.mark.parametrize("ending", ["png", "pdf", "txt"])
def test_papers_are_taken_by_the_counter_and_never_change(ending: str) -> None:
    from petitions.adapters.inspection import inspect

    name = f"材料.{ending}"
    assert inspect(name, paper(name)).content
    assert paper(name) == paper(name)
    if ending == "png":
        assert paper("one.png") != paper("other.png")


@pytest.mark.parametrize("engine", [engines.SQLITE], indirect=True)
def test_the_command_says_what_it_did(huiyin: Huiyin, register: Session) -> None:
    first = huiyin("seed-demo", "--petitions", 2, "--password", "quite another password")
    again = huiyin("seed-demo", "--petitions", 2)
    short = huiyin("seed-demo", "--password", "short")

    assert first.exit_code == 0, first.output
    assert f"{len(stories()) + 2} petitions" in first.output
    assert "quite another password" not in first.output
    assert PASSWORD not in first.output
    assert " 0 steps added" in again.output
    assert PASSWORD in again.output
    assert short.exit_code == 2


@pytest.mark.parametrize("engine", [engines.SQLITE], indirect=True)
def test_production_has_no_place_for_it(
    huiyin: Huiyin, register: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HUIYIN_ENV", "production")
    monkeypatch.setenv("HUIYIN_SECRET_KEY", "9gT" * 12)

    for command in ("seed-demo", "demo"):
        refused = huiyin(command)
        assert refused.exit_code == 2
        assert "production" in refused.output
    assert counts(register)[0] == 0
