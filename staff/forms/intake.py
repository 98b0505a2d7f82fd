"""What a clerk writes down of a letter, a visit, a call or a fax (Art. 19, 21)."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _l

from petitions.adapters import clock
from petitions.rules.completeness import (
    FACTS_MAX,
    MAX_REPRESENTATIVES,
    REASONS_MAX,
    REQUEST_MAX,
    TITLE_MAX,
)
from petitions.rules.submission import Person, Submission
from petitions.rules.terms import Channel, Legal, PetitionClass, Urgency
from staff.category_words import category_choices
from staff.forms.queue import WithinReason
from staff.forms.read import counted, typed
from staff.forms.step import files_to_send
from web.fields import (
    CheckboxField,
    DayField,
    EmailField,
    KeyField,
    NumberField,
    PhoneField,
    RadiosField,
    SelectField,
    TextAreaField,
    TextField,
    choices_of,
)
from web.form import OfficeForm
from web.validators import (
    Between,
    Email,
    IdentityNumber,
    MaxLength,
    NotFuture,
    Phone,
    Required,
    RequiredIf,
)

BY_HAND = (Channel.LETTER, Channel.VISIT, Channel.CALL, Channel.FAX)
NAME_MAX, PHONE_MAX, EMAIL_MAX, ADDRESS_MAX, PLACE_MAX, ACCUSED_MAX = 60, 40, 200, 200, 200, 500
MOST_PERSONS = 99_999


class WantedIf(RequiredIf):
    """Needed in this case, so its label does not say "optional"."""

    field_flags = {"required": True}


class NeededWith:
    """Needed as soon as another field says something: a number of another office is none without its name."""

    def __init__(self, other: str, message: Any) -> None:
        self.other, self.required = other, Required(message)

    def __call__(self, form: Any, field: Any) -> None:
        if form[self.other].data:
            self.required(form, field)


class IntakeForm(OfficeForm):
    """One petition from first contact to last file; representatives are added below the class."""

    submission_key = KeyField()
    kept = KeyField()
    """Files that came with an earlier press of this page."""
    decision = KeyField()
    """Which button was pressed where the same matter may be there already; never drawn."""
    channel = RadiosField(
        _l("渠道"),
        [Required(_l("请选择渠道。"))],
        choices=choices_of(Channel, only=BY_HAND),
        inline=True,
        small=True,
    )
    received_on = DayField(
        _l("收到日期"),
        [Required(_l("请填写收到日期。")), NotFuture(), WithinReason()],
        hint=_l("信件以到达本机关的日期为准。期限从这一天起算。"),
    )
    external_source = TextField(
        _l("转来的机关"),
        [NeededWith("external_number", _l("有原编号的，请填写是哪个机关的编号。")), MaxLength(60)],
        hint=_l("上级机关交办、转送的才填。"),
        width=20,
    )
    external_number = TextField(
        _l("原编号"),
        [NeededWith("external_source", _l("请填写转来机关的原编号。")), MaxLength(60)],
        width=20,
        spellcheck=False,
    )
    petition_class = RadiosField(
        _l("类别"), [Required(_l("请选择类别。"))], choices=PetitionClass, inline=True, small=True
    )
    anonymous = CheckboxField(_l("匿名，没有留下姓名"), small=True)
    name = TextField(
        _l("姓名（单位填写名称）"),
        [
            WantedIf("anonymous", False, message=_l("请填写姓名；没有留下姓名的，勾选匿名。")),
            MaxLength(NAME_MAX),
        ],
        width=20,
        autocomplete="off",
        spellcheck=False,
    )
    phone = PhoneField(_l("电话"), [MaxLength(PHONE_MAX), Phone()], autocomplete="off")
    email = EmailField(
        _l("电子邮箱"),
        [MaxLength(EMAIL_MAX), Email()],
        autocomplete="off",
        hint=_l("有新进展时发邮件提醒。"),
    )
    address = TextField(
        _l("住址或者通信地址"), [MaxLength(ADDRESS_MAX)], width="full", autocomplete="off"
    )
    id_number = TextField(
        _l("身份证号码"),
        [MaxLength(40), IdentityNumber()],
        width=20,
        autocomplete="off",
        spellcheck=False,
        hint=_l("只在信访人自己提供时填写。"),
    )
    persons_count = NumberField(
        _l("信访人数"), [Required(_l("请填写信访人数。")), Between(1, MOST_PERSONS)]
    )
    title = TextField(
        _l("标题"),
        [Required(_l("请用一句话写出标题。")), MaxLength(TITLE_MAX)],
        width="full",
        hint=_l("最多 60 个字，不要写姓名。"),
    )
    request = TextAreaField(
        _l("请求"),
        [Required(_l("请写明信访人的请求。")), MaxLength(REQUEST_MAX)],
        limit=REQUEST_MAX,
        rows=4,
    )
    facts = TextAreaField(
        _l("事实"),
        [Required(_l("请写明信访人反映的事实。")), MaxLength(FACTS_MAX)],
        limit=FACTS_MAX,
        rows=8,
        hint=_l("口头提出的，如实记录，并请信访人核对。"),
    )
    reasons = TextAreaField(_l("理由"), [MaxLength(REASONS_MAX)], limit=REASONS_MAX, rows=3)
    problem_place = TextField(_l("问题属地"), [MaxLength(PLACE_MAX)], width="full")
    complained_about = TextAreaField(
        _l("被反映的人或者单位"),
        [
            RequiredIf(
                "petition_class",
                PetitionClass.ACCUSATION.value,
                message=_l("检举控告要写明被检举、控告的人或者单位。"),
            ),
            MaxLength(ACCUSED_MAX),
        ],
        rows=2,
    )
    legal_status = SelectField(
        _l("同一件事是否已经在走其他程序"),
        [Required(_l("请选择是否已经在走其他程序。"))],
        choices=Legal,
    )
    category = SelectField(_l("内容分类"), choices=category_choices)
    urgency = RadiosField(
        _l("紧急程度"), [Required(_l("请选择紧急程度。"))], choices=Urgency, inline=True, small=True
    )
    confidential = CheckboxField(_l("信访人要求保密"), small=True)
    files = files_to_send()

    def rows(self) -> list[tuple[Any, Any]]:
        """Name and telephone of the representatives."""
        return [(self[f"name_{row}"], self[f"phone_{row}"]) for row in REPRESENTATIVES]

    def validate(self, extra_validators: Any = None) -> bool:
        """A telephone alone is nobody's, and an anonymous letter has no persons."""
        good: bool = super().validate(extra_validators)
        for row, (name, phone) in enumerate(self.rows(), start=1):
            if phone.data and not name.data:
                self.refuse(name, gettext("请填写第 %(row)s 位代表的姓名。", row=row))
                good = False
        if self.anonymous.data and self.name.data:
            self.refuse(self.anonymous, gettext("已经填写了姓名，请去掉匿名，或者删去姓名。"))
            good = False
        return good

    def persons(self) -> tuple[Person, ...]:
        """The main petitioner first, then the representatives."""
        first = Person(
            typed(self.name),
            typed(self.phone),
            typed(self.email),
            typed(self.address),
            typed(self.id_number).upper(),
        )
        more = (Person(name.data, phone.data or "") for name, phone in self.rows() if name.data)
        return tuple(person for person in (first, *more) if not person.blank)

    def received_at(self) -> datetime | None:
        """None when it came today: then the moment of writing counts."""
        day = self.received_on.data
        return None if day is None or day >= clock.today() else clock.day_start(day)

    def to_submission(self) -> Submission:
        """What was written down, as the register takes it."""
        petition_class = PetitionClass(self.petition_class.data)
        return Submission(
            petition_class=petition_class,
            title=typed(self.title),
            request=typed(self.request),
            facts=typed(self.facts),
            reasons=typed(self.reasons),
            persons=self.persons(),
            anonymous=self.anonymous.data,
            persons_count=counted(self.persons_count),
            problem_place=typed(self.problem_place),
            complained_about=typed(self.complained_about),
            category=typed(self.category),
            legal_status=Legal(self.legal_status.data),
            confidential=self.confidential.data or petition_class is PetitionClass.ACCUSATION,
            urgency=Urgency(self.urgency.data),
            channel=Channel(self.channel.data),
            received_at=self.received_at(),
            external_source=typed(self.external_source),
            external_number=typed(self.external_number),
        )


REPRESENTATIVES = range(1, MAX_REPRESENTATIVES + 1)
for _row in REPRESENTATIVES:
    setattr(
        IntakeForm,
        f"name_{_row}",
        TextField(
            _l("代表 %(n)s 姓名", n=_row),
            [MaxLength(NAME_MAX)],
            width=20,
            autocomplete="off",
            spellcheck=False,
        ),
    )
    setattr(
        IntakeForm,
        f"phone_{_row}",
        PhoneField(
            _l("代表 %(n)s 电话", n=_row), [MaxLength(PHONE_MAX), Phone()], autocomplete="off"
        ),
    )


class ReceiptForm(OfficeForm):
    """Asks for the signed receipt of what was just entered; the button pressed says in which ``kind``."""

    submission_key = KeyField()
    kind = KeyField()
