"""A year of the calendar: typed or imported, tried on the open cases, put in, kept with its history."""

from __future__ import annotations

from datetime import date, timedelta
from io import BytesIO
from typing import Any

import pytest
from icalendar import Calendar, Event
from sqlalchemy import select

from petitions.adapters.office_rules import office_rules
from petitions.jobs.watch_deadlines import go_round
from petitions.models import DateChange, RuleChange
from petitions.models.session import db
from petitions.queries.rule_history import mark_now, year_rows
from petitions.rules.terms import Clock, Status
from tests.conftest import NOW
from tests.factories import Town, a_case
from tests.staff.browser import Page
from tests.staff.conftest import Opens

NOTICE = """2027-01-01 休 元旦
2027-01-02 休 元旦
2027-01-03 班
2027/2/5 休 春节
2027.10.1，休，国庆节
"""
FACTS = {"rows": NOTICE, "announced": "y", "title": "通知", "reason": "公布", "seen": ""}


def rows_of(year: int) -> list[tuple[str, str, str]]:
    db.session.rollback()
    rules = office_rules(db.session(), mark_now())
    return [(row.day.isoformat(), row.kind.value, row.name) for row in year_rows(year, rules)]


def changes() -> list[RuleChange]:
    db.session.rollback()
    return list(db.session.scalars(select(RuleChange).order_by(RuleChange.id)))


def test_an_unannounced_year_is_marked_until_its_notice_is_put_in(
    town: Town, browser_of: Opens
) -> None:
    head = browser_of("office_head")
    assert head.get("/calendar/").location == "/staff/calendar/2026"
    assert "还没有公布" in head.get("/calendar/2027").text
    assert "已经公布" in head.get("/calendar/2026").text
    page = head.post("/calendar/2027/preview", FACTS)
    assert page.status == 200
    assert changes() == []
    confirmed = {name: page.value(name) for name in ("rows", "title", "reason", "seen")}
    assert head.post("/calendar/2027", {**confirmed, "announced": "y"}).status == 303
    assert rows_of(2027) == [
        ("2027-01-01", "off", "元旦"),
        ("2027-01-02", "off", "元旦"),
        ("2027-01-03", "work", ""),
        ("2027-02-05", "off", "春节"),
        ("2027-10-01", "off", "国庆节"),
    ]
    page = head.get("/calendar/2027")
    assert "已经公布" in page.text
    assert "公布" in page.text
    assert 2027 in office_rules(db.session(), mark_now()).calendar.announced_years


def test_the_preview_counts_what_the_recount_then_moves(town: Town, browser_of: Opens) -> None:
    mine = a_case(town, Status.ROUTED, now=NOW)
    a_case(town, Status.ANSWERED, now=NOW)
    head = browser_of("office_head")
    form = head.get("/calendar/2026/edit")
    rows = form.value("rows") + "\n2026-03-17 休 停水\n2026-04-09 休 停水"
    facts = {"rows": rows, "announced": "y", "title": "", "reason": "停水", "seen": ""}
    page = head.post("/calendar/2026/preview", facts)
    assert "有 2 个正在计算的期限会变动" in page.text
    assert f"/staff/cases/{mine}" in page.text
    assert head.post("/calendar/2026", facts).status == 303
    assert go_round(NOW).moved == 2
    moved = db.session.scalars(select(DateChange).order_by(DateChange.new_on)).all()
    assert [(row.clock, row.old_on, row.new_on) for row in moved] == [
        (Clock.OBJECTION, date(2026, 3, 17), date(2026, 3, 18)),
        (Clock.ASK_REVIEW, date(2026, 4, 9), date(2026, 4, 10)),
    ]
    file = browser_of("handler").get(f"/cases/{mine}")
    assert "放假安排变动" in file.text
    assert "放假安排在" in file.text


def ics(*events: tuple[date, date, str]) -> bytes:
    calendar = Calendar()
    calendar.add("prodid", "-//test//")
    calendar.add("version", "2.0")
    for first, after, name in events:
        event = Event()
        event.add("dtstart", first)
        event.add("dtend", after)
        event.add("summary", name)
        calendar.add_component(event)
    return calendar.to_ical()


def ics_of(line: bytes) -> bytes:
    """A file with one event that says no more than this."""
    return b"\r\n".join(
        [b"BEGIN:VCALENDAR", b"BEGIN:VEVENT", line, b"SUMMARY:off", b"END:VEVENT", b"END:VCALENDAR"]
    )


TEN_THOUSAND = "\n".join(
    f"{date(2027, 1, 1) + timedelta(days=each)},off,x" for each in range(10_000)
).encode()
SPRING = ics(
    (date(2027, 2, 5), date(2027, 2, 8), "春节（休）"),
    (date(2027, 2, 13), date(2027, 2, 14), "春节 补班"),
)


def sent(town: Town, browser_of: Opens, name: str, content: bytes, **facts: Any) -> Page:
    """A file on the form of 2027."""
    return browser_of("administrator").post(
        "/calendar/2027/preview",
        {**FACTS, "rows": "", **facts, "file": (BytesIO(content), name)},
    )


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("notice.ics", SPRING),
        ("日历.csv", "日期,类型,名称\n2027-02-05,休,春节\n2027-02-13,班,".encode()),
        (
            "excel.csv",
            "date,kind,name\r\n2027/2/5,off,春节\r\n2027/2/13,work,\r\n".encode("gb18030"),
        ),
        ("mac.csv", "2027-02-05,休,春节\r2027-02-13,班,\r".encode()),
        ("semicolons.csv", "2027年2月5日;休;春节\n2027年2月13日;班;".encode()),
        ("chinese.ics", SPRING.decode().encode("gb18030")),
        ("bom.csv", "﻿2027-02-05,holiday,春节\n".encode()),
    ],
)
def test_a_file_is_read(town: Town, browser_of: Opens, name: str, content: bytes) -> None:
    page = sent(town, browser_of, name, content)
    assert page.status == 200, page.errors()
    rows = page.value("rows")
    assert rows.startswith("2027-02-05 休 春节")
    assert name == "bom.csv" or "2027-02-13 班" in rows


def test_a_name_in_two_lines_is_no_further_day(town: Town, browser_of: Opens) -> None:
    page = sent(town, browser_of, "x.csv", '2027-02-05,休,"春\n2027-03-03 休 节"'.encode())
    assert page.value("rows") == "2027-02-05 休 春 2027-03-03 休 节"


def test_the_preview_shows_days_of_the_year_beside_it(town: Town, browser_of: Opens) -> None:
    page = sent(town, browser_of, "x.csv", "2027-01-01,休,元旦\n2026-12-31,休,元旦".encode())
    assert page.status == 200
    first = page.tree.select("tbody tr")[0].get_text()
    assert "2026" in first
    assert "新增" in first


@pytest.mark.parametrize(
    ("name", "content", "fault"),
    [
        ("bad.ics", b"BEGIN:VCALENDAR\nnonsense", "这个日历文件读不懂"),
        ("picture.csv", b"\x89PNG\x00\x00\xff\xfe", "不是文本"),
        ("formula.csv", b"=cmd|' /C calc'!A0,off,x", "第 1 行读不懂"),
        ("days.csv", b"2027-02-30,off,x", "第 1 行读不懂"),
        ("kinds.csv", b"2027-02-05,rest,x", "第 1 行读不懂"),
        ("twice.csv", b"date,kind\n\n2027-02-05,off,x\n2027-02-05,work,y", "第 4 行的日子"),
        ("many.csv", b"2027-02-05,off,x\n2029-02-05,off,x", "不属于 2027 年"),
        ("quote.csv", b'2027-02-05,off,"x' + b"y" * 200_000, "第 1 行读不懂"),
        ("mine.ics", ics((date(2027, 2, 5), date(2027, 2, 6), "Team dinner")), "第 1 个日程"),
        ("long.ics", ics((date(2027, 2, 5), date(2028, 2, 6), "休")), "第 1 个日程"),
        ("end.ics", ics_of(b"DTSTART;VALUE=DATE:99991231"), "这个日历文件读不懂"),
        ("none.ics", ics_of(b"DTSTAMP:20270101T000000Z"), "这个日历文件读不懂"),
        ("other.csv", b"2031-02-05,off,x", "不属于 2027 年"),
        ("long.csv", TEN_THOUSAND, "天数太多"),
        ("empty.csv", b"\n\n", "请填写放假"),
    ],
)
def test_a_nasty_file_gets_a_clear_message(
    town: Town, browser_of: Opens, name: str, content: bytes, fault: str
) -> None:
    page = sent(town, browser_of, name, content)
    assert page.status == 422
    assert any(fault in line for line in page.errors()), page.errors()
    assert page.value("reason") == "公布"
    assert changes() == []


@pytest.mark.parametrize("path", ["/calendar/2027", "/calendar/2027/preview"])
def test_only_two_roles_put_a_year_in(town: Town, browser_of: Opens, path: str) -> None:
    for name in ("clerk", "handler", "unit_head", "leader", "auditor"):
        assert browser_of(name).post(path, FACTS).status == 403
        assert browser_of(name).get("/calendar/2027").status == 200
        assert browser_of(name).get("/calendar/2027/edit").status == 403
    assert changes() == []


def test_two_officers_at_once_and_years_that_no_calendar_has(town: Town, browser_of: Opens) -> None:
    head, admin = browser_of("office_head"), browser_of("administrator")
    assert head.post("/calendar/2027", FACTS).status == 303
    page = admin.post("/calendar/2027", {**FACTS, "reason": "我的"})
    assert page.status == 409
    assert page.value("reason") == "我的"
    assert "别人的改动" in page.text
    assert "2027 年日历" in page.text
    assert len(changes()) == 1
    for year in ("1999", "2050"):
        assert head.get(f"/calendar/{year}").status == 404
        assert head.post(f"/calendar/{year}", FACTS).status == 404


def test_the_days_of_an_event_are_the_offices_own(town: Town, browser_of: Opens) -> None:
    """Midnight in Beijing is four in the afternoon of the day before in UTC."""
    utc = ics_of(b"DTSTART:20270204T160000Z\r\nDTEND:20270206T155959Z")
    assert sent(town, browser_of, "utc.ics", utc).value("rows").splitlines() == [
        "2027-02-05 休 off",
        "2027-02-06 休 off",
    ]
    whole = ics_of(b"DTSTART:20270205T000000\r\nDTEND:20270206T000000")
    assert sent(town, browser_of, "own.ics", whole).value("rows") == "2027-02-05 休 off"


@pytest.mark.parametrize("path", ["/calendar/2027/edit", "/rules/T1", "/rules/profiles/zhejiang"])
def test_the_door_of_the_room_is_marked_while_one_is_inside(
    town: Town, browser_of: Opens, path: str
) -> None:
    page = browser_of("office_head").get(path)
    (here,) = page.tree.select('nav [aria-current="page"]')
    assert "期限" in here.get_text()


def test_one_goes_back_from_the_preview_with_what_was_typed(town: Town, browser_of: Opens) -> None:
    head = browser_of("office_head")
    page = head.post("/calendar/2027/preview", {**FACTS, "again": "1"})
    assert page.status == 200
    assert page.value("reason") == "公布"
    assert "2027-01-03" in page.value("rows")
    assert page.errors() == []
