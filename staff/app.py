"""Assembles the officers' counter."""

from flask import Flask

import staff
from web.app import assemble
from web.security import STAFF_PATH
from web.settings import Settings


def create_staff(settings: Settings) -> Flask:
    """The staff console, mounted at "/staff", with its log-in."""
    return assemble("staff", settings, staff.blueprints(), staff.install, path=STAFF_PATH)
