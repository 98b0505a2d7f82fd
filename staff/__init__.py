"""The officers' counter."""

from flask import Blueprint, Flask


def blueprints() -> list[Blueprint]:
    """Every page of the staff console."""
    from staff import desk

    return [desk.blueprint]


def install(app: Flask) -> None:
    """Log-in and the right each endpoint demands; nothing yet."""
