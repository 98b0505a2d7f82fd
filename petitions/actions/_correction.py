"""The correction a decision is about, and what the history may say of it."""

from typing import Any

from sqlalchemy import select

from petitions.actions._case import OpenCase
from petitions.actions.errors import NotAllowed, Refused
from petitions.models.correction import Correction
from petitions.rules.corrections import WORDED, RegisteredFact
from petitions.rules.permissions import decides
from petitions.rules.terms import Action, PetitionClass


def waiting_correction(opened: OpenCase, correction_id: int, action: Action) -> Correction:
    """The request that is to be decided, by somebody who may. Raises Refused, NotAllowed."""
    asked = {each.id: each for each in opened.stand.corrections}.get(correction_id)
    if asked is None:
        raise Refused("no_correction_pending")
    code = decides(opened.by, asked)
    if code is not None:
        raise NotAllowed(code, action=action.value)
    return opened.session.scalars(select(Correction).where(Correction.id == correction_id)).one()


def check_protection(opened: OpenCase, fact: RegisteredFact) -> None:
    """Another class lets nobody in whom an accusation is kept from (信访工作条例 §30): Refused("accused_first")."""
    accusation = opened.case.petition_class is PetitionClass.ACCUSATION
    if fact is RegisteredFact.PETITION_CLASS and accusation and opened.stand.accused:
        raise Refused("accused_first")


def told_of(row: Correction) -> dict[str, Any]:
    """The correction as codes; what is in somebody's words, and the reason, is read from its own table."""
    codes = {"correction_id": row.id, "fact": row.fact.value, "cause": row.cause.value}
    return codes if row.fact in WORDED else {**codes, "old": row.old, "new": row.new}
