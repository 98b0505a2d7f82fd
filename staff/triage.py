"""Reports of an assigned case and of grave matters, leaders' instructions, and the form they circulate on."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import Blueprint, abort, render_template
from flask_babel import lazy_gettext as _l

from petitions.actions.accept_closing_report import accept_closing_report
from petitions.actions.file_closing_report import file_closing_report
from petitions.actions.record_instruction import record_instruction
from petitions.actions.report_up import report_up
from petitions.actions.return_closing_report import return_closing_report
from petitions.adapters import clock
from petitions.queries.case_views import CaseFile
from petitions.rules.terms import Action
from petitions.rules.triage import ReportTo
from staff.forms.read import typed
from staff.forms.triage import (
    AcceptReportForm,
    ClosingReportForm,
    InstructionForm,
    ReportUpForm,
    ReturnReportForm,
)
from staff.opened import CASE_ID, looked_at
from staff.rights import me, room
from staff.step_page import StepPage, Turn

blueprint = Blueprint("triage", __name__, url_prefix="/cases")

BESIDE = "staff/triage/beside.html"


@blueprint.get(f"/<{CASE_ID}:case_id>/circulation")
@room("queue")
def circulation(case_id: int) -> str:
    """The circulation form (信访送阅表) of a case, for its letters office to print."""
    file = looked_at(case_id)
    if not circulates(file):
        abort(403)
    return render_template("staff/triage/circulation.html", file=file, printed_at=clock.now())


def circulates(file: CaseFile) -> bool:
    """Whether this officer belongs to the letters office that has the case in its books."""
    return me().actor.unit_id == file.office.id and not file.erased


def _now(_file: CaseFile) -> Mapping[str, Any]:
    return {"reported_at": clock.now()}


def _file_report(form: ClosingReportForm, turn: Turn) -> None:
    file_closing_report(
        **turn.how, done=typed(form.done), result=typed(form.result), told=typed(form.told)
    )


def _report_up(form: ReportUpForm, turn: Turn) -> None:
    report_up(
        **turn.how,
        addressee=ReportTo(form.addressee.data),
        learned_at=form.learned_at.data,
        reported_at=form.reported_at.data,
        proposal=typed(form.proposal),
    )


def _instruct(form: InstructionForm, turn: Turn) -> None:
    record_instruction(
        **turn.how,
        text=typed(form.text),
        post=typed(form.post),
        given_on=form.given_on.data,
        finish_by=form.finish_by.data,
    )


PAGES = (
    StepPage(
        Action.FILE_CLOSING_REPORT,
        _file_report,
        _l("办结报告已经报送，等交办机关审核。"),
        _l("交办件应当在指定期限内反馈结果，提交办结报告。交办机关同意以后才能办结。"),
        form=ClosingReportForm,
        template=BESIDE,
    ),
    StepPage(
        Action.ACCEPT_CLOSING_REPORT,
        lambda form, turn: accept_closing_report(**turn.how, comment=typed(form.comment)),
        _l("已经同意办结报告，承办单位可以办结。"),
        _l("核对办理经过、结果和答复情况，同意以后可以办结。"),
        form=AcceptReportForm,
        template=BESIDE,
    ),
    StepPage(
        Action.RETURN_CLOSING_REPORT,
        lambda form, turn: return_closing_report(**turn.how, reason=typed(form.reason)),
        _l("办结报告已经退回，交办的期限接着计算。"),
        _l("办理不实、没有落实或者没有答复信访人的，写明理由退回；反馈期限从交办之日接着计算。"),
        form=ReturnReportForm,
        template=BESIDE,
    ),
    StepPage(
        Action.REPORT_UP,
        _report_up,
        _l("报告已经登记。"),
        _l(
            "情况重大、紧急的，应当及时提出建议，报请本级党委和政府决定；有新情况的，可以再次报告。"
        ),
        form=ReportUpForm,
        start=_now,
        template=BESIDE,
    ),
    StepPage(
        Action.RECORD_INSTRUCTION,
        _instruct,
        _l("批示已经登记。"),
        _l("登记领导批示的内容、职务和日期。承办单位可以看到，信访人看不到。"),
        form=InstructionForm,
        template=BESIDE,
    ),
)
