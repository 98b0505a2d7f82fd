"""From the outbox into a mailbox: each once, each failure alone, nothing lost."""

from __future__ import annotations

import time
from datetime import datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from petitions.actions.claim_notices import claim_notices, take_back_all
from petitions.adapters import mail_words
from petitions.jobs import send_notices
from petitions.jobs.send_notices import TRIES, Sent, back_off, send_due
from petitions.models import OutboxNotice, Petitioner, WorkerHeartbeat
from petitions.models.session import db
from petitions.rules.submission import Person
from petitions.rules.terms import Notice, NoticeState, PetitionClass, Recipient, Status
from tests.factories import Town, a_case, a_person, a_submission
from tests.notices.conftest import mail_goes_to
from tests.notices.outbox_rows import change, owe, rows, states, the, to_citizens
from tests.notices.post_office import PostOffice, free_port, opened, silent

MINUTE = timedelta(minutes=1)
CITIZEN = "zhang@example.cn"


def test_a_petition_is_acknowledged(post_office: PostOffice, town: Town, now: datetime) -> None:
    case_id = a_case(town, now=now)

    assert send_due(now) == Sent(sent=2)

    (message,) = post_office.to(CITIZEN)
    row = the(Notice.RECEIVED)
    assert message["Message-ID"] == row.message_id
    assert row.message_id.endswith("@127.0.0.1>")
    assert (row.state, row.sent_at is not None, row.attempts) == (NoticeState.SENT, True, 1)
    assert row.subject == message["Subject"]
    text = message.get_body(("plain",))
    assert text is not None
    assert row.body == text.get_content().replace("\r\n", "\n")
    assert "2026年3月25日" in row.body
    (inside,) = post_office.to("xf@office.example.cn")
    body = inside.get_body(("plain",))
    assert body is not None
    assert f"http://127.0.0.1:5000/staff/cases/{case_id}" in body.get_content()


def test_nothing_is_sent_twice(post_office: PostOffice, town: Town, now: datetime) -> None:
    a_case(town, now=now)
    send_due(now)

    assert send_due(now + MINUTE) == Sent()
    assert len(post_office.taken) == 2


def test_the_whole_life_of_a_case_arrives(
    post_office: PostOffice, town: Town, now: datetime
) -> None:
    a_case(town, Status.CLOSED, now=now)
    send_due(now)

    assert states() == {NoticeState.SENT}
    assert len(post_office.taken) == len(rows())
    assert all(len(each.rcpt_tos) == 1 for each in post_office.taken)
    ids = [message["Message-ID"] for message in post_office.messages]
    assert sorted(ids) == sorted(row.message_id for row in rows())


def test_an_english_case_is_written_to_in_english(
    post_office: PostOffice, town: Town, now: datetime
) -> None:
    a_case(town, now=now, submission=a_submission(language="en"))
    send_due(now)

    (message,) = post_office.to(CITIZEN)
    assert message["Content-Language"] == "en"
    assert "We have received your petition." in str(the(Notice.RECEIVED).body)
    assert "Unit XF" in str(the(Notice.RECEIVED).body)


def test_no_mail_names_anybody(post_office: PostOffice, town: Town, now: datetime) -> None:
    canaries = {
        "name": "甘雀一",
        "phone": "13900001111",
        "address": "回音市雀舌巷17号",
        "id_number": "11010119800101991X",
    }
    words = {
        "title": "雀标题",
        "request": "雀请求",
        "facts": "雀事实",
        "reasons": "雀理由",
        "problem_place": "雀地点",
        "complained_about": "雀被控人",
    }
    for petition_class in PetitionClass:
        submission = a_submission(
            petition_class=petition_class, persons=(a_person(**canaries),), **words
        )
        for status in (Status.CLOSED, Status.NOT_ACCEPTED, Status.WITHDRAWN, Status.OBJECTED):
            a_case(town, status, now=now, submission=submission)
    send_due(now)

    officers = {officer.name for officer in town.officers.values()}
    forbidden = {*canaries.values(), *words.values(), *officers, "已疏通", "局长", town.works.name}
    assert len(post_office.messages) > 60
    for message in post_office.messages:
        parts = [str(part.get_content()) for part in message.walk() if not part.is_multipart()]
        everything = "\n".join([*map(str, message.values()), *parts])
        assert not {canary for canary in forbidden if canary in everything}


@pytest.mark.parametrize(
    "changes",
    [
        {"petition_class": PetitionClass.ACCUSATION},
        {"confidential": True},
        {"anonymous": True, "persons": (Person(email=CITIZEN),)},
    ],
)
def test_what_is_sensitive_is_not_even_called_a_petition(
    post_office: PostOffice, town: Town, now: datetime, changes: dict[str, object]
) -> None:
    a_case(town, Status.ACCEPTED, now=now, submission=a_submission(**changes))
    send_due(now)

    for row in to_citizens():
        assert row.subject == "您有一条新消息"
        assert "信访" not in str(row.body)


def test_who_stays_unknown_gets_no_mail(post_office: PostOffice, town: Town, now: datetime) -> None:
    a_case(town, now=now, submission=a_submission(anonymous=True, persons=()))

    assert send_due(now) == Sent(sent=1)
    row = the(Notice.RECEIVED)
    assert (row.state, row.error) == (NoticeState.CANCELLED, "no_address")


def test_an_address_that_vanished(post_office: PostOffice, town: Town, now: datetime) -> None:
    case_id = a_case(town, now=now)
    petitioner = db.session.query(Petitioner).filter_by(case_id=case_id).one()
    petitioner.email = None
    db.session.commit()

    assert send_due(now) == Sent(sent=1, barred=1)
    assert the(Notice.RECEIVED).error == "no_address"


def test_the_address_is_the_one_of_the_day_it_is_sent(
    post_office: PostOffice, town: Town, now: datetime
) -> None:
    case_id = a_case(town, now=now)
    petitioner = db.session.query(Petitioner).filter_by(case_id=case_id).one()
    petitioner.email = "new@example.cn"
    db.session.commit()

    send_due(now)
    assert len(post_office.to("new@example.cn")) == 1


def test_a_head_who_left_gets_no_mail(post_office: PostOffice, town: Town, now: datetime) -> None:
    a_case(town, Status.REPLY_DRAFTED, now=now)
    db.session.merge(town.unit_head).active = False
    db.session.commit()

    send_due(now)
    assert the(Notice.APPROVAL_WANTED).state is NoticeState.CANCELLED


# When the mail server is away.


def test_a_server_that_is_down_and_comes_back(app: Flask, town: Town, now: datetime) -> None:
    a_case(town, now=now)
    port = free_port()
    mail_goes_to(app, port)

    assert send_due(now) == Sent(retried=2)
    row = the(Notice.RECEIVED)
    assert (row.state, row.error, row.attempts) == (NoticeState.QUEUED, "connection", 1)
    assert 0.9 * MINUTE <= row.next_try_at - now <= 1.1 * MINUTE + timedelta(seconds=10)

    with opened(port) as post_office:
        assert send_due(now + 0.5 * MINUTE) == Sent()
        assert send_due(now + 2 * MINUTE) == Sent(sent=2)
        assert len(post_office.taken) == 2
    assert the(Notice.RECEIVED).error == ""


def test_a_silent_server_holds_nobody_up_for_long(app: Flask, town: Town, now: datetime) -> None:
    for _ in range(15):
        a_case(town, now=now)
    with silent() as port:
        mail_goes_to(app, port, patience=0.5)
        began = time.monotonic()
        assert send_due(now) == Sent(retried=30)
    assert time.monotonic() - began < 5


def test_for_five_days_and_then_it_is_said_aloud(app: Flask, town: Town, now: datetime) -> None:
    a_case(town, now=now)
    mail_goes_to(app, free_port())
    moment, runs = now, 0
    while NoticeState.FAILED not in states():
        send_due(moment)
        moment = max(row.next_try_at for row in rows()) + timedelta(seconds=1)
        runs += 1
        assert runs <= TRIES + 1
    assert runs == TRIES
    assert timedelta(days=4.5) < moment - now < timedelta(days=6)
    assert the(Notice.RECEIVED).error == "connection"


def test_back_off_grows_and_is_the_notices_own() -> None:
    waits = [back_off(7, tries) for tries in range(1, TRIES + 1)]
    assert waits == [back_off(7, tries) for tries in range(1, TRIES + 1)]
    assert waits[0] < waits[1] < waits[2] < waits[-1]
    assert len({back_off(number, 1) for number in range(50)}) > 30


# When one message fails.


def test_refused_for_good(post_office: PostOffice, town: Town, now: datetime) -> None:
    post_office.answer_recipient = lambda address: (
        "550 no such user" if address == CITIZEN else "250 OK"
    )
    a_case(town, now=now)

    assert send_due(now) == Sent(sent=1, failed=1)
    row = the(Notice.RECEIVED)
    assert (row.state, row.error) == (NoticeState.FAILED, "smtp_550")
    assert send_due(now + 400 * MINUTE) == Sent()


def test_greylisted_and_taken_later(post_office: PostOffice, town: Town, now: datetime) -> None:
    seen: list[str] = []

    def greylist(address: str) -> str:
        seen.append(address)
        return "250 OK" if seen.count(address) > 1 else "451 try later"

    post_office.answer_recipient = greylist
    a_case(town, now=now)

    assert send_due(now) == Sent(retried=2)
    assert send_due(now + 5 * MINUTE) == Sent(sent=2)
    assert the(Notice.RECEIVED).attempts == 2


def test_a_domain_that_asks_us_to_wait_is_left_alone(
    post_office: PostOffice, town: Town, now: datetime
) -> None:
    asked: list[str] = []

    def busy(address: str) -> str:
        asked.append(address)
        return "421 too many" if address.endswith("@example.cn") else "250 OK"

    post_office.answer_recipient = busy
    for _ in range(5):
        a_case(town, now=now)

    assert send_due(now) == Sent(sent=5, retried=1)
    assert sum(address.endswith("@example.cn") for address in asked) == 1
    waiting = rows(OutboxNotice.state == NoticeState.QUEUED)
    assert sorted(row.attempts for row in waiting) == [0, 0, 0, 0, 1]

    post_office.answer_recipient = lambda _address: "250 OK"
    assert send_due(now + 5 * MINUTE) == Sent(sent=5)


def test_a_broken_line_after_the_text_repeats_with_the_same_id(
    post_office: PostOffice, town: Town, now: datetime
) -> None:
    post_office.drop_after_data = 1
    a_case(town, now=now)

    assert send_due(now) == Sent(sent=1, retried=1)
    assert send_due(now + 5 * MINUTE) == Sent(sent=1)
    ids = [message["Message-ID"] for message in post_office.messages]
    assert (len(ids), len(set(ids))) == (3, 2)


def test_poison_harms_nobody_else(
    post_office: PostOffice, town: Town, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A template that fails, an address that cannot be written, a line end in it, a huge text."""
    cases = [a_case(town, now=now) for _ in range(5)]
    addresses = {cases[1]: "张建国@example.cn", cases[2]: "a@example.cn\r\nBcc: b@example.cn"}
    for case_id, address in addresses.items():
        db.session.query(Petitioner).filter_by(case_id=case_id).one().email = address
    db.session.commit()
    numbers = {row.case_id: row.id for row in rows(OutboxNotice.notice == Notice.RECEIVED)}
    write = mail_words.write
    broken = db.session.get_one(OutboxNotice, numbers[cases[0]])
    receipt = _receipt_of(broken)

    def fails(facts: mail_words.Facts) -> mail_words.Words:
        if facts.number == receipt:
            raise KeyError("template")
        return write(facts)

    monkeypatch.setattr(mail_words, "write", fails)

    assert send_due(now) == Sent(sent=7, failed=3)
    errors = [the(Notice.RECEIVED, case_id=case_id).error for case_id in cases]
    assert errors == ["broken_KeyError", "address", "header", "", ""]
    assert len(post_office.to(CITIZEN)) == 2


def _receipt_of(row: OutboxNotice) -> str:
    from petitions.models import Case

    return db.session.get_one(Case, row.case_id).receipt_number


def test_one_that_always_kills_the_worker_is_given_up(
    post_office: PostOffice, town: Town, now: datetime
) -> None:
    a_case(town, now=now)
    change(the(Notice.RECEIVED).id, attempts=TRIES)

    assert send_due(now) == Sent(sent=1, failed=1)
    assert the(Notice.RECEIVED).error == "no_result"


# Leases, stops, clocks and databases.


def test_a_claim_runs_out(post_office: PostOffice, town: Town, now: datetime) -> None:
    a_case(town, now=now)
    claim_notices(now, due=now, limit=20, lease=3 * MINUTE)

    assert send_due(now + 2 * MINUTE) == Sent()
    assert send_due(now + 4 * MINUTE) == Sent(sent=2)
    assert the(Notice.RECEIVED).attempts == 2


def test_the_only_worker_takes_back_what_a_dead_one_held(
    post_office: PostOffice, town: Town, now: datetime
) -> None:
    a_case(town, now=now)
    claim_notices(now, due=now, limit=20, lease=3 * MINUTE)

    assert take_back_all(now=now) == 2
    assert send_due(now) == Sent(sent=2)


def test_told_to_stop_it_hands_back_what_it_did_not_begin(
    post_office: PostOffice, town: Town, now: datetime
) -> None:
    for _ in range(10):
        a_case(town, now=now)

    assert send_due(now, stop=lambda: len(post_office.taken) >= 3) == Sent(sent=3)
    waiting = rows(OutboxNotice.state == NoticeState.QUEUED)
    assert len(waiting) == 17
    assert {row.attempts for row in waiting} == {0}
    assert send_due(now) == Sent(sent=17)


def test_a_lease_that_is_nearly_over_is_renewed_first(
    post_office: PostOffice, town: Town, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    for _ in range(3):
        a_case(town, now=now)
    monkeypatch.setattr(send_notices, "LEASE", timedelta(milliseconds=300))
    monkeypatch.setattr(send_notices, "MARGIN", timedelta(milliseconds=100))
    slow = mail_words.write

    def slowly(facts: mail_words.Facts) -> mail_words.Words:
        time.sleep(0.15)
        return slow(facts)

    monkeypatch.setattr(mail_words, "write", slowly)

    assert send_due(now) == Sent(sent=6)
    assert {row.attempts for row in rows()} == {1}


def test_a_clock_that_was_set_back_holds_nothing_up(
    post_office: PostOffice, town: Town, now: datetime
) -> None:
    a_case(town, now=now)
    assert send_due(now - timedelta(days=2)) == Sent(sent=2)


def test_what_left_is_written_down_though_the_database_was_away(
    post_office: PostOffice, town: Town, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    a_case(town, now=now)
    record, failures = send_notices.record_sent, [1, 1]

    def fails_at_first(*given: object, **named: object) -> None:
        if failures:
            failures.pop()
            raise OperationalError("UPDATE", {}, Exception("gone"))
        record(*given, **named)  # type: ignore[arg-type]

    monkeypatch.setattr(send_notices, "record_sent", fails_at_first)
    monkeypatch.setattr(send_notices, "RECORD_PAUSES", (0, 0, 0))

    assert send_due(now) == Sent(sent=2)
    assert len(post_office.taken) == 2


def test_a_database_that_is_away_fails_no_notice(
    post_office: PostOffice, town: Town, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    a_case(town, now=now)

    def gone(_notice_id: int) -> None:
        raise OperationalError("SELECT", {}, Exception("gone"))

    with monkeypatch.context() as patched:
        patched.setattr(send_notices, "addressed", gone)
        with pytest.raises(OperationalError):
            send_due(now)
    assert NoticeState.FAILED not in states()
    assert send_due(now + 5 * MINUTE) == Sent(sent=2)


def test_no_transaction_is_open_while_the_server_is_spoken_to(
    app: Flask, post_office: PostOffice, town: Town, now: datetime, register: Session
) -> None:
    a_case(town, now=now)
    held: list[bool] = []

    def look(_address: str) -> str:
        held.append(register.in_transaction())
        return "250 OK"

    post_office.answer_recipient = look
    send_due(now)
    assert held == [False, False]


def test_each_scan_leaves_a_sign_of_life(
    post_office: PostOffice, town: Town, now: datetime
) -> None:
    send_due(now)
    (beat,) = db.session.query(WorkerHeartbeat).all()
    assert (beat.scanned_at >= now, beat.sent_at) == (True, None)

    a_case(town, now=now)
    send_due(now + MINUTE)
    db.session.rollback()
    (beat,) = db.session.query(WorkerHeartbeat).all()
    assert beat.sent_at is not None
    assert beat.sent_at >= now + MINUTE


def test_what_was_sent_late_names_no_day_that_is_over(
    post_office: PostOffice, town: Town, now: datetime
) -> None:
    a_case(town, Status.ROUTED, now=now)
    send_due(now)

    assert "最迟在" not in str(the(Notice.RECEIVED).body)
    sent = the(Notice.UNIT_CASE_SENT, recipient=Recipient.HANDLING_UNIT)
    assert "2026年3月25日" in str(sent.body)
    assert "2026年3月17日" in str(sent.body)


def test_a_hundred_go_over_one_connection(
    post_office: PostOffice, town: Town, now: datetime
) -> None:
    case_id = a_case(town, now=now)
    for number in range(98):
        owe(case_id, number, now=now)

    assert send_due(now) == Sent(sent=100)
    assert post_office.connections == 1
