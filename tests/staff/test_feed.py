"""The private calendar feed: who gets which days, what never stands in it, and how an address ends."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextvars import Context
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
import time_machine
from flask import Flask
from icalendar import Calendar
from sqlalchemy import select
from werkzeug.test import TestResponse

from petitions.models import AuditEntry, Case, Officer
from petitions.models.clock_run import ClockRun
from petitions.models.session import db
from petitions.rules.terms import Action, Alert, Clock, PetitionClass, Role, Status
from tests.conftest import NOW, new_settings
from tests.factories import Town, a_case, a_person, a_submission, actor_of, do, make_town, stored
from tests.factories.officers import changed, reset
from tests.staff import conftest
from tests.staff.browser import BASE, Browser
from tests.staff.conftest import Opens
from web import logs

CANARY = "金丝雀"


def made(browser: Browser) -> str:
    """The path of a fresh address, as the account page shows it once."""
    browser.forget_token()
    page = browser.post("/account/feed")
    assert page.status == 200
    field = page.tree.find(id="address")
    address = str(field["value"])  # type: ignore[index]
    assert address.startswith("http://127.0.0.1:5000/staff/feed/")
    return address.removeprefix("http://127.0.0.1:5000/staff")


def fetched(app: Flask, path: str, **more: Any) -> TestResponse:
    """What a calendar program gets: no cookie, no session."""
    return Context().run(app.test_client().get, path, base_url=BASE, **more)


def events(app: Flask, path: str) -> list[Any]:
    answer = fetched(app, path)
    assert answer.status_code == 200
    return list(Calendar.from_ical(answer.data).walk("VEVENT"))


def days_of(app: Flask, browser: Browser) -> set[tuple[str, date]]:
    return {(str(each["summary"]), each["dtstart"].dt) for each in events(app, made(browser))}


def named_days(names: list[tuple[str, str]], number: str) -> set[tuple[str, date]]:
    return {(f"{name} {number}", date.fromisoformat(day)) for name, day in names}


UNIT_DUTIES = [("办结并出具处理意见书", "2026-05-09"), ("交办件反馈结果", "2026-04-24")]


def test_a_handler_gets_the_last_days_of_his_duties(
    staff_app: Flask, browser_of: Opens, case_in: conftest.Case
) -> None:
    case = stored(case_in(Status.ACCEPTED))
    answer = fetched(staff_app, made(browser_of("handler")))
    assert answer.status_code == 200
    assert answer.headers["Content-Type"] == "text/calendar; charset=utf-8"
    assert answer.headers["Cache-Control"] == "private, no-store"
    assert "Set-Cookie" not in answer.headers
    calendar = Calendar.from_ical(answer.data)
    assert str(calendar["x-wr-calname"]) == str(calendar["name"]) == "期限 · 回音市信访局"
    found = {str(each["summary"]): each for each in calendar.walk("VEVENT")}
    assert {(name, each["dtstart"].dt) for name, each in found.items()} == named_days(
        UNIT_DUTIES, str(case.registration_number)
    )
    event = found[f"办结并出具处理意见书 {case.registration_number}"]
    assert event["dtend"].dt == date(2026, 5, 10)
    assert event["uid"] == f"{case.id}-T5-4@127.0.0.1"
    assert event["url"] == f"http://127.0.0.1:5000/staff/cases/{case.id}"
    assert event["transp"] == "TRANSPARENT"
    assert event["dtstamp"].dt == event["last-modified"].dt == case.changed_at == NOW
    assert set(event) == {
        *("SUMMARY", "DTSTART", "DTEND", "DTSTAMP", "LAST-MODIFIED", "UID", "URL", "TRANSP")
    }


def test_lines_are_folded_and_every_fetch_says_the_same(
    staff_app: Flask, browser_of: Opens, case_in: conftest.Case, clock: time_machine.Coordinates
) -> None:
    case_in(Status.ACCEPTED)
    path = made(browser_of("handler"))
    first = fetched(staff_app, path).data
    assert all(len(line) <= 75 for line in first.split(b"\r\n"))
    assert "办结并出具处理意见书" in first.replace(b"\r\n ", b"").decode()
    clock.shift(timedelta(hours=5))
    assert fetched(staff_app, path).data == first


def test_english_for_who_asks_for_it(
    staff_app: Flask, browser_of: Opens, case_in: conftest.Case
) -> None:
    case_in(Status.ACCEPTED)
    answer = fetched(
        staff_app, made(browser_of("handler")), headers={"Accept-Language": "en-GB,en"}
    )
    assert b"Handle and issue the opinion" in answer.data


def test_each_role_gets_what_lies_before_it(
    town: Town, staff_app: Flask, browser_of: Opens, case_in: conftest.Case
) -> None:
    case_in()
    number = str(stored(case_in(Status.ACCEPTED)).registration_number)
    unit = named_days(UNIT_DUTIES, number)
    desk = {("登记并转送、交办", date(2026, 3, 25))}
    expected: dict[str, set[tuple[str, date]]] = {
        "handler": unit,
        "colleague": set(),  # the handler has taken it
        "unit_head": unit,
        "other_handler": set(),
        "other_head": set(),
        "street_head": set(),
        "clerk": desk,
        "office_head": desk,
        "foreign_clerk": set(),
        "supervisor": set(),
    }
    for name, days in expected.items():
        assert days_of(staff_app, browser_of(name)) == days, name


def test_what_nobody_has_taken_is_everybodys(
    staff_app: Flask, browser_of: Opens, case_in: conftest.Case
) -> None:
    case_in(Status.ROUTED)
    for name in ("handler", "colleague"):
        assert len(days_of(staff_app, browser_of(name))) == 2, name


def test_an_objection_lies_on_the_offices_desk_and_the_duty_with_the_unit(
    staff_app: Flask, browser_of: Opens, case_in: conftest.Case
) -> None:
    case_in(Status.OBJECTED)
    handler = {name.split(" ")[0] for name, _ in days_of(staff_app, browser_of("handler"))}
    assert "告知是否受理（转送、交办）" in handler
    for name, _ in days_of(staff_app, browser_of("clerk")):
        assert name.startswith(("登记并转送", "裁定异议")), name


def test_supervision_gets_what_was_reported_to_it(
    town: Town, staff_app: Flask, browser_of: Opens, case_in: conftest.Case
) -> None:
    case_in(Status.ACCEPTED)
    run = db.session.scalars(select(ClockRun).where(ClockRun.clock == Clock.HANDLING)).one()
    run.reached = Alert.TO_SUPERVISION
    db.session.commit()
    ((name, day),) = days_of(staff_app, browser_of("supervisor"))
    assert name.startswith("办结并出具处理意见书")
    assert day == date(2026, 5, 9)


@pytest.mark.parametrize("name", ["leader", "auditor", "administrator"])
def test_others_have_no_feed(town: Town, browser_of: Opens, name: str) -> None:
    browser = browser_of(name)
    assert browser.post("/account/feed").status == 403
    assert "/account/feed" not in browser.get("/account/").text


def test_what_ended_or_is_long_overdue_is_left_out(
    staff_app: Flask, town: Town, browser_of: Opens, clock: time_machine.Coordinates
) -> None:
    a_case(town, Status.CLOSED, now=NOW)
    a_case(town, Status.ROUTED, now=NOW)
    path = made(browser_of("unit_head"))
    assert len(events(staff_app, path)) == 2
    clock.shift(timedelta(days=15 + 60))
    assert len(events(staff_app, path)) == 2, "overdue for sixty days is still shown"
    clock.shift(timedelta(days=1))
    assert [str(each["summary"])[:7] for each in events(staff_app, path)] == ["交办件反馈结果"]


def test_no_word_of_a_case_gets_out(
    staff_app: Flask, town: Town, browser_of: Opens, case_in: conftest.Case
) -> None:
    persons = (a_person(name=f"{CANARY}名", address=f"{CANARY}路"),)
    texts = {
        name: f"{CANARY}{name}"
        for name in ("title", "request", "facts", "reasons", "problem_place")
    }
    for to in (Status.RECEIVED, Status.ROUTED, Status.ACCEPTED, Status.REPLY_DRAFTED):
        for kind in PetitionClass:
            if kind is PetitionClass.ACCUSATION and to is Status.REPLY_DRAFTED:
                continue
            case_in(to, a_submission(persons=persons, petition_class=kind, **texts))
    receipts = set(db.session.scalars(select(Case.receipt_number)))
    for name in ("handler", "unit_head", "clerk"):
        path = made(browser_of(name))
        text = fetched(staff_app, path).data.replace(b"\r\n ", b"").decode()
        assert "BEGIN:VEVENT" in text
        officers = {each.name for each in town.officers.values()}
        for word in (
            CANARY,
            "建议",
            "申诉",
            "求决",
            "检举",
            "appeal",
            "accusation",
            *officers,
            *receipts,
        ):
            assert word not in text, (name, word)


def test_of_a_hidden_matter_not_even_the_number(
    staff_app: Flask, town: Town, browser_of: Opens, case_in: conftest.Case
) -> None:
    accusation = a_submission(petition_class=PetitionClass.ACCUSATION)
    case_in(Status.ROUTED, accusation)
    secret = case_in(Status.ROUTED, a_submission(confidential=True))
    assert stored(secret).confidential
    path = made(browser_of("handler"))
    assert len(events(staff_app, path)) == 4
    assert {str(each["summary"]) for each in events(staff_app, path)} == {
        "告知是否受理（转送、交办）",
        "交办件反馈结果",
    }


def test_a_new_address_ends_the_old_one_and_both_can_be_withdrawn(
    staff_app: Flask, town: Town, browser_of: Opens
) -> None:
    browser = browser_of("handler")
    assert "您还没有订阅地址" in browser.get("/account/").text
    first = made(browser)
    assert "您有一个订阅地址" in browser.get("/account/").text
    assert first not in browser.get("/account/").text, "it is shown once"
    second = made(browser)
    assert fetched(staff_app, first).status_code == 404
    assert fetched(staff_app, second).status_code == 200
    assert browser.post("/account/feed/withdraw").status == 303
    assert fetched(staff_app, second).status_code == 404
    assert browser.post("/account/feed/withdraw").status == 303
    db.session.rollback()
    kept = db.session.get_one(Officer, town.handler.id)
    assert kept.feed_hash is None
    entries = db.session.scalars(select(AuditEntry).order_by(AuditEntry.id)).all()
    assert [(each.what, each.officer_id, each.facts) for each in entries] == [
        (what, town.handler.id, {}) for what in ("make_feed", "renew_feed", "withdraw_feed")
    ]


def test_only_a_hash_is_kept(staff_app: Flask, town: Town, browser_of: Opens) -> None:
    token = made(browser_of("handler")).removeprefix("/feed/").removesuffix(".ics")
    assert len(token) >= 22, "128 bits"
    kept = db.session.get_one(Officer, town.handler.id)
    db.session.refresh(kept)
    assert kept.feed_hash is not None
    assert token not in kept.feed_hash
    assert fetched(staff_app, f"/feed/{kept.feed_hash}.ics").status_code == 404


@pytest.mark.parametrize("change", ["inactive", "administrator", "reset"])
def test_the_address_ends_with_the_account_or_the_right(
    staff_app: Flask, town: Town, browser_of: Opens, change: str
) -> None:
    path = made(browser_of("handler"))
    officer = town.handler
    if change == "reset":
        reset(town, officer, now=NOW)
    else:
        role = Role.ADMINISTRATOR if change == "administrator" else officer.role
        for active in (change != "inactive", True):
            changed(town, officer, now=NOW, role=role, active=active)
    assert fetched(staff_app, path).status_code == 404


def test_it_follows_the_officer_to_another_unit(
    staff_app: Flask, town: Town, browser_of: Opens, case_in: conftest.Case
) -> None:
    case_in(Status.ACCEPTED)
    path, officer = made(browser_of("handler")), town.handler
    assert events(staff_app, path)
    changed(town, officer, now=NOW, unit_id=town.education.id)
    assert events(staff_app, path) == []


def test_an_unknown_address_is_a_missing_page(staff_app: Flask, town: Town) -> None:
    unknown, missing = (fetched(staff_app, path) for path in ("/feed/x.ics", "/no-such-page"))
    assert unknown.status_code == missing.status_code == 404
    assert "找不到这一页" in unknown.text
    assert set(unknown.headers.keys()) == set(missing.headers.keys())


def test_the_token_stands_in_no_log(
    staff_app: Flask, town: Town, browser_of: Opens, capsys: pytest.CaptureFixture[str]
) -> None:
    path = made(browser_of("handler"))
    logs.configure("info")
    capsys.readouterr()
    for asked in (path, "/feed/canary-token.ics"):
        fetched(staff_app, asked)
    written = capsys.readouterr().err
    lines = [json.loads(line) for line in written.splitlines() if line[:1] == "{"]
    assert [line["route"] for line in lines] == ["/feed/<token>.ics"] * 2
    assert path.removeprefix("/feed/") not in written
    assert "canary" not in written


class TestGuessing:
    """Ten wrong addresses a minute from one place; the right one goes on."""

    @pytest.fixture
    def limited(self, database_url: str, tmp_path: Path) -> Iterator[Flask]:
        from staff.app import create_staff
        from web.limits import limiter

        app = create_staff(new_settings(database_url, tmp_path / "data", limits="on"))
        with app.app_context():
            limiter.reset()
            yield app
            limiter.reset()
            limiter.enabled = False
            db.session.remove()
            for each in db.engines.values():
                each.dispose()

    def test_ten_a_minute(self, limited: Flask) -> None:
        town = make_town(db.session())
        browser = Browser(limited)
        browser.admit(town.handler)
        path = made(browser)
        assert [fetched(limited, path).status_code for _ in range(12)] == [200] * 12
        answers = [fetched(limited, "/feed/guess.ics").status_code for _ in range(11)]
        assert answers == [404] * 10 + [429]
        elsewhere = {"environ_base": {"REMOTE_ADDR": "198.51.100.7"}}
        assert fetched(limited, path, **elsewhere).status_code == 200


def test_a_moved_day_is_a_newer_revision(
    staff_app: Flask, town: Town, browser_of: Opens, case_in: conftest.Case
) -> None:
    from petitions.models.clock_run import DateChange
    from petitions.models.rule_change import Recount

    case_id = case_in(Status.ACCEPTED)
    moved = NOW + timedelta(days=3)
    course = Recount(mark="m", started_at=moved)
    db.session.add(course)
    db.session.flush()
    change = {
        "case_id": case_id,
        "clock": Clock.HANDLING,
        "sequence": 4,
        "recount_id": course.id,
    }
    days = {"old_on": date(2026, 5, 8), "new_on": date(2026, 5, 9), "at": moved}
    db.session.add(DateChange(**change, **days))
    db.session.commit()
    found = events(staff_app, made(browser_of("handler")))
    stamps = {str(each["uid"]).split("-")[1]: each["last-modified"].dt for each in found}
    assert stamps == {"T5": moved, "T6": NOW}


def test_a_step_is_a_newer_revision(
    staff_app: Flask,
    town: Town,
    browser_of: Opens,
    case_in: conftest.Case,
    clock: time_machine.Coordinates,
) -> None:
    case_id = case_in(Status.ACCEPTED)
    clock.shift(timedelta(days=1))
    later = NOW + timedelta(days=1)
    do(town, Action.REQUEST_EXTENSION, case_id, by=actor_of(town.handler), now=later)
    do(town, Action.APPROVE_EXTENSION, case_id, by=actor_of(town.unit_head), now=later)
    found = {
        str(each["uid"]).split("-")[1]: each
        for each in events(staff_app, made(browser_of("handler")))
    }
    assert found["T5"]["dtstart"].dt == date(2026, 6, 8)
    assert found["T5"]["dtstamp"].dt == later
