"""The rulebook: every limit with its article; the office's own, set with a preview and kept with their history."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from petitions.actions.errors import Refused
from petitions.actions.set_limits import check_limits, set_limits
from petitions.adapters import clock
from petitions.queries import rule_history
from petitions.queries.rule_history import ChangeView, LimitEffect, RuleView
from petitions.rules.permissions import may_enter
from petitions.rules.policy import Limit, LimitRefused
from petitions.rules.rulebook import PROFILES, Profile
from petitions.rules.terms import Clock, DayKind
from staff.forms.rulebook import ChangeForm, LimitForm, ProfileForm, why
from staff.refusals import put_back
from staff.rights import me, room
from web.language import ENGLISH, lang

blueprint = Blueprint("rulebook", __name__, url_prefix="/rules")


@blueprint.get("/")
@room("calendar")
def show() -> str:
    """All rules, and the sets an office may take over."""
    return render_template(
        "staff/rulebook/rules.html",
        views=rule_history.rule_views(clock.today()),
        profiles=PROFILES,
        profile_name=profile_name,
        may_change=may_change(),
        changes=rule_history.changes(),
        recounting=rule_history.recounting(),
    )


@blueprint.get("/<code>")
@room("calendar")
def rule(code: str) -> str:
    view = the_rule(code)
    form = LimitForm(
        formdata=None,
        data={
            "length": view.rule.length,
            "kind": view.rule.kind.value,
            "near": view.rule.warn.near,
            "head": view.rule.warn.head,
            "supervision": view.rule.warn.supervision,
            "effective_from": clock.today() + timedelta(days=1),
            "seen": rule_history.mark_now(),
        },
    )
    if view.rule.kind is DayKind.MINUTES:
        del form.kind
    return rule_page(view, form)


@blueprint.post("/<code>/preview")
@room("rules")
def try_limit(code: str) -> ResponseReturnValue:
    """What the limit would have done, before it is set."""
    view, form = the_rule(code), LimitForm()
    if asked_back():
        return rule_page(view, form)
    if not valid(view, form):
        return rule_page(view, form), 422
    limits = [form.limit(view.rule)]
    effects = effects_of(form, limits)
    if effects is None:
        return rule_page(view, form), 422
    return preview(
        form, limits, effects, url_for(".set_limit", code=code), url_for(".rule", code=code)
    )


@blueprint.post("/<code>")
@room("rules")
def set_limit(code: str) -> ResponseReturnValue:
    view, form = the_rule(code), LimitForm()
    if valid(view, form) and kept(form, [form.limit(view.rule)]):
        return redirect(url_for(".rule", code=code), code=303)
    newer = others(form)
    return rule_page(view, renewed(form), newer), 409 if newer else 422


@blueprint.get("/profiles/<name>")
@room("rules")
def ask_profile(name: str) -> str:
    form = ProfileForm(
        formdata=None,
        data={"effective_from": clock.today() + timedelta(days=1), "seen": rule_history.mark_now()},
    )
    return profile_page(the_profile(name), form)


@blueprint.post("/profiles/<name>/preview")
@room("rules")
def try_profile(name: str) -> ResponseReturnValue:
    profile, form = the_profile(name), ProfileForm()
    if asked_back():
        return profile_page(profile, form)
    if form.validate():
        limits = form.limits(profile)
        effects = effects_of(form, limits)
        if effects is not None:
            return preview(
                form,
                limits,
                effects,
                url_for(".take_profile", name=name),
                url_for(".ask_profile", name=name),
            )
    return profile_page(profile, form), 422


@blueprint.post("/profiles/<name>")
@room("rules")
def take_profile(name: str) -> ResponseReturnValue:
    profile, form = the_profile(name), ProfileForm()
    if form.validate() and kept(form, form.limits(profile), title=profile.name):
        return redirect(url_for(".show"), code=303)
    newer = others(form)
    return profile_page(profile, renewed(form), newer), 409 if newer else 422


def the_rule(code: str) -> RuleView:
    """The rule with that number; 404 for others."""
    for view in rule_history.rule_views(clock.today()):
        if view.rule.clock.value == code:
            return view
    abort(404)


def the_profile(name: str) -> Profile:
    """The set of that name; 404 for others."""
    for profile in PROFILES:
        if profile.id == name:
            return profile
    abort(404)


def profile_name(profile: Profile) -> str:
    """A set's name in the reader's language."""
    return profile.name_en if lang() == ENGLISH else profile.name


def may_change() -> bool:
    """Whether this officer may set limits."""
    return may_enter(me().actor, "rules")


def asked_back() -> bool:
    """Whether the officer wants to go on typing after he saw what it would do."""
    return "again" in request.form


def valid(view: RuleView, form: LimitForm) -> bool:
    """Whether the form holds; a clock in minutes is not asked how its days are counted."""
    if view.rule.kind is DayKind.MINUTES:
        del form.kind
    return bool(form.validate())


def effects_of(form: ChangeForm, limits: Sequence[Limit]) -> tuple[LimitEffect, ...] | None:
    """What the limits would have done; None, with the refusal on the form, where they may not be set."""
    try:
        check_limits(limits, effective_from=form.day, now=clock.now())
        return rule_history.limit_effects(limits, today=clock.today())
    except Refused as refused:
        put_back(form, refused)
        return None
    except LimitRefused as refused:
        put_back(
            form,
            Refused(
                refused.code, legal=refused.legal, article=refused.article, clock=refused.clock
            ),
        )
        return None


def kept(form: ChangeForm, limits: Sequence[Limit], title: str = "") -> bool:
    """Set the limits; False, with the refusal on the form, where that is refused."""
    try:
        set_limits(
            limits,
            effective_from=form.day,
            reason=why(form),
            title=title,
            seen=form.seen.data or "",
            by=me().actor,
            now=clock.now(),
        )
    except Refused as error:
        put_back(form, error)
        return False
    flash(gettext("期限已经保存，从生效日期起使用。"), "success")
    return True


def others(form: ChangeForm) -> tuple[ChangeView, ...]:
    """What others changed after the page was drawn."""
    seen: list[str] = list(form.seen.raw_data or [""])
    return rule_history.changes_since(seen[0])


def renewed(form: ChangeForm) -> ChangeForm:
    """The form on top of the rules as they are now, with what was typed."""
    form.seen.data = rule_history.mark_now()
    return form


def rule_page(view: RuleView, form: ChangeForm, newer: Sequence[ChangeView] = ()) -> str:
    """One rule: what holds, what comes, what was, and the form for who may change it."""
    return render_template(
        "staff/rulebook/rule.html",
        view=view,
        form=form,
        newer=newer,
        may_change=may_change() and view.rule.changeable,
        changes=rule_history.changes(clock=Clock(view.rule.clock)),
    )


def profile_page(profile: Profile, form: ChangeForm, newer: Sequence[ChangeView] = ()) -> str:
    """One set of stricter limits."""
    return render_template(
        "staff/rulebook/profile.html",
        profile=profile,
        name=profile_name(profile),
        form=form,
        newer=newer,
    )


def preview(
    form: ChangeForm,
    limits: Sequence[Limit],
    effects: Sequence[LimitEffect],
    action: str,
    back: str,
) -> str:
    """What would change, with everything that was typed carried along."""
    laws = {view.rule.clock: view.law for view in rule_history.rule_views(clock.today())}
    return render_template(
        "staff/rulebook/preview.html",
        form=form,
        rows=[
            (limit, laws[limit.clock], effect)
            for limit, effect in zip(limits, effects, strict=True)
        ],
        action=action,
        back=back,
    )
