"""Accounts: asked for by the administration, decided by the security administrator, shut at once by either (S-10)."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from petitions.actions.approve_grant import approve_grant
from petitions.actions.ask_account import ask_account
from petitions.actions.ask_reset import ask_reset
from petitions.actions.change_account import change_account
from petitions.actions.errors import Missing, NotAllowed, NotFound, Refused
from petitions.actions.refuse_grant import refuse_grant
from petitions.adapters import clock
from petitions.queries import directory, marks
from petitions.queries import grants as requests
from petitions.queries.directory import OfficerView
from petitions.queries.grants import GrantView
from staff.forms.officers import (
    APPROVE,
    ChangedOfficerForm,
    DecisionForm,
    NewOfficerForm,
    OfficerForm,
    ResetForm,
)
from staff.forms.read import typed
from staff.meanwhile import put_back_beside
from staff.navigation import tree_choices
from staff.opened import CASE_ID
from staff.refusals import put_back, said
from staff.rights import me, room
from staff.words import DECISIONS, GRANTS

blueprint = Blueprint("officers", __name__, url_prefix="/directory")


@blueprint.get("/officers/")
@room("officers")
def show() -> str:
    return render_template(
        "staff/officers/list.html",
        officers=directory.officers(),
        waiting=requests.waiting_grants(me().actor),
    )


@blueprint.get("/officers/new")
@room("officers")
def ask() -> str:
    return officer_page(NewOfficerForm(formdata=None), None)


@blueprint.post("/officers/new")
@room("officers")
def make() -> ResponseReturnValue:
    """The account is reserved and shut; the first password comes with the approval."""
    form = with_units(NewOfficerForm())
    if form.validate():
        try:
            ask_account(typed(form.username), **form.facts(), by=me().actor, now=clock.now())
        except (Missing, Refused) as error:
            put_back(form, error)
        else:
            return handed_in()
    return officer_page(form, None), 422


@blueprint.get(f"/officers/<{CASE_ID}:officer_id>")
@room("officers")
def show_officer(officer_id: int) -> str:
    form = kept_form(officer_id)
    return officer_page(form, the_officer(officer_id))


def kept_form(officer_id: int) -> ChangedOfficerForm:
    """The form of an account as it is kept now. Raises NotFound."""
    seen, found = marks.of_officer(officer_id), the_officer(officer_id)
    form = ChangedOfficerForm(formdata=None, obj=found)
    form.role.data, form.unit_id.data = found.role.value, str(found.unit_id)
    form.seen.data = seen
    return form


@blueprint.post(f"/officers/<{CASE_ID}:officer_id>")
@room("officers")
def alter(officer_id: int) -> ResponseReturnValue:
    found, form, status = the_officer(officer_id), with_units(ChangedOfficerForm()), 422
    if form.validate():
        try:
            waits = change_account(
                officer_id,
                **form.facts(),
                active=form.active.data,
                seen=typed(form.seen),
                by=me().actor,
                now=clock.now(),
            )
        except (Missing, Refused) as error:
            status = put_back_beside(form, error, lambda: kept_form(officer_id))
        else:
            if waits:
                return handed_in()
            flash(gettext("人员信息已经保存。"), "success")
            return redirect(url_for(".show"), code=303)
    return officer_page(form, found), status


@blueprint.post(f"/officers/<{CASE_ID}:officer_id>/reset")
@room("officers")
def reset(officer_id: int) -> ResponseReturnValue:
    """Ask for a new first password; the old one stays until another person approves."""
    found, form = the_officer(officer_id), ResetForm()
    if form.validate():
        try:
            ask_reset(officer_id, reason=typed(form.reason), by=me().actor, now=clock.now())
        except (Missing, Refused) as error:
            put_back(form, error)
        else:
            return handed_in()
    return reset_page(form, found), 422


@blueprint.get(f"/officers/<{CASE_ID}:officer_id>/reset")
@room("officers")
def ask_for_reset(officer_id: int) -> str:
    return reset_page(ResetForm(formdata=None), the_officer(officer_id))


@blueprint.get("/grants/")
@room("officers")
def grants() -> str:
    """What was asked, by whom, and what became of it."""
    return render_template(
        "staff/officers/grants.html",
        grants=requests.grants(me().actor),
        kinds=GRANTS,
        decisions=DECISIONS,
    )


@blueprint.get(f"/grants/<{CASE_ID}:grant_id>")
@room("grants")
def show_grant(grant_id: int) -> str:
    return grant_page(DecisionForm(formdata=None), the_grant(grant_id))


@blueprint.post(f"/grants/<{CASE_ID}:grant_id>")
@room("grants")
def decide(grant_id: int) -> ResponseReturnValue:
    """Approve or refuse; a first password is shown on this answer and nowhere else."""
    found, form = the_grant(grant_id), DecisionForm()
    if form.validate():
        how: dict[str, Any] = {
            "by": me().actor,
            "now": clock.now(),
            "comment": typed(form.comment),
        }
        try:
            if form.decision.data == APPROVE:
                first = approve_grant(grant_id, **how)
                if first is not None:
                    return first_password(found.username, first)
            else:
                refuse_grant(grant_id, **how)
        except (Missing, Refused, NotAllowed) as error:
            put_back(form, error)
        else:
            flash(gettext("决定已经生效。"), "success")
            return redirect(url_for(".grants"), code=303)
    return grant_page(form, found), 422


def handed_in() -> ResponseReturnValue:
    """Say that nothing has changed yet."""
    flash(gettext("申请已经提交，由安全管理员核准后生效。"), "success")
    return redirect(url_for(".grants"), code=303)


def with_units(form: Any) -> Any:
    """The form with the tree of units in its select."""
    units = directory.units(active_only=False)
    form.unit_id.choices = tree_choices(units, ("", gettext("请选择")))
    return form


def officer_page(form: OfficerForm, officer: OfficerView | None) -> str:
    """The page of one officer, or of a new one."""
    waits = requests.waiting_for(officer.id, actor=me().actor) if officer else None
    return render_template(
        "staff/officers/officer.html",
        form=with_units(form),
        found=officer,
        waits=waits,
        kinds=GRANTS,
    )


def reset_page(form: ResetForm, officer: OfficerView) -> str:
    """The page that asks why."""
    return render_template("staff/officers/reset.html", form=form, found=officer)


def grant_page(form: DecisionForm, found: GrantView) -> str:
    """The page of one request; who may not decide it is told why."""
    barred = said(NotAllowed(found.barred)) if found.barred else ""
    return render_template(
        "staff/officers/grant.html",
        form=form,
        found=found,
        barred=barred,
        kinds=GRANTS,
        decisions=DECISIONS,
    )


def first_password(username: str, password: str) -> str:
    """The page that shows a first password once."""
    return render_template(
        "staff/officers/first_password.html", username=username, password=password
    )


def the_officer(officer_id: int) -> OfficerView:
    """The officer with that number. Raises NotFound."""
    for each in directory.officers():
        if each.id == officer_id:
            return each
    raise NotFound


def the_grant(grant_id: int) -> GrantView:
    """The request with that number. Raises NotFound."""
    found = requests.grant(grant_id, actor=me().actor)
    if found is None:
        raise NotFound
    return found
