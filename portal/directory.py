"""The published directory: where each unit is, when it is open and what it handles (信访工作条例 §18)."""

from __future__ import annotations

from flask import Blueprint, render_template, request

from petitions.adapters import clock
from petitions.queries.network import published_directory
from petitions.rules.completeness import clean_text

blueprint = Blueprint("directory", __name__)

LONGEST = 60
"""Signs of a search; more is no word of a directory."""


@blueprint.get("/offices/")
def show() -> str:
    """Every published unit by level in the order of the tree, or those in which the words occur."""
    words = " ".join(clean_text(request.args.get("q", "")).split())[:LONGEST]
    found = published_directory(words, clock.today())
    return render_template("portal/directory/offices.html", found=found, words=words)
