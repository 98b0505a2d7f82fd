"""What passes from hand to hand: how an identity is checked, how long a request waits, how a paper is served."""

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


class ServiceMethod(StrEnum):
    """How a written opinion was handed over (送达方式)."""

    IN_PERSON = "in_person"
    POST = "post"
    ONLINE = "online"
    LEFT = "left"
    THROUGH = "through"
