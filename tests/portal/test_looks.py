"""Who opened my file: units, times and counts for the petitioner, and nobody's name."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest

from petitions.actions.record_look import record_look
from petitions.adapters import clock
from petitions.models import AuditEntry, Officer
from petitions.models.session import db
from petitions.queries.looks import looks_by_unit
from petitions.rules.looks import SAME_VISIT, Look
from petitions.rules.terms import Action, PetitionClass, Status
from tests.factories import Town, a_submission, actor_of, do
from tests.portal.citizen import Citizen, Page

Make = Callable[..., tuple[int, str]]
SECOND = timedelta(seconds=1)


def look(officer: Officer, case_id: int, at: datetime, what: Look = Look.LOOK) -> None:
    record_look(what, by=actor_of(officer), now=at, case_id=case_id)


def table(page: Page) -> list[list[str]]:
    section = page.by_id("looks").parent
    assert section is not None
    rows = section.select("tbody tr")
    return [[" ".join(c.get_text(" ").split()) for c in row.select("th, td")] for row in rows]


def counts(case_id: int) -> list[tuple[int, int, int]]:
    db.session.rollback()
    return [(each.unit.id, each.visits, each.reveals) for each in looks_by_unit(case_id)]


def test_counts_by_unit_and_time_without_names(citizen: Citizen, case_in: Make, town: Town) -> None:
    case_id, key = case_in(Status.ACCEPTED)
    now = clock.now()
    look(town.handler, case_id, now - timedelta(days=2))
    look(town.colleague, case_id, now - timedelta(days=2))
    do(town, Action.REVEAL, case_id, by=actor_of(town.handler), now=now, reason="核实")
    look(town.supervisor, case_id, now - timedelta(days=1), Look.LOOKS)
    page = citizen.opens_case(case_id, key)

    day = [f"{each.year}年{each.month}月{each.day}日" for each in (
        clock.local_day(now - timedelta(days=ago)) for ago in (0, 1, 2)
    )]  # fmt: skip
    assert table(page) == [
        [f"回音市住房和城乡建设局 {day[2]} 至 {day[0]}", "3", "1"],
        [f"回音市人民政府 {day[1]}", "1", "0"],
    ]
    for officer in town.officers.values():
        assert officer.name not in page.text


def test_nobody_has_looked(citizen: Citizen, case_in: Make) -> None:
    case_id, key = case_in(Status.RECEIVED)
    page = citizen.opens_case(case_id, key)
    assert table(page) == []
    assert "还没有工作人员打开过" in page.text


def test_looks_that_follow_each_other_closely_are_one(case_in: Make, town: Town) -> None:
    case_id, _ = case_in(Status.ACCEPTED)
    at = clock.now().replace(microsecond=0) - timedelta(hours=5)
    for _ in range(3):  # the end of a pause begins the next one
        look(town.handler, case_id, at)
        look(town.handler, case_id, at)
        at += SAME_VISIT
    assert counts(case_id) == [(town.works.id, 1, 0)]
    look(town.handler, case_id, at + SECOND)
    assert counts(case_id) == [(town.works.id, 2, 0)]


def test_two_officers_are_two_looks(case_in: Make, town: Town) -> None:
    case_id, _ = case_in(Status.ACCEPTED)
    now = clock.now()
    for officer in (town.handler, town.colleague, town.handler, town.clerk):
        look(officer, case_id, now)
    assert sorted(counts(case_id)) == sorted([(town.works.id, 2, 0), (town.office.id, 1, 0)])


def test_an_identity_opened_twice_in_one_visit_is_one_of_its_openings(
    case_in: Make, town: Town
) -> None:
    """A double press; and never more openings than looks."""
    case_id, _ = case_in(Status.ACCEPTED)
    now, by = clock.now(), actor_of(town.handler)
    look(town.handler, case_id, now)
    for _ in range(2):
        do(town, Action.REVEAL, case_id, by=by, now=now, reason="核实")
    assert counts(case_id) == [(town.works.id, 1, 1)]
    do(town, Action.REVEAL, case_id, by=by, now=now + 2 * SAME_VISIT, reason="再核实")
    assert counts(case_id) == [(town.works.id, 2, 2)]


def test_units_stand_in_the_order_of_time_and_not_of_number(case_in: Make, town: Town) -> None:
    case_id, _ = case_in(Status.ACCEPTED)
    now = clock.now()
    look(town.clerk, case_id, now - timedelta(days=3))
    for hours in range(1, 6):
        look(town.handler, case_id, now - timedelta(hours=hours))
    assert [unit for unit, _, _ in counts(case_id)] == [town.office.id, town.works.id]


def test_other_acts_and_other_cases_do_not_count(case_in: Make, town: Town) -> None:
    case_id, _ = case_in(Status.ACCEPTED)
    other, _ = case_in(Status.ACCEPTED)
    look(town.handler, other, clock.now())
    db.session.add(
        AuditEntry(
            at=clock.now(),
            what="retry_notice",
            officer_id=town.clerk.id,
            unit_id=town.office.id,
            case_id=case_id,
            facts={},
        )
    )
    db.session.commit()
    assert counts(case_id) == []


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_who_accuses_sees_that_the_accused_unit_did_not_look(
    citizen: Citizen, case_in: Make, town: Town, lang: str
) -> None:
    accusation = a_submission(
        petition_class=PetitionClass.ACCUSATION, complained_about="回音市教育局"
    )
    case_id, key = case_in(Status.RECEIVED, submission=accusation)
    look(town.clerk, case_id, clock.now())
    citizen.client.set_cookie("lang", lang)
    page = citizen.opens_case(case_id, key)
    assert len(table(page)) == 1
    assert "教育局" not in str(page.by_id("looks").parent)
    wanted = "表里没有的单位" if lang == "zh" else "not in the table"
    assert wanted in page.text


def test_the_bare_number_tells_nothing_of_it(citizen: Citizen, case_in: Make, town: Town) -> None:
    from tests.factories import stored

    case_id, _ = case_in(Status.ACCEPTED)
    look(town.handler, case_id, clock.now())
    page = citizen.post("/track/", {"number": stored(case_id).receipt_number})
    assert page.status == 200
    assert "谁看过" not in page.text
