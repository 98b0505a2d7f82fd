"""The published directory: where each unit is, when it is open and what it handles (信访工作条例 §18)."""

from __future__ import annotations

from flask import Blueprint, render_template

from petitions.queries.directory import published_units

blueprint = Blueprint("directory", __name__)


@blueprint.get("/offices/")
def show() -> str:
    """Every published unit, in the order of the tree."""
    return render_template("portal/directory/offices.html", units=published_units())
