"""Two cases opened for one step: both in the actor's scope, locked in the order of their numbers."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from petitions.actions._advance import check_right
from petitions.actions._case import OpenCase
from petitions.actions._unit import unit_of_work
from petitions.actions.errors import NotFound, Refused, Stale
from petitions.models.petition import Case
from petitions.models.same_matter import MatterLink
from petitions.queries.scope import visible
from petitions.queries.stand import stand_of
from petitions.rules.lifecycle import STEPS
from petitions.rules.permissions import Actor
from petitions.rules.same_matter import LinkKind
from petitions.rules.terms import Action

OF_THE_OTHER: Mapping[Action, Action] = {
    Action.MERGE_INTO: Action.NOTE,  # whether it has ended is said by the verb, in its own words
    Action.UNDO_MERGE: Action.UNLINK_CASES,
}
"""The step whose right is asked for on the other case, where it is not the same."""
UNDOING = frozenset({Action.UNDO_MERGE, Action.UNLINK_CASES})
"""Steps for which it does not matter that the other case was erased: what was tied by mistake is still untied."""


@dataclass(frozen=True, slots=True)
class OpenPair:
    """The case on which the step is taken, and the other one."""

    here: OpenCase
    other: OpenCase

    @property
    def session(self) -> Session:
        """The transaction of both."""
        return self.here.session

    @property
    def other_erased(self) -> bool:
        """Whether the other case was erased: it gets no more lines and no more words."""
        return self.other.case.erased_at is not None

    def links(self) -> list[MatterLink]:
        """What holds between the two now: a row for each, or none."""
        one, two = self.here.case.id, self.other.case.id
        return list(
            self.session.scalars(
                select(MatterLink)
                .where(
                    or_(
                        (MatterLink.case_id == one) & (MatterLink.other_id == two),
                        (MatterLink.case_id == two) & (MatterLink.other_id == one),
                    ),
                    MatterLink.undone_at.is_(None),
                )
                .order_by(MatterLink.id)
            )
        )


@contextmanager
def open_pair(
    case_id: int,
    version: int,
    other_id: int,
    action: Action,
    *,
    by: Actor,
    now: datetime,
) -> Iterator[OpenPair]:
    """Open a case for a step that another one takes part in; the right to both is checked.

    Raises as ``open_case`` does; and Refused("no_such_case") when the other one is missing, not this actor's,
    the same, or, save for a step that undoes, erased: these look alike. The version is the opened case's; the
    other is locked, so that of two officers who come from either side the second finds his page stale.
    """
    with unit_of_work() as session:
        rows = {
            case.id: case
            for case in session.scalars(
                select(Case)
                .where(Case.id.in_((case_id, other_id)), visible(by))
                .order_by(Case.id)
                .with_for_update()
            )
        }
        case = rows.get(case_id)
        if case is None:
            raise NotFound
        if case.version != version:
            raise Stale(case_id, version, case.version)
        here = OpenCase(session, case, stand_of(session, case, now=now), by, now)
        check_right(STEPS[action], by, here.stand)
        second = rows.get(other_id)
        if second is None or second is case:
            raise Refused("no_such_case")
        if second.erased_at is not None and action not in UNDOING:
            raise Refused("no_such_case")
        stand = stand_of(session, second, now=now)
        if action is Action.UNDO_MERGE:  # what joined them is the link that goes
            stand = replace(stand, linked=True)
        pair = OpenPair(here, OpenCase(session, second, stand, by, now))
        if not pair.other_erased:
            check_right(STEPS[OF_THE_OTHER.get(action, action)], by, stand)
        yield pair


def linked(pair: OpenPair, kind: LinkKind, reason: str, into_id: int | None = None) -> MatterLink:
    """Write the link, one row for each of the two; the row of the opened case is returned.

    Raises Refused("linked_already").
    """
    if pair.links():
        raise Refused("linked_already")
    rows = [
        MatterLink(
            case_id=one.case.id,
            other_id=two.case.id,
            into_id=into_id,
            kind=kind,
            reason=reason,
            made_by_id=pair.here.officer_id,
            at=pair.here.now,
        )
        for one, two in ((pair.here, pair.other), (pair.other, pair.here))
    ]
    pair.session.add_all(rows)
    pair.session.flush()
    return rows[0]


def unlinked(pair: OpenPair, reason: str) -> dict[int, MatterLink]:
    """Undo what links the two, and give the row of each case. Raises Refused("no_such_link")."""
    rows = pair.links()
    if not rows:
        raise Refused("no_such_link")
    for row in rows:
        row.undone_at, row.undone_by_id = pair.here.now, pair.here.officer_id
        if row.case_id == pair.here.case.id or not pair.other_erased:
            row.undo_reason = reason
    return {row.case_id: row for row in rows}


def tell_unlinked(opened: OpenCase, row: MatterLink, reason: str) -> None:
    """The line of the history that says a link was undone; an erased case gets none."""
    if opened.case.erased_at is not None:
        return
    opened.advance(
        Action.UNLINK_CASES, link_id=row.id, kind=row.kind.value, private={"reason": reason}
    )
