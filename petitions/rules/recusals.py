"""Recusal (回避): why somebody of the staff has nothing to do with a case (信访工作条例 §28)."""

from enum import StrEnum


class RecusalCause(StrEnum):
    """What stands between an officer and a case."""

    INTEREST = "interest"
    RELATIVE = "relative"
    COMPLAINED_ABOUT = "complained_about"
    PETITIONER_ASKED = "petitioner_asked"
    OTHER = "other"
