"""Names of units in the reader's language."""

from __future__ import annotations

from typing import Protocol

from web.language import ENGLISH, lang


class Named(Protocol):
    """What a unit's name and view have in common."""

    @property
    def name(self) -> str: ...
    @property
    def name_en(self) -> str: ...


def unit_name(unit: Named | None) -> str:
    """The name to show; empty where there is no unit."""
    if unit is None:
        return ""
    return unit.name_en if lang() == ENGLISH and unit.name_en else unit.name
