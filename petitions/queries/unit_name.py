"""A unit as it is named on a page."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class UnitName:
    """Number and both names."""

    id: int
    name: str
    name_en: str
