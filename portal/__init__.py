"""The citizens' counter."""

from flask import Blueprint


def blueprints() -> list[Blueprint]:
    """Every page of the portal."""
    from portal import home

    return [home.blueprint]
