"""The notices desk: what did not go stands first, and an officer reads, repeats or calls it off (R-06)."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from petitions.models import AuditEntry, OutboxNotice
from petitions.models.session import db
from petitions.rules.terms import Notice, NoticeState, Recipient, Status
from tests.factories import a_person
from tests.staff import conftest
from tests.staff.conftest import Opens


def a_notice(case_id: int, state: NoticeState, **changes: object) -> int:
    """The petitioner's first notice, put into a state as the worker would."""
    db.session.rollback()
    row = db.session.scalars(
        select(OutboxNotice).where(
            OutboxNotice.case_id == case_id, OutboxNotice.recipient == Recipient.PETITIONER
        )
    ).first()
    assert row is not None
    row.state = state
    for name, value in changes.items():
        setattr(row, name, value)
    db.session.commit()
    return row.id


def state_of(notice_id: int) -> NoticeState:
    db.session.rollback()
    return db.session.get_one(OutboxNotice, notice_id).state


def test_what_failed_stands_first(browser_of: Opens, case_in: conftest.Case) -> None:
    case_id = case_in()
    notice_id = a_notice(case_id, NoticeState.FAILED, error="smtp_550", attempts=3)
    page = browser_of("clerk").get("/notices/")
    assert page.status == 200
    link = page.tree.select_one("main tbody a")
    assert link is not None
    assert link["href"] == f"/staff/notices/{notice_id}"
    assert "smtp_550" in page.text
    assert "试过 3 次" in page.text


@pytest.mark.parametrize("state", [*NoticeState, "nonsense"])
def test_every_state_has_its_list(browser_of: Opens, case_in: conftest.Case, state: str) -> None:
    case_in()
    assert browser_of("clerk").get(f"/notices/?state={state}&after=x").status == 200


def test_a_notice_shows_its_words_or_a_preview(browser_of: Opens, case_in: conftest.Case) -> None:
    case_id = case_in()
    waiting = a_notice(case_id, NoticeState.QUEUED)
    page = browser_of("clerk").get(f"/notices/{waiting}")
    assert "预览" in page.text
    assert a_person().email not in page.text, "the address is masked"
    a_notice(case_id, NoticeState.SENT, subject="一个主题", body="发出的正文")
    page = browser_of("clerk").get(f"/notices/{waiting}")
    assert "发出的正文" in page.text
    assert "预览" not in page.text
    assert page.tree.select_one("main form") is None, "what is gone is gone"


def test_a_failed_notice_is_sent_again(browser_of: Opens, case_in: conftest.Case) -> None:
    notice_id = a_notice(case_in(), NoticeState.FAILED)
    clerk = browser_of("clerk")
    assert clerk.post(f"/notices/{notice_id}/retry").location == f"/staff/notices/{notice_id}"
    assert state_of(notice_id) is NoticeState.QUEUED
    assert clerk.get(f"/notices/{notice_id}/retry").status == 405
    assert [entry.what for entry in db.session.scalars(select(AuditEntry))] == ["retry_notice"]


def test_a_notice_is_called_off_for_a_reason(browser_of: Opens, case_in: conftest.Case) -> None:
    notice_id = a_notice(case_in(), NoticeState.FAILED)
    clerk = browser_of("clerk")
    blank = clerk.post(f"/notices/{notice_id}/cancel", {"reason": ""})
    assert blank.status == 422
    assert blank.errors() == ["请写明理由。"]
    assert state_of(notice_id) is NoticeState.FAILED
    assert clerk.post(f"/notices/{notice_id}/cancel", {"reason": "已当面告知"}).status == 303
    assert state_of(notice_id) is NoticeState.CANCELLED
    assert "已当面告知" in clerk.get(f"/notices/{notice_id}").text


def test_what_left_cannot_be_called_back(browser_of: Opens, case_in: conftest.Case) -> None:
    notice_id = a_notice(case_in(), NoticeState.SENT)
    clerk = browser_of("clerk")
    page = clerk.follow(clerk.post(f"/notices/{notice_id}/retry"))
    assert "不在等待发送的状态" in page.text
    refused = clerk.post(f"/notices/{notice_id}/cancel", {"reason": "不发了"})
    assert refused.status == 422
    assert state_of(notice_id) is NoticeState.SENT


def test_foreign_notices_are_not_there(browser_of: Opens, case_in: conftest.Case) -> None:
    notice_id = a_notice(case_in(Status.ACCEPTED), NoticeState.FAILED)
    foreign = browser_of("foreign_clerk")
    assert str(notice_id) not in [
        str(link["href"]).rsplit("/", 1)[-1]
        for link in foreign.get("/notices/").tree.select("main tbody a")
    ]
    for path in (f"/notices/{notice_id}", "/notices/9999"):
        assert foreign.get(path).status == 404
    assert foreign.post(f"/notices/{notice_id}/retry").status == 404
    assert foreign.post(f"/notices/{notice_id}/cancel", {"reason": "一"}).status == 404
    for name in ("handler", "unit_head", "leader", "auditor", "administrator"):
        assert browser_of(name).get(f"/notices/{notice_id}").status == 403, name


def test_the_kinds_of_notice_all_have_words(browser_of: Opens, case_in: conftest.Case) -> None:
    case_id, clerk = case_in(), browser_of("clerk")
    for kind in Notice:
        notice_id = a_notice(case_id, NoticeState.FAILED, notice=kind)
        assert clerk.get(f"/notices/{notice_id}").status == 200, kind
