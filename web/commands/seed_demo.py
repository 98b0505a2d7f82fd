"""``huiyin seed-demo``: the invented town with its officers and petitions, the same every time."""

from __future__ import annotations

import sys

import click
from sqlalchemy.exc import OperationalError, ProgrammingError

from petitions.adapters import clock
from web.app import create_backroom
from web.commands import group, refuse_in_production
from web.progress import Stopped
from web.settings import Settings, load
from web.town.seed import PASSWORD, Seeded, seed

INTERRUPTED = 130


@group.command("seed-demo")
@click.option(
    "--petitions", default=0, show_default=True, type=click.IntRange(0), help="Extra, for load."
)
@click.option("--password", default="", help="For every demo account (12 signs or more).")
def seed_demo(petitions: int, password: str) -> None:
    """Add the invented town, its officers and its petitions; a second run adds nothing."""
    settings = load()
    refuse_in_production(settings)
    seeded = run_seed(settings, password or PASSWORD, petitions)
    click.echo(
        f"huiyin: {seeded.stories:,} petitions of 回音市, {seeded.added:,} steps added"
        f" in {seeded.seconds:.1f} s"
    )
    for key in seeded.left_alone:
        click.echo(f"huiyin: petition {key} was worked on by somebody else and is left as it is")
    if not password:
        click.echo(f"huiyin: demo accounts such as xf-clerk1 and zjj-head, password {PASSWORD}")


def run_seed(settings: Settings, password: str, petitions: int = 0) -> Seeded:
    """Seed the office of these settings, with plain words when it cannot be done."""
    if len(password) < 12:
        raise click.BadParameter("give 12 signs or more", param_hint="--password")
    with create_backroom(settings).app_context():
        try:
            return seed(password, now=clock.now(), extra=petitions)
        except Stopped:
            click.echo("huiyin: stopped; the same command goes on from here", err=True)
            sys.exit(INTERRUPTED)
        except (OperationalError, ProgrammingError) as error:
            click.echo(f"huiyin: the database is not ready: {error.orig}", err=True)
            click.echo("huiyin: bring it to the newest schema first: huiyin migrate", err=True)
            sys.exit(2)
