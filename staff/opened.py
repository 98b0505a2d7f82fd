"""The case a page is about: looked up once, for this officer alone, and the look written down."""

from __future__ import annotations

from petitions.actions.errors import NotFound
from petitions.actions.record_look import record_look
from petitions.adapters import clock
from petitions.queries.case_file import case_file
from petitions.queries.case_views import CaseFile
from petitions.rules.looks import Look
from staff.rights import me

CASE_ID = "int(max=2147483647)"
"""What a number in an address may be: larger ones no table has."""


def the_case(case_id: int) -> CaseFile:
    """The case as this officer may see it. Raises NotFound: foreign and missing are the same."""
    file = case_file(case_id, actor=me().actor, now=clock.now())
    if file is None:
        raise NotFound
    return file


def looked_at(case_id: int, what: Look = Look.LOOK) -> CaseFile:
    """The same, and the look is recorded before anything of it is shown."""
    file = the_case(case_id)
    record_look(what, by=me().actor, now=clock.now(), case_id=case_id, purpose=file.purpose)
    return file
