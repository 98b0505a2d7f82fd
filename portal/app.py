"""Assembles the citizens' counter."""

from flask import Flask

import portal
from web.app import assemble
from web.settings import Settings


def create_portal(settings: Settings) -> Flask:
    """The portal, mounted at "/"."""
    return assemble("portal", settings, portal.blueprints())
