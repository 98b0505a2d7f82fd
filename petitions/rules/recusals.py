"""Recusal (回避): why somebody of the staff has nothing to do with a case (信访工作条例 §28)."""

from enum import StrEnum

from petitions.rules.terms import Action


class RecusalCause(StrEnum):
    """What stands between an officer and a case."""

    INTEREST = "interest"
    RELATIVE = "relative"
    COMPLAINED_ABOUT = "complained_about"
    PETITIONER_ASKED = "petitioner_asked"
    OTHER = "other"


OF_A_REQUEST = frozenset({Action.REQUEST_RECUSAL, Action.GRANT_RECUSAL, Action.REFUSE_RECUSAL})
"""Steps about what a petitioner asks for: whom his request names reads nothing of them."""
