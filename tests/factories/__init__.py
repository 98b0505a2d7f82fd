"""A small town, its people, and petitions to work with."""

from tests.factories.cases import a_case, barred, event_rows, redacted, reported, stored, version_of
from tests.factories.petitions import a_person, a_submission
from tests.factories.town import PASSWORD, Town, actor_of, make_town, petitioner_of
from tests.factories.verbs import do, staged

__all__ = [
    "PASSWORD",
    "Town",
    "a_case",
    "a_person",
    "a_submission",
    "actor_of",
    "barred",
    "do",
    "event_rows",
    "make_town",
    "petitioner_of",
    "redacted",
    "reported",
    "staged",
    "stored",
    "version_of",
]
