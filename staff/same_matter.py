"""One matter that comes in more than once: follow-ups, links, joining, and how they are undone."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import request
from flask_babel import lazy_gettext as _l

from petitions.actions.follow_up import follow_up
from petitions.actions.link_cases import link_cases
from petitions.actions.merge_into import merge_into
from petitions.actions.undo_merge import undo_merge
from petitions.actions.unlink_cases import unlink_cases
from petitions.adapters import clock, codes
from petitions.queries.case_views import CaseFile
from petitions.queries.matter_links import find_case, number_of
from petitions.rules.same_matter import LinkKind
from petitions.rules.terms import Action, AttachmentSource, Channel
from staff.forms.read import typed
from staff.forms.same_matter import (
    FollowUpForm,
    LinkForm,
    MergeForm,
    OtherForm,
    UndoMergeForm,
    UnlinkForm,
)
from staff.rights import me
from staff.step_page import StepPage, Turn
from staff.uploads import staged
from web import wording
from web.fields import row_number

BESIDE = "staff/same/beside.html"


def _follow_up(form: FollowUpForm, turn: Turn) -> None:
    assert form.received_on.data is not None
    follow_up(
        turn.case_id,
        by=turn.by,
        now=turn.now,
        channel=Channel(form.channel.data),
        received_on=form.received_on.data,
        text=typed(form.text),
        submission_key=typed(form.submission_key) or codes.new_key(),
        name=typed(form.name),
        phone=typed(form.phone),
        attachment_ids=staged(form, form.files, AttachmentSource.PETITIONER),
    )


def _today(_file: CaseFile) -> Mapping[str, Any]:
    return {"submission_key": codes.new_key(), "received_on": clock.today()}


def _link(form: LinkForm, turn: Turn) -> None:
    link_cases(
        **turn.how,
        other_id=_meant(form, turn),
        kind=LinkKind(form.kind.data),
        reason=typed(form.reason),
    )


def _merge(form: MergeForm, turn: Turn) -> None:
    merge_into(**turn.how, into_id=_meant(form, turn), reason=typed(form.reason))


def _meant(form: OtherForm, turn: Turn) -> int:
    """The case with the number that was typed, as far as this officer may see it; 0, which none has."""
    return find_case(typed(form.other), actor=turn.by)


def _named(form: OtherForm, _file: CaseFile) -> None:
    """Coming from a hint, the other case's number is in the form already."""
    if form.other.data or not request.args.get("with"):
        return
    try:
        wanted = row_number(request.args["with"])
    except ValueError:
        return
    form.other.data = number_of(wanted, actor=me().actor)


def _in_force(form: UnlinkForm, file: CaseFile) -> None:
    form.link.choices = [
        (str(each.other.id), f"{each.other.number} · {wording.word(each.kind)}")
        for each in file.links
        if each.undone_at is None and each.kind is not LinkKind.JOINED
    ]


PAGES = (
    StepPage(
        Action.FOLLOW_UP,
        _follow_up,
        _l("已经记入这件信访件，期限不变。"),
        _l(
            "办理期间同一人就同一事项再次来信来访的，记在原来的登记里，不另立新件，期限不重新计算。"
            "承办单位和信访机构会收到通知。"
        ),
        form=FollowUpForm,
        start=_today,
        template=BESIDE,
    ),
    StepPage(
        Action.LINK_CASES,
        _link,
        _l("两件已经关联，各自按自己的期限办理。"),
        _l(
            "不同的人反映同一事项，或者事项有关联的，可以关联起来一并研究。两件仍然分别办理、分别答复，"
            "期限各自计算；随时可以撤销。"
        ),
        form=LinkForm,
        prepare=_named,
        template=BESIDE,
    ),
    StepPage(
        Action.UNLINK_CASES,
        lambda form, turn: unlink_cases(
            **turn.how, other_id=form.other_id, reason=typed(form.reason)
        ),
        _l("关联已经撤销。"),
        _l("撤销以后两件的状态和期限都和关联以前一样，办理经过里留下记录。"),
        form=UnlinkForm,
        prepare=_in_force,
        template=BESIDE,
    ),
    StepPage(
        Action.MERGE_INTO,
        _merge,
        _l("已经并入先前的信访件。"),
        _l(
            "同一人就同一事项重复提出、先前的那件还在办理的，可以并入先前的那件。内容记入那一件，"
            "期限按那一件计算；信访人用两个编号都能查询。并错了可以撤销，期限恢复原样。"
        ),
        form=MergeForm,
        prepare=_named,
        template=BESIDE,
    ),
    StepPage(
        Action.UNDO_MERGE,
        lambda form, turn: undo_merge(**turn.how, reason=typed(form.reason)),
        _l("已经恢复单独办理。"),
        _l("这件信访件回到并入以前的状态，期限从原来的起点接着计算，已经超期的仍然是超期。"),
        form=UndoMergeForm,
        template=BESIDE,
    ),
)
