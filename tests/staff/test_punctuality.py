"""The pages of the on-time figures: what stands there, where each number leads, and what is taken away."""

from __future__ import annotations

import csv
import io
import re
from datetime import timedelta
from itertools import product

import openpyxl
import pytest
import time_machine

from petitions.models import AuditEntry, Unit
from petitions.models.session import db
from petitions.rules.terms import Action, PetitionClass, Status
from tests.conftest import NOW
from tests.factories import Town, a_case, a_submission, actor_of, do
from tests.staff import conftest
from tests.staff.browser import Browser, Page
from tests.staff.conftest import Opens

ROOM = ("office_head", "unit_head", "leader", "supervisor")
SORT = "登记并转送、交办"


def sorted_in(town: Town, days: int) -> None:
    """A case that left the desk so many days after it came in; fifteen are allowed."""
    case_id = a_case(town, Status.REGISTERED, now=NOW)
    later = NOW + timedelta(days=days)
    do(town, Action.TRANSFER, case_id, by=actor_of(town.clerk), now=later)


def links(page: Page) -> list[tuple[int, str]]:
    """Every number of the page and the list it leads to."""
    found = []
    for link in page.tree.select('main a[href*="/punctuality/cases/"]'):
        number = re.match(r"[\d,]+", link.get_text(strip=True))
        assert number is not None, link
        found.append((int(number.group().replace(",", "")), str(link["href"])))
    return found


def behind(browser: Browser, path: str) -> int:
    """How many cases a list has, page after page."""
    seen = 0
    while path:
        page = browser.get(path)
        assert page.status == 200
        seen += len(page.tree.select("main table tbody tr"))
        following = page.tree.select_one('.govuk-pagination a[rel="next"]')
        path = str(following["href"]) if following else ""
    return seen


def row(page: Page, caption: str, name: str) -> list[str]:
    """The cells of the line that begins with a name, without what is only for screen readers."""
    for hidden in (tree := page.tree).select(".govuk-visually-hidden"):
        hidden.decompose()
    for table in tree.select("main table"):
        if table.caption is None or not table.caption.get_text(strip=True).startswith(caption):
            continue
        for line in table.select("tbody tr"):
            cells = [" ".join(cell.get_text().split()) for cell in line.select("th, td")]
            if cells[0] == name:
                return cells[1:]
    raise AssertionError(f"no line {name!r} in a table {caption!r}")


def test_the_rate_its_parts_and_what_is_left_out(
    town: Town, browser_of: Opens, clock: time_machine.Coordinates
) -> None:
    for days in (1, 15, 15, 16, 20):
        sorted_in(town, days)
    a_case(town, now=NOW)
    a_case(town, now=NOW + timedelta(days=25))
    a_case(town, Status.WITHDRAWN, now=NOW)
    clock.shift(timedelta(days=30))
    page = browser_of("office_head").get("/punctuality/?clock=T1")
    assert page.id("rate") == "50.0% （应完成 6 件次，按期 3 件次）"
    page = browser_of("leader").get("/punctuality/")
    assert row(page, "法定期限", SORT) == ["50.0%", "3", "2", "1", "6", "1", "1", "0"]


def test_of_fewer_than_five_no_percentage_is_given(
    town: Town, browser_of: Opens, clock: time_machine.Coordinates
) -> None:
    for days in (1, 2, 3, 20):
        sorted_in(town, days)
    clock.shift(timedelta(days=25))
    page = browser_of("office_head").get("/punctuality/?clock=T1")
    assert page.id("rate") == "3 / 4 （不足 5 件次，不算百分比）"
    assert row(page, "各单位", "回音市信访局")[0] == "3 / 4"
    assert "%" not in page.id("rate")


def test_nothing_was_due(town: Town, browser_of: Opens) -> None:
    page = browser_of("leader").get("/punctuality/")
    assert page.id("rate") == "这段时间里没有应当完成的期限。"
    assert links(page) == []


@pytest.mark.parametrize("name", ROOM)
def test_behind_each_number_lie_exactly_its_cases(
    town: Town, browser_of: Opens, clock: time_machine.Coordinates, name: str
) -> None:
    statuses = (
        Status.RECEIVED,
        Status.OBJECTED,
        Status.ACCEPTED,
        Status.ANSWERED,
        Status.WITHDRAWN,
    )
    for to, days in product(statuses, (0, 40)):
        a_case(town, to, now=NOW + timedelta(days=days))
    secret = a_submission(petition_class=PetitionClass.ACCUSATION)
    a_case(town, Status.OBJECTED, now=NOW, submission=secret)
    clock.shift(timedelta(days=75))
    browser = browser_of(name)
    for path in ("/punctuality/", "/punctuality/?clock=T5", "/punctuality/?last_day=2026-05-01"):
        numbers = links(browser.get(path))
        assert numbers
        for number, href in numbers:
            assert behind(browser, href) == number, (path, href)


def test_a_long_list_page_by_page(town: Town, browser_of: Opens) -> None:
    for _ in range(53):
        a_case(town, now=NOW)
    browser = browser_of("leader")
    page = browser.get("/punctuality/cases/?standing=running&clock=T1")
    assert "53 件次" in page.text
    assert behind(browser, "/punctuality/cases/?standing=running&clock=T1") == 53


def test_the_head_of_a_unit_sees_what_his_units_owe_and_no_more(
    town: Town, browser_of: Opens, case_in: conftest.Case
) -> None:
    case_in(Status.ACCEPTED)
    page = browser_of("unit_head").get("/punctuality/")
    assert row(page, "法定期限", "告知是否受理（转送、交办）")
    heads = {cell.get_text(strip=True) for cell in page.tree.select("tbody th")}
    assert SORT not in heads, "the letters office owes that"
    assert "由您的单位和下属单位承担" in page.text
    for name in ("other_head", "street_head", "foreign_leader"):
        assert links(browser_of(name).get("/punctuality/")) == [], name
        assert behind(browser_of(name), f"/punctuality/cases/?unit={town.works.id}") == 0, name


def test_units_stand_in_the_order_of_the_tree_whatever_their_rate(
    town: Town, browser_of: Opens, clock: time_machine.Coordinates
) -> None:
    units = [town.street, town.education, town.works]
    for number, unit in enumerate(units):
        for _ in range(number + 1):
            case_id = a_case(town, Status.REGISTERED, now=NOW)
            do(
                *(town, Action.TRANSFER, case_id),
                by=actor_of(town.clerk),
                now=NOW,
                unit_id=unit.id,
            )
    page = browser_of("leader").get("/punctuality/?clock=T3")
    (table,) = page.tree.select("main table")
    names = [cell.get_text(strip=True) for cell in table.select("tbody th")]
    in_order = db.session.query(Unit).order_by(Unit.path)
    assert names == [each.name for each in in_order if each.name in names]
    assert len(names) == 3


def test_the_offices_own_limits_stand_apart(
    town: Town, browser_of: Opens, case_in: conftest.Case, clock: time_machine.Coordinates
) -> None:
    from petitions.models.clock_run import ClockRun
    from petitions.rules.terms import Clock

    case_id = case_in()
    run = db.session.query(ClockRun).filter_by(case_id=case_id, clock=Clock.SORT).one()
    db.session.add(
        ClockRun(
            case_id=case_id,
            clock=Clock.PASS_ON,
            sequence=1,
            unit_id=run.unit_id,
            started_on=run.started_on,
            due_on=run.started_on,
            duty=True,
        )
    )
    db.session.commit()
    clock.shift(timedelta(days=20))
    browser = browser_of("leader")
    page = browser.get("/punctuality/")
    assert page.id("rate").startswith("0 / 1")
    (own,) = [table for table in page.tree.select("table") if "内部期限" in table.get_text()]
    assert len(own.select("tbody tr")) == 1
    assert behind(browser, "/punctuality/cases/?force=office&standing=overdue") == 1
    assert behind(browser, "/punctuality/cases/?force=law&standing=overdue") == 1
    assert behind(browser, "/punctuality/cases/?standing=overdue") == 2


def test_this_year_unless_somebody_asks_for_another(town: Town, browser_of: Opens) -> None:
    browser = browser_of("leader")

    def days(query: str) -> tuple[str, str]:
        page = browser.get(f"/punctuality/{query}")
        assert page.status == 200
        return page.value("first_day"), page.value("last_day")

    assert days("") == ("2026-01-01", "2026-12-31")
    assert days("?first_day=2025-03-01") == ("2025-03-01", "2025-12-31")
    assert days("?last_day=2024-03-01") == ("2024-01-01", "2024-03-01")
    assert days("?first_day=2025-03-01&last_day=2026-03-01") == ("2025-03-01", "2026-03-01")


def test_a_period_that_ends_before_it_begins(town: Town, browser_of: Opens) -> None:
    page = browser_of("leader").get("/punctuality/?first_day=2026-03-01&last_day=2026-02-01")
    assert page.errors() == ["结束的日期不能早于开始的日期。"]
    assert page.value("last_day") == "2026-02-01", "what was typed stays"


@pytest.mark.parametrize(
    "query",
    [
        "clock=T99",
        "clock=T4",
        "clock=%00",
        "first_day=0001-01-01",
        "last_day=9999-12-31",
        "first_day=2026-02-30",
        "unit=99999999999999999999",
        "unit=-1",
        "unit=999999999",
        "standing=nonsense",
        "force=none",
        "after=2026-03-10.9999999999",
        "after=////",
        "endpoint=x&_external=1&_scheme=http&_anchor=x",
    ],
)
def test_addresses_nobody_would_write(
    town: Town, browser_of: Opens, case_in: conftest.Case, query: str
) -> None:
    case_in()
    for place in ("/punctuality/", "/punctuality/cases/"):
        assert browser_of("leader").get(f"{place}?{query}").status == 200


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_the_table_taken_away(
    town: Town, browser_of: Opens, clock: time_machine.Coordinates, kind: str
) -> None:
    unit = db.session.get_one(Unit, town.office.id)
    unit.name = "=cmd|calc"
    db.session.commit()
    for days in (1, 2, 3, 4, 20):
        sorted_in(town, days)
    clock.shift(timedelta(days=25))
    answer = browser_of("office_head").post(f"/punctuality/export/{kind}?clock=T1")
    assert "attachment" in answer.headers["Content-Disposition"]
    if kind == "csv":
        rows = list(csv.reader(io.StringIO(answer.text.removeprefix("\ufeff"))))
    else:
        sheet = openpyxl.load_workbook(io.BytesIO(answer.data)).active
        assert sheet is not None
        rows = [[str(cell) for cell in line] for line in sheet.iter_rows(values_only=True)]
    assert rows[1:] == [
        ["法定期限", SORT, "'=cmd|calc", "80.0%", "4", "1", "0", "5", "0", "0", "0"]
    ]
    assert len(rows[0]) == len(rows[1])
    entry = db.session.query(AuditEntry).filter_by(what="export").one()
    assert (entry.officer_id, entry.facts) == (town.office_head.id, {"rows": 1})
    assert browser_of("office_head").post("/punctuality/export/pdf").status == 404


def test_only_who_oversees_has_the_room(town: Town, browser_of: Opens) -> None:
    for name in ("clerk", "handler", "auditor", "administrator"):
        browser = browser_of(name)
        assert browser.get("/punctuality/").status == 403
        assert "期限统计" not in browser.get("/").text
    for name in ROOM:
        assert "/staff/punctuality/" in browser_of(name).get("/").text
