"""``huiyin demo``: the whole office with the invented town, in one command (``make run``)."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable

import click
from rich.console import Console
from rich.table import Table

from petitions.models import schema
from petitions.models.session import db
from petitions.queries.directory import units
from petitions.rules.terms import Role
from web import wording
from web.app import create_backroom
from web.commands import group
from web.commands.seed_demo import refuse_in_production, run_seed
from web.settings import Settings, load
from web.town.directory import OfficerFacts, officer_facts, unit_names
from web.town.running import Processes, answers, port_is_free
from web.town.seed import PASSWORD, Seeded

SHOWN = (
    *("xf-clerk1", "xf-head", "zjj-1", "zjj-head", "rsj-1", "rsj-head", "dw-1", "dw-head"),
    *("leader", "supervisor", "auditor", "admin"),
)
"""Accounts in the table; every unit has such."""


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
    seeded = _prepared(settings, petitions)
    _introduce(settings, seeded)
    if not once:
        sys.exit(_run(settings, host, port))


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


def _prepared(settings: Settings, petitions: int) -> Seeded | None:
    """The schema at head and the town founded; None where another office lives already."""
    with create_backroom(settings).app_context():
        if schema.current() != schema.head():
            schema.upgrade()
        codes = {unit.code for unit in units(active_only=False)}
        db.session.remove()
    if codes and not codes >= {*unit_names()} and "HY" not in codes:
        click.echo("huiyin: this folder keeps an office of its own; nothing invented is added.")
        return None
    return run_seed(settings, PASSWORD, petitions)


def _introduce(settings: Settings, seeded: Seeded | None) -> None:
    # Addresses and codes are copied from here, so no line is folded.
    console = Console(highlight=False, soft_wrap=True)
    address = settings.public_url
    console.print(f"\n[bold]回音 Huiyin[/bold]  {settings.data_dir}")
    console.print(f"  portal    {address}/")
    console.print(f"  console   {address}/staff/")
    if _has_mailbox(settings):
        console.print(f"  mailbox   {address}/mailbox/")
    if seeded is None:
        return
    table = Table(title=f"demo accounts, password [bold]{PASSWORD}[/bold]", title_justify="left")
    for head in ("user name", "name", "role", "unit"):
        table.add_column(head, no_wrap=True)
    for facts in _shown_officers():
        table.add_row(facts.username, facts.name, _role(facts.role), unit_names()[facts.unit])
    Console(highlight=False, width=max(100, console.width)).print(table)
    console.print("  receipts to try on the portal")
    for title, receipt in seeded.receipts:
        console.print(f"    {receipt.receipt_number}   query code {receipt.query_code}   {title}")
    console.print()


def _shown_officers() -> list[OfficerFacts]:
    known = {facts.username: facts for facts in officer_facts()}
    return [known[name] for name in SHOWN]


def _role(role: Role) -> str:
    return f"{wording.word(role)} {role.value}"


def _run(settings: Settings, host: str, port: int) -> int:
    env = {"HUIYIN_DATA_DIR": str(settings.data_dir)}
    if "log_level" not in settings.model_fields_set:
        env["HUIYIN_LOG_LEVEL"] = "warning"  # one line a request would bury what stands above
    with Processes(env) as office:
        office.start("web", "serve", "--host", host, "--port", str(port))
        if _has_mailbox(settings):
            office.start("mailbox", "mailbox")
        office.start("worker", "worker")
        ended = office.watch(_say_when_ready(f"http://{host}:{port}"))
        if ended is None:
            click.echo("\nhuiyin: stopping", err=True)
            return 0
    name, code = ended
    click.echo(f"huiyin: the {name} process ended by itself (exit code {code})", err=True)
    return 1


def _say_when_ready(address: str) -> Callable[[], None]:
    said = False

    def say() -> None:
        nonlocal said
        if not said and answers(address):
            said = True
            click.echo(f"huiyin: open on {address}/ (Ctrl-C stops it)", err=True)

    return say
