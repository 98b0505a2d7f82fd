"""R-01, R-02: web process and worker are killed again and again while citizens file; nothing is lost.

``KILLS=500 pytest tests/reliability/test_killed.py`` for a longer run.
"""

from __future__ import annotations

import os
import random
import threading
import time
from collections import Counter
from dataclasses import dataclass, field
from datetime import timedelta
from itertools import count
from pathlib import Path

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from petitions.actions.sign_head import sign_head
from petitions.adapters import clock, files
from petitions.models.document import Attachment
from petitions.models.history import CaseEvent
from petitions.models.notice import OutboxNotice
from petitions.models.petition import Case, Petitioner
from petitions.models.proof import SignedReceipt
from petitions.queries.receipts import check_receipt
from petitions.queries.tracking import open_with_code
from petitions.rules.terms import Action, Notice
from tests import engines
from tests.conftest import migrate
from tests.journeys.running import Office, running_office
from tests.reliability.citizens import Citizen, GaveUp, OutOfTime, Paper, Petition
from web.checks.receipts import check_receipts
from web.checks.register import check_register

KILLS, BUDGET = int(os.environ.get("KILLS", "15")), 40.0
"""How often on each database; unless ``KILLS`` was asked for, a slow machine stops after the budget."""
FEWEST = 5
CITIZENS = 4
LONGEST_LIFE, LONGEST_PRESS = 1.5, 0.15


@dataclass
class Crowd:
    """Citizens who file one petition after the other until they are told to stop."""

    url: str
    stop: threading.Event = field(default_factory=threading.Event)
    pressing: threading.Event = field(default_factory=threading.Event)
    petitions: list[Petition] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._marks = count(1)
        self._threads = [threading.Thread(target=self._keep_filing) for _ in range(CITIZENS)]
        for thread in self._threads:
            thread.start()

    def _keep_filing(self) -> None:
        while not self.stop.is_set():
            mark = f"mark{next(self._marks):05d}"
            papers = tuple(
                Paper(f"{mark}-{place}.txt", f"{mark} {place} ".encode() * 2000)
                for place in ("one", "two")
            )
            petition = Petition(mark, papers)
            self.petitions.append(petition)
            try:
                Citizen(self.url, self.stop, self.pressing).files(petition)
            except OutOfTime:
                return
            except GaveUp as reason:
                self.complaints.append(f"{mark}: {reason}")

    def wait_for_a_press(self) -> None:
        """Until somebody has just pressed the button, or for a while."""
        self.pressing.clear()
        if self.pressing.wait(LONGEST_LIFE):
            time.sleep(random.uniform(0, LONGEST_PRESS))

    def disperse(self) -> None:
        """Let everybody finish what he is at."""
        self.stop.set()
        for thread in self._threads:
            thread.join(120)

    @property
    def shown(self) -> list[Petition]:
        """Petitions whose receipt somebody has seen."""
        return [each for each in self.petitions if each.receipts]


@pytest.mark.parametrize("engine", engines.ENGINES)
def test_no_receipt_is_lost_when_the_web_process_is_killed(engine: str, tmp_path: Path) -> None:
    with (
        engines.migrated(engine, migrate, tmp_path) as url,
        running_office(tmp_path / "data", url, workers=1) as office,
    ):
        crowd = Crowd(office.url)
        office.start_worker()
        kills = kill_again_and_again(office, crowd)
        crowd.disperse()
        office.kill_worker()
        faults = crowd.complaints + _faults_of_receipts(crowd)
        with office.books() as session:
            faults += _faults_of_books(session, crowd)
            faults += _faults_of_proof(session, crowd)
    cut = sum(1 for each in crowd.petitions if each.cuts)
    print(f"{kills} kills, {len(crowd.shown)} receipts shown, {cut} pressed again after a cut")
    assert not faults, "\n".join(faults[:20])
    assert len(crowd.shown) >= CITIZENS, "too few petitions came through to say anything"


def kill_again_and_again(office: Office, crowd: Crowd) -> int:
    """Mostly just after somebody has pressed the button; returns how often."""
    end = time.monotonic() + BUDGET
    for kills in range(KILLS):
        if "KILLS" not in os.environ and kills >= FEWEST and time.monotonic() > end:
            return kills
        if kills % 3:
            crowd.wait_for_a_press()
        else:
            time.sleep(random.uniform(0.05, LONGEST_LIFE))
        if kills % 4 == 3:
            office.kill_worker()
            office.start_worker()
        office.kill()
        office.open()
    return KILLS


def _faults_of_receipts(crowd: Crowd) -> list[str]:
    return [
        f"{each.mark}: the same key gave {set(each.receipts)}"
        for each in crowd.shown
        if len(set(each.receipts)) != 1
    ]


def _faults_of_books(session: Session, crowd: Crowd) -> list[str]:
    """Each receipt has its whole case; each case, seen or not, is whole and there once."""
    by_mark = {each.mark: each for each in crowd.petitions}
    cases = {case.id: case for case in session.scalars(select(Case))}
    marks = Counter(case.title.split()[-1] for case in cases.values())
    faults = [f"{mark}: {times} cases" for mark, times in marks.items() if times > 1]
    faults += [
        f"{each.mark}: receipt without a case" for each in crowd.shown if not marks[each.mark]
    ]
    for case in cases.values():
        petition = by_mark[case.title.split()[-1]]
        faults += [
            f"{petition.mark}: {fault}" for fault in _faults_of_case(session, case, petition)
        ]
    for each in crowd.shown:
        number, code = each.receipts[0]
        if open_with_code(number, code) is None:
            faults.append(f"{each.mark}: number and code open nothing")
    return faults


def _faults_of_proof(session: Session, crowd: Crowd) -> list[str]:
    """Every receipt that was shown is signed, chained, and under the next head of the tree."""
    assert sign_head(clock.now() + timedelta(days=1))
    session.rollback()
    faults = [each.line() for each in (*check_register(session), *check_receipts(session))]
    for each in crowd.shown:
        signed = session.scalars(
            select(SignedReceipt.receipt)
            .join(Case, Case.id == SignedReceipt.case_id)
            .where(Case.receipt_number == each.receipts[0][0])
        ).first()
        checked = check_receipt(signed) if signed else None
        if checked is None or not (checked.ours and checked.known):
            faults.append(f"{each.mark}: no signed receipt")
        elif checked.inclusion is None:
            faults.append(f"{each.mark}: not under the next head")
    return faults


def _faults_of_case(session: Session, case: Case, petition: Petition) -> list[str]:
    faults = []
    kept = session.scalars(select(Attachment).where(Attachment.case_id == case.id)).all()
    wanted = {paper.name: paper.sha256 for paper in petition.papers}
    if {row.name: row.sha256 for row in kept} != wanted or len(kept) != len(wanted):
        faults.append(f"papers are {[row.name for row in kept]}")
    for row in kept:
        content = files.get(row.stored_as)
        if Paper(row.name, content).sha256 != row.sha256:
            faults.append(f"the bytes of {row.name} are not its own")
    if not _has(session, OutboxNotice.case_id == case.id, OutboxNotice.notice == Notice.RECEIVED):
        faults.append("no notice in the outbox")
    if not _has(session, CaseEvent.case_id == case.id, CaseEvent.action == Action.SUBMIT):
        faults.append("no event in the history")
    if not _has(session, Petitioner.case_id == case.id):
        faults.append("nobody stands behind it")
    return faults


def _has(session: Session, *conditions: object) -> bool:
    table = conditions[0].left.table  # type: ignore[attr-defined]
    return session.execute(select(table.c.id).where(*conditions)).first() is not None  # type: ignore[arg-type]
