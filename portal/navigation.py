"""What every page of the portal offers: the main pages above, the explaining ones below."""

from __future__ import annotations

from typing import Any

from flask import Flask, url_for
from flask_babel import gettext

from portal.elsewhere import limit_words
from portal.names import unit_name
from web import wording
from web.pages import NavItem, is_here


def install(app: Flask) -> None:
    """Give the layout its links, and templates the names of units."""
    app.context_processor(_links)
    app.jinja_env.globals.update(
        # As a function, since Jinja works out filters of constants once, in one language.
        cite=wording.article,
        limit_words=limit_words,
        unit_name=unit_name,
    )


def _links() -> dict[str, Any]:
    return {
        "nav": [
            _item(gettext("提交信访事项"), url_for("submit.stage", name="notice")),
            _item(gettext("查询办理情况"), url_for("track.ask")),
            _item(gettext("办事指南"), url_for("home.guide")),
            _item(gettext("机构名录"), url_for("directory.show")),
        ],
        "footer_links": [
            _item(gettext("首页"), url_for("home.start")),
            _item(gettext("个人信息保护"), url_for("home.privacy")),
            _item(gettext("无障碍说明"), url_for("home.accessibility")),
            _item(gettext("办事指南"), url_for("home.guide")),
            _item(gettext("机构名录"), url_for("directory.show")),
            _item(gettext("核验登记回执"), url_for("proof.ask")),
        ],
    }


def _item(text: str, href: str) -> NavItem:
    return NavItem(text, href, is_here(href))
