"""The queue: what it shows to whom, in what order, page by page; search; and tables that cannot run."""

from __future__ import annotations

import csv
import io
from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import openpyxl
import pytest

from petitions.models import AuditEntry, Case
from petitions.models.session import db
from petitions.rules.submission import Person
from petitions.rules.terms import Action, Channel, PetitionClass, Status, Urgency
from tests.conftest import NOW
from tests.factories import Town, a_person, a_submission, actor_of, stored
from tests.factories.verbs import do
from tests.staff import conftest
from tests.staff.browser import Browser, Page
from tests.staff.conftest import Opens


def titles(page: Page) -> list[str]:
    return [link.get_text(strip=True) for link in page.tree.select(".hy-cases tbody th a")]


def named(
    case_in: conftest.Case, title: str, to: Status = Status.RECEIVED, **changes: object
) -> int:
    return case_in(to, a_submission(title=title, **changes))


def test_the_desk_has_piles_with_links_to_the_queue(
    browser_of: Opens, case_in: conftest.Case
) -> None:
    named(case_in, "刚收到的")
    named(case_in, "登记过的", Status.REGISTERED)
    named(case_in, "有异议的", Status.OBJECTED)
    page = browser_of("clerk").get("/")
    assert titles(page)[:3] == ["刚收到的", "登记过的", "有异议的"]
    links = {str(link["href"]) for link in page.tree.select(".hy-figure__link")}
    assert "/staff/queue/?status=received" in links
    assert browser_of("clerk").get("/staff/queue/?status=received").status == 200


def test_roles_without_cases_see_their_rooms(browser_of: Opens) -> None:
    page = browser_of("administrator").get("/")
    assert "/staff/directory/" in page.text
    assert page.tree.select_one(".hy-cases") is None


def test_the_queue_is_sorted_by_the_time_that_is_left(
    town: Town, browser_of: Opens, case_in: conftest.Case
) -> None:
    for days, title in ((3, "早三天"), (0, "今天"), (9, "早九天")):
        named(case_in, title, received_at=NOW - timedelta(days=days))
    page = browser_of("clerk").get("/queue/")
    assert titles(page) == ["早九天", "早三天", "今天"]
    late = page.tree.select(".hy-cases .hy-due__left")
    assert [words.get_text() for words in late] == ["还有 6 天", "还有 12 天", "还有 15 天"]


def test_late_cases_are_late_in_words_too(browser_of: Opens, case_in: conftest.Case) -> None:
    named(case_in, "晚了", received_at=NOW - timedelta(days=17))
    page = browser_of("clerk").get("/queue/?late=overdue")
    assert titles(page) == ["晚了"]
    assert "超期 2 天" in page.tree.select(".hy-due--late")[0].get_text()


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("status=registered", {"信", "急"}),
        ("status=received", {"网"}),
        ("petition_class=suggestion", {"信"}),
        ("channel=online", {"网", "急", "已分"}),
        ("urgency=urgent", {"急"}),
        ("late=near", {"信"}),
        ("mine=1", set()),
        ("closed=1", {"结"}),
        ("received_from=2026-03-10", {"网", "急", "已分"}),
        ("received_to=2026-03-01", {"信"}),
        ("received_from=2026-03-02&received_to=2026-03-09", set()),
        ("status=received&channel=letter", set()),
    ],
)
def test_filters(
    town: Town, browser_of: Opens, case_in: conftest.Case, query: str, expected: set[str]
) -> None:
    named(case_in, "网")
    letter = named(
        case_in,
        "信",
        petition_class=PetitionClass.SUGGESTION,
        channel=Channel.LETTER,
        received_at=NOW - timedelta(days=9),
    )
    do(town, Action.REGISTER, letter, by=actor_of(town.clerk), now=NOW)
    urgent = named(case_in, "急")
    do(town, Action.REGISTER, urgent, by=actor_of(town.clerk), now=NOW, urgency=Urgency.URGENT)
    named(case_in, "已分", Status.ROUTED)
    named(case_in, "结", Status.NOT_ACCEPTED)
    page = browser_of("clerk").get(f"/queue/?{query}")
    assert set(titles(page)) == expected
    assert not page.errors()


def test_filter_by_unit_and_by_holder(
    town: Town, browser_of: Opens, case_in: conftest.Case
) -> None:
    named(case_in, "在住建局", Status.ACCEPTED)
    named(case_in, "在桌上", Status.REGISTERED)
    page = browser_of("clerk").get(f"/queue/?unit={town.works.id}")
    assert titles(page) == ["在住建局"]
    assert titles(browser_of("handler").get("/queue/?mine=1")) == ["在住建局"]
    assert titles(browser_of("colleague").get("/queue/?mine=1")) == []
    assert titles(browser_of("colleague").get("/queue/")) == ["在住建局"]
    assert titles(browser_of("other_handler").get("/queue/")) == []


@pytest.mark.parametrize(
    "query",
    [
        "status=nonsense",
        "petition_class=%00",
        "unit=abc",
        "unit=99999999999999999999",
        "late=sometimes",
        "received_from=0001-01-01",
        "received_to=9999-12-31",
        "received_from=2026-02-30",
        "received_from=%F0%9F%92%A9",
        "after=%7B%7D",
        "after=WyIyMDI2LTAzLTEwIiwgOTk5OTk5OTk5OTk5XQ",
        "after=////",
        "mine=&closed=&endpoint=x&_external=1&_scheme=http&_anchor=x",
        "status=received&status=registered",
    ],
)
def test_addresses_nobody_would_write(
    browser_of: Opens, case_in: conftest.Case, query: str
) -> None:
    named(case_in, "仍然看得到")
    assert browser_of("clerk").get(f"/queue/?{query}").status == 200


def test_sixty_cases_page_by_page(browser_of: Opens, case_in: conftest.Case) -> None:
    wanted = {f"第{number:02}件" for number in range(60)}
    for title in sorted(wanted):
        named(case_in, title)
    clerk, found, path = browser_of("clerk"), [], "/queue/?status=received"
    sizes = []
    while path:
        page = clerk.get(path)
        assert "60 件" in page.text
        sizes.append(len(titles(page)))
        found += titles(page)
        link = page.tree.select_one('.govuk-pagination a[rel="next"]')
        path = str(link["href"]) if link else ""
        if path:
            assert parse_qs(urlsplit(path).query)["status"] == ["received"], "filters stay"
    assert sizes == [25, 25, 10]
    assert len(found) == 60
    assert set(found) == wanted


def finds(browser: Browser, words: str) -> list[str]:
    page = browser.post("/search/", {"words": words})
    assert page.status == 200, page.errors()
    return titles(page)


def test_search_by_numbers_names_and_words(
    town: Town, browser_of: Opens, case_in: conftest.Case
) -> None:
    person: Person = a_person(name="欧阳明月")
    case_id = named(
        case_in, "路灯不亮", Status.CLOSED, persons=(person,), facts="巷口的路灯坏了一个月"
    )
    named(case_in, "别的事")
    case, clerk = stored(case_id), browser_of("clerk")
    assert case.registration_number
    for words in (
        case.registration_number,
        case.registration_number.lower(),
        case.receipt_number,
        case.receipt_number.replace("-", "").lower(),
        "欧阳明月",
        "路灯",
        "巷口的路灯",
    ):
        assert finds(clerk, words) == ["路灯不亮"], words
    assert finds(clerk, "欧阳") == [], "a name is found whole or not at all"
    assert finds(clerk, "没有这样的词") == []


def test_search_does_not_reach_foreign_cases(browser_of: Opens, case_in: conftest.Case) -> None:
    case_id = named(case_in, "路灯不亮", Status.ACCEPTED)
    case = stored(case_id)
    for name in ("other_handler", "foreign_clerk", "street_head"):
        browser = browser_of(name)
        for words in (case.registration_number or "", case.receipt_number, "路灯", "张建国"):
            assert finds(browser, words) == [], (name, words)


def test_what_is_searched_for_never_stands_in_an_address(
    browser_of: Opens, case_in: conftest.Case
) -> None:
    for number in range(30):
        named(case_in, f"下水道{number}")
    clerk = browser_of("clerk")
    page = clerk.post("/search/", {"words": "下水道"})
    assert len(titles(page)) == 25
    assert page.headers["Cache-Control"] == "no-store"
    button = page.tree.select_one('button[name="after"]')
    assert button is not None
    form = button.find_parent("form")
    assert form is not None
    assert form["method"] == "post"
    more = clerk.post("/search/", {"words": "下水道", "after": str(button["value"])})
    assert len(titles(more)) == 5
    assert not set(titles(more)) & set(titles(page))
    assert clerk.get("/search/?words=下水道").status == 200
    assert titles(clerk.get("/search/?words=下水道")) == []


def test_an_empty_search_says_what_to_do(browser_of: Opens) -> None:
    page = browser_of("clerk").post("/search/", {"words": "  "})
    assert page.status == 422
    assert page.errors() == ["请填写要找的编号、姓名或者关键词。"]


@pytest.mark.parametrize(
    "words", ["%", "_", "'", '"', "*", "a AND b", "NEAR(", "\\", "𠮷" * 50, "-"]
)
def test_odd_words_are_only_words(browser_of: Opens, case_in: conftest.Case, words: str) -> None:
    named(case_in, "平常的事")
    assert browser_of("clerk").post("/search/", {"words": words}).status == 200


def test_the_exported_table_cannot_run(browser_of: Opens, case_in: conftest.Case) -> None:
    for title in ("=1+1", "+cmd|calc", "@SUM(A1)", "-2+3", "＝1+1", "平常"):
        named(case_in, title)
    clerk = browser_of("clerk")
    answer = clerk.post("/queue/export/csv?status=received")
    assert answer.headers["Content-Type"].startswith("text/csv")
    assert "attachment" in answer.headers["Content-Disposition"]
    rows = list(csv.reader(io.StringIO(answer.text.removeprefix("\ufeff"))))
    assert len(rows) == 7
    assert all(len(row) == len(rows[0]) for row in rows)
    found = {row[2] for row in rows[1:]}
    assert found == {"'=1+1", "'+cmd|calc", "'@SUM(A1)", "'-2+3", "'＝1+1", "平常"}
    assert "张建国" not in answer.text, "names are not in the list at all"
    assert "13812345678" not in answer.text


def test_the_exported_workbook(browser_of: Opens, case_in: conftest.Case) -> None:
    named(case_in, "=HYPERLINK(1)")
    answer = browser_of("clerk").post("/queue/export/xlsx")
    sheet = openpyxl.load_workbook(io.BytesIO(answer.data)).active
    assert sheet is not None
    cells = list(sheet.iter_rows(values_only=True))
    assert cells[1][2] == "'=HYPERLINK(1)"
    assert cells[1][11] == 15


def test_exports_follow_the_filter_and_the_scope_and_are_recorded(
    town: Town, browser_of: Opens, case_in: conftest.Case
) -> None:
    named(case_in, "刚收到的件")
    named(case_in, "登记过的件", Status.REGISTERED)
    named(case_in, "在单位的件", Status.ACCEPTED)
    clerk = browser_of("clerk").post("/queue/export/csv?status=received").text
    assert "刚收到的件" in clerk
    assert "登记过的件" not in clerk
    handler = browser_of("handler").post("/queue/export/csv").text
    assert "在单位的件" in handler
    assert "刚收到的件" not in handler
    assert browser_of("clerk").get("/queue/export/csv").status == 405
    assert browser_of("clerk").post("/queue/export/pdf").status == 404
    db.session.rollback()
    entries = db.session.query(AuditEntry).filter_by(what="export").order_by(AuditEntry.id).all()
    assert [(entry.officer_id, entry.facts) for entry in entries] == [
        (town.clerk.id, {"rows": 1}),
        (town.handler.id, {"rows": 1}),
    ]


def test_leaders_see_their_subtree_and_no_other(browser_of: Opens, case_in: conftest.Case) -> None:
    named(case_in, "本地的")
    for name in ("leader", "supervisor"):
        browser = browser_of(name)
        assert titles(browser.get("/queue/")) == ["本地的"]
        case_id = db.session.query(Case.id).scalar()
        page = browser.get(f"/cases/{case_id}")
        assert page.status == 200
        assert page.steps() == [], "they read, they do not act"
    assert titles(browser_of("foreign_leader").get("/queue/")) == []
