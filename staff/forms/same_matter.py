"""What is asked when one matter comes in more than once: a follow-up, a link, a joining, and undoing them."""

from flask_babel import lazy_gettext as _l

from petitions.rules.same_matter import CHOSEN, LinkKind
from petitions.rules.terms import Channel
from staff.forms.queue import WithinReason
from staff.forms.step import StepForm, files_to_send, long_text
from web.fields import (
    DayField,
    KeyField,
    PhoneField,
    RadiosField,
    TextField,
    choices_of,
    chosen_row,
)
from web.validators import MaxLength, NotFuture, Phone, Required

BY_HAND = (Channel.LETTER, Channel.VISIT, Channel.CALL, Channel.FAX)
INSIDE = _l("只有能看两件信访件的工作人员看得到。")


class FollowUpForm(StepForm):
    """What came in again, how, when, and who brought it."""

    submission_key = KeyField()
    channel = RadiosField(
        _l("渠道"),
        [Required(_l("请选择渠道。"))],
        choices=choices_of(Channel, only=BY_HAND),
        inline=True,
        small=True,
    )
    received_on = DayField(
        _l("收到日期"), [Required(_l("请填写收到日期。")), NotFuture(), WithinReason()]
    )
    name = TextField(
        _l("谁提出的"), [MaxLength(60)], width=20, autocomplete="off", spellcheck=False
    )
    phone = PhoneField(_l("电话"), [MaxLength(40), Phone()], autocomplete="off")
    text = long_text(
        _l("这次说了什么"),
        _l("请写明这次反映的情况和请求。"),
        rows=8,
        hint=_l("如实记录，新的事实和请求写在前面。"),
    )
    files = files_to_send()


class OtherForm(StepForm):
    """A step that another case takes part in."""

    other = TextField(
        _l("另一件的登记号或者信访件编号"),
        [Required(_l("请填写另一件的登记号或者信访件编号。")), MaxLength(40)],
        width=20,
        autocomplete="off",
        spellcheck=False,
    )


class LinkForm(OtherForm):
    """Which case, how they belong together, and why."""

    kind = RadiosField(
        _l("两件的关系"),
        [Required(_l("请选择两件的关系。"))],
        choices=choices_of(LinkKind, only=CHOSEN),
        small=True,
    )
    reason = long_text(_l("理由"), _l("请写明理由。"), rows=3, hint=INSIDE)


class MergeForm(OtherForm):
    """Into which case, and why."""

    reason = long_text(_l("理由"), _l("请写明理由。"), rows=3, hint=INSIDE)


class UnlinkForm(StepForm):
    """Which link was a mistake, and why."""

    link = RadiosField(
        _l("撤销哪一个关联"),
        [Required(_l("请选择一项。"))],
        choices=[],
        validate_choice=False,
        small=True,
    )
    reason = long_text(_l("撤销的理由"), _l("请写明理由。"), rows=3, hint=INSIDE)

    @property
    def other_id(self) -> int:
        """The number of the other case; 0, which none has, if unreadable."""
        return chosen_row(self.link.data)


class UndoMergeForm(StepForm):
    """Why the case is handled by itself again."""

    reason = long_text(_l("撤销的理由"), _l("请写明理由。"), rows=3, hint=INSIDE)
