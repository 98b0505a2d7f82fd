"""What one officer of the letters office asked for and another decides: the cases where it waits for whom."""

from sqlalchemy import ColumnElement, and_, select

from petitions.models.accused import AccusationException
from petitions.models.correction import Correction
from petitions.models.erasure import Erasure
from petitions.models.exchange import Decision
from petitions.models.petition import Case
from petitions.rules.actors import Actor
from petitions.rules.terms import Role

Asked = type[Correction] | type[Erasure] | type[AccusationException]


def waiting(asked: Asked) -> ColumnElement[bool]:
    """The case has one that nobody decided yet."""
    return Case.id.in_(select(asked.case_id).where(asked.decision == Decision.PENDING))


def waits_for(actor: Actor, asked: Asked) -> ColumnElement[bool]:
    """The case has one that this officer of the letters office decides (``permissions.decides`` in SQL).

    A head decides what others asked for; a clerk what a head asked for.
    """
    wanted = [asked.decision == Decision.PENDING, asked.requested_by_id != actor.officer_id]
    if actor.role is Role.CLERK:
        wanted.append(asked.requested_as == Role.OFFICE_HEAD)
    return Case.id.in_(select(asked.case_id).where(and_(*wanted)))
