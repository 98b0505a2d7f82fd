"""The door: who gets in, who does not, and how long a session lives (S-20, S-21, S-22)."""

from __future__ import annotations

from datetime import timedelta

import pyotp
import pytest
import time_machine
from flask import Flask

from petitions.actions.manage_officers import enrol_second_factor
from petitions.adapters import clock as office_clock
from petitions.models import Officer
from petitions.models.session import db
from tests.conftest import NOW
from tests.factories import PASSWORD, Town
from tests.factories.officers import changed, reset
from tests.staff.browser import BASE, Browser, Page
from tests.staff.conftest import Opens

SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"


def signs_in(browser: Browser, username: str, password: str = PASSWORD, next: str = "") -> Page:
    browser.get("/sign-in")
    page = browser.post("/sign-in", {"username": username, "password": password, "next": next})
    browser.forget_token()
    return page


def with_second_factor(town: Town) -> None:
    """The clerk has a second factor."""
    officer = db.session.get_one(Officer, town.clerk.id)
    officer.totp_secret = SECRET
    db.session.commit()


def code_at(moment: float) -> str:
    return pyotp.TOTP(SECRET).at(int(moment))


def test_the_right_password_opens_the_desk(stranger: Browser) -> None:
    page = signs_in(stranger, "clerk")
    assert page.status == 303
    assert page.location == "/staff/"
    assert "李文书" in stranger.get("/").text


def test_a_signed_out_officer_is_sent_to_the_door_and_back(stranger: Browser) -> None:
    page = stranger.get("/queue/?late=overdue")
    assert page.status == 303
    assert page.location == "/staff/sign-in?next=/staff/queue/?late%3Doverdue"
    door = stranger.get(page.location)
    assert door.value("next") == "/staff/queue/?late=overdue"
    assert signs_in(stranger, "clerk", next=door.value("next")).location == (
        "/staff/queue/?late=overdue"
    )


@pytest.mark.parametrize(
    "target", ["https://evil.example/", "//evil.example/", "/\\evil.example", "javascript:alert(1)"]
)
def test_nobody_is_sent_elsewhere(stranger: Browser, target: str) -> None:
    assert signs_in(stranger, "clerk", next=target).location == "/staff/"


def test_a_wrong_password_and_an_unknown_name_get_the_same_answer(stranger: Browser) -> None:
    wrong = signs_in(stranger, "clerk", "not the password of anybody")
    unknown = signs_in(stranger, "clerx", "not the password of anybody")
    assert wrong.status == unknown.status == 422
    assert wrong.errors() == unknown.errors() == ["用户名或者密码不对。"]
    assert wrong.value("username") == "clerk", "what was typed stays"
    assert "not the password of anybody" not in wrong.text


def test_an_inactive_officer_gets_the_same_answer(stranger: Browser, town: Town) -> None:
    db.session.get_one(Officer, town.clerk.id).active = False
    db.session.commit()
    assert signs_in(stranger, "clerk").errors() == ["用户名或者密码不对。"]


def test_too_many_tries_are_slowed_down(stranger: Browser) -> None:
    for _ in range(8):
        assert signs_in(stranger, "clerk", "wrong").status == 422
    page = signs_in(stranger, "clerk")
    assert page.status == 429
    assert "15" in page.errors()[0]


def test_blank_fields_are_named(stranger: Browser) -> None:
    page = signs_in(stranger, "", "")
    assert page.status == 422
    assert page.errors() == ["请填写用户名。", "请填写密码。"]


def test_a_copied_cookie_is_dead_after_signing_out(staff_app: Flask, stranger: Browser) -> None:
    signs_in(stranger, "clerk")
    thief = Browser(staff_app)
    cookie = stranger.client.get_cookie("huiyin_staff", path="/staff")
    assert cookie is not None
    thief.client.set_cookie("huiyin_staff", cookie.value, path="/staff")
    assert thief.get("/").status == 200
    assert stranger.post("/sign-out").location == "/staff/sign-in"
    assert thief.get("/").status == 303
    assert stranger.get("/").status == 303


def test_a_new_sign_in_has_a_new_token(stranger: Browser) -> None:
    def held() -> str:
        with stranger.client.session_transaction(base_url=BASE) as cookie:
            return str(cookie["_user_id"])

    signs_in(stranger, "clerk")
    first = held()
    stranger.post("/sign-out")
    stranger.forget_token()
    signs_in(stranger, "clerk")
    assert held() != first


def test_signing_out_needs_a_post(browser_of: Opens) -> None:
    clerk = browser_of("clerk")
    assert clerk.get("/sign-out").status == 405
    assert clerk.get("/").status == 200


def test_fifteen_idle_minutes_end_a_session(
    browser_of: Opens, clock: time_machine.Coordinates
) -> None:
    clerk = browser_of("clerk")
    clock.shift(timedelta(minutes=14))
    assert clerk.get("/").status == 200, "a request counts as work"
    clock.shift(timedelta(minutes=14))
    assert clerk.get("/").status == 200
    clock.shift(timedelta(minutes=15, seconds=1))
    assert clerk.get("/").status == 303


def test_eight_hours_end_a_session_however_busy(
    browser_of: Opens, clock: time_machine.Coordinates
) -> None:
    clerk = browser_of("clerk")
    for _ in range(48):
        clock.shift(timedelta(minutes=10))
        assert clerk.get("/").status == 200
    clock.shift(timedelta(minutes=1))
    assert clerk.get("/").status == 303


def test_what_was_typed_survives_a_session_that_ended(
    browser_of: Opens, clock: time_machine.Coordinates, case_in: object
) -> None:
    clerk = browser_of("clerk")
    clerk.token()
    clock.shift(timedelta(minutes=20))
    page = clerk.post("/cases/1/note", {"text": "一段写了很久的记录", "version": "1"})
    assert page.status == 401
    assert "一段写了很久的记录" in page.text
    assert page.tree.select_one('form[action="/staff/cases/1/note"]') is not None


def test_a_second_factor_is_asked_for(stranger: Browser, town: Town) -> None:
    with_second_factor(town)
    page = signs_in(stranger, "clerk", next="/staff/queue/")
    assert page.location == "/staff/sign-in/code?next=/staff/queue/"
    assert stranger.get("/queue/").location.startswith("/staff/sign-in/code"), "half-way is not in"
    assert stranger.get("/account/").location.startswith("/staff/sign-in/code")
    wrong = stranger.post("/sign-in/code", {"code": "000000", "next": "/staff/queue/"})
    assert wrong.status == 422
    assert wrong.errors()
    good = stranger.post(
        "/sign-in/code", {"code": code_at(NOW.timestamp()), "next": "/staff/queue/"}
    )
    assert good.location == "/staff/queue/"
    assert stranger.get("/queue/").status == 200


def test_a_code_opens_once(staff_app: Flask, stranger: Browser, town: Town) -> None:
    with_second_factor(town)
    signs_in(stranger, "clerk")
    assert stranger.post("/sign-in/code", {"code": code_at(NOW.timestamp())}).status == 303
    other = Browser(staff_app)
    signs_in(other, "clerk")
    again = other.post("/sign-in/code", {"code": code_at(NOW.timestamp())})
    assert again.status == 422
    assert other.get("/").status == 303


def test_codes_cannot_be_guessed_for_long(stranger: Browser, town: Town) -> None:
    with_second_factor(town)
    signs_in(stranger, "clerk")
    for guess in range(8):
        assert stranger.post("/sign-in/code", {"code": f"{guess:06}"}).status == 422
    assert stranger.post("/sign-in/code", {"code": code_at(NOW.timestamp())}).status == 429


def test_enrolling_a_second_factor(browser_of: Opens, town: Town) -> None:
    clerk = browser_of("clerk")
    page = clerk.get("/account/second-factor")
    secret = page.id("secret").replace(" ", "")
    picture = page.tree.select_one("main img")
    assert picture is not None
    assert str(picture["src"]).startswith("data:image/svg+xml")
    wrong = clerk.post("/account/second-factor", {"code": "123456"})
    assert wrong.status == 422
    assert wrong.id("secret").replace(" ", "") == secret, "the same secret stays to be scanned"
    code = pyotp.TOTP(secret).at(int(NOW.timestamp()))
    assert clerk.post("/account/second-factor", {"code": code}).location == "/staff/account/"
    assert clerk.get("/").status == 200, "this browser has passed it already"
    db.session.rollback()
    kept = db.session.get_one(Officer, town.clerk.id).totp_secret
    assert kept == secret


def test_changing_the_password(staff_app: Flask, browser_of: Opens, town: Town) -> None:
    here, elsewhere = browser_of("clerk"), browser_of("clerk")
    new = "seven unlikely words in a row"
    form = {"old": PASSWORD, "new": new, "again": new}
    differs = here.post("/account/password", form | {"again": "something else again"})
    assert differs.errors() == ["两次填写的新密码不一样。"]
    assert here.post("/account/password", form | {"old": "wrong"}).errors() == ["现在的密码不对。"]
    short = here.post("/account/password", form | {"new": "short", "again": "short"})
    assert "12" in short.errors()[0]
    assert here.post("/account/password", form).location == "/staff/account/"
    assert here.get("/").status == 200
    assert elsewhere.get("/").status == 303, "every other session ends"
    assert signs_in(Browser(staff_app), "clerk", new).status == 303


def test_a_first_password_must_be_changed_before_anything_else(
    stranger: Browser, town: Town
) -> None:
    first = reset(town, town.clerk, now=NOW)
    assert signs_in(stranger, "clerk", first).status == 303
    for path in ("/", "/queue/", "/intake/", "/account/", "/account/second-factor"):
        assert stranger.get(path).location == "/staff/account/password"
    page = stranger.get("/account/password")
    assert not page.tree.select(".hy-primary"), "no way into the rooms is shown"
    stranger.post(
        "/account/password",
        {"old": first, "new": "my own long password", "again": "my own long password"},
    )
    assert stranger.get("/").status == 200


def test_a_changed_role_ends_the_session(browser_of: Opens, town: Town) -> None:
    from petitions.rules.terms import Role

    clerk = browser_of("clerk")
    changed(town, town.clerk, now=NOW, role=Role.HANDLER, unit_id=town.works.id)
    assert clerk.get("/").status == 303


def test_the_cookie_holds_no_officer(browser_of: Opens, town: Town) -> None:
    clerk = browser_of("clerk")
    clerk.get("/")
    with clerk.client.session_transaction(base_url=BASE) as cookie:
        assert set(cookie) <= {"_user_id", "_fresh", "_id", "csrf_token"}
        assert cookie["_user_id"] not in {str(town.clerk.id), "clerk"}


def test_a_second_factor_enrolled_here_is_asked_for_there(stranger: Browser, town: Town) -> None:
    token = stranger.admit(town.clerk)
    code = code_at(NOW.timestamp())
    enrol_second_factor(town.clerk.id, SECRET, code, token=token, now=office_clock.now())
    assert stranger.get("/").status == 200
    fresh = stranger.admit(town.clerk)
    assert fresh != token
    assert stranger.get("/").location.startswith("/staff/sign-in/code")
