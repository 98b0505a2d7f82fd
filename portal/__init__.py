"""The citizens' counter."""

from importlib import import_module

from flask import Blueprint

from web.settings import Settings


def blueprints(settings: Settings) -> list[Blueprint]:
    """Every page of the portal; the mailbox of letters that left only in a demonstration."""
    from portal import (
        case,
        directory,
        files,
        home,
        proof,
        receipt,
        recusal,
        replace_code,
        retaliation,
        review,
        submit,
        supplement,
        track,
        withdraw,
    )

    pages = (
        *(home, directory, submit, files, receipt),
        *(track, replace_code, case, supplement, withdraw, review, recusal, retaliation, proof),
    )
    found = [page.blueprint for page in pages]
    if settings.env == "demo":
        found.append(import_module("portal.mailbox").blueprint)
    return found
