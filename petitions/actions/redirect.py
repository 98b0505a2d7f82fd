"""An appeal is led into another procedure of the law (Art. 31 items 1 to 5)."""

from datetime import datetime

from petitions.actions._case import open_case
from petitions.rules.permissions import Actor
from petitions.rules.terms import Action, Procedure


def redirect(
    case_id: int,
    version: int,
    *,
    by: Actor,
    now: datetime,
    procedure: Procedure,
    body: str,
    explanation: str,
) -> None:
    """End the case here, telling the petitioner the procedure, the body and its time limit."""
    with open_case(case_id, version, Action.REDIRECT, by=by, now=now) as opened:
        opened.end_assignment()
        opened.advance(
            Action.REDIRECT,
            procedure=procedure.value,
            body=body,
            explanation=explanation,
        )
