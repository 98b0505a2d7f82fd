"""What is cleared away and what must stay."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from petitions.actions.errors import Refused
from petitions.actions.keep_draft import keep_draft, stage_file, stage_loose_file
from petitions.adapters import files
from petitions.adapters.inspection import Inspected
from petitions.jobs import purge as module
from petitions.jobs.purge import Purged, purge
from petitions.models import Attachment, Draft, SignInAttempt, StaffSession, WorkerHeartbeat
from petitions.rules.terms import AttachmentSource
from tests.factories import Town, a_case, make_town

HOUR = timedelta(hours=1)
DAY = timedelta(days=1)
PAPER = Inspected(name="信.txt", media_type="text/plain", content=b"text")


@pytest.fixture
def town(register: Session) -> Town:
    return make_town(register)


def count(session: Session, table: type) -> int:
    session.rollback()
    return session.scalar(select(func.count()).select_from(table)) or 0


def names(session: Session) -> set[str]:
    session.rollback()
    return set(session.scalars(select(Attachment.stored_as)))


def test_expired_drafts_go_with_their_files(town: Town, register: Session, now: datetime) -> None:
    old = keep_draft(None, {"title": "旧"}, now=now)
    stage_file(old, PAPER, now=now)
    before = names(register)
    fresh = keep_draft(None, {"title": "新"}, now=now + 20 * HOUR)
    stage_file(fresh, PAPER, now=now + 20 * HOUR)
    kept = names(register) - before

    assert purge(now + 24.5 * HOUR) == Purged(), "it may be on its way to being sent"
    assert purge(now + 26 * HOUR) == Purged(drafts=1, files=1)
    assert names(register) == kept
    assert count(register, Draft) == 1
    assert not any(files.exists(name) for name in before)
    assert all(files.exists(name) for name in kept)


def test_files_nobody_claimed_go_after_two_days(
    town: Town, register: Session, now: datetime
) -> None:
    case_id = a_case(town, now=now)
    claimed = stage_loose_file(PAPER, now=now, source=AttachmentSource.OFFICER)
    stage_loose_file(PAPER, now=now, source=AttachmentSource.OFFICER)
    stage_loose_file(PAPER, now=now + DAY, source=AttachmentSource.OFFICER)
    register.rollback()
    register.execute(update(Attachment).where(Attachment.id == claimed).values(case_id=case_id))
    register.commit()

    assert purge(now + 47 * HOUR) == Purged()
    assert purge(now + 49 * HOUR) == Purged(files=1)
    assert count(register, Attachment) == 2


def test_old_traces_of_log_ins_go(
    town: Town, register: Session, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "MOST", 2)
    for age in (1, 183, 185, 186, 187, 188, 189):
        at = now - age * DAY
        register.add(SignInAttempt(account_hash="a", address_hash="b", at=at, succeeded=False))
        register.add(
            StaffSession(
                token_hash=f"{age}",
                officer_id=town.clerk.id,
                created_at=at,
                last_seen_at=at,
                ended_at=at if age % 2 else None,
            )
        )
    register.add(WorkerHeartbeat(worker="gone", scanned_at=now - 8 * DAY))
    register.commit()

    assert purge(now) == Purged(attempts=5, sessions=5)
    assert (count(register, SignInAttempt), count(register, StaffSession)) == (2, 2)
    assert count(register, WorkerHeartbeat) == 1, "the one of this machine"


def test_twice_does_no_harm(town: Town, now: datetime) -> None:
    purge(now)
    assert purge(now) == Purged()


def test_a_refused_file_leaves_no_bytes(
    town: Town, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept: list[str] = []
    put = files.put

    def watched(content: bytes) -> files.Stored:
        stored = put(content)
        kept.append(stored.stored_as)
        return stored

    monkeypatch.setattr(files, "put", watched)
    with pytest.raises(Refused, match="draft_gone"):
        stage_file("no such draft", PAPER, now=now)
    assert kept
    assert not any(files.exists(name) for name in kept)
