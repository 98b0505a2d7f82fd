"""What is asked when units concerned settle which of them accepts a joint matter (信访工作条例 §24)."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _l

from petitions.rules.joint_matters import LEAST_UNITS, JointOutcome
from staff.forms.queue import WithinReason
from staff.forms.step import SHORT, StepForm, long_text
from web.fields import (
    CheckboxesField,
    PickedDayField,
    RadiosField,
    SelectField,
    TextAreaField,
    TextField,
    choices_of,
)
from web.validators import MaxLength, Optional, Required

WAYS = (JointOutcome.AGREED, JointOutcome.SUPERIOR, JointOutcome.CONFERENCE)


class OpenJointForm(StepForm):
    """Which units, and why they are concerned."""

    unit_ids = CheckboxesField(
        _l("涉及的单位"),
        [Required(_l("请选择至少两个单位。"))],
        choices=[],
        small=True,
        hint=_l("至少两个。这些单位从现在起可以看到这件信访件。"),
    )
    reason = long_text(
        _l("为什么涉及这些单位"),
        _l("请写明理由。"),
        hint=_l("涉及的单位可以看到，信访人看不到。"),
        rows=4,
    )

    def validate(self, extra_validators: Any = None) -> bool:
        """A matter of one unit is not a joint one."""
        good = bool(super().validate(extra_validators))
        if self.unit_ids.data and len(set(self.unit_ids.data)) < LEAST_UNITS:
            self.refuse(self.unit_ids, str(_l("请选择至少两个单位。")))
            return False
        return good


class VoiceForm(StepForm):
    """For which unit, which should lead, and why."""

    unit_id = RadiosField(
        _l("代表哪个单位"), [Required(_l("请选择单位。"))], choices=[], small=True
    )
    lead_unit_id = RadiosField(
        _l("应当由哪个单位牵头"),
        [Required(_l("请选择应当牵头的单位。"))],
        choices=[],
        small=True,
        hint=_l("可以是您单位自己。"),
    )
    reason = long_text(
        _l("理由"),
        _l("请写明理由。"),
        hint=_l("写明依据哪条职责规定。涉及的单位和信访机构可以看到，信访人看不到。"),
        rows=5,
    )


class SettleForm(StepForm):
    """In which way it was settled; for a decision its words, and the document or the day."""

    way = RadiosField(
        _l("怎样确定的"),
        [Required(_l("请选择怎样确定的。"))],
        choices=choices_of(JointOutcome, only=WAYS),
        small=True,
    )
    lead_unit_id = SelectField(
        _l("牵头单位"),
        choices=[("", "")],
        hint=_l("协商一致的不用选，就是各单位一致认为的那个单位。"),
    )
    words = TextAreaField(
        _l("谁作的决定，怎样决定的"),
        [MaxLength(SHORT)],
        limit=SHORT,
        rows=4,
        hint=_l("协商一致的不用填。"),
    )
    document_number = TextField(
        _l("决定的文号"), [MaxLength(100)], hint=_l("上一级单位决定的要填。"), width=20
    )
    held_on = PickedDayField(
        _l("联席会议的日期"),
        [Optional(), WithinReason()],
        hint=_l("联席会议协调的要填。"),
    )

    @property
    def chosen(self) -> JointOutcome:
        """The way."""
        return JointOutcome(self.way.data)
