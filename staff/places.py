"""Places of reception in the administrator's room: where people are received, when, and how they get in."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from petitions.actions.errors import NotFound, Refused
from petitions.actions.manage_places import add_place, change_place
from petitions.adapters import clock
from petitions.queries import directory, marks, posts
from petitions.queries.posts import PlaceView
from staff.forms.network import PlaceForm
from staff.forms.read import typed
from staff.meanwhile import put_back_beside
from staff.navigation import tree_choices
from staff.opened import CASE_ID
from staff.rights import me, room

blueprint = Blueprint("places", __name__, url_prefix="/directory/places")


@blueprint.get("/")
@room("directory")
def show() -> str:
    return render_template("staff/directory/places.html", places=posts.places())


@blueprint.get("/new")
@room("directory")
def ask() -> str:
    """A new place; ``unit`` in the address chooses its unit beforehand."""
    given = {"unit_id": request.args.get("unit", ""), "published": True, "active": True}
    return page(PlaceForm(formdata=None, data=given), None)


@blueprint.post("/new")
@room("directory")
def make() -> ResponseReturnValue:
    return keep(None)


@blueprint.get(f"/<{CASE_ID}:place_id>")
@room("directory")
def show_one(place_id: int) -> str:
    return page(kept_form(place_id), place_id)


@blueprint.post(f"/<{CASE_ID}:place_id>")
@room("directory")
def alter(place_id: int) -> ResponseReturnValue:
    return keep(the_place(place_id).id)


def kept_form(place_id: int) -> PlaceForm:
    """The form of a place as it is kept now. Raises NotFound."""
    seen, found = marks.of_place(place_id), the_place(place_id)
    form = PlaceForm(formdata=None, obj=found)
    form.unit_id.data, form.seen.data = str(found.unit_id), seen
    return form


def keep(place_id: int | None) -> ResponseReturnValue:
    """Make or change a place, or show the form again."""
    form, status = with_units(PlaceForm()), 422
    if form.validate():
        try:
            if place_id is None:
                add_place(form.facts(), by=me().actor, now=clock.now())
            else:
                seen = typed(form.seen)
                change_place(place_id, form.facts(), seen=seen, by=me().actor, now=clock.now())
        except Refused as error:
            status = put_back_beside(form, error, lambda: kept_form(place_id or 0))
        else:
            flash(gettext("接待场所已经保存。"), "success")
            return redirect(url_for(".show"), code=303)
    return page(form, place_id), status


def with_units(form: PlaceForm) -> PlaceForm:
    """The form with the tree of units in its select."""
    units = directory.units(active_only=False)
    form.unit_id.choices = tree_choices(units, ("", gettext("请选择")))
    return form


def page(form: PlaceForm, place_id: int | None) -> str:
    """The page of one place, or of a new one."""
    return render_template("staff/directory/place.html", form=with_units(form), place_id=place_id)


def the_place(place_id: int) -> PlaceView:
    """The place with that number. Raises NotFound."""
    found = posts.place(place_id)
    if found is None:
        raise NotFound
    return found
