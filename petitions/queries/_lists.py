"""The lists that lie before an officer, one for each unit or office he looks after, each read off its index.

One list is read in order. Of a few, the heads are taken and merged. Of many, all cases are walked in the
order of their last days, and the others' passed over: sorting everything he may see would take seconds.
"""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, false, select, union_all

from petitions.models.petition import Case
from petitions.queries.scope import not_denied
from petitions.rules.permissions import Actor
from petitions.rules.terms import Role

FEW = 30
"""Lists whose heads are merged; each costs one seek."""


def own_lists(actor: Actor) -> tuple[Any, Sequence[int]]:
    """The column that tells lists apart, and which of them are this officer's."""
    if actor.role is Role.HANDLER:
        return Case.handling_unit_id, [actor.unit_id] if actor.unit_id else []
    if actor.role is Role.UNIT_HEAD:
        return Case.handling_unit_id, sorted(actor.unit_ids)
    if actor.role in (Role.CLERK, Role.OFFICE_HEAD):
        return Case.office_id, [actor.unit_id] if actor.unit_id else []
    if actor.role in (Role.LEADER, Role.SUPERVISOR):
        return Case.office_id, sorted(actor.unit_ids)
    return Case.office_id, []


def own_cases(actor: Actor) -> ColumnElement[bool]:
    """What lies before the actor now (narrower than ``visible``)."""
    column, ids = own_lists(actor)
    if not ids:
        return false()
    condition: ColumnElement[bool] = column == ids[0] if len(ids) == 1 else column.in_(ids)
    return and_(condition, not_denied(actor))


def in_order(
    actor: Actor,
    conditions: Sequence[ColumnElement[bool]],
    order: Sequence[ColumnElement[Any]],
    limit: int,
) -> ColumnElement[bool]:
    """A condition for the first ``limit`` of his cases in this order that meet the others too."""
    column, ids = own_lists(actor)
    if len(ids) > FEW:
        # An index is not used for a sum, so that the one that carries the order is.
        walked: ColumnElement[bool] = (column + 0).in_(ids)
        return and_(walked, not_denied(actor))
    if len(ids) < 2:
        return own_cases(actor)
    heads = [
        select(Case.id)
        .where(column == each, not_denied(actor), *conditions)
        .order_by(*order)
        .limit(limit)
        .subquery()
        for each in ids
    ]
    merged: list[Select[Any]] = [select(head.c.id) for head in heads]
    return Case.id.in_(union_all(*merged))
