"""The administrator's room: the tree of units and the officers; nothing in it is ever deleted."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from petitions.actions.errors import NotFound, Refused
from petitions.actions.manage_officers import add_officer, change_officer, reset_password
from petitions.actions.manage_units import add_unit, change_unit
from petitions.adapters import clock
from petitions.queries import directory
from petitions.queries.directory import OfficerView
from staff.forms.directory import ChangedOfficerForm, NewOfficerForm, OfficerForm, UnitForm
from staff.forms.read import typed
from staff.navigation import unit_name
from staff.opened import CASE_ID
from staff.refusals import put_back
from staff.rights import me, room

blueprint = Blueprint("directory", __name__, url_prefix="/directory")


@blueprint.get("/")
@room("directory")
def units() -> str:
    return render_template("staff/directory/units.html", units=directory.units(active_only=False))


@blueprint.get("/units/new")
@room("directory")
def ask_unit() -> str:
    form = UnitForm(formdata=None, data={"published": True, "active": True})
    return unit_page(form, None)


@blueprint.post("/units/new")
@room("directory")
def make_unit() -> ResponseReturnValue:
    return keep_unit(None)


@blueprint.get(f"/units/<{CASE_ID}:unit_id>")
@room("directory")
def show_unit(unit_id: int) -> str:
    found = directory.unit(unit_id)
    if found is None:
        raise NotFound
    form = UnitForm(formdata=None, obj=found)
    form.kind.data = found.kind.value
    form.parent_id.data = str(found.parent_id or "")
    return unit_page(form, unit_id)


@blueprint.post(f"/units/<{CASE_ID}:unit_id>")
@room("directory")
def alter_unit(unit_id: int) -> ResponseReturnValue:
    if directory.unit(unit_id) is None:
        raise NotFound
    return keep_unit(unit_id)


@blueprint.get("/officers/")
@room("directory")
def officers() -> str:
    return render_template("staff/directory/officers.html", officers=directory.officers())


@blueprint.get("/officers/new")
@room("directory")
def ask_officer() -> str:
    return officer_page(NewOfficerForm(formdata=None), None)


@blueprint.post("/officers/new")
@room("directory")
def make_officer() -> ResponseReturnValue:
    """The first password is shown on this answer and nowhere else."""
    form = with_units(NewOfficerForm())
    if form.validate():
        try:
            _, first = add_officer(
                typed(form.username), **form.facts(), by=me().actor, now=clock.now()
            )
        except Refused as error:
            put_back(form, error)
        else:
            return first_password(typed(form.username), first)
    return officer_page(form, None), 422


@blueprint.get(f"/officers/<{CASE_ID}:officer_id>")
@room("directory")
def show_officer(officer_id: int) -> str:
    found = the_officer(officer_id)
    form = ChangedOfficerForm(formdata=None, obj=found)
    form.role.data, form.unit_id.data = found.role.value, str(found.unit_id)
    return officer_page(form, found)


@blueprint.post(f"/officers/<{CASE_ID}:officer_id>")
@room("directory")
def alter_officer(officer_id: int) -> ResponseReturnValue:
    found, form = the_officer(officer_id), with_units(ChangedOfficerForm())
    if form.validate():
        try:
            change_officer(
                officer_id,
                **form.facts(),
                active=form.active.data,
                by=me().actor,
                now=clock.now(),
            )
        except Refused as error:
            put_back(form, error)
        else:
            flash(gettext("人员信息已经保存。岗位、单位有变化的，要重新登录。"), "success")
            return redirect(url_for(".officers"), code=303)
    return officer_page(form, found), 422


@blueprint.post(f"/officers/<{CASE_ID}:officer_id>/reset")
@room("directory")
def reset(officer_id: int) -> str:
    """A password nobody chose; it has to be changed at once, and the second factor is gone."""
    found = the_officer(officer_id)
    first = reset_password(officer_id, by=me().actor, now=clock.now())
    return first_password(found.username, first)


def keep_unit(unit_id: int | None) -> ResponseReturnValue:
    """Make or change a unit, or show the form again."""
    form = with_units(UnitForm())
    if form.validate():
        try:
            if unit_id is None:
                add_unit(form.facts(), by=me().actor, now=clock.now())
            else:
                change_unit(unit_id, form.facts(), by=me().actor, now=clock.now())
        except Refused as error:
            put_back(form, error)
        else:
            flash(gettext("单位已经保存。"), "success")
            return redirect(url_for(".units"), code=303)
    return unit_page(form, unit_id), 422


def with_units(form: Any) -> Any:
    """The form with the tree of units in its select."""
    tree = [
        (str(each.id), "　" * each.depth + unit_name(each))
        for each in directory.units(active_only=False)
    ]
    if isinstance(form, OfficerForm):
        form.unit_id.choices = [("", gettext("请选择")), *tree]
    else:
        form.parent_id.choices = [("", gettext("没有上级")), *tree]
    return form


def unit_page(form: UnitForm, unit_id: int | None) -> str:
    """The page of one unit, or of a new one."""
    return render_template("staff/directory/unit.html", form=with_units(form), unit_id=unit_id)


def officer_page(form: OfficerForm, officer: OfficerView | None) -> str:
    """The page of one officer, or of a new one."""
    return render_template("staff/directory/officer.html", form=with_units(form), found=officer)


def first_password(username: str, password: str) -> str:
    """The page that shows a first password once."""
    return render_template(
        "staff/directory/first_password.html", username=username, password=password
    )


def the_officer(officer_id: int) -> OfficerView:
    """The officer with that number. Raises NotFound."""
    for each in directory.officers():
        if each.id == officer_id:
            return each
    raise NotFound
