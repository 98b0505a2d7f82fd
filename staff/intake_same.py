"""Before something is registered: is the matter there already? Shown beside what was typed; the clerk decides."""

from __future__ import annotations

from dataclasses import dataclass

from flask import render_template
from flask_babel import gettext

from petitions.actions.errors import ActionError, NotAllowed, NotFound, Refused
from petitions.actions.follow_up import follow_up, followed_before
from petitions.actions.link_cases import link_cases
from petitions.actions.record_look import record_look
from petitions.actions.submit import filed_before
from petitions.adapters import clock
from petitions.queries.case_file import case_file
from petitions.queries.directory import unit
from petitions.queries.matter_views import Hint
from petitions.queries.same_matter import same_as_written
from petitions.rules.looks import Look
from petitions.rules.redaction import is_protected
from petitions.rules.same_matter import CHOSEN, LinkKind, shared
from petitions.rules.terms import AttachmentSource, Channel
from staff.forms.intake import IntakeForm
from staff.forms.read import typed
from staff.refusals import put_back
from staff.rights import me
from staff.uploads import staged
from web.fields import row_number
from web.settings import current

NEW, FOLLOW = "new", "follow"
BESIDE = 3
"""Cases whose text is shown beside what was typed, each a recorded look; the others are lines of a list."""


@dataclass(frozen=True, slots=True)
class Decision:
    """What the clerk chose: a case of its own, a follow-up of an open case, or a new case linked with one."""

    what: str
    case_id: int = 0


def decision_of(form: IntakeForm) -> Decision | None:
    """The button that was pressed; None where nothing was decided yet, or nothing that can be read."""
    what, _, number = typed(form.decision).partition(":")
    if what == NEW:
        return Decision(NEW)
    try:
        return Decision(what, row_number(number)) if what in (FOLLOW, *CHOSEN) else None
    except ValueError:
        return None


def compared(form: IntakeForm) -> str | tuple[str, int] | None:
    """The page that asks, or the one that says where it was noted; None where a case of its own is registered."""
    actor, key = me().actor, typed(form.submission_key)
    if (noted_in := followed_before(key, by=actor)) is not None:
        return noted(noted_in)
    if filed_before(key) is not None:
        return None
    decision = decision_of(form)
    if decision is not None and decision.what == FOLLOW:
        if kept_apart(form):
            put_back(form, Refused("kept_apart"))
            return asked(form, same_as_written(form.to_submission(), actor=actor)), 422
        try:
            _follow_up(form, decision.case_id)
        except (NotAllowed, NotFound) as error:
            put_back(form, error if isinstance(error, NotAllowed) else Refused("no_such_case"))
            return asked(form, same_as_written(form.to_submission(), actor=actor)), 422
        return noted(decision.case_id)
    hints = same_as_written(form.to_submission(), actor=actor) if decision is None else ()
    return asked(form, hints) if hints else None


def kept_apart(form: IntakeForm) -> bool:
    """Whether what was typed is protected: as a follow-up the unit of another case would read it (§30)."""
    submission = form.to_submission()
    return is_protected(submission.petition_class, submission.confidential)


def asked(form: IntakeForm, hints: tuple[Hint, ...]) -> str:
    """The form with everything typed and sent so far, and the cases that may be about the same matter."""
    form.kept.data = ",".join(map(str, files_of(form)))
    mine = f"{typed(form.request)}\n{typed(form.facts)}"
    for hint in hints[:BESIDE]:
        record_look(Look.LOOK, by=me().actor, now=clock.now(), case_id=hint.case.id)
    return render_template(
        "staff/intake/compare.html",
        form=form,
        beside=[
            (
                hint,
                shared(f"{hint.request}\n{hint.facts}", mine),
                shared(mine, f"{hint.request}\n{hint.facts}"),
            )
            for hint in hints[:BESIDE]
        ],
        more=hints[BESIDE:],
        apart=kept_apart(form),
        files=len(kept(form)),
    )


def files_of(form: IntakeForm) -> tuple[int, ...]:
    """Files of an earlier press and of this one. Only who sent them can claim them. Raises FilesRefused."""
    return (*kept(form), *staged(form, form.files, AttachmentSource.PETITIONER))


def kept(form: IntakeForm) -> tuple[int, ...]:
    """The numbers that the page carries along; an unreadable one is no file."""
    found = []
    for part in typed(form.kept).split(","):
        try:
            found.append(row_number(part))
        except ValueError:
            continue
    return tuple(dict.fromkeys(found))


def linked_as_decided(form: IntakeForm, case_id: int) -> None:
    """Link the new case where that was chosen; it is registered either way."""
    decision = decision_of(form)
    if decision is None or decision.what not in CHOSEN:
        return
    actor, now = me().actor, clock.now()
    file = case_file(case_id, actor=actor, now=now)
    if file is None:
        return
    try:
        link_cases(
            case_id,
            file.version,
            by=actor,
            now=now,
            other_id=decision.case_id,
            kind=LinkKind(decision.what),
            reason=gettext("录入时对照，由录入人判断。"),
        )
    except ActionError:
        return  # pressed twice, or the other one is gone: the case page shows what is linked


def _follow_up(form: IntakeForm, case_id: int) -> None:
    persons = () if form.anonymous.data else form.persons()
    parts = (form.title, form.request, form.facts, form.reasons)
    follow_up(
        case_id,
        by=me().actor,
        now=clock.now(),
        channel=Channel(form.channel.data),
        received_on=form.received_on.data or clock.today(),
        text="\n".join(filter(None, map(typed, parts))),
        submission_key=typed(form.submission_key),
        name=persons[0].name if persons else "",
        phone=persons[0].phone if persons else "",
        attachment_ids=files_of(form),
    )


def noted(case_id: int) -> str:
    """In which case it was noted: no new number and no new code, the earlier ones go on."""
    actor = me().actor
    return render_template(
        "staff/intake/noted.html",
        file=case_file(case_id, actor=actor, now=clock.now()),
        office=unit(actor.unit_id or 0),
        address=current().public_url,
    )
