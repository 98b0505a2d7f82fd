"""Founds the invented town in a register and tells its stories; safe to repeat, and to interrupt."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from petitions.actions._birth import Receipt
from web.bulk import in_bulk
from web.progress import watched
from web.town.crowd import crowd
from web.town.directory import Town, found_town, size
from web.town.responsibility import put_in_force
from web.town.stories import stories
from web.town.telling import Teller

SHOWN = ("v02", "h04")
"""Stories whose receipts are printed: one that is being handled, one that is closed."""
PASSWORD = "huiyin-demo-2026"


@dataclass(frozen=True, slots=True)
class Seeded:
    """What a run left behind."""

    town: Town
    stories: int
    added: int
    """Steps this run took; 0 when all was there."""
    seconds: float
    receipts: tuple[tuple[str, Receipt], ...]
    """Titles and receipts of two cases that anybody may try."""
    left_alone: tuple[str, ...]
    """Stories that somebody has worked on since, so that they are not told to their end."""


def seed(password: str, *, now: datetime, extra: int = 0) -> Seeded:
    """Found the town, then tell its stories and ``extra`` petitions of the crowd up to ``now``.

    Raises Stopped between two steps when told to stop; run again to go on.
    """
    with in_bulk():
        with watched("units and officers", size()) as watch:
            town = found_town(password, now=now, told=watch.step)
        everything = [*stories(), *crowd(extra)]
        teller = Teller(town, everything, password)
        waiting = teller.waiting(everything, now)
        with watched("petitions, step by step", len(waiting)) as watch:
            added = teller.play(waiting, watch.step)
        put_in_force(town, now=now)
        shown = [story for story in stories() if story.key in SHOWN]
        receipts = [(story.submission.title, teller.receipt(story)) for story in shown]
    return Seeded(
        town,
        len(everything),
        added,
        watch.seconds,
        tuple((title, receipt) for title, receipt in receipts if receipt is not None),
        tuple(teller.faults),
    )
