"""``huiyin demo``: the whole office with the invented town, in one command (``make run``)."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable

import click

from petitions.models import schema
from petitions.models.session import db
from petitions.queries.directory import units
from web.app import create_backroom
from web.commands import group, refuse_in_production
from web.settings import Settings, load
from web.town.running import Processes, answers, port_is_free


@group.command()
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", default=5000, show_default=True, type=int)
@click.option("--petitions", default=0, show_default=True, type=click.IntRange(0), help="Extra.")
@click.option("--once", is_flag=True, help="Prepare everything and print it, but start nothing.")
def demo(host: str, port: int, petitions: int, once: bool) -> None:
    """Set up the demonstration office, say where to look, and run it until Ctrl-C."""
    settings = _demo_settings(host, port)
    refuse_in_production(settings)
    if not once:
        _check_ports(settings, host, port)
    standing = _schema_ready(settings)
    with Processes(_surroundings(settings)) as office:
        if standing and not once:
            # An office that stands opens at once; what its town lacks is looked for meanwhile.
            _open(office, host, port)
        _found_and_introduce(settings, standing, petitions)
        if not once:
            if not standing:
                _open(office, host, port)
            sys.exit(_run(settings, office, f"http://{host}:{port}"))


def _demo_settings(host: str, port: int) -> Settings:
    """The settings at hand, as a demonstration: with the mailbox, on the address asked for."""
    at_hand = load()
    if not at_hand.production:
        os.environ["HUIYIN_ENV"] = "demo"
    if "public_url" not in at_hand.model_fields_set:
        os.environ["HUIYIN_PUBLIC_URL"] = f"http://{host}:{port}"
    return load()


def _check_ports(settings: Settings, host: str, port: int) -> None:
    wanted = [(port, "--port N (make run ARGS='--port N')", "the office")]
    if _has_mailbox(settings):
        wanted.append((settings.mailbox_port, "HUIYIN_MAILBOX_PORT=N", "the mailbox"))
    for number, way, what in wanted:
        if not port_is_free(number, host):
            click.echo(
                f"huiyin: port {number} for {what} is in use, perhaps by an office that is running"
                f" already. Stop it, or take another port with {way}.",
                err=True,
            )
            sys.exit(2)


def _has_mailbox(settings: Settings) -> bool:
    """The page of the mailbox, and its mail server, belong to a demonstration alone."""
    return settings.env == "demo"


def _schema_ready(settings: Settings) -> frozenset[str]:
    """The schema at head, and the codes of the units that stand there already."""
    with create_backroom(settings).app_context():
        if schema.current() != schema.head():
            schema.upgrade()
        codes = frozenset(unit.code for unit in units(active_only=False))
        db.session.remove()
    return codes


def _found_and_introduce(settings: Settings, standing: frozenset[str], petitions: int) -> None:
    # Loaded late: the town and all it needs take a while, and open counters need not wait for it.
    from web.commands.seed_demo import run_seed
    from web.town import introduction

    seeded = None
    if introduction.is_another_office(standing):
        click.echo("huiyin: this folder keeps an office of its own; nothing invented is added.")
    else:
        seeded = run_seed(settings, introduction.PASSWORD, petitions)
    introduction.introduce(settings, seeded, mailbox=_has_mailbox(settings))


def _surroundings(settings: Settings) -> dict[str, str]:
    env = {"HUIYIN_DATA_DIR": str(settings.data_dir)}
    if "log_level" not in settings.model_fields_set:
        env["HUIYIN_LOG_LEVEL"] = "warning"  # one line a request would bury what stands above
    return env


def _open(office: Processes, host: str, port: int) -> None:
    office.start("web", "serve", "--host", host, "--port", str(port))


def _run(settings: Settings, office: Processes, address: str) -> int:
    ended = office.watch(_once_open(address, office, _has_mailbox(settings)))
    if ended is None:
        click.echo("\nhuiyin: stopping", err=True)
        return 0
    name, code = ended
    click.echo(f"huiyin: the {name} process ended by itself (exit code {code})", err=True)
    return 1


def _once_open(address: str, office: Processes, mailbox: bool) -> Callable[[], None]:
    """What each round does: as soon as the counters are open, say so and start the rest.

    Three processes that start at once take the processor from the one that somebody waits for.
    """
    opened = False

    def look() -> None:
        nonlocal opened
        if opened or not answers(address):
            return
        opened = True
        click.echo(f"huiyin: open on {address}/ (Ctrl-C stops it)", err=True)
        if mailbox:
            office.start("mailbox", "mailbox")
        office.start("worker", "worker")

    return look
