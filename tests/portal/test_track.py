"""Number alone, number and code, and nothing at all: what each shows, and how often one may guess."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import time_machine
from flask import Flask

from petitions.adapters import clock, codes
from petitions.rules.numbering import receipt_number
from petitions.rules.terms import PetitionClass, Status
from tests.conftest import new_settings
from tests.factories import Town, a_submission, make_town, stored
from tests.portal.citizen import Citizen, Page

UNKNOWN = receipt_number(clock.today(), 12345)
WRONG_CODE = "0000-0000-0000-0000"
Make = Callable[..., tuple[int, str]]


def plain(page: Page, *typed: str) -> bytes:
    """The page without what each request has of its own."""
    raw = re.sub(rb'(name="csrf_token" value=|nonce=)"[^"]*"', b"", page.raw)
    for word in typed:
        raw = raw.replace(word.encode(), b"#" * len(word))
    return raw


def headers(page: Page) -> dict[str, str]:
    given = {name: value for name, value in page.headers if name != "X-Request-ID"}
    given["Content-Security-Policy"] = re.sub("nonce-[^']*", "", given["Content-Security-Policy"])
    return {name: value for name, value in given.items() if name not in ("Set-Cookie", "Date")}


def test_the_number_alone_shows_the_stage_and_dates(citizen: Citizen, case_in: Make) -> None:
    case_id, _ = case_in(Status.ROUTED)
    case = stored(case_id)
    page = citizen.track(case.receipt_number.lower().replace("-", " "))
    assert page.status == 200
    assert page.id_text("case-status") == "已交承办单位"
    assert page.by_id("due-date")["datetime"] == case.due_on.isoformat()
    for hidden in (case.title, case.request, "住房和城乡建设局", "张建国"):
        assert hidden not in page.raw.decode()


def test_nothing_is_the_same_for_everything_hidden(citizen: Citizen, case_in: Make) -> None:
    accusation, _ = case_in(
        submission=a_submission(petition_class=PetitionClass.ACCUSATION, confidential=True)
    )
    confidential, _ = case_in(submission=a_submission(confidential=True))
    open_case, _ = case_in()
    tries = [
        (UNKNOWN, ""),
        (stored(accusation).receipt_number, ""),
        (stored(confidential).receipt_number, ""),
    ]
    seen = {plain(citizen.track(number, code), number) for number, code in tries}
    assert len(seen) == 1
    answer = citizen.track(UNKNOWN, WRONG_CODE)
    wrong = citizen.track(stored(open_case).receipt_number, WRONG_CODE)
    assert (answer.status, wrong.status) == (422, 422)
    assert plain(answer, UNKNOWN) == plain(wrong, stored(open_case).receipt_number)
    assert plain(answer, UNKNOWN, f' value="{WRONG_CODE}"') not in seen, "what is typed is kept"
    assert answer.text == citizen.track(UNKNOWN).text
    assert headers(answer) == headers(wrong)


@pytest.mark.parametrize(
    ("number", "code", "words"),
    [
        ("", "", "请填写信访件编号"),
        ("2026", "", "共 16 位"),
        ("2026031O-7K2M-9QX?", "", "不该出现的字符"),
        (UNKNOWN[:-1] + ("A" if UNKNOWN[-1] != "A" else "B"), "", "有一位不对"),
        (UNKNOWN, "短", "不该出现的字符"),
        (UNKNOWN, "ABCD-EFGH", "共 16 位"),
    ],
)
def test_what_is_badly_written_is_said(
    citizen: Citizen, number: str, code: str, words: str
) -> None:
    page = citizen.track(number, code)
    assert page.status == 422
    assert any(words in message for message in page.errors.values()), page.errors
    assert page.value("number") == number


def test_number_and_code_open_the_case_even_an_accusation(citizen: Citizen, case_in: Make) -> None:
    case_id, key = case_in(submission=a_submission(petition_class=PetitionClass.ACCUSATION))
    page = citizen.opens_case(case_id, key)
    assert page.id_text("case-status") == "已收到，待登记"
    assert page.id_text("attachment-count") == "0"
    assert page.headers["Cache-Control"] == "no-store"
    code = codes.query_code_for(key)
    # As it is copied by hand: spaces, small letters, look-alikes.
    sloppy = code.lower().replace("-", " ").replace("0", "o").replace("1", "l")
    assert citizen.track(stored(case_id).receipt_number, sloppy).status == 303


def test_an_opened_case_shuts_again(citizen: Citizen, case_in: Make) -> None:
    case_id, key = case_in()
    citizen.opens_case(case_id, key)
    assert citizen.get("/track/case/").status == 200
    assert citizen.post("/track/case/leave").path == "/track/"
    assert citizen.get("/track/case/").status == 303
    citizen.opens_case(case_id, key)
    with time_machine.travel(clock.now() + timedelta(minutes=31)):
        page = citizen.get("/track/case/")
        assert (page.status, page.path) == (303, "/track/")
        assert "查询页面已经关闭" in citizen.follow(page).text


def test_a_replaced_code_shuts_the_case_everywhere(citizen: Citizen, case_in: Make) -> None:
    from petitions.models.session import db

    case_id, key = case_in()
    citizen.opens_case(case_id, key)
    case = stored(case_id)
    case.query_code_hash = codes.query_code_hash(case.receipt_number, "NEW0-NEW0-NEW0-NEW0")
    db.session.commit()
    assert citizen.get("/track/case/").status == 303


@pytest.mark.parametrize(
    "path",
    ["", "letters/1", "files/1", "add/", "withdraw/"],
)
def test_nothing_opens_without_the_code(citizen: Citizen, case_in: Make, path: str) -> None:
    case_in(Status.ANSWERED)
    assert citizen.get(f"/track/case/{path}").path == "/track/"


def test_a_forged_session_opens_nothing(citizen: Citizen, case_in: Make) -> None:
    case_id, _ = case_in()
    until = int((clock.now() + timedelta(hours=1)).timestamp())
    for kept in (
        [case_id, None, until],
        [case_id, "0" * 16, until],
        "x",
        [case_id],
        [999, "a", until],
    ):
        with citizen.client.session_transaction() as cookie:
            cookie["opened"] = kept
        assert citizen.get("/track/case/").status == 303


class TestGuessing:
    """Ten wrong guesses a minute from one address; nobody else is hindered."""

    @pytest.fixture
    def limited(self, database_url: str, tmp_path: Path) -> Iterator[Flask]:
        from portal.app import create_portal
        from web.limits import limiter

        app = create_portal(new_settings(database_url, tmp_path / "data", limits="on"))
        with app.app_context():
            limiter.reset()
            yield app
            limiter.reset()
            limiter.enabled = False
            from petitions.models.session import db

            db.session.remove()
            for each in db.engines.values():
                each.dispose()

    def test_ten_a_minute(self, limited: Flask) -> None:
        from petitions.actions.submit import submit
        from petitions.models.session import db

        town: Town = make_town(db.session())
        receipt = submit(
            a_submission(), submission_key="limited", now=clock.now(), office_id=town.office.id
        )
        guesser, neighbour = Citizen(limited), Citizen(limited)
        guesser.address, neighbour.address = "203.0.113.9", "203.0.113.10"
        # What is badly written, and what is right, costs nothing.
        for _ in range(12):
            assert guesser.track("2026").status == 422
            assert guesser.track(receipt.receipt_number).status == 200
        answers: list[Any] = [guesser.track(UNKNOWN, WRONG_CODE).status for _ in range(10)]
        assert answers == [422] * 10
        stopped = guesser.track(UNKNOWN, WRONG_CODE)
        assert stopped.status == 429
        assert 1 <= int(stopped.headers["Retry-After"]) <= 61
        assert "不影响您已经提交的事项" in stopped.text
        assert neighbour.track(receipt.receipt_number, receipt.query_code).status == 303
        assert guesser.get("/track/").status == 200
