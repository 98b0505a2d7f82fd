"""Who petitions: by name or anonymously, how to be reached, alone or with others."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from wtforms.validators import StopValidation

from portal.answers import (
    ALONE,
    ANONYMOUS,
    NAMED,
    SEVERAL,
    Answers,
    asks_identity,
    is_always_confidential,
    petition_class,
)
from portal.forms.stage import StageForm
from web.fields import CheckboxField, EmailField, NumberField, PhoneField, RadiosField, TextField
from web.validators import (
    Between,
    Email,
    IdentityNumber,
    MaxLength,
    Optional,
    Phone,
    Required,
)

MOST_PERSONS = 99_999
NAME_MAX, ADDRESS_MAX, EMAIL_MAX, PHONE_MAX = 60, 200, 200, 40


class OnlyIf:
    """Asked only under a condition: whatever stands there otherwise is kept, but not checked."""

    def __init__(self, other: str, value: str) -> None:
        self.other, self.value = other, value

    def __call__(self, form: Any, field: Any) -> None:
        if form[self.other].data != self.value:
            field.errors[:] = []
            raise StopValidation


class WhoForm(StageForm):
    """Stage 3."""

    named = RadiosField(
        _l("您用什么方式提出？"),
        [Required(_l("请选择实名还是匿名。"))],
        choices=[(NAMED, _l("实名")), (ANONYMOUS, _l("匿名"))],
        hints={
            NAMED: _l("我们能联系您、书面答复您。您的信息只用于办理这件事项。"),
            ANONYMOUS: _l(
                "我们照样登记、分送和办理，但是不能书面告知您；缺少材料时也可能无法查清。"
            ),
        },
        reveals={ANONYMOUS: "reply_email"},
    )
    reply_email = EmailField(
        _l("接收进展提醒的电子邮箱"),
        [OnlyIf("named", ANONYMOUS), Optional(), MaxLength(EMAIL_MAX), Email()],
        hint=_l("只用来提醒您有新进展。邮箱名可能让人认出您，不放心可以不填，用查询码查询即可。"),
    )
    name = TextField(
        _l("姓名（单位填写名称）"),
        [
            OnlyIf("named", NAMED),
            Required(_l("请填写您的姓名。不愿意留姓名的，请选择“匿名”。")),
            MaxLength(NAME_MAX),
        ],
        width=20,
        autocomplete="name",
        spellcheck=False,
    )
    address = TextField(
        _l("住址或者通信地址"),
        [
            OnlyIf("named", NAMED),
            Required(_l("请填写住址或者通信地址，书面答复要寄到这里。")),
            MaxLength(ADDRESS_MAX),
        ],
        width="full",
        autocomplete="street-address",
    )
    phone = PhoneField(
        _l("电话"),
        [OnlyIf("named", NAMED), Optional(), MaxLength(PHONE_MAX), Phone()],
        hint=_l("有疑问时联系您，能办得更快。没有电话可以不填。"),
    )
    email = EmailField(
        _l("电子邮箱"),
        [OnlyIf("named", NAMED), Optional(), MaxLength(EMAIL_MAX), Email()],
        hint=_l("有新进展时提醒您。邮件里只说有进展，不写是什么事。"),
    )
    id_number = TextField(
        _l("身份证号码"),
        [OnlyIf("named", NAMED), Optional(), IdentityNumber()],
        hint=_l("只有需要核实身份时才用到，例如补办查询码。不填不影响登记和办理。"),
        width=20,
        autocomplete="off",
        spellcheck=False,
    )
    together = RadiosField(
        _l("几个人一起提出？"),
        [Required(_l("请选择一个人提出，还是几个人一起提出。"))],
        choices=[(ALONE, _l("只有我一个人")), (SEVERAL, _l("几个人一起"))],
        reveals={SEVERAL: "persons_count"},
    )
    persons_count = NumberField(
        _l("一共多少人"),
        [
            OnlyIf("together", SEVERAL),
            Required(_l("请填写一共多少人，例如 12。")),
            Between(2, MOST_PERSONS),
        ],
        width=5,
    )
    confidential = CheckboxField(
        _l("请为我保密"),
        hint=_l(
            "只凭信访件编号查不到任何情况，必须同时有查询码。"
            "办理人员要写明理由才能查看您的身份信息，每次查看都有记录。"
        ),
    )
    publish_consent = CheckboxField(
        _l("同意公开这件事项和答复（不公开我的个人信息）"),
        hint=_l("由您自己决定，不勾选不影响办理，以后也可以收回。"),
    )

    def suit(self, answers: Answers) -> None:
        """Identity numbers, secrecy and publication are not asked of every class."""
        kind = petition_class(answers)
        if not asks_identity(kind):
            del self.id_number
        if is_always_confidential(kind):
            del self.confidential
            del self.publish_consent

    def validate(self, extra_validators: Any = None) -> bool:
        """Secrecy and publication exclude each other."""
        good: bool = super().validate(extra_validators)
        consent = self._fields.get("publish_consent")
        if consent is not None and consent.data and self.confidential.data:
            self.refuse(consent, gettext("要求保密的事项不能同时公开，请只选一项。"))
            return False
        return good
