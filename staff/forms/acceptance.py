"""What is asked when a matter is accepted, refused, or led to where it belongs."""

from flask_babel import gettext
from flask_babel import lazy_gettext as _l

from petitions.rules.admissibility import (
    GROUNDS,
    PROCEDURES,
    GroundRow,
    LimitUnit,
    ProcedureRow,
    TimeLimit,
)
from petitions.rules.terms import DeclineGround, Procedure
from staff.forms.queue import WithinReason
from staff.forms.step import StepForm, long_text
from web import wording
from web.fields import CheckboxField, PickedDayField, RadiosField, TextAreaField, TextField
from web.validators import MaxLength, NotPast, Optional, Required


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
    where_to_go = TextField(
        _l("应当向何处提出"),
        [MaxLength(200)],
        hint=_l("可以写明机关名称和地址；留空就按所选理由写。"),
    )


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
    """Into which procedure, before which body."""

    procedure = RadiosField(
        _l("导入的程序"), [Required(_l("请选择程序。"))], choices=Procedure, small=True
    )
    body = TextField(
        _l("受理该程序的机关"),
        [MaxLength(200)],
        hint=_l("写明机关名称；留空就按所选程序写。"),
    )
    explanation = long_text(
        _l("向信访人说明"),
        _l("请向信访人说明怎样提出、期限多长。"),
        hint=_l("写明怎样提出、要带什么材料、期限到哪一天为止。信访不会使这些期限停止计算。"),
    )


def place_of(row: GroundRow | ProcedureRow) -> str:
    """Where a ground or a procedure leads, in words."""
    return str(wording.word(row.place))


def hints_of(rows: dict[str, GroundRow | ProcedureRow]) -> dict[str, str]:
    """For each choice: the article, the place, and the time limit where the law has one."""
    return {value: _hint(row) for value, row in rows.items()}


def ground_hints() -> dict[str, str]:
    """Hints of ``DeclineForm.ground``."""
    return hints_of({code.value: row for code, row in GROUNDS.items()})


def procedure_hints() -> dict[str, str]:
    """Hints of ``RedirectForm.procedure``."""
    return hints_of({code.value: row for code, row in PROCEDURES.items()})


def _hint(row: GroundRow | ProcedureRow) -> str:
    text = gettext(
        "%(article)s。去处：%(place)s。",
        article=wording.article(row.article),
        place=place_of(row),
    )
    return text + (limit_words(row.limit) if row.limit else "")


def limit_words(limit: TimeLimit) -> str:
    """A procedure's own time limit, in a sentence."""
    if limit.unit is LimitUnit.DAYS:
        length = gettext("%(count)s 日", count=limit.length)
    else:
        length = gettext("%(count)s 个月", count=limit.length)
    return gettext(
        "期限：%(length)s（%(article)s）。", length=length, article=wording.article(limit.article)
    )
