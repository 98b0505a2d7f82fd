"""Which changes of an account wait for a second person, and who decides (S-10: four eyes for what is granted)."""

from enum import StrEnum

from petitions.rules.actors import Actor


class GrantKind(StrEnum):
    """What is asked for; withdrawing an account is no grant and takes effect at once."""

    ACCOUNT = "account"
    CHANGE = "change"
    REACTIVATION = "reactivation"
    RESET = "reset"


def decision_barred(actor: Actor, asked_by: int, officer_id: int) -> str | None:
    """Why this officer may not decide: a code for ``web/wording``, or None. His room says the rest."""
    if actor.officer_id == asked_by:
        return "own_grant"
    return "grant_to_oneself" if actor.officer_id == officer_id else None
