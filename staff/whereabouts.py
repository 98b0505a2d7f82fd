"""Where a petitioner may be told to go: the published units, and the one that is meant where nothing is said."""

from __future__ import annotations

from flask_babel import gettext

from petitions.actions.errors import Refused
from petitions.queries.case_views import CaseFile
from petitions.queries.directory import UnitView, published_units
from petitions.rules.admissibility import Place
from petitions.rules.other_procedures import KINDS_OF_PLACE, VAGUE
from staff.navigation import tree_choices, unit_name
from web import wording


class Places:
    """The published directory, read once a page, as seen from one case."""

    def __init__(self, file: CaseFile) -> None:
        self._file = file
        self._units = published_units()

    @property
    def choices(self) -> list[tuple[str, str]]:
        """The units as a tree, for a select; blank first."""
        return tree_choices(self._units, ("", gettext("不从名录中选")))

    def meant(self, place: Place) -> UnitView | None:
        """The unit that a place means for this case, where the directory knows exactly one."""
        own = self._file.handling_unit or self._file.office
        if place is Place.OWN_UNIT:
            return self._of(own.id)
        if place is Place.REVIEW_UNIT:
            unit = self._of(own.id)
            return self._of(unit.parent_id) if unit and unit.parent_id else None
        kinds = KINDS_OF_PLACE.get(place)
        found = [each for each in self._units if kinds and each.kind in kinds]
        return found[0] if len(found) == 1 else None

    def answer(self, place: Place, typed: str, chosen: str) -> tuple[str, int | None]:
        """Words and unit for the notice: what was typed or chosen, else what the place means.

        Raises Refused where that is too vague to go to.
        """
        if chosen:
            return typed, int(chosen)
        if typed.strip():
            return typed, None
        unit = self.meant(place)
        if unit is not None:
            return unit.name, unit.id
        if place in VAGUE:
            raise Refused("place_says_nothing")
        return str(wording.word(place)), None

    def told(self, place: Place) -> str:
        """The place as a hint says it: with the unit's telephone where it is known."""
        unit = self.meant(place)
        if unit is None:
            words = str(wording.word(place))
            return gettext("%(place)s（请写明是哪一个）", place=words) if place in VAGUE else words
        return " ".join(part for part in (unit_name(unit), unit.phone) if part)

    def _of(self, unit_id: int) -> UnitView | None:
        return next((each for each in self._units if each.id == unit_id), None)
