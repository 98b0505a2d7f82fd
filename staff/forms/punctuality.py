"""What the on-time figures may be narrowed to, and the lists behind them: period, clock, unit and standing."""

from __future__ import annotations

from datetime import date
from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from wtforms.validators import ValidationError

from petitions.queries.punctuality import CLOCKS, COUNTED, DUTIES, Standing, Wanted
from petitions.rules.policy import Force
from petitions.rules.terms import Clock
from staff.forms.queue import ANY, WithinReason
from staff.words import STANDINGS
from web.fields import KeyField, PickedDayField, SelectField, choices_of
from web.form import OfficeForm
from web.validators import Optional

DUE = "counted"
"""The piles of the denominator together."""
BY_PILE = {DUE: COUNTED, **{each.value: frozenset({each}) for each in Standing}}


class PunctualityFilter(OfficeForm):
    """The filter panel; blank days mean the whole year."""

    first_day = PickedDayField(_l("最后一天，从"), [Optional(), WithinReason()])
    last_day = PickedDayField(_l("最后一天，到"), [Optional(), WithinReason()])
    clock = SelectField(_l("期限"), choices=[ANY, *choices_of(Clock, only=DUTIES)])

    def validate_last_day(self, field: PickedDayField) -> None:
        """A period does not end before it begins."""
        if self.first_day.data and field.data and field.data < self.first_day.data:
            raise ValidationError(gettext("结束的日期不能早于开始的日期。"))

    def read(self, today: date) -> None:
        """Check what was asked for; what is blank or wrong becomes the whole year."""
        self.validate()
        first, last = self._kept(self.first_day), self._kept(self.last_day)
        year = (first or last or today).year
        if not self.first_day.errors:
            self.first_day.data = first or date(year, 1, 1)
        if not self.last_day.errors:
            self.last_day.data = last or date(year, 12, 31)
        self.period = (first or date(year, 1, 1), last or date(year, 12, 31))

    def chosen_clock(self) -> Clock | None:
        """The one clock asked for, if any."""
        found = self._kept(self.clock)
        return Clock(found) if found else None

    def wanted(self) -> Wanted:
        """Every counted clock, or the one chosen, in the period."""
        one = self.chosen_clock()
        return Wanted(*self.period, clocks=(one,) if one else DUTIES)

    def address(self) -> dict[str, str]:
        """Period and clock as arguments of an address."""
        one = self.chosen_clock()
        days = {
            name: day.isoformat()
            for name, day in zip(("first_day", "last_day"), self.period, strict=True)
        }
        return days | ({"clock": one.value} if one else {})

    def _kept(self, field: Any) -> Any:
        return None if field.errors else field.data


class RunsFilter(PunctualityFilter):
    """The same for a list: which pile of which unit, and of which kind of limit where no clock is named."""

    standing = SelectField("", choices=[ANY, (DUE, _l("应完成")), *STANDINGS.items()])
    force = SelectField("", choices=[ANY, *choices_of(Force)])
    unit = KeyField()

    def wanted(self) -> Wanted:
        """The runs behind one number; an argument that cannot be read narrows nothing."""
        one, force = self.chosen_clock(), self._kept(self.force)
        clocks = (one,) if one else CLOCKS[Force(force)] if force else DUTIES
        return Wanted(
            *self.period,
            clocks=clocks,
            unit_id=self.unit_id(),
            standings=BY_PILE.get(self._kept(self.standing) or "", frozenset(Standing)),
        )

    def unit_id(self) -> int | None:
        """The unit asked for, if it can be one."""
        typed = self.unit.data or ""
        return int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 10 else None

    def address(self) -> dict[str, str]:
        """All of it as arguments of an address."""
        own = {name: self._kept(self[name]) for name in ("standing", "force")}
        unit = self.unit_id()
        given = {name: value for name, value in own.items() if value}
        return super().address() | given | ({"unit": str(unit)} if unit is not None else {})
