"""What is asked when the office sets a limit of its own, or takes over a set of stricter ones."""

from __future__ import annotations

from datetime import date

from flask_babel import lazy_gettext as _l

from petitions.adapters import clock
from petitions.rules.policy import ClockRule, Limit, Warn
from petitions.rules.rulebook import Profile
from petitions.rules.terms import DayKind
from staff.forms.read import typed
from web.fields import KeyField, NumberField, PickedDayField, RadiosField, TextAreaField, choices_of
from web.form import OfficeForm
from web.validators import Between, MaxLength, NotPast, Optional, Required

DAYS = (DayKind.CALENDAR, DayKind.WORKING)


class ChangeForm(OfficeForm):
    """From when, and why; on top of the rules that the page showed."""

    effective_from = PickedDayField(
        _l("从哪一天起生效"),
        [Required(_l("请填写生效日期。")), NotPast()],
        hint=_l("只用于这一天或者以后开始的期限；已经开始的期限不变。"),
    )
    reason = TextAreaField(
        _l("理由和依据"),
        [Required(_l("请写明理由，例如本机关的文件。")), MaxLength(500)],
        rows=3,
        limit=500,
    )
    seen = KeyField()

    @property
    def day(self) -> date:
        """The day of effect, once the form was checked."""
        return self.effective_from.data or clock.today()


class LimitForm(ChangeForm):
    """One limit with its warn ladder."""

    length = NumberField(
        _l("期限"),
        [Optional(), Between(1, 999)],
        hint=_l("留空就恢复为法定期限；没有法定期限的，留空就不计算。"),
    )
    kind = RadiosField(
        _l("怎么算"),
        [Required(_l("请选择怎么算。"))],
        choices=choices_of(DayKind, only=DAYS),
        inline=True,
    )
    near = NumberField(
        _l("提前几天提醒承办人"), [Optional(), Between(0, 365)], hint=_l("留空就不提醒。")
    )
    head = NumberField(
        _l("超期几天报单位负责人"), [Optional(), Between(0, 365)], hint=_l("留空就不报。")
    )
    supervision = NumberField(
        _l("超期几天报督查人员"), [Optional(), Between(0, 365)], hint=_l("留空就不报。")
    )

    def limit(self, rule: ClockRule) -> Limit:
        """The limit as the register takes it."""
        minutes = rule.kind is DayKind.MINUTES
        kind = DayKind.MINUTES if minutes else DayKind(self.kind.data)
        warn = Warn(self.near.data, self.head.data, self.supervision.data)
        return Limit(rule.clock, self.length.data, kind, self.day, warn)


class ProfileForm(ChangeForm):
    """A whole set taken over."""

    def limits(self, profile: Profile) -> tuple[Limit, ...]:
        """The limits of the set from the chosen day on."""
        return tuple(
            Limit(each.clock, each.length, each.kind, self.day, each.warn, each.article)
            for each in profile.limits
        )


def why(form: ChangeForm) -> str:
    """The reason given."""
    return typed(form.reason)
