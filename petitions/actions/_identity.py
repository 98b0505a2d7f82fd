"""The persons of a case in clear: read here alone, for a look that is recorded and to find them in a text."""

from collections.abc import Mapping

from sqlalchemy import select
from sqlalchemy.orm import Session

from petitions.adapters import word_index
from petitions.models.petition import Petitioner
from petitions.rules.redaction import left_in
from petitions.rules.submission import Person


def persons_of(session: Session, case_id: int) -> tuple[Person, ...]:
    """The main petitioner first, then representatives. The caller has opened the case before."""
    rows = session.scalars(
        select(Petitioner).where(Petitioner.case_id == case_id).order_by(Petitioner.position)
    ).all()
    return tuple(
        Person(
            row.name or "",
            row.phone or "",
            row.email or "",
            row.address or "",
            row.id_number or "",
        )
        for row in rows
    )


def traces_left(session: Session, case_id: int, texts: Mapping[str, str]) -> list[tuple[str, str]]:
    """In which of these texts something registered of the persons still stands, and the code of what."""
    persons = persons_of(session, case_id)
    return [
        (name, found[0].trace.value)
        for name, text in texts.items()
        if (found := left_in(text, persons, word_index.folded))
    ]
