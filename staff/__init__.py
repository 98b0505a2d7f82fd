"""The officers' counter."""

from flask import Blueprint, Flask


def blueprints() -> list[Blueprint]:
    """Every page of the staff console."""
    from staff import (
        account,
        audit,
        calendar,
        case,
        co_handling,
        desk,
        directory,
        feed,
        files,
        intake,
        looks,
        outbox,
        punctuality,
        queue,
        reveal,
        rulebook,
        sign_in,
        steps,
    )

    rooms = (
        sign_in,
        account,
        desk,
        queue,
        intake,
        case,
        reveal,
        looks,
        steps,
        co_handling,
        files,
        punctuality,
        rulebook,
        calendar,
        outbox,
        directory,
        audit,
        feed,
    )
    return [each.blueprint for each in rooms]


def install(app: Flask) -> None:
    """Log-in, the right each endpoint demands, and what every page of the console shows."""
    from staff import navigation, rights

    rights.install(app)
    rights.open_hall_pages(app)
    navigation.install(app)
