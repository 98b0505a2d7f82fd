"""What the steps of a joint matter share: the units' superior, who is taken out, and whom the lead binds (§24)."""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from petitions.actions._case import OpenCase
from petitions.actions._joint_end import lapse, running_joint, still_asked
from petitions.actions.errors import Refused
from petitions.models.joint_matter import JointMatter
from petitions.models.petition import Case
from petitions.models.unit import Unit
from petitions.queries.accused import bars_for, is_barred
from petitions.queries.directory import staffed_unit
from petitions.rules.joint_matters import LEAST_UNITS, common_superior


def open_matter(opened: OpenCase) -> JointMatter:
    """The joint matter a step is about. Raises Refused when there is none."""
    joint = running_joint(opened.session, opened.case.id)
    if joint is None:
        raise Refused("no_joint")
    return joint


def superior_of(session: Session, case: Case, unit_ids: Iterable[int]) -> int | None:
    """The lowest working unit above all of these that may hear of the case, or None."""
    paths = session.scalars(select(Unit.path).where(Unit.id.in_(sorted(unit_ids)))).all()
    branches = [tuple(int(each) for each in path.strip("/").split("/")) for path in paths]
    above = {each for branch in branches for each in branch}
    working = set(session.scalars(select(Unit.id).where(Unit.id.in_(sorted(above)), Unit.active)))
    barred = {each for each in above if is_barred(session, case, each)}
    return common_superior(branches, frozenset(above - working | barred))


def keep_apart(session: Session, case: Case, now: datetime) -> list[int]:
    """Units concerned that must not have the case are out at once (§30); returns which.

    Who named one of them owes a voice again; where one unit alone is left, nothing is to be settled.
    """
    joint = running_joint(session, case.id)
    if joint is None:
        return []
    rows = still_asked(session, case.id)
    out = {row.unit_id for row in rows if is_barred(session, case, row.unit_id)}
    for row in rows:
        if row.unit_id in out:
            row.ended_at = now
        elif row.lead_unit_id in out:
            row.lead_unit_id = row.officer_id = row.at = None
    left = [row.unit_id for row in rows if row.unit_id not in out]
    joint.superior_unit_id = superior_of(session, case, left)
    session.flush()
    if len(left) < LEAST_UNITS:
        lapse(session, case.id, now)
    return sorted(out)


def keep_to_lead(opened: OpenCase, unit_id: int) -> None:
    """Raises Refused("joint_lead") for another unit than the one that was settled on.

    One that is no more, has nobody or must not have the case binds nobody.
    """
    lead, session = opened.stand.joint_lead, opened.session
    if lead is None or lead == unit_id or not staffed_unit(session, lead):
        return
    if not bars_for(session, opened.stand, [lead]):
        name = session.scalars(select(Unit.name).where(Unit.id == lead)).one()
        raise Refused("joint_lead", unit=name)
