"""The responsibility map's room: the live map, its draft, the trial on past cases, earlier versions."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from petitions.actions.draft_routing import (
    discard_draft,
    load_lines,
    open_draft,
    put_rule,
    remove_rule,
)
from petitions.actions.errors import NotFound, Refused
from petitions.actions.publish_routing import publish_routing, record_trial
from petitions.adapters import clock
from petitions.queries import directory, routing_sets
from petitions.queries.categories import categories
from petitions.queries.routing import share_followed
from petitions.queries.routing_sets import RuleSetView
from petitions.queries.routing_trial import trial
from petitions.rules.permissions import may_enter
from petitions.rules.routing import CONFLICT, JOINT, RoutingRule
from petitions.rules.routing_sets import RuleSetState
from staff.category_words import category_words
from staff.forms.read import counted, typed
from staff.forms.routing_rules import DraftForm, MapForm, PublishForm, RuleForm, TrialForm
from staff.meanwhile import put_back_beside
from staff.navigation import unit_name
from staff.opened import CASE_ID
from staff.refusals import put_back
from staff.rights import me, room
from staff.sheets import from_form
from web import wording
from web.importing.sheets import read_map
from web.limits import takes_files

blueprint = Blueprint("routing_rules", __name__, url_prefix="/routing")

USUAL_TRIAL = 500
"""Cases a trial begins with."""


@blueprint.get("/")
@room("routing_rules")
def show() -> str:
    """The live map, what officers made of its suggestions, and the versions."""
    sets = routing_sets.rule_sets()
    live = next((each for each in sets if each.state is RuleSetState.LIVE), None)
    return render_template(
        "staff/routing_rules/show.html",
        live=live,
        draft=next((each for each in sets if each.state is RuleSetState.DRAFT), None),
        rules=lines_of(live) if live else [],
        sets=sets,
        share=share_followed(me().actor) if may_try() else None,
        conflict=CONFLICT,
        joint=JOINT,
        form=blank(DraftForm),
    )


@blueprint.get(f"/versions/<{CASE_ID}:number>")
@room("routing_rules")
def version(number: int) -> str:
    """The rules of an earlier version."""
    found = next((each for each in routing_sets.rule_sets() if each.number == number), None)
    if found is None:
        raise NotFound
    return render_template("staff/routing_rules/version.html", version=found, rules=lines_of(found))


@blueprint.post("/draft/begin")
@room("routing_rules")
def begin() -> ResponseReturnValue:
    """Two who begin at once get the same draft."""
    try:
        open_draft(by=me().actor, now=clock.now())
    except Refused as error:
        flash(wording.refusal(error))
    return to_draft()


@blueprint.get("/draft")
@room("routing_rules")
def draft() -> ResponseReturnValue:
    found = routing_sets.draft()
    return draft_page(found) if found else to_map()


@blueprint.post("/draft/discard")
@room("routing_rules")
def discard() -> ResponseReturnValue:
    form = DraftForm()
    try:
        discard_draft(seen=form.seen_edits, by=me().actor, now=clock.now())
    except Refused as error:
        flash(wording.refusal(error))
        return to_draft()
    flash(gettext("草稿已经放弃，正在使用的规则不变。"), "success")
    return to_map()


@blueprint.get("/draft/rules/new")
@room("routing_rules")
def ask_new() -> ResponseReturnValue:
    found = routing_sets.draft()
    if found is None:
        return to_map()
    form = RuleForm(formdata=None, data={"match": "any", "priority": 0, "seen": str(found.edits)})
    return rule_page(form, 0)


@blueprint.post("/draft/rules/new")
@room("routing_rules")
def make() -> ResponseReturnValue:
    return kept(0)


@blueprint.get(f"/draft/rules/<{CASE_ID}:key>")
@room("routing_rules")
def ask(key: int) -> ResponseReturnValue:
    found = routing_sets.draft()
    return rule_page(kept_form(found, key), key) if found else to_map()


@blueprint.post(f"/draft/rules/<{CASE_ID}:key>")
@room("routing_rules")
def alter(key: int) -> ResponseReturnValue:
    in_draft(key)
    return kept(key)


@blueprint.post(f"/draft/rules/<{CASE_ID}:key>/remove")
@room("routing_rules")
def remove(key: int) -> ResponseReturnValue:
    in_draft(key)
    form = DraftForm()
    try:
        remove_rule(key, seen=form.seen_edits, by=me().actor, now=clock.now())
    except Refused as error:
        flash(wording.refusal(error))
    else:
        flash(gettext("规则已经从草稿中去掉。"), "success")
    return to_draft()


@blueprint.get("/draft/import")
@room("routing_rules")
def ask_import() -> ResponseReturnValue:
    found = routing_sets.draft()
    if found is None:
        return to_map()
    return import_page(MapForm(formdata=None, data={"seen": str(found.edits)}))


@blueprint.post("/draft/import")
@room("routing_rules")
@takes_files
def import_map() -> ResponseReturnValue:
    """Rows that make no rule are listed; the others are in the draft."""
    form = MapForm()
    lines = from_form(form, form.file, read_map) if form.validate() else None
    if lines is None:
        return import_page(form), 422
    try:
        loaded = load_lines(
            lines, unit_id=form.unit, seen=form.seen_edits, by=me().actor, now=clock.now()
        )
    except Refused as error:
        put_back(form, error)
        renew(form)
        return import_page(form), 422
    words = [
        gettext(
            "第 %(line)s 行：%(why)s",
            line=fault.line,
            why=wording.refusal_code(fault.code, **fault.facts),
        )
        for fault in loaded.faults
    ]
    return render_template("staff/routing_rules/imported.html", added=loaded.added, faults=words)


@blueprint.post("/draft/try")
@room("routing_live")
def try_draft() -> ResponseReturnValue:
    """What the draft would have suggested for past cases, beside the live map and where they went."""
    found, form = routing_sets.draft(), TrialForm()
    if found is None:
        return to_map()
    if not form.validate():
        return draft_page(found, try_form=form), 422
    tried = trial(found.id, actor=me().actor, last=counted(form.last), since=form.since.data)
    try:
        record_trial(seen=found.edits, by=me().actor, now=clock.now(), cases=tried.after.cases)
    except Refused as error:
        put_back(form, error)
        return draft_page(found, try_form=form), 409
    return render_template(
        "staff/routing_rules/trial.html",
        trial=tried,
        version=found,
        barred=barred(),
        form=PublishForm(formdata=None, data={"seen": str(found.edits)}),
    )


@blueprint.post("/draft/publish")
@room("routing_live")
def publish() -> ResponseReturnValue:
    found, form = routing_sets.draft(), PublishForm()
    if found is None:
        return to_map()
    if form.validate():
        try:
            number = publish_routing(
                seen=form.seen_edits, note=typed(form.note), by=me().actor, now=clock.now()
            )
        except Refused as error:
            put_back(form, error)
        else:
            flash(gettext("责任分工规则第 %(number)s 版开始使用。", number=number), "success")
            return to_map()
    renew(form)
    return draft_page(found, publish_form=form), 422


def kept(key: int) -> ResponseReturnValue:
    """Keep a rule of the draft, or show the form again."""
    form, status = RuleForm(), 422
    if form.validate():
        try:
            put_rule(form.rule(key), seen=form.seen_edits, by=me().actor, now=clock.now())
        except Refused as error:
            if key:
                status = put_back_beside(form, error, lambda: kept_form(in_draft(key), key))
            else:
                put_back(form, error)
            renew(form)
        else:
            flash(gettext("规则已经保存在草稿里。"), "success")
            return to_draft()
    return rule_page(form, key), status


def kept_form(found: RuleSetView | None, key: int) -> RuleForm:
    """The form of a rule as the draft has it now. Raises NotFound."""
    if found is None:
        raise NotFound
    form = RuleForm(formdata=None, data={"seen": str(found.edits)})
    form.fill(the_rule(found, key))
    return form


def renew(form: DraftForm) -> None:
    """Put the form on top of the draft as it is now, with what was typed."""
    found = routing_sets.draft()
    form.seen.data = str(found.edits) if found else ""


def blank(form: type[DraftForm], found: RuleSetView | None = None, **data: Any) -> Any:
    """A form as it is first shown, on top of the draft."""
    return form(formdata=None, data={**data, "seen": str(found.edits) if found else ""})


def draft_page(
    found: RuleSetView,
    *,
    try_form: TrialForm | None = None,
    publish_form: PublishForm | None = None,
) -> str:
    """The draft with its rules, and the forms that try and publish it."""
    return render_template(
        "staff/routing_rules/draft.html",
        version=found,
        rules=lines_of(found),
        may_try=may_try(),
        barred=barred(),
        form=publish_form or try_form or blank(DraftForm, found),
        plain=blank(DraftForm, found),
        try_form=try_form or blank(TrialForm, found, last=USUAL_TRIAL),
        publish_form=publish_form or blank(PublishForm, found),
    )


def rule_page(form: RuleForm, key: int) -> str:
    """The page of one rule, or of a new one."""
    plain = DraftForm(formdata=None, data={"seen": form.seen.data})
    return render_template("staff/routing_rules/rule.html", form=form, key=key, plain=plain)


def import_page(form: MapForm) -> str:
    """The page that takes a file."""
    return render_template("staff/routing_rules/import.html", form=form)


def lines_of(found: RuleSetView) -> list[dict[str, Any]]:
    """The rules of a version as the table shows them."""
    units = {each.id: each for each in directory.units(active_only=False)}
    known = categories()
    return [
        {
            "rule": rule,
            "unit": unit_name(units.get(rule.unit_id or 0)),
            "idle": rule.unit_id is not None and not units[rule.unit_id].active,
            "category": category_words(known.path(rule.category)) if rule.category else "",
        }
        for rule in routing_sets.rules_of(found.id)
    ]


def in_draft(key: int) -> RuleSetView | None:
    """The draft, None where there is none any more; 404 for a rule that it does not have."""
    found = routing_sets.draft()
    if found is not None:
        the_rule(found, key)
    return found


def the_rule(found: RuleSetView, key: int) -> RoutingRule:
    """The rule of the draft with that key. Raises NotFound."""
    for rule in routing_sets.rules_of(found.id):
        if rule.key == key:
            return rule
    raise NotFound


def barred() -> str:
    """Why this officer may not put the draft in force; blank if he may."""
    code = routing_sets.why_not_published(me().actor)
    return wording.refusal_code(code) if code else ""


def may_try() -> bool:
    """Whether this officer tries and publishes drafts."""
    return may_enter(me().actor, "routing_live")


def to_draft() -> ResponseReturnValue:
    return redirect(url_for("routing_rules.draft"), code=303)


def to_map() -> ResponseReturnValue:
    return redirect(url_for("routing_rules.show"), code=303)
