"""Links and follow-ups of a case as its readers see them; of a case one may not see, no link tells anything."""

from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, select
from sqlalchemy.orm import Session

from petitions.models.history import CaseEvent
from petitions.models.petition import Case
from petitions.models.same_matter import FollowUp, MatterLink
from petitions.models.session import db
from petitions.models.unit import Unit
from petitions.queries._parts import Names
from petitions.queries.matter_views import FollowUpView, LinkView, OtherCase
from petitions.queries.readable import title_for
from petitions.queries.scope import visible
from petitions.queries.unit_name import UnitName
from petitions.rules.numbering import BadNumber, parse_receipt
from petitions.rules.permissions import Actor
from petitions.rules.redaction import is_protected, reads_original
from petitions.rules.terms import Action
from petitions.rules.visibility import mask_name, mask_phone

MOST = 50
"""Cases of a group that are shown; who needs more than a page of them looks at the list."""
ROUNDS = 4
"""How far a group is followed from case to case."""
LINKING = frozenset({Action.LINK_CASES, Action.UNLINK_CASES})


@dataclass(frozen=True, slots=True)
class ToldLinks:
    """The links an officer is told of, and the numbers of those he is not."""

    views: tuple[LinkView, ...]
    hidden: frozenset[int]
    others: frozenset[int]

    def tells(self, row: CaseEvent) -> bool:
        """Whether a line of the history may be shown: one about a hidden case is not."""
        return row.action not in LINKING or row.facts.get("link_id") not in self.hidden


def told_links(
    session: Session, actor: Actor, rows: Sequence[MatterLink], names: Names
) -> ToldLinks:
    """The links of a case with cases the actor may see, in one statement if there are any.

    Why one was linked may tell who petitions in the other: of a protected one only the letters office reads it.
    """
    if not rows:
        return ToldLinks((), frozenset(), frozenset())
    seen = others(session, actor, {row.other_id for row in rows})
    silent = {
        each.id for each in seen.values() if each.protected and not reads_original(actor.role)
    }
    views = tuple(
        LinkView(
            row.id,
            seen[row.other_id],
            row.kind,
            row.into_id == row.case_id,
            row.into_id == row.other_id,
            "" if row.other_id in silent else row.reason,
            names.officer(row.made_by_id),
            row.at,
            "" if row.other_id in silent else row.undo_reason,
            names.officer(row.undone_by_id),
            row.undone_at,
        )
        for row in rows
        if row.other_id in seen
    )
    unseen = {row.other_id for row in rows} - seen.keys()
    return ToldLinks(views, _rows_about(session, rows, unseen), frozenset(seen))


def _rows_about(session: Session, rows: Sequence[MatterLink], unseen: set[int]) -> frozenset[int]:
    """Numbers of links, from either side, with cases that are not seen: the event names the opener's row."""
    if not unseen:
        return frozenset()
    mine = rows[0].case_id
    twins = session.scalars(
        select(MatterLink.id).where(
            MatterLink.case_id.in_(sorted(unseen)), MatterLink.other_id == mine
        )
    )
    return frozenset(twins) | {row.id for row in rows if row.other_id in unseen}


def others(session: Session, actor: Actor, case_ids: Iterable[int]) -> dict[int, OtherCase]:
    """Those of these cases that exist for the actor, by number."""
    rows = session.execute(
        lines(actor).where(Case.id.in_(sorted(case_ids)), visible(actor)).order_by(Case.id)
    )
    return {row.id: other_case(row) for row in rows}


def lines(actor: Actor) -> Select[Any]:
    """The columns of an ``OtherCase``, with the title this reader gets."""
    return select(
        Case.id,
        Case.registration_number,
        Case.receipt_number,
        title_for(original=reads_original(actor.role)).label("title"),
        Case.status,
        Case.petition_class,
        Case.confidential,
        Case.received_at,
        Case.closed,
        Unit.id.label("unit_id"),
        Unit.name,
        Unit.name_en,
    ).outerjoin(Unit, Unit.id == Case.handling_unit_id)


def other_case(row: Row[Any]) -> OtherCase:
    """A selected line as a frozen value."""
    values = row._mapping
    return OtherCase(
        values["id"],
        values["registration_number"] or values["receipt_number"],
        values["title"],
        values["status"],
        values["petition_class"],
        values["received_at"],
        UnitName(values["unit_id"], values["name"], values["name_en"] or values["name"])
        if values["unit_id"]
        else None,
        not values["closed"],
        is_protected(values["petition_class"], values["confidential"]),
    )


def group_of(case_id: int, *, actor: Actor) -> tuple[OtherCase, ...]:
    """The cases that hang together with this one by links in force, going through cases the actor sees alone.

    At most ``MOST``, those linked directly first. The caller has opened the case before.
    """
    session: Session = db.session()
    found: dict[int, OtherCase] = {}
    edge = {case_id}
    for _round in range(ROUNDS):
        linked = session.scalars(
            select(MatterLink.other_id).where(
                MatterLink.case_id.in_(sorted(edge)), MatterLink.undone_at.is_(None)
            )
        )
        new = set(linked) - found.keys() - {case_id}
        if not new or len(found) >= MOST:
            break
        seen = others(session, actor, new)
        found |= seen
        edge = set(seen)
        if not edge:
            break
    return tuple(found.values())[:MOST]


def follow_up_views(rows: Iterable[FollowUp], names: Names) -> tuple[FollowUpView, ...]:
    """What came in again, oldest first."""
    return tuple(
        FollowUpView(
            row.id,
            row.channel,
            row.received_on,
            mask_name(row.name or ""),
            mask_phone(row.phone or ""),
            row.text,
            names.officer(row.officer_id),
            row.at,
            row.from_case_id is not None,
            row.undone_at,
        )
        for row in rows
    )


def find_case(number: str, *, actor: Actor) -> int:
    """The case with this registration or receipt number that exists for the actor; 0, which none is, otherwise."""
    plain = number.strip().upper()
    wanted: ColumnElement[bool] = Case.registration_number == plain
    with suppress(BadNumber):
        wanted = Case.receipt_number == parse_receipt(plain)
    found = select(Case.id).where(wanted, visible(actor))
    return db.session().scalars(found).first() or 0


def number_of(case_id: int, *, actor: Actor) -> str:
    """Its registration number, or the receipt number; a blank for a case that does not exist for the actor."""
    found = others(db.session(), actor, (case_id,)).get(case_id)
    return found.number if found else ""
