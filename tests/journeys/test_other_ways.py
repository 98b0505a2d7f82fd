"""Petitions that come in, or end, in other ways: in English, without a name, by post, refused, withdrawn."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

from petitions.rules.numbering import receipt_number
from tests.journeys.conftest import OpenWindow
from tests.journeys.people import BRIBERY, IN_ENGLISH, SEWAGE, Citizen, Clerk
from tests.journeys.window import DESK, PHONE, Window

UNKNOWN = receipt_number(date(2026, 3, 10), 1)
"""Well formed, and held by nobody."""

HAN = re.compile(r"[\u4e00-\u9fff]")
NOT_TRANSLATED = """() => [...document.querySelectorAll(
    'h1, h2, h3, label, legend, button, .govuk-hint, .govuk-error-message, .govuk-tag, dt, caption')]
  .filter(each => !each.closest('[lang^=zh], [hidden]') && !each.querySelector('bdi, [lang^=zh]'))
  .map(each => each.textContent.trim()).filter(text => /[\\u4e00-\\u9fff]/.test(text) && !/[A-Za-z]/.test(text))"""
"""What stands there in Chinese alone; a Chinese term beside its English word is a help."""


def test_the_same_in_english(open_window: OpenWindow, photo: Path) -> None:
    window = open_window(PHONE, scripts=False, language="en-GB")
    citizen = Citizen(window, IN_ENGLISH)
    citizen.begins()
    for step in (
        citizen.reads_the_notice,
        citizen.says_nothing_else_is_under_way,
        citizen.says_who_it_is,
        citizen.tells_the_matter,
        citizen.says_where,
        citizen.goes_on_from_the_files,
        citizen.sends,
        citizen.opens_the_case,
    ):
        assert not window.page.evaluate(NOT_TRANSLATED), window.path
        step()
    assert not window.page.evaluate(NOT_TRANSLATED)
    assert not HAN.search(citizen.status)


def test_of_an_anonymous_accusation_the_bare_number_shows_nothing(
    open_window: OpenWindow, phone: Window
) -> None:
    whistleblower = Citizen(phone, BRIBERY)
    whistleblower.files_a_petition()

    stranger = Citizen(open_window(PHONE))
    stranger.asks(whistleblower.number)
    shown = stranger.window.text()
    assert stranger.window.status == 422
    stranger.asks(UNKNOWN)
    assert stranger.window.text() == shown, (
        "a number that exists looks different from one that does not"
    )

    whistleblower.opens_the_case()
    assert whistleblower.status == "已收到，待登记"


def test_of_an_appeal_the_bare_number_shows_the_stage_alone(
    citizen: Citizen, open_window: OpenWindow
) -> None:
    citizen.files_a_petition()
    neighbour = Citizen(open_window(PHONE))
    neighbour.asks(citizen.number)
    assert neighbour.status == "信访机构正在登记和分送"
    for secret in (SEWAGE.name, SEWAGE.title, SEWAGE.facts):
        assert not neighbour.window.reads(secret)


def test_a_letter_is_entered_and_its_slip_opens_the_case(clerk: Clerk, citizen: Citizen) -> None:
    clerk.enters_a_letter(SEWAGE)
    citizen.copies_the_receipt_from(clerk.window)
    assert clerk.window.text("#registration-number")

    # On paper stand the numbers and no button.
    clerk.window.page.emulate_media(media="print")
    assert clerk.window.page.locator("#query-code").is_visible()
    assert not clerk.window.page.locator(".hy-header button").first.is_visible()
    assert not clerk.window.page.get_by_role("button").first.is_visible()
    clerk.window.page.emulate_media(media="screen")

    slip = citizen.code
    citizen.opens_the_case()
    assert citizen.status == "已登记"
    assert citizen.code != slip, "the first use took a code of his own"
    clerk.finds(citizen.number)
    assert clerk.status == "已登记"


def test_a_declined_petition_says_where_to_go(citizen: Citizen, clerk: Clerk) -> None:
    citizen.files_a_petition()
    clerk.finds(citizen.number)
    clerk.registers()
    clerk.declines("判决已经生效，信访机构不能改变法院的判决。", "回音市中级人民法院立案庭")
    assert clerk.status == "不予受理"
    assert not clerk.may("assign")

    citizen.opens_the_case()
    assert citizen.status == "不予受理"
    assert citizen.window.reads("回音市中级人民法院立案庭")
    assert citizen.window.reads("判决已经生效")


def test_a_petition_is_withdrawn_by_its_own_petitioner(citizen: Citizen, clerk: Clerk) -> None:
    citizen.files_a_petition()
    citizen.withdraws("问题已经解决。")
    assert citizen.status == "已撤回"
    clerk.finds(citizen.number)
    assert clerk.status == "已撤回"
    assert not clerk.may("register")


def test_a_receipt_can_be_printed_and_taken_out_of_the_browser(
    citizen: Citizen, open_window: OpenWindow
) -> None:
    citizen.files_a_petition()
    page = citizen.window.page
    page.emulate_media(media="print")
    assert page.locator("#receipt-number").is_visible()
    assert page.locator("#query-code").is_visible()
    assert not page.locator(".hy-switches").first.is_visible()
    assert not page.get_by_role("button").first.is_visible()
    page.emulate_media(media="screen")

    citizen.window.send("main form")
    citizen.window.open("/submit/receipt")
    assert citizen.window.path == "/track/"
    assert not citizen.window.reads(citizen.code)

    # On a larger screen with scripts it opens all the same.
    elsewhere = Citizen(open_window(DESK))
    elsewhere.number, elsewhere.code = citizen.number, citizen.code
    elsewhere.opens_the_case()
    assert elsewhere.status == "已收到，待登记"
