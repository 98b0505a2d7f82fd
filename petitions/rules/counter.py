"""A lost query code at the counter: how it is made sure whose petition it is, and how long a request waits."""

from datetime import date
from enum import StrEnum

from petitions.rules.calendar import WorkingCalendar

WAITS = 1
"""Working days after the day of the request on which a second officer may still confirm it.

The second officer looks at the same person and papers himself, so a request is for now; the next working
day is left for a counter that was about to close (office practice).
"""


class IdentityProof(StrEnum):
    """How it was checked that the person at the counter is the petitioner, or acts for him."""

    ID_CARD = "id_card"
    HOUSEHOLD_REGISTER = "household_register"
    OTHER_DOCUMENT = "other_document"
    REPRESENTATIVE = "representative"


def last_day_of_request(calendar: WorkingCalendar, requested_on: date) -> date:
    """The last day on which a request may be confirmed; after it the request has lapsed by itself."""
    return calendar.add_working_days(requested_on, WAITS)
