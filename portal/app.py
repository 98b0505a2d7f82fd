"""Assembles the citizens' counter."""

from flask import Flask

import portal
from petitions.actions.keep_draft import KEPT
from portal import navigation
from web.app import assemble
from web.settings import Settings


def create_portal(settings: Settings) -> Flask:
    """The portal, mounted at "/"."""
    app = assemble("portal", settings, portal.blueprints(settings), navigation.install)
    # The cookie must open a draft as long as the register keeps it; the browser forgets it when closed.
    app.config["PERMANENT_SESSION_LIFETIME"] = KEPT
    return app
