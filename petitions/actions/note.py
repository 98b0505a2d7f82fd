"""An internal note, seen by the office and the unit, never by the petitioner."""

from datetime import datetime

from petitions.actions._case import open_case
from petitions.models.exchange import Note
from petitions.rules.permissions import Actor
from petitions.rules.terms import Action


def note(case_id: int, version: int, *, by: Actor, now: datetime, text: str) -> None:
    """Write a note; the text is in its own table, not in the history."""
    with open_case(case_id, version, Action.NOTE, by=by, now=now) as opened:
        opened.advance(Action.NOTE, private={"text": text})
        opened.session.add(
            Note(
                case_id=case_id,
                officer_id=opened.officer_id,
                unit_id=opened.unit_id,
                text=text,
                at=now,
            )
        )
