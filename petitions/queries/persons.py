"""Who stands on a case, as blind indexes alone: enough to see that somebody is the same, and nothing more."""

from collections.abc import Sequence
from dataclasses import replace

from sqlalchemy import select
from sqlalchemy.orm import Session

from petitions.models.petition import Petitioner
from petitions.rules.same_matter import Matter

NOBODY = Matter("", "")


def marks_of(session: Session, case_ids: Sequence[int]) -> dict[int, Matter]:
    """The blind indexes of the persons of each case; no row for a nameless petition."""
    found = dict.fromkeys(case_ids, NOBODY)
    rows = session.execute(
        select(
            Petitioner.case_id,
            Petitioner.id_index,
            Petitioner.phone_index,
            Petitioner.name_index,
        ).where(Petitioner.case_id.in_(sorted(case_ids)))
    )
    for case_id, id_index, phone_index, name_index in rows:
        before = found[case_id]
        found[case_id] = replace(
            before,
            ids=before.ids | _some(id_index),
            phones=before.phones | _some(phone_index),
            names=before.names | _some(name_index),
        )
    return found


def _some(value: str | None) -> frozenset[str]:
    return frozenset((value,)) if value else frozenset()
