"""The officer's desk: the first page after signing in."""

from flask import Blueprint, render_template

blueprint = Blueprint("desk", __name__)


@blueprint.get("/")
def desk() -> str:
    """Placeholder until the desk is written."""
    return render_template("staff/desk/desk.html")
