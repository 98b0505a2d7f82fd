"""The administrator closes a unit that was split, merged or abolished, and names who goes on (信访工作条例 §24)."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from petitions.actions.close_unit import close_unit
from petitions.actions.errors import NotFound, Refused
from petitions.adapters import clock
from petitions.queries import directory
from petitions.queries.directory import UnitView
from petitions.queries.network import open_cases_of
from staff.forms.network import CloseUnitForm
from staff.navigation import tree_choices
from staff.opened import CASE_ID
from staff.refusals import put_back
from staff.rights import me, room

blueprint = Blueprint("unit_closing", __name__, url_prefix="/directory")


@blueprint.get(f"/units/<{CASE_ID}:unit_id>/close")
@room("directory")
def ask(unit_id: int) -> str:
    form = CloseUnitForm(formdata=None, data={"since": clock.today()})
    return page(form, active_unit(unit_id))


@blueprint.post(f"/units/<{CASE_ID}:unit_id>/close")
@room("directory")
def close(unit_id: int) -> ResponseReturnValue:
    found, form = active_unit(unit_id), with_others(CloseUnitForm(), unit_id)
    if form.validate():
        try:
            close_unit(unit_id, form.closing(), by=me().actor, now=clock.now())
        except Refused as error:
            put_back(form, error)
        else:
            flash(gettext("单位已经撤并，承接的单位已经写明。"), "success")
            return redirect(url_for("directory.units"), code=303)
    return page(form, found), 422


def active_unit(unit_id: int) -> UnitView:
    """The unit, if it is in use. Raises NotFound."""
    found = directory.unit(unit_id)
    if found is None or not found.active:
        raise NotFound
    return found


def with_others(form: CloseUnitForm, unit_id: int) -> CloseUnitForm:
    """The form with every other unit in use, as a tree."""
    others = (each for each in directory.units() if each.id != unit_id)
    form.successors.choices = tree_choices(others)
    return form


def page(form: CloseUnitForm, found: UnitView) -> str:
    """The page of the closing, with how many cases are not ended."""
    return render_template(
        "staff/directory/close.html",
        form=with_others(form, found.id),
        unit=found,
        waiting=open_cases_of(found.id),
    )
