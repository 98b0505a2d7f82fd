"""Material added to a case, questions answered, a petition withdrawn."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import time_machine
from sqlalchemy import select

from petitions.adapters import clock
from petitions.models import Attachment, Question, Supplement
from petitions.models.session import db
from petitions.rules.terms import Action, Status
from tests.factories import Town, actor_of, do, reported, stored
from tests.portal.citizen import Citizen

Make = Callable[..., tuple[int, str]]


def added(case_id: int) -> list[Supplement]:
    db.session.rollback()
    rows = select(Supplement).where(Supplement.case_id == case_id).order_by(Supplement.id)
    return list(db.session.scalars(rows))


def files_of(case_id: int) -> list[str]:
    db.session.rollback()
    return list(db.session.scalars(select(Attachment.name).where(Attachment.case_id == case_id)))


def test_text_and_files_once(citizen: Citizen, case_in: Make) -> None:
    case_id, key = case_in(Status.ROUTED)
    citizen.opens_case(case_id, key)
    form = citizen.get("/track/case/add/")
    sent = {"submission_key": form.value("submission_key"), "text": "又堵了。", "do": "send"}
    answer = citizen.post("/track/case/add/", sent, files=[("照片.txt", b"seen")])
    assert answer.path == "/track/case/"
    page = citizen.follow(answer)
    assert "补充的内容已经收到" in page.text
    assert "您补充了材料，附件 1 个。" in page.text
    assert "又堵了。" in page.text
    assert page.id_text("attachment-count") == "1"
    # The same form once more: nothing twice.
    assert citizen.post("/track/case/add/", sent).path == "/track/case/"
    assert [row.text for row in added(case_id)] == ["又堵了。"]
    assert files_of(case_id) == ["照片.txt"]
    # A fresh form is a second supplement.
    again = citizen.get("/track/case/add/")
    assert again.value("submission_key") != sent["submission_key"]
    assert again.value("text") == ""
    citizen.post(
        "/track/case/add/",
        {"submission_key": again.value("submission_key"), "text": "第二次", "do": "send"},
    )
    assert len(added(case_id)) == 2


def test_files_can_be_gathered_and_taken_out(citizen: Citizen, case_in: Make) -> None:
    case_id, key = case_in(Status.ROUTED)
    citizen.opens_case(case_id, key)
    first = {"submission_key": "k" * 22, "text": "写了一半", "do": "upload"}
    citizen.post("/track/case/add/", first, files=[("一.txt", b"1"), ("二.txt", b"2")])
    page = citizen.get("/track/case/add/")
    assert page.value("text") == "写了一半"
    assert page.id_text("attachment-count") == "2"
    assert page.value("submission_key") == "k" * 22
    refused = citizen.post(
        "/track/case/add/", {**first, "do": "send"}, files=[("坏.exe", b"MZ"), ("三.txt", b"3")]
    )
    assert refused.status == 422
    assert any("坏.exe" in message for message in refused.errors.values())
    assert refused.value("text") == "写了一半"
    assert refused.id_text("attachment-count") == "3"
    assert citizen.post("/track/case/add/remove", {"file": page.value("file")}).status == 303
    assert citizen.post("/track/case/add/", {**first, "do": "send"}).path == "/track/case/"
    assert files_of(case_id) == ["二.txt", "三.txt"]


def test_nothing_at_all_is_refused(citizen: Citizen, case_in: Make) -> None:
    citizen.opens_case(*case_in())
    page = citizen.post("/track/case/add/", {"submission_key": "x" * 22, "text": " ", "do": "send"})
    assert page.status == 422
    assert "请写补充的内容" in page.errors["text"]
    long = citizen.post("/track/case/add/", {"text": "长" * 5001, "do": "send"})
    assert "最多 5000 个字" in long.errors["text"]
    assert long.value("text") == "长" * 5001


def test_a_question_is_answered(town: Town, citizen: Citizen, case_in: Make) -> None:
    case_id, key = case_in(Status.ACCEPTED)
    now = clock.now()
    for words in ("堵在哪里？", "堵了多久？"):
        do(town, Action.ASK_MORE, case_id, by=actor_of(town.handler), now=now, question=words)
    page = citizen.opens_case(case_id, key)
    assert "有问题等您回答" in page.text
    links = [str(link["href"]) for link in page.soup.select("a[href*='question=']")]
    assert len(links) == 2
    form = citizen.get(links[1])
    assert form.value("question") == links[1].rsplit("=", 1)[1]
    assert "堵了多久？" in form.text
    sent = {
        "submission_key": form.value("submission_key"),
        "question": form.value("question"),
        "text": "三个月。",
        "do": "send",
    }
    page = citizen.follow(citizen.post("/track/case/add/", sent))
    db.session.rollback()
    questions = list(db.session.scalars(select(Question).order_by(Question.id)))
    assert [row.answered_at is not None for row in questions] == [False, True]
    assert added(case_id)[0].question_id == questions[1].id
    assert "堵在哪里？" in page.text
    # A question of another case cannot be answered here.
    other, other_key = case_in(Status.ACCEPTED)
    citizen.opens_case(other, other_key)
    citizen.post("/track/case/add/", {**sent, "submission_key": "z" * 22, "question": "1"})
    assert added(other)[0].question_id is None


def test_a_session_that_ran_out_keeps_the_words(citizen: Citizen, case_in: Make) -> None:
    case_id, key = case_in(Status.ROUTED)
    citizen.opens_case(case_id, key)
    with time_machine.travel(clock.now() + timedelta(minutes=45)):
        sent = {"submission_key": "q" * 22, "text": "写了很久的话", "do": "send"}
        answer = citizen.post("/track/case/add/", sent)
        assert answer.path == "/track/"
        assert "已经保存" in citizen.follow(answer).text
        assert added(case_id) == []
        citizen.opens_case(case_id, key)
        page = citizen.get("/track/case/add/")
        assert page.value("text") == "写了很久的话"
        # On another case nothing of it is seen.
        citizen.opens_case(*case_in(Status.ROUTED))
        assert citizen.get("/track/case/add/").value("text") == ""


def test_a_closed_case_takes_nothing_and_loses_nothing(
    town: Town, citizen: Citizen, case_in: Make
) -> None:
    case_id, key = case_in(Status.ANSWERED)
    citizen.opens_case(case_id, key)
    form = citizen.get("/track/case/add/")
    reported(town, case_id, now=clock.now())
    do(town, Action.CLOSE, case_id, by=actor_of(town.handler), now=clock.now())
    page = citizen.post(
        "/track/case/add/",
        {"submission_key": form.value("submission_key"), "text": "迟了的话", "do": "send"},
    )
    assert page.status == 422
    assert page.value("text") == "迟了的话"
    assert added(case_id) == []


def test_withdrawing_is_ones_own_act(citizen: Citizen, case_in: Make) -> None:
    case_id, key = case_in(Status.ACCEPTED)
    citizen.opens_case(case_id, key)
    page = citizen.get("/track/case/withdraw/")
    assert "仍然可以重新提出" in page.text
    refused = citizen.post("/track/case/withdraw/", {"reason": "已经解决"})
    assert refused.status == 422
    assert "请先勾选" in refused.errors["confirmed"]
    assert refused.value("reason") == "已经解决"
    assert stored(case_id).status is Status.ACCEPTED
    sent = {"confirmed": "y", "reason": "已经解决"}
    page = citizen.follow(citizen.post("/track/case/withdraw/", sent))
    assert page.id_text("case-status") == "已撤回"
    assert stored(case_id).status is Status.WITHDRAWN
    # Pressed twice, it leads to the same page.
    assert citizen.post("/track/case/withdraw/", sent).path == "/track/case/"
