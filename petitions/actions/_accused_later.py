"""An account comes, or is renamed, after the accusation that names it: from this commit on the case is kept from it.

Who is complained about is compared with the directory when a petition comes in (``_accused.find_accused``); a name
or a staff number that the directory learns later is compared with what came in before (信访工作条例 §30, §46(5)).
"""

from collections.abc import Sequence
from datetime import datetime
from itertools import islice

from sqlalchemy import select
from sqlalchemy.orm import Session

from petitions.actions._accused import add_accused, take_effect
from petitions.actions._case import OpenCase
from petitions.models.accused import Accused
from petitions.models.officer import Officer
from petitions.models.petition import Case
from petitions.models.unit import Unit
from petitions.queries.scope import ended
from petitions.queries.stand import stand_of
from petitions.rules.accused import AccusedSource, found_in
from petitions.rules.permissions import Actor
from petitions.rules.terms import Role, UnitKind

BATCH = 500
"""Texts read at once; they lie encrypted, each has to be opened to be compared."""


def match_account(session: Session, officer: Officer, now: datetime) -> None:
    """Name this officer in every open case that names him, as it would have been had he been there before.

    A case in which he was ever named is passed over: he is in it, or two officers decided that he is not. An
    accusation is recalled from a unit that must not have it any more; the register does it for the letters office.
    """
    session.flush()
    read: set[int] = set()
    cases = _locked(session, _naming(session, officer, read))
    # A petition that is coming in refers to its letters office: from here on it waits, and finds the new name.
    offices = select(Unit.id).where(Unit.kind == UnitKind.LETTERS_OFFICE).order_by(Unit.id)
    session.execute(offices.with_for_update())
    for case in (*cases, *_locked(session, _naming(session, officer, read))):
        if not case.closed:
            _keep_from(session, case, officer, now)


def _naming(session: Session, officer: Officer, read: set[int]) -> list[int]:
    """Open cases not ``read`` yet whose text names him; all that were read are added to ``read``."""
    known = select(Accused.id).where(Accused.case_id == Case.id, Accused.officer_id == officer.id)
    wanted = select(Case.id).where(
        ended(False), Case.complained_about.is_not(None), ~known.exists()
    )
    waiting = iter([number for number in session.scalars(wanted) if number not in read])
    person = {officer.id: (officer.name, officer.badge)}
    found: list[int] = []
    while batch := list(islice(waiting, BATCH)):
        read.update(batch)
        texts = select(Case.id, Case.complained_about).where(Case.id.in_(batch))
        found += [
            number for number, text in session.execute(texts) if found_in(text or "", {}, person)[1]
        ]
    return found


def _locked(session: Session, case_ids: Sequence[int]) -> Sequence[Case]:
    if not case_ids:
        return ()
    rows = select(Case).where(Case.id.in_(case_ids)).order_by(Case.id).with_for_update()
    return session.scalars(rows.execution_options(populate_existing=True)).all()


def _keep_from(session: Session, case: Case, officer: Officer, now: datetime) -> None:
    """In one case; nobody's name stands for what the register found."""
    office = Actor(role=Role.CLERK, unit_id=case.office_id)
    opened = OpenCase(session, case, stand_of(session, case, now=now), office, now)
    rows = add_accused(session, case, (), (officer.id,), source=AccusedSource.FOUND, at=now)
    if rows:
        take_effect(opened, len(rows), AccusedSource.FOUND.value)
