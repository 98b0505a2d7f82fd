"""Says what a newcomer to the demonstration needs: addresses, accounts and receipts to try."""

from __future__ import annotations

from collections.abc import Collection

from rich.console import Console
from rich.table import Table

from petitions.rules.terms import Role
from web import wording
from web.settings import Settings
from web.town.directory import OfficerFacts, officer_facts, unit_names
from web.town.seed import PASSWORD, Seeded

__all__ = ["PASSWORD", "introduce", "is_another_office"]

SHOWN = (
    *("xf-clerk1", "xf-head", "zjj-1", "zjj-head", "rsj-1", "rsj-head", "dw-1", "dw-head"),
    *("leader", "supervisor", "auditor", "admin", "security"),
)
"""Accounts in the table; every unit has such."""


def is_another_office(codes: Collection[str]) -> bool:
    """Whether units stand there, but not those of the town or of its beginning."""
    return bool(codes) and not {*codes} >= {*unit_names()} and "HY" not in codes


def introduce(settings: Settings, seeded: Seeded | None, *, mailbox: bool) -> None:
    """Say where the counters are, who can sign in, and which receipts can be tried."""
    # Addresses and codes are copied from here, so no line is folded.
    console = Console(highlight=False, soft_wrap=True)
    address = settings.public_url
    console.print(f"\n[bold]回音 Huiyin[/bold]  {settings.data_dir}")
    console.print(f"  portal    {address}/")
    console.print(f"  console   {address}/staff/")
    if mailbox:
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
