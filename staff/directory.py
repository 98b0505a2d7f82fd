"""The administrator's room: the tree of units; nothing in it is ever deleted. Officers: ``officers.py``."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from petitions.actions.errors import NotFound, Refused
from petitions.actions.manage_units import add_unit, change_unit
from petitions.adapters import clock
from petitions.queries import directory, marks
from petitions.queries.network import network
from staff.forms.directory import UnitForm
from staff.forms.read import typed
from staff.meanwhile import put_back_beside
from staff.navigation import tree_choices
from staff.opened import CASE_ID
from staff.rights import me, room
from staff.words import ODDITIES

blueprint = Blueprint("directory", __name__, url_prefix="/directory")


@blueprint.get("/")
@room("directory")
def units() -> str:
    return render_template("staff/directory/units.html", units=network())


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
    return unit_page(kept_form(unit_id), unit_id)


@blueprint.post(f"/units/<{CASE_ID}:unit_id>")
@room("directory")
def alter_unit(unit_id: int) -> ResponseReturnValue:
    if directory.unit(unit_id) is None:
        raise NotFound
    return keep_unit(unit_id)


def kept_form(unit_id: int) -> UnitForm:
    """The form of a unit as it is kept now. Raises NotFound."""
    seen = marks.of_unit(unit_id)
    found = directory.unit(unit_id)
    if found is None:
        raise NotFound
    form = UnitForm(formdata=None, obj=found)
    form.kind.data, form.seen.data = found.kind.value, seen
    form.parent_id.data = str(found.parent_id or "")
    return form


def keep_unit(unit_id: int | None) -> ResponseReturnValue:
    """Make or change a unit, or show the form again."""
    form, status = with_units(UnitForm()), 422
    if form.validate():
        try:
            if unit_id is None:
                add_unit(form.facts(), by=me().actor, now=clock.now())
            else:
                seen = typed(form.seen)
                change_unit(unit_id, form.facts(), seen=seen, by=me().actor, now=clock.now())
        except Refused as error:
            status = put_back_beside(form, error, lambda: kept_form(unit_id or 0))
        else:
            flash(gettext("单位已经保存。"), "success")
            return redirect(url_for(".units"), code=303)
    return unit_page(form, unit_id), status


def with_units(form: Any) -> Any:
    """The form with the tree of units in its select."""
    units = directory.units(active_only=False)
    form.parent_id.choices = tree_choices(units, ("", gettext("没有上级")))
    return form


def unit_page(form: UnitForm, unit_id: int | None) -> str:
    """The page of one unit, or of a new one."""
    return render_template(
        "staff/directory/unit.html",
        form=with_units(form),
        unit_id=unit_id,
        place=next((each for each in network() if each.unit.id == unit_id), None),
        oddities=ODDITIES,
    )
