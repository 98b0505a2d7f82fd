"""Signing in with a second factor, a keyboard and nothing else, and switches that keep one's place."""

from __future__ import annotations

import pyotp
from sqlalchemy import update

from petitions.models.officer import Officer
from tests.journeys.conftest import OpenWindow
from tests.journeys.keyboard import Keyboard
from tests.journeys.people import SEWAGE, Citizen, Clerk, Handler
from tests.journeys.running import Office
from tests.journeys.window import DESK, PHONE, Window


def test_an_officer_signs_in_with_a_second_factor(office: Office, desk: Window) -> None:
    officer = Handler(desk, "other_handler").signs_in()
    secret = officer.switches_on_the_second_factor()
    officer.signs_out()
    with office.books() as session:
        # Half a minute passes: a one-time code opens once.
        session.execute(
            update(Officer).where(Officer.username == "other_handler").values(totp_last_step=0)
        )
        session.commit()

    officer.signs_in()
    assert desk.path.startswith("/staff/sign-in/code")
    desk.open("/staff/queue/")
    assert desk.path.startswith("/staff/sign-in/code"), "a password alone opens nothing"
    officer.gives_the_code("000000")
    assert desk.status == 422
    officer.gives_the_code(pyotp.TOTP(secret).now())
    assert desk.path == "/staff/queue/", "he comes to the page he had asked for"

    officer.signs_out()
    desk.open("/staff/queue/")
    assert desk.path.startswith("/staff/sign-in")


def test_a_wrong_password_and_an_unknown_name_look_the_same(desk: Window) -> None:
    shown = []
    for account in ("clerk", "nobody"):
        desk.open("/staff/sign-in")
        desk.fill(username=account, password="not the password at all")
        desk.send('main form:has([name="password"])')
        assert desk.status == 422
        shown.append(desk.text())
    assert shown[0] == shown[1]


def test_the_whole_form_with_a_keyboard_alone(desk: Window) -> None:
    keys = Keyboard(desk)
    desk.open("/")
    keys.reach(".govuk-skip-link")
    keys.press("Enter")
    keys.reach("a.govuk-button--start")
    keys.press("Enter", leads_on=True)

    keys.tick("read")
    keys.choose("petition_class", "appeal")
    keys.send()
    keys.choose("legal_status", "none")
    keys.send()
    keys.choose("named", "named")
    keys.write("name", SEWAGE.name)
    keys.write("address", SEWAGE.address)
    keys.choose("together", "alone")
    keys.send()
    keys.write("title", SEWAGE.title)
    keys.write("request", SEWAGE.request)
    keys.send()
    # Something was left out: the summary is reached at once and leads to the field.
    assert desk.status == 422
    keys.reach(".govuk-error-summary a")
    keys.press("Enter")
    assert keys.focused_name == "facts"
    keys.type(SEWAGE.facts)
    keys.send()
    keys.write("problem_place", SEWAGE.place)
    keys.send()
    keys.send('button[value="continue"]')
    keys.send('form:has([name="submission_key"]) button')
    assert desk.text("#receipt-number")
    assert desk.text("#query-code")


def test_switches_of_language_and_look_keep_the_page(open_window: OpenWindow) -> None:
    window = open_window(PHONE, scripts=False)
    citizen = Citizen(window)
    citizen.begins()
    citizen.reads_the_notice()
    citizen.says_nothing_else_is_under_way()
    citizen.says_who_it_is()
    citizen.tells_the_matter()
    window.open("/submit/what")

    window.press("大字", inside="header")
    assert window.path == "/submit/what"
    assert "hy-large" in (window.page.locator("html").get_attribute("class") or "")
    window.press("高对比度", inside="header")
    assert window.path == "/submit/what"
    window.language = "en"
    window.press("English", inside="header")
    assert window.path == "/submit/what"
    assert window.value("title") == SEWAGE.title, "what was answered is still there"
    window.language = "zh-CN"
    window.press("中文", inside="header")
    assert window.path == "/submit/what"
    assert "hy-large" in (window.page.locator("html").get_attribute("class") or "")


def test_switches_keep_the_filters_of_the_queue(clerk: Clerk) -> None:
    clerk.window.open("/staff/queue/?late=overdue")
    clerk.window.press("大字", inside="header")
    assert clerk.window.path == "/staff/queue/?late=overdue"
    clerk.window.press("大字", inside="header")


def test_scripts_change_nothing_but_comfort(open_window: OpenWindow) -> None:
    citizen = Citizen(open_window(DESK))
    citizen.files_a_petition()
    assert citizen.number
