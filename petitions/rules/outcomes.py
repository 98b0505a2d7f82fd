"""What a final reply may say, by the class of the petition."""

from collections.abc import Mapping
from types import MappingProxyType

from petitions.rules.terms import Outcome, PetitionClass

OUTCOMES: Mapping[PetitionClass, tuple[Outcome, ...]] = MappingProxyType(
    {
        PetitionClass.SUGGESTION: (Outcome.ADOPTED, Outcome.PARTLY_ADOPTED, Outcome.NOTED),
        PetitionClass.ACCUSATION: (Outcome.FOUND, Outcome.NOT_FOUND, Outcome.REFERRED),
        PetitionClass.APPEAL: (Outcome.SUPPORT, Outcome.EXPLAIN, Outcome.NOT_SUPPORT),
    }
)
"""信访工作条例 §29 (suggestions), §30 (accusations), §32 (appeals)."""
