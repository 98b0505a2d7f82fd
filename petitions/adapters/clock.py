"""The one clock: nothing else in the product asks the system for the time."""

from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo


class _Office:
    zone: ZoneInfo = ZoneInfo("Asia/Shanghai")


def configure(zone: str) -> None:
    """Set the office's time zone by its IANA name. Raises ZoneInfoNotFoundError."""
    _Office.zone = ZoneInfo(zone)


def zone() -> ZoneInfo:
    """The office's time zone, in which legal days are counted."""
    return _Office.zone


def now() -> datetime:
    """The present moment, aware, in UTC."""
    return datetime.now(UTC)


def local_day(moment: datetime) -> date:
    """The office's calendar day of a moment."""
    return moment.astimezone(_Office.zone).date()


def today() -> date:
    """The office's present calendar day."""
    return local_day(now())


def day_start(day: date) -> datetime:
    """The moment at which an office day begins, in UTC."""
    return datetime.combine(day, time.min, tzinfo=_Office.zone).astimezone(UTC)
