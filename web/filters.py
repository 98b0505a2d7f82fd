"""Jinja filters: days and moments in the office's time zone, days left, numbers, sizes and words."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime
from functools import wraps
from typing import Any

from flask import Flask
from flask_babel import format_date, format_datetime, format_decimal, format_time, gettext, ngettext
from jinja2 import pass_context
from jinja2.runtime import Context

from petitions.adapters import clock
from petitions.rules.corrections import RegisteredFact
from petitions.rules.terms import Channel, PetitionClass
from web import wording
from web.language import ENGLISH, lang
from web.wording.tones import tone

DATE = {"zh": "y年M月d日", "en": "d MMMM y"}
DATE_SHORT = {"zh": "yyyy-MM-dd", "en": "d MMM y"}
DATETIME = {"zh": "y年M月d日 HH:mm", "en": "d MMMM y, HH:mm"}


def case_title(title: str | None) -> str:
    """A petition's title; what stands there before it is redacted for this reader, and after an erasure."""
    if title is None:
        return gettext("内容待脱敏")
    return title or gettext("内容已经依法删除")


def day_of(value: date | datetime) -> date:
    """The office's calendar day of a moment; a day stays itself."""
    return clock.local_day(value) if isinstance(value, datetime) else value


def date_words(value: date | datetime | None) -> str:
    """2026年3月5日, or 5 March 2026."""
    return format_date(day_of(value), DATE[lang()], rebase=False) if value else ""


def date_short(value: date | datetime | None) -> str:
    """2026-03-05, or 5 Mar 2026: for tables."""
    return format_date(day_of(value), DATE_SHORT[lang()], rebase=False) if value else ""


def date_weekday(value: date | datetime | None) -> str:
    """2026年3月5日（星期四）, or Thursday 5 March 2026."""
    if not value:
        return ""
    pattern = "EEEE d MMMM y" if lang() == ENGLISH else "y年M月d日（EEEE）"
    return str(format_date(day_of(value), pattern, rebase=False))


def weekday(value: date) -> str:
    """The day of the week."""
    return str(format_date(value, "EEEE", rebase=False))


def datetime_words(value: datetime | None) -> str:
    """Day and minute in the office's time zone."""
    return format_datetime(value, DATETIME[lang()]) if value else ""


def time_words(value: datetime | None) -> str:
    """Hour and minute in the office's time zone."""
    return format_time(value, "HH:mm") if value else ""


def iso(value: date | datetime | None) -> str:
    """For the ``datetime`` attribute of ``time``."""
    if value is None:
        return ""
    return value.astimezone(UTC).isoformat() if isinstance(value, datetime) else value.isoformat()


def days_left_words(left: int | None) -> str:
    """还有 3 天, 今天到期, 超期 2 天."""
    if left is None:
        return ""
    if left == 0:
        return gettext("今天到期")
    if left > 0:
        return ngettext("还有 %(num)d 天", "还有 %(num)d 天", left)
    return ngettext("超期 %(num)d 天", "超期 %(num)d 天", -left)


def number(value: float | None) -> str:
    """A number with the language's separators."""
    return "" if value is None else format_decimal(value)


def file_size(size: int) -> str:
    """820 KB, 3.4 MB."""
    if size < 1024 * 1024:
        return f"{max(1, round(size / 1024))} KB"
    return f"{size / 1024 / 1024:.1f} MB"


def paragraphs(text: str | None) -> list[str]:
    """Typed text as paragraphs: one per line that says something."""
    return [line for line in (text or "").splitlines() if line.strip()]


def registered_words(value: object, fact: RegisteredFact) -> str:
    """A value of a registered fact in words: as it stands in a case, or as a correction keeps it."""
    match fact:
        case RegisteredFact.PETITION_CLASS:
            return str(wording.word(PetitionClass(str(value))))
        case RegisteredFact.CHANNEL:
            return str(wording.word(Channel(str(value))))
        case RegisteredFact.PERSONS_COUNT:
            return number(int(str(value)))
        case RegisteredFact.RECEIVED_AT:
            day = value if isinstance(value, date) else date.fromisoformat(str(value))
            return date_words(day)
    return str(value)


def add_filters(app: Flask, **filters: Callable[..., Any]) -> None:
    """Register filters that are asked each time a page is drawn.

    Jinja works out a filter of a constant when it compiles the template, and would show everybody the words in the
    language of whoever came first.
    """
    app.jinja_env.filters.update({name: _each_time(each) for name, each in filters.items()})


def _each_time(asked: Callable[..., Any]) -> Callable[..., Any]:
    @pass_context
    @wraps(asked)
    def answered(_context: Context, *args: Any, **named: Any) -> Any:
        return asked(*args, **named)

    return answered


def install(app: Flask) -> None:
    """Register the filters, and ``word()`` and its sisters as both filters and globals."""
    add_filters(
        app,
        case_title=case_title,
        date=date_words,
        date_short=date_short,
        date_weekday=date_weekday,
        weekday=weekday,
        datetime=datetime_words,
        time=time_words,
        iso=iso,
        days_left=days_left_words,
        number=number,
        registered=registered_words,
        file_size=file_size,
        paragraphs=paragraphs,
        word=wording.word,
        tone=tone,
        explain=wording.explain,
        article=wording.article,
        reason_line=wording.reason_line,
    )
    app.jinja_env.globals.update(word=wording.word, words_of=wording.words_of)
