"""The private calendar feed: last days of running duties for a calendar program, which can show no log-in.

The token in the address is all that opens it; it stands in no log and on no page but the one that made it.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from urllib.parse import urlsplit

from flask import Blueprint, Response, abort
from flask_babel import gettext
from icalendar import Calendar, Event

from petitions.adapters import clock
from petitions.queries.feed import FeedDay, feed
from staff.rights import open_to_all
from web import wording
from web.downloads import export
from web.limits import limiter
from web.pages import office_name
from web.security import STAFF_PATH
from web.settings import current

blueprint = Blueprint("feed", __name__)
MEDIA_TYPE = "text/calendar; charset=utf-8"


@blueprint.get("/feed/<token>.ics")
@open_to_all
@limiter.limit("10/minute", deduct_when=lambda answer: answer.status_code == 404)
def serve(token: str) -> Response:
    """The calendar behind a token; a wrong, renewed or withdrawn one is a page that is not there."""
    days = feed(token, today=clock.today())
    if days is None:
        abort(404)
    return export("deadlines.ics", calendar(days), MEDIA_TYPE)


def calendar(days: Iterable[FeedDay]) -> bytes:
    """The days as iCalendar (RFC 5545), lines folded."""
    name = gettext("期限 · %(office)s", office=office_name())
    made = Calendar()
    made.add("prodid", "-//Huiyin//Deadlines//ZH")
    made.add("version", "2.0")
    made.add("name", name)
    made.add("x-wr-calname", name)
    for day in days:
        made.add_component(_event(day))
    written: bytes = made.to_ical()
    return written


def _event(day: FeedDay) -> Event:
    """One last day: which duty of which number, and where the file is; no word of the case itself."""
    office = current().public_url.rstrip("/")
    made = Event()
    made.add(
        "uid", f"{day.case_id}-{day.clock}-{day.sequence}@{urlsplit(office).hostname or 'huiyin'}"
    )
    # Where nothing is sent by method, the stamp is the day of the newest revision (RFC 5545 §3.8.7.2).
    made.add("dtstamp", day.changed_at)
    made.add("last-modified", day.changed_at)
    made.add("dtstart", day.due_on)
    made.add("dtend", day.due_on + timedelta(days=1))
    made.add("summary", " ".join(filter(None, (str(wording.word(day.clock)), day.number))))
    made.add("url", f"{office}{STAFF_PATH}/cases/{day.case_id}")
    made.add("transp", "TRANSPARENT")
    return made


def address(token: str) -> str:
    """The whole address for the calendar program."""
    return f"{current().public_url.rstrip('/')}{STAFF_PATH}/feed/{token}.ics"
