"""Cases that may be about the same matter: found by who stands on them and by their words, within one's own sight.

Hints reveal nothing: they come out of the scoped query alone; and whether two persons are the same is never
tried out on an accusation or a confidential matter, nor by who only sees persons masked (信访工作条例 §30;
S-07 in docs/security.md). At most ``MOST`` are shown, and no more than ``POOL`` looked through.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, false, select, true, union_all
from sqlalchemy.orm import Session

from petitions.adapters import word_index
from petitions.models.encrypted import blind_index
from petitions.models.petition import Case, Petitioner
from petitions.models.same_matter import MatterLink
from petitions.models.session import db
from petitions.queries._lists import own_cases
from petitions.queries.matter_links import lines, other_case
from petitions.queries.matter_views import Hint
from petitions.queries.persons import NOBODY, marks_of
from petitions.queries.readable import found_by_words
from petitions.queries.scope import visible
from petitions.rules.lifecycle import STEPS
from petitions.rules.permissions import Actor
from petitions.rules.redaction import reads_original
from petitions.rules.same_matter import LONGEST, Matter, likeness, phrases
from petitions.rules.submission import Person, Submission
from petitions.rules.terms import Action, PetitionClass, Status

MOST = 10
POOL = 40
"""Cases by words, and as many again by each mark of a person, whose texts are compared."""


@dataclass(frozen=True, slots=True)
class _Asked:
    """What others are compared with; ``but`` are cases that are not asked about."""

    matter: Matter
    by_person: bool
    but: frozenset[int] = frozenset()


def same_as(case_id: int, *, actor: Actor) -> tuple[Hint, ...]:
    """Cases that may be about the same matter as a case this officer may see; those linked already left out."""
    session: Session = db.session()
    row = session.execute(
        _texts(actor).where(Case.id == case_id, visible(actor), Case.erased_at.is_(None))
    ).first()
    if row is None or (_kept_apart(row) and not reads_original(actor.role)):
        return ()  # who does not read a text is not told what it is like
    by_person = knows_persons(actor) and not _kept_apart(row)
    matter = _matter(row)
    if by_person:
        persons = marks_of(session, (case_id,))[case_id]
        matter = replace(matter, ids=persons.ids, phones=persons.phones, names=persons.names)
    linked = session.scalars(
        select(MatterLink.other_id).where(
            MatterLink.case_id == case_id, MatterLink.undone_at.is_(None)
        )
    )
    return _hints(session, actor, _Asked(matter, by_person, frozenset({case_id, *linked})))


def same_as_written(submission: Submission, *, actor: Actor) -> tuple[Hint, ...]:
    """The same for a petition that is being written down and has no case yet."""
    matter = _with_persons(
        Matter(
            word_index.folded(submission.title),
            word_index.folded(f"{submission.request}\n{submission.facts}"[:LONGEST]),
            word_index.folded(submission.problem_place),
        ),
        () if submission.anonymous else submission.persons,
    )
    kept_apart = submission.confidential or submission.petition_class is PetitionClass.ACCUSATION
    return _hints(db.session(), actor, _Asked(matter, knows_persons(actor) and not kept_apart))


def knows_persons(actor: Actor) -> bool:
    """Whether this officer might have a person revealed at all."""
    return any(role is actor.role for role, _ in STEPS[Action.REVEAL].who)


def _hints(session: Session, actor: Actor, asked: _Asked) -> tuple[Hint, ...]:
    pool = {*_by_words(session, actor, asked), *_by_person(session, actor, asked)} - asked.but
    if not pool:
        return ()
    rows = session.execute(_texts(actor).where(Case.id.in_(sorted(pool)))).all()
    known = [row.id for row in rows if asked.by_person and not _kept_apart(row)]
    persons = marks_of(session, known) if known else {}
    found = []
    for row in rows:
        who = persons.get(row.id, NOBODY)
        matter = replace(_matter(row), ids=who.ids, phones=who.phones, names=who.names)
        alike = likeness(asked.matter, matter)
        if alike is not None:
            found.append(Hint(other_case(row), alike, row.request, row.facts, row.problem_place))
    found.sort(
        key=lambda hint: (not hint.likeness.same_person, -hint.likeness.score, -hint.case.id)
    )
    return tuple(found[:MOST])


def _by_words(session: Session, actor: Actor, asked: _Asked) -> Iterable[int]:
    """Cases with the rarest words in common, the most alike first."""
    matter = asked.matter
    found = word_index.alike(session, phrases(matter.title, matter.place, matter.text))
    if found is None:
        return ()
    return session.scalars(
        select(Case.id)
        .join(found, found.c.case_id == Case.id)
        .where(visible(actor), _comparable(), found_by_words(actor, true()))
        .order_by(found.c.rank, Case.id.desc())
        .limit(POOL)
    )


def _by_person(session: Session, actor: Actor, asked: _Asked) -> Iterable[int]:
    """Cases on which somebody stands who stands on this one too; each mark has an index of its own."""
    if not asked.by_person:
        return ()
    marks: tuple[tuple[Any, frozenset[str]], ...] = (
        (Petitioner.id_index, asked.matter.ids),
        (Petitioner.phone_index, asked.matter.phones),
        (Petitioner.name_index, asked.matter.names),
    )
    heads = [
        select(Petitioner.case_id)
        .join(Case, Case.id == Petitioner.case_id)
        .where(
            column.in_(sorted(values)),
            Case.petition_class != PetitionClass.ACCUSATION,
            Case.confidential == false(),
            own_cases(actor),
            _comparable(),
        )
        .order_by(Petitioner.case_id.desc())
        .limit(POOL)
        .subquery()
        for column, values in marks
        if values
    ]
    if not heads:
        return ()
    merged: list[Select[Any]] = [select(head.c.case_id) for head in heads]
    return session.scalars(union_all(*merged))


def _comparable() -> ColumnElement[bool]:
    """Neither erased nor joined to another, which is the one to be found."""
    return and_(Case.erased_at.is_(None), Case.status != Status.JOINED)


def _texts(actor: Actor) -> Select[Any]:
    return lines(actor).add_columns(Case.request, Case.facts, Case.problem_place)


def _kept_apart(row: Any) -> bool:
    return row.confidential or row.petition_class is PetitionClass.ACCUSATION


def _matter(row: Any) -> Matter:
    return Matter(
        word_index.folded(row.title),
        word_index.folded(f"{row.request}\n{row.facts}"[:LONGEST]),
        word_index.folded(row.problem_place),
    )


def _with_persons(matter: Matter, persons: Iterable[Person]) -> Matter:
    found = tuple(persons)

    def marks(kind: str, values: Iterable[str]) -> frozenset[str]:
        return frozenset(filter(None, (blind_index(kind, value) for value in values)))

    return replace(
        matter,
        ids=marks("id", (each.id_number for each in found)),
        phones=marks("phone", (each.phone for each in found)),
        names=marks("name", (each.name for each in found)),
    )
