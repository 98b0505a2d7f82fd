"""What is asked when a matter is accepted, refused, or led to where it belongs."""

from flask_babel import gettext
from flask_babel import lazy_gettext as _l

from petitions.rules.admissibility import GROUNDS, GroundRow, LimitUnit, TimeLimit
from petitions.rules.other_procedures import MOST_UNITS, WAYS, Way, WayRow
from petitions.rules.terms import DeclineGround
from staff.forms.queue import WithinReason
from staff.forms.step import StepForm, long_text
from staff.whereabouts import Places
from web import wording
from web.fields import (
    CheckboxField,
    NumberField,
    PickedDayField,
    RadiosField,
    SelectField,
    TextAreaField,
    TextField,
)
from web.validators import Between, MaxLength, NotPast, Optional, Required
from web.wording.elsewhere import length_words

OF_DIRECTORY = _l("从机构名录中选，名称、地址和电话会印在告知书上。")


class AcceptForm(StepForm):
    """What the petitioner is told about path and procedure."""

    procedure = TextAreaField(
        _l("告知信访人的处理途径和程序"),
        [Required(_l("请写明处理途径和程序。")), MaxLength(1000)],
        limit=1000,
        hint=_l("写进受理告知书，可以修改。"),
    )
    simple = CheckboxField(
        _l("按简易程序办理，十个工作日内答复"),
        hint=_l("只用于初次提出、事实清楚、责任明确、容易解决的事项。"),
    )
    promised_on = PickedDayField(
        _l("预告办结日期"),
        [Optional(), NotPast(), WithinReason()],
        hint=_l("有把握时再填；法定期限不受影响。"),
    )


class DeclineForm(StepForm):
    """On which ground, why, and where to go instead."""

    ground = RadiosField(
        _l("不予受理的理由"), [Required(_l("请选择理由。"))], choices=DeclineGround, small=True
    )
    explanation = long_text(
        _l("向信访人说明"),
        _l("请向信访人说明理由。"),
        hint=_l("用信访人能看懂的话写清事实和理由，写进不予受理告知书。"),
    )
    to_unit_id = SelectField(_l("应当向哪个单位提出"), choices=[], hint=OF_DIRECTORY)
    where_to_go = TextField(
        _l("应当向何处提出"),
        [MaxLength(200)],
        hint=_l("名录中没有的，写明机关名称和地址；两处都留空，就按所选理由写。"),
    )
    places: Places


class NoLongerAcceptForm(StepForm):
    """Which opinion concluded the matter."""

    earlier_number = TextField(
        _l("原信访件编号"),
        [Required(_l("请填写作出复核意见的信访件编号。")), MaxLength(60)],
        width=20,
        spellcheck=False,
        hint=_l("复核意见对应的登记号或者文号。"),
    )
    explanation = long_text(
        _l("向信访人说明"),
        _l("请向信访人说明理由。"),
        hint=_l("说明事实和理由与原来相同；有新的事实和理由时，应当作为新的事项受理。"),
    )


class RedirectForm(StepForm):
    """Into which procedure, before which body, and from which day its limit counts."""

    way = RadiosField(_l("导入的程序"), [Required(_l("请选择程序。"))], choices=Way, small=True)
    to_unit_id = SelectField(_l("受理该程序的单位"), choices=[], hint=OF_DIRECTORY)
    body = TextField(
        _l("受理该程序的机关"),
        [MaxLength(200)],
        hint=_l("名录中没有的，写明机关名称和地址；两处都留空，就按所选程序写。"),
    )
    known_on = PickedDayField(
        _l("期限从哪一天算起"),
        [Optional(), WithinReason()],
        hint=_l(
            "按所选程序：知道行政行为、收到文书或者行政机关收到申请的那一天。不知道的留空，"
            "告知书会写明不知道，请信访人马上向该机关问清。"
        ),
    )
    own_length = NumberField(
        _l("期限多长"),
        [Optional(), Between(1, MOST_UNITS)],
        hint=_l("只用于法律没有统一规定、以文书写明为准的程序；其他程序按法律规定的期限计算。"),
        width=3,
    )
    own_unit = RadiosField(
        _l("期限的单位"),
        [Optional()],
        choices=LimitUnit,
        validate_choice=False,
        inline=True,
        small=True,
    )
    explanation = long_text(
        _l("向信访人说明"),
        _l("请向信访人说明怎样提出、期限多长。"),
        hint=_l("写明怎样提出、要带什么材料。期限、最后一天和“信访不停止期限”会自动写进告知书。"),
    )
    places: Places

    @property
    def own_limit(self) -> tuple[int, LimitUnit] | None:
        """What was typed for a procedure without a limit in the tables."""
        if self.own_length.data is None:
            return None
        unit = self.own_unit.data or LimitUnit.DAYS.value
        return self.own_length.data, LimitUnit(unit)


def ground_hints(places: Places) -> dict[str, str]:
    """Hints of ``DeclineForm.ground``: the article, the place, and the time limit where the law has one."""
    return {code.value: _hint(row, places) for code, row in GROUNDS.items()}


def way_hints(places: Places) -> dict[str, str]:
    """Hints of ``RedirectForm.way``."""
    return {way.value: _hint(row, places) for way, row in WAYS.items()}


def _hint(row: GroundRow | WayRow, places: Places) -> str:
    text = gettext(
        "%(article)s。去处：%(place)s。",
        article=wording.article(row.article),
        place=places.told(row.place),
    )
    return text + (limit_words(row.limit) if row.limit else "")


def limit_words(limit: TimeLimit) -> str:
    """A procedure's own time limit, in a sentence."""
    length = length_words(limit.length, limit.unit)
    return gettext(
        "期限：%(length)s（%(article)s）。", length=length, article=wording.article(limit.article)
    )
