"""A petitioner takes the signed receipt home and has it checked; an officer withdraws from a case."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.journeys.conftest import OpenWindow
from tests.journeys.people import Citizen, Clerk, Handler
from tests.journeys.running import Office
from tests.journeys.window import PHONE


@pytest.mark.parametrize("language", ["zh-CN", "en-GB"])
def test_the_receipt_is_kept_and_checked(
    open_window: OpenWindow, tmp_path: Path, language: str
) -> None:
    citizen = Citizen(open_window(PHONE, scripts=False, language=language))
    citizen.files_a_petition()
    window = citizen.window
    with window.page.expect_download() as arrival:
        window.page.locator('main a[href$="receipt.json"]').click()
    kept = tmp_path / "receipt.json"
    arrival.value.save_as(kept)

    anybody = open_window(PHONE, scripts=False, language=language)
    anybody.open("/proof/")
    anybody.attach("file", kept)
    anybody.send('main form:has([name="file"])')
    outcome = anybody.page.locator("#outcome").get_attribute("data-outcome")
    assert outcome in ("holds", "waiting")
    assert anybody.text("#receipt-number") == citizen.number

    document = json.loads(kept.read_text("utf-8"))
    document["text"]["facts"] += "，我没有写过这句话"
    kept.write_text(json.dumps(document), "utf-8")
    anybody.open("/proof/")
    anybody.attach("file", kept)
    anybody.send('main form:has([name="file"])')
    assert anybody.page.locator("#outcome").get_attribute("data-outcome") == "altered"


def test_who_withdraws_does_not_find_the_case_again(
    office: Office, citizen: Citizen, handler: Handler, clerk: Clerk
) -> None:
    citizen.files_a_petition()
    office.sends_to_the_bureau(citizen.number)
    handler.finds(citizen.number)
    handler.takes_step("recuse", cause="relative", reason="信访人是我的亲戚。")
    assert handler.window.path == "/staff/queue/"
    handler.window.fill(words=citizen.number)
    handler.window.send('main form:has([name="words"])')
    assert handler.window.page.locator(".hy-cases a").count() == 0
    clerk.finds(citizen.number)
    assert clerk.window.page.locator("#recusals").count() == 1
