"""The officer's desk: the first page after signing in, what waits for him and where to find it."""

from flask import Blueprint, render_template

from petitions.adapters import clock
from petitions.queries import desk as piles
from petitions.queries.grants import waiting_grants
from petitions.queries.retaliation import waiting
from staff.rights import me, room
from staff.words import PILES

blueprint = Blueprint("desk", __name__)
ROOMS = {"co_asked": "co_handling.show", "co_late": "co_handling.show"}
"""Piles that do not lie in the queue, and where the whole of them is."""


@blueprint.get("/")
@room("desk")
def desk() -> str:
    """Every pile with its first cases; roles without cases are shown their rooms."""
    today = clock.today()
    return render_template(
        "staff/desk/desk.html",
        sections=piles.desk(me().actor, today=today),
        words=PILES,
        rooms=ROOMS,
        today=today,
        signed=me().signed,
        grants_waiting=waiting_grants(me().actor),
        reports_waiting=waiting(me().actor),
    )
