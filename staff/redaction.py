"""The redaction editor: each text beside its original, a proposal at a press, and afterwards what was blacked out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from flask import Blueprint, abort, render_template, request
from flask_babel import lazy_gettext as _l

from petitions.actions.errors import Refused
from petitions.actions.propose_redaction import Proposal, propose_redaction
from petitions.actions.redact import redact
from petitions.queries.case_views import CaseFile
from petitions.rules.lifecycle import STEPS
from petitions.rules.redaction import FIELDS, pieces
from petitions.rules.terms import Action, AttachmentSource
from staff.forms.read import typed
from staff.forms.redaction import RedactForm
from staff.opened import CASE_ID, looked_at, the_case
from staff.rights import room
from staff.step_page import Answer, StepPage, Turn
from web import wording

blueprint = Blueprint("redaction", __name__, url_prefix="/cases")

EDITOR = "staff/redaction/edit.html"


def _start(file: CaseFile) -> Mapping[str, Any]:
    """The newest version to go on from, or the original; of what came later the original."""
    newest = file.redaction
    texts = {name: getattr(newest or file.content, name) or "" for name in FIELDS}
    known = newest.supplements if newest else {}
    return {
        **texts,
        "supplements": [known.get(key, text) for key, text in file.added],
        "released": [str(number) for number in sorted(newest.files)] if newest else [],
    }


def _prepare(form: RedactForm, file: CaseFile) -> None:
    """The petitioner's papers and the office's; a reply is the unit's own."""
    form.released.choices = [
        (str(each.id), each.name)
        for each in file.files
        if each.source is not AttachmentSource.REPLY
    ]
    for entry, key in _supplements(form, file):
        entry.label.text = _l("又来信访时说的") if key.startswith("f") else _l("信访人补充")


def _supplements(form: RedactForm, file: CaseFile) -> Iterator[tuple[Any, str]]:
    """The fields of what was added later, each with its key."""
    yield from zip(form.supplements, (key for key, _ in file.added), strict=False)


def _redact(form: RedactForm, turn: Turn) -> str | None:
    if "propose" in request.form:
        return _proposed(form, turn, looked_at(turn.case_id))
    file = the_case(turn.case_id)
    try:
        redact(
            **turn.how,
            title=typed(form.title),
            request=typed(form.request),
            facts=typed(form.facts),
            reasons=typed(form.reasons),
            problem_place=typed(form.problem_place),
            complained_about=typed(form.complained_about),
            supplements={key: typed(field) for field, key in _supplements(form, file)},
            files=[int(number) for number in form.released.data or ()],
            reason=form.why_kept,
        )
    except Refused as error:
        raise _at_field(error, form, file) from error
    return None


def _at_field(error: Refused, form: RedactForm, file: CaseFile) -> Refused:
    """The same refusal, with supplements named as the form names them."""
    names = {f"supplement {key}": field for field, key in _supplements(form, file)}
    (name,) = error.facts.get("at", ("",))
    if name in names:
        form.refuse(names[name], wording.refusal(error))
        return Refused(error.code, trace=error.facts["trace"])
    return error


def _proposed(form: RedactForm, turn: Turn, file: CaseFile) -> Answer:
    """The form once more, with everything that was found blacked out; nothing is saved."""
    fields = {name: form[name] for name in FIELDS}
    fields |= {field.name: field for field, _ in _supplements(form, file)}
    found = propose_redaction(
        turn.case_id,
        by=turn.by,
        now=turn.now,
        texts={name: typed(field) for name, field in fields.items()},
    )
    for name, field in fields.items():
        field.data = found[name].text
    return Answer(
        render_template(
            EDITOR,
            page=PAGES[0],
            form=form,
            file=file,
            step=STEPS[Action.REDACT],
            outrun=False,
            news=(),
            closed="",
            blacked=_blacked(found),
            warned=[words for each in found.values() for words in each.self_references],
        )
    )


def _blacked(found: Mapping[str, Proposal]) -> list[tuple[Any, int]]:
    """What was blacked out and how often, over all texts."""
    counts: dict[Any, int] = {}
    for each in found.values():
        for trace, count in each.blacked.items():
            counts[trace] = counts.get(trace, 0) + count
    return list(counts.items())


@blueprint.get(f"/<{CASE_ID}:case_id>/redaction")
@room("queue")
def show(case_id: int) -> str:
    """What went out beside what was written; for who reads the original alone."""
    file = the_case(case_id)
    newest = file.redaction
    if not file.original or not file.redacts or newest is None:
        abort(404)
    file = looked_at(case_id)
    pairs = [(name, getattr(file.content, name) or "", getattr(newest, name)) for name in FIELDS]
    pairs += [("supplement", text, newest.supplements.get(key, "")) for key, text in file.added]
    compared = [(name, pieces(old, new), new) for name, old, new in pairs if old or new]
    return render_template(
        "staff/redaction/show.html",
        file=file,
        newest=newest,
        compared=compared,
        labels={
            **{
                name: RedactForm(formdata=None, meta={"csrf": False})[name].label.text
                for name in FIELDS
            },
            "supplement": _l("后来补充的"),
        },
        released=[each for each in file.files if each.id in newest.files],
        closed_files=[
            each
            for each in file.files
            if each.id not in newest.files and each.source is not AttachmentSource.REPLY
        ],
    )


PAGES = (
    StepPage(
        Action.REDACT,
        _redact,
        _l("脱敏稿已保存，承办单位从现在起看这一稿。"),
        _l(
            "检举控告和要求保密的信访事项，承办单位只看脱敏稿，原文留在信访机构，一字不改。"
            "左边是原文，右边改；保存以前，逐句看有没有能认出信访人的话。"
        ),
        form=RedactForm,
        template=EDITOR,
        prepare=_prepare,
        start=_start,
    ),
)
