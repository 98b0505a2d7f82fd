"""The officers' counter."""

from flask import Blueprint, Flask


def blueprints() -> list[Blueprint]:
    """Every page of the staff console."""
    from staff import (
        account,
        audit,
        calendar,
        case,
        categories,
        co_handling,
        decision,
        desk,
        directory,
        directory_import,
        feed,
        files,
        guide,
        intake,
        looks,
        officers,
        outbox,
        places,
        posts,
        punctuality,
        queue,
        redaction,
        retaliation,
        reveal,
        routing_rules,
        rulebook,
        same,
        sign_in,
        steps,
        triage,
        unit_closing,
    )

    rooms = (
        sign_in,
        account,
        desk,
        queue,
        intake,
        case,
        decision,
        guide,
        triage,
        redaction,
        reveal,
        looks,
        same,
        retaliation,
        steps,
        co_handling,
        files,
        punctuality,
        rulebook,
        calendar,
        routing_rules,
        categories,
        outbox,
        directory,
        directory_import,
        unit_closing,
        posts,
        places,
        officers,
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
