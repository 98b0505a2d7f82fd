"""What is asked to correct a registered fact: which, to what, why; and what the second person says."""

from typing import Any

from flask_babel import lazy_gettext as _l

from petitions.rules.corrections import (
    MOST_PERSONS,
    PLACE_MAX,
    CorrectionCause,
    RegisteredFact,
)
from petitions.rules.terms import Channel, PetitionClass
from staff.forms.queue import WithinReason
from staff.forms.step import StepForm, long_text, remark
from web.fields import (
    NumberField,
    PickedDayField,
    RadiosField,
    SelectField,
    TextField,
    choices_of,
    row_number,
)
from web.validators import Between, MaxLength, NotFuture, Required, RequiredBeside

NEW = {
    RegisteredFact.PETITION_CLASS.value: "new_class",
    RegisteredFact.CHANNEL.value: "new_channel",
    RegisteredFact.PROBLEM_PLACE.value: "new_place",
    RegisteredFact.PERSONS_COUNT.value: "new_count",
    RegisteredFact.RECEIVED_AT.value: "new_day",
}
"""Where the new value of each fact is typed."""


def _pick(enum: Any) -> list[tuple[str, Any]]:
    return [("", _l("请选择")), *choices_of(enum)]


class RequestCorrectionForm(StepForm):
    """One fact, its right value, and the reason that the petitioner will read."""

    fact = RadiosField(
        _l("更正哪一项"),
        [Required(_l("请选择要更正的一项。"))],
        choices=RegisteredFact,
        reveals=NEW,
        small=True,
    )
    new_class = SelectField(
        _l("正确的类别"),
        [RequiredBeside("fact", NEW, _l("请选择正确的类别。"))],
        choices=_pick(PetitionClass),
        hint=_l("更正后按新的类别计算期限；更正为检举控告的，随即按检举控告保密。"),
    )
    new_channel = SelectField(
        _l("正确的渠道"),
        [RequiredBeside("fact", NEW, _l("请选择正确的渠道。"))],
        choices=_pick(Channel),
    )
    new_place = TextField(
        _l("正确的问题属地"),
        [RequiredBeside("fact", NEW, _l("请填写正确的问题属地。")), MaxLength(PLACE_MAX)],
        width="full",
    )
    new_count = NumberField(
        _l("正确的人数"),
        [RequiredBeside("fact", NEW, _l("请填写正确的人数。")), Between(1, MOST_PERSONS)],
    )
    new_day = PickedDayField(
        _l("正确的收到日期"),
        [RequiredBeside("fact", NEW, _l("请填写正确的收到日期。")), WithinReason(), NotFuture()],
        hint=_l("只能改早：改晚等于延长办理期限。"),
    )
    cause = RadiosField(
        _l("怎样发现的"),
        [Required(_l("请选择怎样发现的。"))],
        choices=CorrectionCause,
        small=True,
    )
    reason = long_text(
        _l("更正的理由"),
        _l("请写明更正的理由。"),
        hint=_l("批准后信访人会读到这段话。请写明依据，不要写别人的个人信息。"),
    )

    def new_value(self) -> str:
        """The value of the chosen fact as the register takes it; a day as ISO."""
        return str(self[NEW[self.fact.data]].data or "")


class DecisionForm(StepForm):
    """Which of the requests that wait; one that somebody else has decided meanwhile is for the action to refuse."""

    correction = RadiosField(
        _l("哪一项更正"),
        [Required(_l("请选择一项更正申请。"))],
        choices=[],
        validate_choice=False,
        small=True,
    )

    @property
    def correction_id(self) -> int:
        """Its number; 0, which none has, if unreadable."""
        try:
            return row_number(self.correction.data)
        except ValueError:
            return 0


class ApproveCorrectionForm(DecisionForm):
    """A remark of whoever decides, if any."""

    comment = remark(_l("意见"), hint=_l("信访人看不到。"))


class RefuseCorrectionForm(DecisionForm):
    """Why the registered fact stays."""

    reason = long_text(_l("不批准的理由"), _l("请写明理由。"), hint=_l("信访人看不到。"))
