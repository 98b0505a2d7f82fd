"""The notices desk: who sees what, the words that left, trying again and calling off."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from flask import Flask

from petitions.actions.cancel_notice import cancel_notice
from petitions.actions.claim_notices import claim_notices
from petitions.actions.errors import Missing, NotAllowed, NotFound, Refused
from petitions.actions.retry_notice import retry_notice
from petitions.adapters import bell
from petitions.jobs.send_notices import Sent, send_due
from petitions.models import AuditEntry
from petitions.models.session import db
from petitions.queries.outbox import counts, notice, outbox, preview
from petitions.rules.terms import Notice, NoticeState, Status
from tests.factories import Town, a_case, actor_of
from tests.notices.conftest import mail_goes_to
from tests.notices.outbox_rows import owe, the
from tests.notices.post_office import PostOffice, free_port

MINUTE = timedelta(minutes=1)


@pytest.fixture
def failed(post_office: PostOffice, town: Town, now: datetime) -> int:
    """A notice to a citizen that was refused for good; the server has come to its senses since."""
    post_office.answer_recipient = lambda address: (
        "550 unknown" if address.startswith("zhang") else "250 OK"
    )
    a_case(town, now=now)
    send_due(now)
    post_office.answer_recipient = lambda _address: "250 OK"
    return the(Notice.RECEIVED).id


def test_the_desk_shows_own_cases_alone(post_office: PostOffice, town: Town, now: datetime) -> None:
    a_case(town, Status.ROUTED, now=now)

    mine = outbox(actor_of(town.clerk))
    assert [row.notice for row in mine.rows] == [
        Notice.UNIT_CASE_SENT,
        Notice.FORWARDED,
        Notice.REGISTERED,
        Notice.OFFICE_NEWS,
        Notice.RECEIVED,
    ]
    assert mine.rows[0].unit == town.works.name
    assert outbox(actor_of(town.foreign_clerk)).rows == ()
    assert outbox(actor_of(town.administrator)).rows == ()


def test_by_state_and_counted(failed: int, town: Town) -> None:
    clerk = actor_of(town.clerk)

    assert [row.id for row in outbox(clerk, state=NoticeState.FAILED).rows] == [failed]
    found = counts(clerk)
    assert (found[NoticeState.FAILED], found[NoticeState.SENT]) == (1, 1)
    assert sum(counts(actor_of(town.foreign_clerk)).values()) == 0


@pytest.mark.parametrize("cursor", ["", "nonsense", "-5", "9" * 40, "５"])
def test_in_pages(
    app: Flask, post_office: PostOffice, town: Town, now: datetime, cursor: str
) -> None:
    case_id = a_case(town, now=now)
    for number in range(9):
        owe(case_id, number, now=now)
    clerk, seen = actor_of(town.clerk), []
    while True:
        page = outbox(clerk, cursor=cursor, size=4)
        seen += [row.id for row in page.rows]
        cursor = page.next_cursor
        if not cursor:
            break
    assert len(seen) == len(set(seen)) == 11
    assert seen == sorted(seen, reverse=True)


def test_one_with_its_words(post_office: PostOffice, town: Town, now: datetime) -> None:
    a_case(town, now=now)
    clerk, received = actor_of(town.clerk), the(Notice.RECEIVED).id

    before = notice(received, actor=clerk)
    assert before is not None
    assert (before.subject, before.body, before.may_retry, before.may_cancel) == (
        "",
        "",
        True,
        True,
    )
    send_due(now)
    after = notice(received, actor=clerk)

    assert after is not None
    assert after.subject.startswith("您提交的材料已经收到")
    assert "我们已经收到您提交的信访事项。" in after.body
    assert (after.address, after.may_retry, after.may_cancel) == ("z***@example.cn", False, False)
    inside = notice(the(Notice.OFFICE_NEWS).id, actor=clerk)
    assert inside is not None
    assert inside.address == town.office.email


def test_foreign_and_missing_look_alike(failed: int, town: Town) -> None:
    foreign = actor_of(town.foreign_clerk)
    for number in (failed, 999_999):
        assert notice(number, actor=foreign) is None
        assert preview(number, actor=foreign) is None


def test_a_preview_sends_nothing(post_office: PostOffice, town: Town, now: datetime) -> None:
    a_case(town, now=now)
    words = preview(the(Notice.RECEIVED).id, actor=actor_of(town.clerk))

    assert words is not None
    assert "我们已经收到您提交的信访事项。" in words.text
    assert post_office.taken == []


def test_tried_again(failed: int, post_office: PostOffice, town: Town, now: datetime) -> None:
    rings: list[int] = []
    bell.configure(lambda: rings.append(1))
    try:
        retry_notice(failed, by=actor_of(town.clerk), now=now + MINUTE)
    finally:
        bell.configure(None)

    row = the(Notice.RECEIVED)
    assert (row.state, row.attempts, row.error) == (NoticeState.QUEUED, 0, "")
    assert rings == [1]
    assert send_due(now + MINUTE) == Sent(sent=1)
    (message,) = post_office.to("zhang@example.cn")
    assert message["Message-ID"] == row.message_id
    entry = db.session.query(AuditEntry).filter_by(what="retry_notice").one()
    assert (entry.officer_id, entry.case_id) == (town.clerk.id, row.case_id)
    assert entry.facts == {"notice_id": failed, "state": "failed", "error": "smtp_550"}


def test_one_that_waits_is_tried_now(app: Flask, town: Town, now: datetime) -> None:
    mail_goes_to(app, free_port())
    a_case(town, now=now)
    send_due(now)
    retry_notice(the(Notice.RECEIVED).id, by=actor_of(town.clerk), now=now)

    assert send_due(now) == Sent(retried=1)


def test_called_off(failed: int, town: Town, now: datetime) -> None:
    clerk = actor_of(town.clerk)
    with pytest.raises(Missing):
        cancel_notice(failed, by=clerk, now=now, reason=" ")
    cancel_notice(failed, by=clerk, now=now, reason="已当面送达")

    row = the(Notice.RECEIVED)
    assert (row.state, row.error) == (NoticeState.CANCELLED, "已当面送达")
    assert send_due(now + 10 * MINUTE) == Sent()
    assert db.session.query(AuditEntry).filter_by(what="cancel_notice").count() == 1


def test_what_left_or_is_leaving_is_left_alone(
    post_office: PostOffice, town: Town, now: datetime
) -> None:
    a_case(town, now=now)
    received, clerk = the(Notice.RECEIVED).id, actor_of(town.clerk)
    claim_notices(now, due=now, limit=10, lease=3 * MINUTE)
    for moment in (now, now + 5 * MINUTE):
        with pytest.raises(Refused, match="notice_not_waiting"):
            retry_notice(received, by=clerk, now=moment)
        with pytest.raises(Refused, match="notice_not_waiting"):
            cancel_notice(received, by=clerk, now=moment, reason="x")
        send_due(now + 4 * MINUTE)
    assert db.session.query(AuditEntry).count() == 0


def test_only_the_office_itself_may(failed: int, town: Town, now: datetime) -> None:
    with pytest.raises(NotFound):
        retry_notice(failed, by=actor_of(town.foreign_clerk), now=now)
    for officer in (town.handler, town.unit_head, town.leader, town.administrator, town.auditor):
        with pytest.raises(NotAllowed):
            retry_notice(failed, by=actor_of(officer), now=now)
        with pytest.raises(NotAllowed):
            cancel_notice(failed, by=actor_of(officer), now=now, reason="x")
