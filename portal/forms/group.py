"""Representatives of several persons who petition together: at most five (信访工作条例 §20)."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _l

from petitions.rules.completeness import MAX_REPRESENTATIVES
from portal.forms.stage import StageForm
from portal.forms.who import NAME_MAX, PHONE_MAX
from web.fields import PhoneField, TextField
from web.validators import MaxLength, Phone


class GroupForm(StageForm):
    """The page after stage 3 that only groups see; one pair of fields for each representative."""

    def rows(self) -> list[tuple[Any, Any]]:
        """Name and telephone, representative by representative."""
        numbers = range(1, MAX_REPRESENTATIVES + 1)
        return [(self[f"name_{row}"], self[f"phone_{row}"]) for row in numbers]

    def validate(self, extra_validators: Any = None) -> bool:
        """A telephone alone is nobody's."""
        good: bool = super().validate(extra_validators)
        for row, (name, phone) in enumerate(self.rows(), start=1):
            if phone.data and not name.data:
                self.refuse(name, gettext("请填写第 %(row)s 位代表的姓名。", row=row))
                good = False
        return good


for _row in range(1, MAX_REPRESENTATIVES + 1):
    setattr(
        GroupForm,
        f"name_{_row}",
        TextField(
            _l("姓名"), [MaxLength(NAME_MAX)], width=20, autocomplete="off", spellcheck=False
        ),
    )
    setattr(
        GroupForm,
        f"phone_{_row}",
        PhoneField(_l("电话"), [MaxLength(PHONE_MAX), Phone()], autocomplete="off"),
    )
