"""The auditor's room: who looked at what, and who changed the house itself."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, render_template, request

from petitions.queries.audit_trail import audit_trail
from petitions.queries.directory import officers, units
from petitions.rules.looks import Purpose
from staff.forms.audit import AuditFilter
from staff.forms.queue import ANY
from staff.navigation import unit_name
from staff.rights import me, room
from staff.words import AUDIT
from web import wording

blueprint = Blueprint("audit", __name__)


@blueprint.get("/audit/")
@room("audit")
def show() -> str:
    people = officers()
    form = AuditFilter(request.args, meta={"csrf": False})
    form.officer.choices = [ANY, *((str(each.id), f"{each.name} · {each.unit}") for each in people)]
    form.validate()
    given: dict[str, Any] = {
        field.name: field.data for field in form if field.data and not field.errors
    }
    officer = given.pop("officer", None)
    page = audit_trail(
        me().actor,
        **given,
        officer_id=int(officer) if officer else None,
        before=place(request.args),
    )
    return render_template(
        "staff/audit/show.html",
        form=form,
        page=page,
        words=AUDIT,
        purposes=dict(wording.words_of(Purpose)),
        officers={each.id: each.name for each in people},
        units={each.id: unit_name(each) for each in units(active_only=False)},
        query={name: str(value) for name, value in given.items()}
        | ({"officer": officer} if officer else {}),
        began=not request.args.get("before"),
    )


def place(asked: Any) -> int | None:
    """Where in the list the page begins; unreadable means at the top."""
    text = asked.get("before", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else None
