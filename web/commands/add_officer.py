"""``huiyin add-officer``: the first administrator and everybody after; no default account exists."""

from __future__ import annotations

import sys
from datetime import datetime
from typing import NoReturn

import click
from sqlalchemy import select
from sqlalchemy.exc import DBAPIError

from petitions.actions.errors import Refused
from petitions.actions.manage_officers import add_officer as add
from petitions.actions.manage_units import UnitFacts, add_unit
from petitions.adapters import clock
from petitions.models.session import db
from petitions.models.unit import Unit
from petitions.rules.terms import STAFF_ROLES, Role, UnitKind
from web.app import create_backroom
from web.commands import group
from web.settings import load

USERNAME_MAX, CODE_MAX, BADGE_MAX = 60, 40, 40
"""Characters of a user name and of a unit's code."""


@group.command("add-officer")
@click.argument("username")
@click.option("--role", required=True, type=click.Choice([role.value for role in STAFF_ROLES]))
@click.option("--unit", "code", required=True, help="The unit's code, such as XF.")
@click.option("--name", default="", help="The officer's own name [the user name].")
@click.option("--email", default="", help="Where approvals are asked for.")
@click.option(
    "--badge", default="", help="Staff number, by which a petitioner may name the officer."
)
@click.option("--create-unit", "unit_name", default="", help="Add the unit under this name first.")
@click.option(
    "--kind",
    default=UnitKind.LETTERS_OFFICE.value,
    show_default=True,
    type=click.Choice([kind.value for kind in UnitKind]),
    help="Of the unit that is created.",
)
@click.option("--parent", default="", help="Code of the unit above the one that is created.")
def add_officer(
    username: str,
    role: str,
    code: str,
    name: str,
    email: str,
    badge: str,
    unit_name: str,
    kind: str,
    parent: str,
) -> None:
    """Add an account and print its first password, once; it must be changed at first use."""
    username, code = username.strip(), code.strip()
    _check(username, USERNAME_MAX, "NAME")
    _check(code, CODE_MAX, "--unit")
    if badge := badge.strip():
        _check(badge, BADGE_MAX, "--badge")
    with create_backroom(load()).app_context():
        try:
            now = clock.now()
            unit_id = _unit(code, unit_name, UnitKind(kind), parent, now)
            _id, password = add(
                username,
                name=name.strip() or username,
                role=Role(role),
                unit_id=unit_id,
                email=email.strip(),
                badge=badge,
                by=None,
                now=now,
            )
        except Refused as error:
            _give_up(_words(error))
        except DBAPIError as error:
            _give_up(f"the database is not ready ({error.orig}): huiyin migrate")
    click.echo(f"huiyin: {username} is {role} in {code}")
    click.echo(f"first password: {password}")


def _check(text: str, most: int, what: str) -> None:
    if not text or len(text) > most or any(sign.isspace() for sign in text):
        raise click.BadParameter(f"1 to {most} signs without spaces", param_hint=what)


def _unit(code: str, name: str, kind: UnitKind, parent: str, now: datetime) -> int:
    """The unit's id; it is created when ``name`` says so and it is not there yet."""
    session = db.session()
    found = session.scalars(select(Unit.id).where(Unit.code == code)).first()
    if found is not None:
        return found
    if not name.strip():
        codes = ", ".join(session.scalars(select(Unit.code).order_by(Unit.path))) or "none yet"
        _give_up(
            f"there is no unit {code} (units: {codes})."
            " To make it: --create-unit NAME --kind letters_office"
        )
    parent_id = None
    if parent:
        parent_id = session.scalars(select(Unit.id).where(Unit.code == parent)).first()
        if parent_id is None:
            _give_up(f"there is no unit {parent} to stand above {code}")
    return add_unit(UnitFacts(code, name.strip(), kind, parent_id=parent_id), by=None, now=now)


def _words(error: Refused) -> str:
    if error.code == "username_taken":
        return f"there is an officer {error.facts['username']} already"
    return error.code


def _give_up(message: str) -> NoReturn:
    click.echo(f"huiyin: {message}", err=True)
    sys.exit(2)
