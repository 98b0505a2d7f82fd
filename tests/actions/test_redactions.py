"""Redactions: nothing of a protected petition leaves the letters office but what it released (§30, §46(5))."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from petitions.actions.errors import NotAllowed, NotFound, Refused
from petitions.actions.propose_redaction import propose_redaction
from petitions.adapters import clock
from petitions.models import Redaction
from petitions.queries.attachments import download
from petitions.queries.case_file import case_file
from petitions.queries.desk import desk
from petitions.queries.queue import Filters, queue
from petitions.rules.corrections import CorrectionCause, RegisteredFact
from petitions.rules.redaction import BLACK, Trace
from petitions.rules.terms import Action, AttachmentSource, PetitionClass, Role, Status
from tests.factories import (
    Town,
    a_case,
    a_person,
    a_submission,
    actor_of,
    do,
    event_rows,
    petitioner_of,
    staged,
    stored,
    version_of,
)

MARK = "蓝鲸七号"
"""Words of the original that no unit may meet."""
READERS = ("handler", "colleague", "unit_head", "leader", "supervisor")


def secret(**changes: Any) -> Any:
    """An accusation that is full of marks."""
    return a_submission(
        **{
            "petition_class": PetitionClass.ACCUSATION,
            "title": f"{MARK}厂长受贿",
            "request": f"请查处{MARK}的厂长。",
            "facts": f"我在{MARK}车间看见的。",
            "reasons": f"{MARK}人人知道。",
            "problem_place": f"{MARK}路",
            "complained_about": "柳厂长",
            **changes,
        }
    )


def told(case_id: int, town: Town, who: str, now: datetime) -> str:
    """All that the case file tells an officer, as one text."""
    file = case_file(case_id, actor=actor_of(town.officers[who]), now=now)
    assert file is not None
    return repr(file)


@pytest.mark.parametrize(
    "changes", [{}, {"petition_class": PetitionClass.APPEAL, "confidential": True}]
)
@pytest.mark.parametrize("action", [Action.TRANSFER, Action.ASSIGN])
def test_nothing_is_sent_before_it_is_redacted(
    town: Town, now: datetime, action: Action, changes: dict[str, Any]
) -> None:
    case_id = a_case(town, Status.REGISTERED, now=now, submission=secret(**changes))
    clerk = actor_of(town.clerk)
    with pytest.raises(NotAllowed) as caught:
        do(town, action, case_id, by=clerk, now=now)
    assert caught.value.code == "not_redacted"
    do(town, Action.REDACT, case_id, by=clerk, now=now)
    do(town, action, case_id, by=clerk, now=now)
    assert stored(case_id).status is Status.ROUTED


def test_the_original_stays_and_versions_are_numbered(
    register: Session, town: Town, now: datetime
) -> None:
    case_id = a_case(town, Status.ROUTED, now=now, submission=secret())
    do(town, Action.REDACT, case_id, by=actor_of(town.office_head), now=now, title="第二稿")
    assert stored(case_id).title == f"{MARK}厂长受贿"
    rows = register.scalars(select(Redaction).order_by(Redaction.number)).all()
    assert [(row.number, row.title) for row in rows] == [(1, "反映下水道问题"), (2, "第二稿")]
    assert event_rows(case_id)[-1].facts == {"redaction_id": rows[-1].id, "edition": 2}


@pytest.mark.parametrize("who", READERS)
def test_who_is_not_of_the_letters_office_reads_the_newest_redaction(
    town: Town, now: datetime, who: str
) -> None:
    case_id = a_case(town, Status.ACCEPTED, now=now, submission=secret())
    clerk, actor = actor_of(town.clerk), actor_of(town.officers[who])
    do(town, Action.REDACT, case_id, by=clerk, now=now, title="第二稿", complained_about="柳厂长")
    file = case_file(case_id, actor=actor, now=now)
    assert file is not None
    assert (file.content.title, file.original) == ("第二稿", False)
    assert file.content.complained_about == "柳厂长"
    assert {each.name for each in file.persons} == {"****"}, "not even a surname"
    assert MARK not in told(case_id, town, who, now)
    assert "张" not in str(file.persons)


@pytest.mark.parametrize("who", READERS)
def test_before_there_is_one_he_reads_nothing(town: Town, now: datetime, who: str) -> None:
    """As after a correction of the class, or for cases of before this rule."""
    submission = secret(petition_class=PetitionClass.APPEAL)
    case_id = a_case(town, Status.ACCEPTED, now=now, submission=submission)
    assert MARK in told(case_id, town, who, now)
    _to_accusation(town, case_id, now)
    assert MARK not in told(case_id, town, who, now)
    actor = actor_of(town.officers[who])
    (row,) = queue(actor, Filters(), today=clock.local_day(now)).rows
    assert row.title is None
    for pile in desk(actor, today=clock.local_day(now)):
        assert MARK not in str(pile)
    (waiting,) = [
        pile
        for pile in desk(actor_of(town.clerk), today=clock.local_day(now))
        if pile.code == "to_redact"
    ]
    assert waiting.count == 1


def _to_accusation(town: Town, case_id: int, now: datetime) -> None:
    do(
        town,
        Action.REQUEST_CORRECTION,
        case_id,
        by=actor_of(town.clerk),
        now=now,
        fact=RegisteredFact.PETITION_CLASS,
        new="accusation",
        cause=CorrectionCause.FOUND_OUT,
        reason="实为控告。",
    )
    do(town, Action.APPROVE_CORRECTION, case_id, by=actor_of(town.office_head), now=now)


@pytest.mark.parametrize("who", ["clerk", "office_head"])
def test_the_letters_office_reads_the_original(town: Town, now: datetime, who: str) -> None:
    case_id = a_case(town, Status.ACCEPTED, now=now, submission=secret())
    file = case_file(case_id, actor=actor_of(town.officers[who]), now=now)
    assert file is not None
    assert file.original
    assert file.content.title == f"{MARK}厂长受贿"
    assert file.redaction is not None
    assert file.redaction.number == 1


@pytest.mark.parametrize("who", READERS)
def test_the_search_is_no_oracle(town: Town, now: datetime, who: str) -> None:
    case_id = a_case(town, Status.ACCEPTED, now=now, submission=secret())
    actor, today = actor_of(town.officers[who]), clock.local_day(now)
    for words in (MARK, "厂长受贿", "蓝鲸", "张建国", "反映下水道"):
        page = queue(actor, Filters(words=words), today=today)
        assert (page.rows, page.total) == ((), 0), words
    number = stored(case_id).registration_number or ""
    (row,) = queue(actor, Filters(words=number), today=today).rows
    assert (row.id, row.title) == (case_id, "反映下水道问题")
    assert queue(actor_of(town.clerk), Filters(words=MARK), today=today).total == 1


def test_files_are_closed_until_they_are_released(town: Town, now: datetime) -> None:
    case_id = a_case(town, Status.ACCEPTED, now=now, submission=secret())
    clerk, handler = actor_of(town.clerk), actor_of(town.handler)
    theirs = [staged(clerk, now, source=AttachmentSource.PETITIONER, case_id=case_id) for _ in "ab"]
    scan, own = staged(clerk, now), staged(handler, now)
    do(town, Action.ATTACH, case_id, by=clerk, now=now, attachment_ids=[scan])
    do(town, Action.ATTACH, case_id, by=handler, now=now, attachment_ids=[own])
    do(town, Action.REDACT, case_id, by=clerk, now=now, files=[theirs[0]])
    open_to_him = {number for number in (*theirs, scan, own) if download(number, actor=handler)}
    assert open_to_him == {theirs[0], own}
    file = case_file(case_id, actor=handler, now=now)
    assert file is not None
    assert {each.id for each in file.files} == open_to_him
    for number in (*theirs, scan, own):
        assert download(number, actor=clerk)
    assert download(theirs[1], actor=petitioner_of(case_id))


def test_a_file_of_another_case_is_not_released(town: Town, now: datetime) -> None:
    case_id = a_case(town, Status.REGISTERED, now=now, submission=secret())
    stranger = staged(actor_of(town.clerk), now)
    with pytest.raises(Refused, match="no_such_file"):
        do(town, Action.REDACT, case_id, by=actor_of(town.clerk), now=now, files=[stranger])


def test_what_was_added_later_stays_closed_until_it_is_redacted_too(
    town: Town, now: datetime
) -> None:
    case_id = a_case(town, Status.ACCEPTED, now=now, submission=secret())
    later = now + timedelta(hours=1)
    do(
        town,
        Action.SUPPLEMENT,
        case_id,
        by=petitioner_of(case_id),
        now=later,
        text=f"{MARK}还有一事",
    )
    assert MARK not in told(case_id, town, "handler", later)
    (pile,) = [
        pile
        for pile in desk(actor_of(town.clerk), today=clock.local_day(later))
        if pile.code == "to_redact"
    ]
    assert pile.count == 1
    office = case_file(case_id, actor=actor_of(town.clerk), now=later)
    assert office is not None
    (added,) = office.supplements
    do(
        town,
        Action.REDACT,
        case_id,
        by=actor_of(town.clerk),
        now=later,
        supplements={str(added.id): f"{BLACK}还有一事", "9999": "不是这一件的"},
    )
    file = case_file(case_id, actor=actor_of(town.handler), now=later)
    assert file is not None
    assert [each.text for each in file.supplements] == [f"{BLACK}还有一事"]


@pytest.mark.parametrize(
    ("texts", "where", "trace"),
    [
        ({"facts": "张建国说的"}, "facts", Trace.NAME),
        ({"facts": "张 建 国说的"}, "facts", Trace.NAME),
        ({"facts": "張建國說的"}, "facts", Trace.NAME),
        ({"title": "１３８１２３４５６７８来电"}, "title", Trace.PHONE),
        ({"request": "138-1234-5678"}, "request", Trace.PHONE),
        ({"problem_place": "柳林路８号"}, "problem_place", Trace.ADDRESS),
        ({"reasons": "zhang @ example.cn"}, "reasons", Trace.EMAIL),
        ({"complained_about": "110101 19800101 0018"}, "complained_about", Trace.ID_NUMBER),
    ],
)
def test_a_registered_identity_is_not_let_out_unless_there_is_a_reason(
    register: Session, town: Town, now: datetime, texts: dict[str, Any], where: str, trace: Trace
) -> None:
    case_id = a_case(town, Status.REGISTERED, now=now, submission=secret())
    by, before = actor_of(town.clerk), version_of(case_id)
    with pytest.raises(Refused) as caught:
        do(town, Action.REDACT, case_id, by=by, now=now, **texts)
    assert caught.value.code == "identity_left"
    assert caught.value.facts == {"at": [where], "trace": trace.value}
    assert version_of(case_id) == before
    do(town, Action.REDACT, case_id, by=by, now=now, reason="同名的另一个人", **texts)
    assert register.scalars(select(Redaction.reason)).all() == ["同名的另一个人"]


def test_a_reason_is_kept_only_where_something_is_left(
    register: Session, town: Town, now: datetime
) -> None:
    case_id = a_case(town, Status.REGISTERED, now=now, submission=secret())
    do(town, Action.REDACT, case_id, by=actor_of(town.clerk), now=now, reason="没有用上")
    assert register.scalars(select(Redaction.reason)).all() == [""]


def test_the_proposal_blacks_out_every_person(town: Town, now: datetime) -> None:
    people = (a_person(), a_person(name="李秀英", phone="13900001111"))
    case_id = a_case(
        town, Status.REGISTERED, now=now, submission=secret(persons=people, persons_count=2)
    )
    found = propose_redaction(
        case_id,
        by=actor_of(town.clerk),
        now=now,
        texts={"facts": "張建國和李秀英（139 0000 1111）反映，我丈夫也在。", "title": "污染"},
    )
    assert found["facts"].text == f"{BLACK}和{BLACK}（{BLACK}）反映，我丈夫也在。"
    assert found["facts"].blacked == {Trace.NAME: 2, Trace.PHONE: 1}
    assert found["facts"].self_references == ("我丈夫也在",)
    assert found["title"].text == "污染"


@pytest.mark.parametrize("who", ["handler", "unit_head", "leader", "supervisor", "foreign_clerk"])
def test_only_the_letters_office_redacts(town: Town, now: datetime, who: str) -> None:
    case_id = a_case(town, Status.ROUTED, now=now, submission=secret())
    by = actor_of(town.officers[who])
    wanted = NotFound if who == "foreign_clerk" else NotAllowed
    with pytest.raises(wanted):
        do(town, Action.REDACT, case_id, by=by, now=now)
    with pytest.raises(wanted):
        propose_redaction(case_id, by=by, now=now, texts={"title": "张建国"})


def test_an_ordinary_petition_is_read_as_it_is(town: Town, now: datetime) -> None:
    case_id = a_case(town, Status.ACCEPTED, now=now)
    with pytest.raises(NotAllowed, match="no_redaction_needed"):
        do(town, Action.REDACT, case_id, by=actor_of(town.clerk), now=now)
    file = case_file(case_id, actor=actor_of(town.handler), now=now)
    assert file is not None
    assert file.original
    assert [each.name for each in file.persons] == ["张**"]


def test_a_petitioners_words_in_the_history_stay_closed(town: Town, now: datetime) -> None:
    case_id = a_case(town, Status.ACCEPTED, now=now, submission=secret())
    do(town, Action.REVEAL, case_id, by=actor_of(town.clerk), now=now, reason=f"{MARK}核实")
    do(
        town,
        Action.ORDER_RECUSAL,
        case_id,
        by=actor_of(town.office_head),
        now=now,
        reason=f"{MARK}亲属",
    )
    do(
        town,
        Action.REQUEST_CORRECTION,
        case_id,
        by=actor_of(town.clerk),
        now=now,
        new=f"{MARK}街",
        reason=f"{MARK}说的",
    )
    do(town, Action.REQUEST_CODE, case_id, by=actor_of(town.clerk), now=now, reason=f"{MARK}来过")
    do(town, Action.WITHDRAW, case_id, by=petitioner_of(case_id), now=now, reason=f"{MARK}不告了")
    assert MARK not in told(case_id, town, "handler", now)
    assert MARK in told(case_id, town, "clerk", now)


@pytest.mark.parametrize("role", [Role.HANDLER, Role.UNIT_HEAD, Role.LEADER, Role.SUPERVISOR])
def test_the_queue_of_each_reader_has_the_redacted_title(
    town: Town, now: datetime, role: Role
) -> None:
    a_case(town, Status.ACCEPTED, now=now, submission=secret())
    a_case(town, Status.ACCEPTED, now=now)
    officer = next(
        each for name, each in town.officers.items() if each.role is role and name in READERS
    )
    rows = queue(actor_of(officer), Filters(), today=clock.local_day(now)).rows
    assert {row.title for row in rows} == {"反映下水道问题", "柳林路下水道堵塞"}
