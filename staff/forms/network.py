"""What the administrator enters to close a unit, for a post, and for a place of reception."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from wtforms.validators import ValidationError

from petitions.actions.close_unit import Closing
from petitions.actions.manage_places import PlaceFacts
from petitions.actions.manage_posts import PostFacts
from petitions.rules.terms import ClosingCause
from staff.forms.read import typed
from staff.forms.seen import SeenForm
from web.fields import (
    CheckboxesField,
    CheckboxField,
    PickedDayField,
    RadiosField,
    SelectField,
    TextAreaField,
    TextField,
)
from web.form import OfficeForm
from web.validators import MaxLength, NotFuture, Required

MOST_LINES, LONGEST_LINE = 20, 60


class ShortLines:
    """A few short lines."""

    def __call__(self, form: Any, field: Any) -> None:
        lines = lines_of(typed(field))
        if len(lines) > MOST_LINES or any(len(line) > LONGEST_LINE for line in lines):
            raise ValidationError(
                gettext(
                    "最多 %(most)s 行，每行最多 %(longest)s 个字。",
                    most=MOST_LINES,
                    longest=LONGEST_LINE,
                )
            )


def lines_of(text: str) -> tuple[str, ...]:
    """The lines somebody typed, without blank ones."""
    return tuple(line.strip() for line in text.splitlines() if line.strip())


class CloseUnitForm(OfficeForm):
    """What became of a unit, and who goes on."""

    cause = RadiosField(
        _l("原因"), [Required(_l("请选择原因。"))], choices=ClosingCause, inline=True, small=True
    )
    successors = CheckboxesField(
        _l("由哪个单位承接"),
        [Required(_l("请选择由哪个单位承接。"))],
        choices=[],
        small=True,
        hint=_l("分立的选两个以上。门户网站的名录和转送、交办的页面会写明由谁承接。"),
    )
    since = PickedDayField(_l("从哪一天起"), [Required(_l("请填写日期。")), NotFuture()])
    reason = TextAreaField(
        _l("依据和说明"),
        [Required(_l("请写明依据。")), MaxLength(500)],
        rows=3,
        limit=500,
        hint=_l("例如批准撤并的文件名称和文号。"),
    )

    def closing(self) -> Closing:
        """The closing as the register takes it."""
        return Closing(
            ClosingCause(self.cause.data),
            typed(self.reason),
            self.since.data,
            tuple(int(each) for each in self.successors.data or ()),
        )


class PostForm(SeenForm):
    """A post of one officer."""

    title = TextField(
        _l("职务"),
        [Required(_l("请填写职务。")), MaxLength(60)],
        width=20,
        hint=_l("例如：信访信息员、接访岗。不要写姓名。"),
    )
    lines = TextAreaField(
        _l("业务范围"),
        [ShortLines()],
        rows=4,
        hint=_l("一行写一项，例如：劳动和社会保障。"),
    )
    contact_clerk = CheckboxField(
        _l("是本单位的信访联络员"),
        small=True,
        hint=_l("门户网站会公布这个职务和电话；姓名只在下面选了公布时才公布。"),
    )
    full_time = CheckboxField(_l("专职"), small=True)
    phone = TextField(_l("办公电话"), [MaxLength(60)], width=20, autocomplete="off")
    from_on = PickedDayField(_l("从哪一天起"), [Required(_l("请填写日期。"))])
    until_on = PickedDayField(_l("到哪一天止"), hint=_l("还在任的不填。"))
    published = CheckboxField(_l("在门户网站公布姓名"), small=True)

    def facts(self) -> PostFacts:
        """The post as the register takes it."""
        return PostFacts(
            title=typed(self.title),
            from_on=self.from_on.data,
            lines=lines_of(typed(self.lines)),
            contact_clerk=self.contact_clerk.data,
            full_time=self.full_time.data,
            phone=typed(self.phone),
            until_on=self.until_on.data,
            published=self.published.data,
        )


class PlaceForm(SeenForm):
    """A place where people are received."""

    unit_id = SelectField(_l("单位"), [Required(_l("请选择单位。"))], choices=[("", "")])
    name = TextField(
        _l("名称"),
        [Required(_l("请填写名称。")), MaxLength(100)],
        width="full",
        hint=_l("例如：人民来访接待室。"),
    )
    address = TextField(_l("地址"), [Required(_l("请填写地址。")), MaxLength(300)], width="full")
    phone = TextField(_l("电话"), [MaxLength(60)], width=20)
    days = TextField(_l("接待日"), [MaxLength(100)], width="full", hint=_l("例如：周一至周五。"))
    hours = TextField(_l("接待时间"), [MaxLength(200)], width="full")
    access = TextAreaField(
        _l("怎么去、无障碍通道"),
        [MaxLength(1000)],
        rows=3,
        hint=_l("写明公交站、停车，以及坐轮椅的人从哪个门进、有没有电梯。"),
    )
    published = CheckboxField(_l("在门户网站公布"), small=True)
    active = CheckboxField(_l("正在使用"), small=True)

    def facts(self) -> PlaceFacts:
        """The place as the register takes it."""
        return PlaceFacts(
            unit_id=int(self.unit_id.data),
            name=typed(self.name),
            address=typed(self.address),
            phone=typed(self.phone),
            days=typed(self.days),
            hours=typed(self.hours),
            access=typed(self.access),
            published=self.published.data,
            active=self.active.data,
        )
