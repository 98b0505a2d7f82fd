"""Who opened a case, when and for what: for supervision and the head of the letters office."""

from __future__ import annotations

from flask import Blueprint, render_template, request

from petitions.queries.looks import looks_at
from petitions.rules.looks import Look
from staff.forms.looks import LooksFilter
from staff.opened import CASE_ID, looked_at
from staff.rights import me, room
from staff.words import AUDIT

blueprint = Blueprint("looks", __name__, url_prefix="/cases")


@blueprint.get(f"/<{CASE_ID}:case_id>/looks")
@room("looks")
def show(case_id: int) -> str:
    """Newest first; that this was asked stands on the list too."""
    file = looked_at(case_id, Look.LOOKS)
    form, after = LooksFilter(request.args, meta={"csrf": False}), request.args.get("after", "")
    form.validate()
    kind = form.kind()
    return render_template(
        "staff/looks/show.html",
        file=file,
        form=form,
        page=looks_at(case_id, actor=me().actor, what=kind, cursor=after),
        query={"what": kind.value} if kind else {},
        words=AUDIT,
        began=not after,
    )
