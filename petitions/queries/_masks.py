"""The persons of a case as everybody in the house sees them by default: masked, or hidden altogether."""

from collections.abc import Iterable

from petitions.models.petition import Petitioner
from petitions.rules.submission import Person
from petitions.rules.visibility import (
    HIDDEN,
    mask_address,
    mask_email,
    mask_id,
    mask_name,
    mask_phone,
)


def masked_persons(rows: Iterable[Petitioner]) -> tuple[Person, ...]:
    """Enough to know whether it is the one who stands at the counter."""
    return tuple(
        Person(
            mask_name(row.name or ""),
            mask_phone(row.phone or ""),
            mask_email(row.email or ""),
            mask_address(row.address or ""),
            mask_id(row.id_number or ""),
        )
        for row in rows
    )


def hidden_persons(rows: Iterable[Petitioner]) -> tuple[Person, ...]:
    """Only what was given at all: a surname and four digits would tell a unit who accuses it."""
    return tuple(
        Person(
            *(
                HIDDEN if value else ""
                for value in (row.name, row.phone, row.email, row.address, row.id_number)
            )
        )
        for row in rows
    )
