"""A code that officers know is replaced by its holder at first use; whatever is cut off, one code works."""

from __future__ import annotations

from collections.abc import Callable
from itertools import count

import pytest
from flask import Flask

from petitions.actions.enter import enter
from petitions.adapters import clock, codes
from petitions.models.session import db
from petitions.queries.tracking import open_with_code
from petitions.rules.terms import Action, Channel
from tests.factories import Town, a_submission, actor_of, do, event_rows, stored
from tests.portal.citizen import Citizen, Page

PATH = "/track/case/code/"
_keys = count(1)
Entered = Callable[[], tuple[int, str, str]]


@pytest.fixture
def entered(town: Town) -> Entered:
    """A visit that a clerk wrote down: case, number, and the code on the slip."""

    def make() -> tuple[int, str, str]:
        receipt = enter(
            a_submission(channel=Channel.VISIT),
            submission_key=f"visit-{next(_keys)}",
            by=actor_of(town.clerk),
            now=clock.now(),
        )
        return receipt.case_id, receipt.receipt_number, receipt.query_code

    return make


def works(number: str, code: str) -> bool:
    db.session.rollback()
    return open_with_code(number, code) is not None


def shown(page: Page) -> str:
    assert page.status == 200, page.text
    return page.id_text("query-code")


def test_the_first_use_asks_for_a_code_of_his_own(citizen: Citizen, entered: Entered) -> None:
    case_id, number, slip = entered()
    answer = citizen.track(number, slip)
    assert answer.status == 303
    page = citizen.follow(answer)
    own = shown(page)
    assert page.id_text("receipt-number") == number
    assert "经工作人员的手" in page.text
    assert page.headers["Cache-Control"] == "no-store"
    assert stored(case_id).title not in page.text, "nothing of the case before that"

    opened = citizen.follow(citizen.post(PATH, {"typed": own[-4:].lower()}))

    assert opened.id_text("case-status") == "已登记"
    assert "查询码已经换成您自己的" in opened.text
    assert "您换成了自己的查询码" in opened.text, "on the timeline"
    assert works(number, own)
    assert not works(number, slip)
    later = Citizen(citizen.client.application)
    assert later.track(number, slip).status == 422
    assert later.opens(number, own).id_text("case-status") == "已登记"


def test_nothing_of_the_case_opens_before(citizen: Citizen, entered: Entered) -> None:
    _, number, slip = entered()
    citizen.opens(number, slip)
    for path in ("", "letters/1", "files/1", "add/", "withdraw/"):
        page = citizen.get(f"/track/case/{path}")
        assert (page.status, page.path) == (303, PATH), path
    for path in ("add/", "withdraw/"):
        page = citizen.post(f"/track/case/{path}", {"text": "一", "confirmed": "y"})
        assert (page.status, page.path) == (303, PATH), path


def test_reload_back_and_a_wrong_word_keep_the_same_code(
    citizen: Citizen, entered: Entered
) -> None:
    _, number, slip = entered()
    own = shown(citizen.opens(number, slip))
    assert shown(citizen.get(PATH)) == own
    for typed, words in (("", "请对照上面的新查询码"), (slip, "与新查询码不一致"), ("٣" * 9, "")):
        page = citizen.post(PATH, {"typed": typed})
        assert page.status == 422
        assert any(words in message for message in page.errors.values()), page.errors
        assert page.id_text("query-code") == own
    assert citizen.post("/track/case/leave").path == "/track/"
    assert shown(citizen.opens(number, slip)) == own, "he comes back later with the old one"
    assert works(number, slip)
    assert not works(number, own)


def test_a_cut_connection_leaves_him_with_the_new_code(citizen: Citizen, entered: Entered) -> None:
    """The confirmation arrived, its answer did not: he presses again, or reloads, with his old cookie."""
    for again in ("post", "get"):
        case_id, number, slip = entered()
        own = shown(citizen.opens(number, slip))
        with citizen.client.session_transaction() as cookie:
            before = dict(cookie)
        assert citizen.post(PATH, {"typed": own}).status == 303
        with citizen.client.session_transaction() as cookie:
            cookie.clear()
            cookie.update(before)
        answer = citizen.post(PATH, {"typed": own}) if again == "post" else citizen.get(PATH)
        assert citizen.follow(answer).id_text("case-status") == "已登记", again
        assert works(number, own)
        taken = [row.action for row in event_rows(case_id)]
        assert taken.count(Action.REPLACE_CODE) == 1


def test_two_browsers_one_code(app: Flask, citizen: Citizen, entered: Entered) -> None:
    _, number, slip = entered()
    other = Citizen(app)
    mine, theirs = shown(citizen.opens(number, slip)), shown(other.opens(number, slip))
    assert mine != theirs, "who once looked with the slip does not know the code of its holder"
    assert citizen.post(PATH, {"typed": mine}).status == 303
    for answer in (other.post(PATH, {"typed": theirs}), other.get(PATH)):
        assert (answer.status, answer.path) == (303, "/track/")
    assert works(number, mine)
    assert not works(number, theirs)
    assert not works(number, slip)
    assert other.get("/track/case/").path == "/track/"


def test_the_other_browser_is_told_what_happened(
    app: Flask, citizen: Citizen, entered: Entered
) -> None:
    _, number, slip = entered()
    other = Citizen(app)
    mine, theirs = shown(citizen.opens(number, slip)), shown(other.opens(number, slip))
    citizen.post(PATH, {"typed": mine})
    page = other.follow(other.post(PATH, {"typed": theirs}))
    assert "查询码已经在别处更换" in page.text


def test_a_new_code_from_the_counter_ends_every_session(
    citizen: Citizen, entered: Entered, town: Town
) -> None:
    case_id, number, slip = entered()
    own = shown(citizen.opens(number, slip))
    assert citizen.post(PATH, {"typed": own}).status == 303
    assert citizen.get("/track/case/").status == 200
    do(town, Action.REQUEST_CODE, case_id, by=actor_of(town.clerk), now=clock.now())
    assert citizen.get("/track/case/").status == 200
    handed = do(town, Action.REISSUE_CODE, case_id, by=actor_of(town.second_clerk), now=clock.now())
    assert citizen.get("/track/case/").path == "/track/"
    assert citizen.track(number, own).status == 422
    again = shown(citizen.opens(number, handed.query_code))
    assert again not in (own, slip, handed.query_code)
    page = citizen.follow(citizen.post(PATH, {"typed": again}))
    assert "补发了新的查询码" in page.text
    assert "孙文书" not in page.text


def test_his_own_code_is_never_asked_for(citizen: Citizen, town: Town) -> None:
    number, code = citizen.file()
    citizen.opens(number, code)
    for answer in (citizen.get(PATH), citizen.post(PATH, {"typed": code})):
        assert (answer.status, answer.path) == (303, "/track/case/")
    assert works(number, code)


@pytest.mark.parametrize("kept", [None, "x", ["x"], 7])
def test_without_a_code_the_page_is_shut(citizen: Citizen, town: Town, kept: object) -> None:
    for name in ("opened", "own_code"):
        with citizen.client.session_transaction() as cookie:
            cookie[name] = kept
    assert citizen.get(PATH).path == "/track/"
    assert citizen.post(PATH, {"typed": "0000"}).path == "/track/"


def test_a_session_that_is_over_opens_nothing(citizen: Citizen, entered: Entered) -> None:
    import time_machine

    from portal.opened import OPEN_FOR

    _, number, slip = entered()
    own = shown(citizen.opens(number, slip))
    with citizen.client.session_transaction() as cookie:
        before = dict(cookie)
    citizen.post(PATH, {"typed": own})
    with citizen.client.session_transaction() as cookie:
        cookie.clear()
        cookie.update(before)
    with time_machine.travel(clock.now() + OPEN_FOR * 2):
        assert citizen.get(PATH).path == "/track/"
        assert citizen.get("/track/case/").path == "/track/"


def test_in_english_too(app: Flask, entered: Entered) -> None:
    _, number, slip = entered()
    page = Citizen(app, "en").opens(number, slip)
    assert "Take a query code of your own" in page.text


def test_the_receipt_of_a_replaced_code_shows_none(citizen: Citizen, town: Town) -> None:
    citizen.fill_in()
    receipt = citizen.send()
    code, number = receipt.id_text("query-code"), receipt.id_text("receipt-number")
    case_id = open_with_code(number, code)
    assert case_id is not None
    do(town, Action.REQUEST_CODE, case_id, by=actor_of(town.clerk), now=clock.now())
    do(town, Action.REISSUE_CODE, case_id, by=actor_of(town.second_clerk), now=clock.now())
    page = citizen.get("/submit/receipt")
    assert page.status == 200
    assert code not in page.raw.decode()
    assert "已经更换，请用新的查询码" in page.text
    assert codes.opens(number, code, stored(case_id).query_code_hash) is False
