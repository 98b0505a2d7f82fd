"""Joint matters as pages draw them, and which cases wait for a voice or for the record of what was settled."""

from collections.abc import Iterable, Sequence

from sqlalchemy import ColumnElement, select

from petitions.models.joint_matter import JointMatter, JointVoice
from petitions.models.petition import Case
from petitions.queries._parts import Names
from petitions.queries.joint_stand import open_joint
from petitions.queries.joint_view import JointView, VoiceView
from petitions.rules.actors import co_units_of
from petitions.rules.permissions import Actor
from petitions.rules.terms import Role

ASKED = frozenset({Role.HANDLER, Role.UNIT_HEAD})
"""Whose units are asked for a voice."""


def joint_views(
    joints: Sequence[JointMatter], voices: Sequence[JointVoice], names: Names, actor: Actor
) -> tuple[JointView, ...]:
    """All of a case as the house sees them, oldest first."""
    return tuple(
        _view(row, [each for each in voices if each.joint_matter_id == row.id], names, actor)
        for row in joints
    )


def _view(row: JointMatter, voices: Iterable[JointVoice], names: Names, actor: Actor) -> JointView:
    rows = list(voices)
    stand = open_joint([row], rows)
    own = co_units_of(actor)
    return JointView(
        row.id,
        names.officer(row.opened_by_id),
        row.at,
        row.reason,
        names.unit(row.superior_unit_id),
        tuple(
            VoiceView(
                names.unit(each.unit_id),
                names.unit(each.lead_unit_id),
                each.reason if each.at is not None else "",
                names.officer(each.officer_id),
                each.at,
                out=each.ended_at is not None and each.ended_at != row.decided_at,
                own=each.unit_id in own,
            )
            for each in rows
        ),
        stand.way if stand else None,
        names.unit(stand.agreed) if stand else None,
        row.outcome,
        names.unit(row.lead_unit_id),
        row.words,
        row.document_number,
        row.held_on,
        names.officer(row.decided_by_id),
        row.decided_at,
    )


def joint_waits(actor: Actor) -> ColumnElement[bool]:
    """A joint matter is open; for who works in a unit, one that a unit of his has not said anything on yet."""
    if actor.role in ASKED:
        return Case.id.in_(
            select(JointVoice.case_id).where(
                JointVoice.unit_id.in_(sorted(co_units_of(actor))),
                JointVoice.lead_unit_id.is_(None),
                JointVoice.ended_at.is_(None),
            )
        )
    return Case.id.in_(select(JointMatter.case_id).where(JointMatter.decided_at.is_(None)))
