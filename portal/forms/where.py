"""Where it happened and who is complained about."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _l

from petitions.rules.terms import PetitionClass
from portal.answers import Answers, petition_class
from portal.forms.stage import StageForm
from web.fields import TextAreaField, TextField
from web.validators import MaxLength

PLACE_MAX, ACCUSED_MAX = 200, 500


class WhereForm(StageForm):
    """Stage 5."""

    problem_place = TextField(
        _l("问题发生在哪里"),
        [MaxLength(PLACE_MAX)],
        hint=_l("写到县（区）、乡镇（街道），知道门牌的可以写上。这决定由哪里办理。"),
        width="full",
    )
    complained_about = TextAreaField(
        _l("反映的是哪个单位或者哪个人"),
        [MaxLength(ACCUSED_MAX)],
        hint=_l("不清楚名称的，可以描述。与此事有直接利害关系的工作人员应当回避。"),
        rows=3,
    )
    accused_needed = False

    def suit(self, answers: Answers) -> None:
        """An accusation must say whom it accuses, or nobody can be kept away from it (Art. 30)."""
        self.accused_needed = petition_class(answers) is PetitionClass.ACCUSATION
        if self.accused_needed:
            self.complained_about.label.text = gettext("检举控告的是哪个单位或者哪个人")
            self.complained_about.hint = _l(
                "知道姓名、单位、职务的请写上；不知道的，写您知道的特征。材料依法不得转给这些人和单位。"
            )
            self.complained_about.flags.required = True

    def validate(self, extra_validators: Any = None) -> bool:
        """See ``suit``."""
        good: bool = super().validate(extra_validators)
        if self.accused_needed and not (self.complained_about.data or "").strip():
            self.refuse(self.complained_about, gettext("请写明检举控告的是哪个单位或者哪个人。"))
            return False
        return good
