"""The office or unit asks the petitioner for more; no legal clock stops for it."""

from datetime import datetime

from petitions.actions._case import open_case
from petitions.models.exchange import Question
from petitions.rules.permissions import Actor
from petitions.rules.terms import Action


def ask_more(case_id: int, version: int, *, by: Actor, now: datetime, question: str) -> None:
    """Put a question to the petitioner; it stands on his tracking page until he answers."""
    with open_case(case_id, version, Action.ASK_MORE, by=by, now=now) as opened:
        opened.advance(Action.ASK_MORE, question=question)
        opened.session.add(
            Question(
                case_id=case_id,
                text=question,
                asked_at=now,
                officer_id=opened.officer_id,
                unit_id=opened.unit_id,
            )
        )
