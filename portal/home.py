"""The start page of the portal."""

from flask import Blueprint, render_template

blueprint = Blueprint("home", __name__)


@blueprint.get("/")
def start() -> str:
    """Placeholder until the start page is written."""
    return render_template("portal/home/start.html")
