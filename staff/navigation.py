"""What the head of every page shows: the rooms this officer may enter, his name, and names of units."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Protocol

from flask import Flask, current_app, request, url_for
from flask_babel import LazyString
from flask_babel import lazy_gettext as _l

from petitions.queries.directory import UnitView
from petitions.rules.permissions import may_enter
from staff.rights import somebody
from web.filters import add_filters
from web.language import ENGLISH, lang
from web.pages import NavItem, is_here

ROOMS: tuple[tuple[str, str, LazyString], ...] = (
    ("desk", "desk.desk", _l("工作台")),
    ("queue", "queue.show", _l("信访件")),
    ("intake", "intake.ask", _l("录入登记")),
    ("punctuality", "punctuality.show", _l("期限统计")),
    ("calendar", "rulebook.show", _l("期限和日历")),
    ("routing_rules", "routing_rules.show", _l("责任分工")),
    ("retaliation", "retaliation.show", _l("打击报复反映")),
    ("outbox", "outbox.show", _l("通知箱")),
    ("directory", "directory.units", _l("机构和人员")),
    ("officers", "officers.show", _l("人员和账户")),
    ("audit", "audit.show", _l("审计记录")),
    ("account", "account.show", _l("我的账户")),
)
"""Room, first page and its name, in the order of the navigation."""


ENTERED_THROUGH: Mapping[str | None, str] = {
    "rules": "calendar",
    "routing_live": "routing_rules",
    "categories": "routing_rules",
    "grants": "officers",
}
"""Rooms that have no door of their own: changing the rules begins where everybody reads them."""


class Named(Protocol):
    """A unit as pages name it."""

    @property
    def name(self) -> str: ...
    @property
    def name_en(self) -> str: ...


def unit_name(unit: Named | None) -> str:
    """A unit's name in the reader's language; blank for none."""
    if unit is None:
        return ""
    return unit.name_en if lang() == ENGLISH else unit.name


def tree_choices(units: Iterable[UnitView], *first: tuple[str, str]) -> list[tuple[str, str]]:
    """Units as a tree, for a select: deeper ones stand further in; ``first`` before them."""
    return [*first, *((str(each.id), "　" * each.depth + unit_name(each)) for each in units)]


def install(app: Flask) -> None:
    """Fill the slots of ``layouts/staff.html``."""
    add_filters(app, unit_name=unit_name)

    @app.context_processor
    def _head() -> dict[str, Any]:
        officer = somebody()
        if officer is None:
            return {}
        signed = officer.signed
        at_work = signed.second_factor_done and not signed.must_change_password
        return {
            "officer": officer,
            "sign_out_path": url_for("sign_in.leave"),
            "nav": _rooms() if at_work else (),
            "may_enter": lambda name: may_enter(officer.actor, name),
        }


def _rooms() -> tuple[NavItem, ...]:
    officer = somebody()
    if officer is None:
        return ()
    return tuple(
        _item(endpoint, text)
        for room, endpoint, text in ROOMS
        if may_enter(officer.actor, room) and endpoint in current_app.view_functions
    )


def _item(endpoint: str, text: LazyString) -> NavItem:
    path = url_for(endpoint)
    view = current_app.view_functions.get(request.endpoint or "")
    first = current_app.view_functions[endpoint]
    room = getattr(view, "room", None)
    here = is_here(path) or ENTERED_THROUGH.get(room, room) == getattr(first, "room", "")
    return NavItem(text, path, here)
