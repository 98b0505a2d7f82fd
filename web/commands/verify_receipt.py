"""``huiyin verify-receipt FILE``: says of a receipt somebody brings whether this office's register stands by it."""

from __future__ import annotations

import sys
from pathlib import Path

import click
from sqlalchemy.exc import DBAPIError

from petitions.rules import proof
from web.app import create_backroom
from web.commands import group
from web.proof.verdict import MOST, Outcome, Verdict, judge, read
from web.settings import load

MEANING = {
    Outcome.HOLDS: "genuine, registered, and in the published tree",
    Outcome.WAITING: "genuine and registered; the next head will contain it",
    Outcome.ALTERED: "the signed line is genuine; the text or files beside it are not those signed for",
    Outcome.FORGED: "not signed with the key it names",
    Outcome.FOREIGN: "names a key that this office never published",
    Outcome.MISSING: "signed by this office, and the register does not know it",
    Outcome.CHANGED: "signed by this office, and the register holds another text",
    Outcome.OUTSIDE: "signed by this office, and the published tree does not contain it",
}
GOOD = (Outcome.HOLDS, Outcome.WAITING)


@group.command("verify-receipt")
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
def verify_receipt(file: Path) -> None:
    """Check a receipt file, or its line, against the register; exit 1 if it does not hold, 2 if unreadable."""
    with create_backroom(load()).app_context():
        try:
            verdict = judge(read(_content(file)))
        except proof.Unreadable:
            click.echo("huiyin: this is no receipt", err=True)
            sys.exit(2)
        except DBAPIError as error:
            click.echo(
                f"huiyin: the database is not ready ({error.orig}): huiyin migrate", err=True
            )
            sys.exit(2)
    for line in lines(verdict):
        click.echo(line)
    sys.exit(0 if verdict.outcome in GOOD else 1)


def lines(verdict: Verdict) -> list[str]:
    """What was found, one thing a line; no word of the petition."""
    included = verdict.inclusion
    found = {
        "signature": _said(verdict.ours),
        "key": verdict.key_id,
        "states": f"{verdict.number} {verdict.at.isoformat() if verdict.at else '?'} {verdict.channel}",
        "register": _said(verdict.known if verdict.ours else None),
        "text": _said(verdict.text),
        "files": _said(verdict.files),
        "tree": f"{included.leaf + 1} of {included.head.size}, {included.head.day.isoformat()}"
        if included
        else "not in a published one",
        "result": MEANING[verdict.outcome],
    }
    if verdict.erased_on:
        found["content"] = f"erased by law on {verdict.erased_on.isoformat()}, the proof stays"
    return [f"{name}: {_printable(words)}" for name, words in found.items()]


def _content(file: Path) -> str:
    if file.stat().st_size > MOST:
        raise proof.Unreadable("form")
    return file.read_bytes().decode("utf-8", "replace")


def _said(value: bool | None) -> str:
    return "not asked" if value is None else "yes" if value else "NO"


def _printable(words: str) -> str:
    return "".join(sign if sign.isprintable() else "?" for sign in words)
