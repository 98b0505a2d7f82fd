"""Writes the words of a notice from ``templates/mail/<notice>/``, in its reader's language.

A template is given the ``Facts`` below and nothing else, so that no mail can name a person, a title or
an outcome (S-17), whatever somebody writes into a template.
"""

import re
from dataclasses import dataclass, fields
from datetime import date

from babel import Locale
from flask import current_app
from flask_babel import force_locale, gettext
from jinja2 import StrictUndefined

from petitions.rules.terms import Alert, Clock, Notice, Role

LOCALES = {"zh": Locale.parse("zh_CN"), "en": Locale.parse("en")}
TAGS = {"zh": "zh-CN", "en": "en"}
"""A notice's language as flask-babel calls it, and as headers and HTML do."""

_GAPS = re.compile(r"\n{3,}")


class _Office:
    public_url: str = ""


def configure(public_url: str) -> None:
    """Set the address under which the portal is reached, for links."""
    _Office.public_url = public_url.rstrip("/")


@dataclass(frozen=True, slots=True)
class DigestLine:
    """One clock an officer is to look at: by its number in the books and its last day, never by a name."""

    number: str
    clock: Clock
    alert: Alert | None
    """None: the last day was moved by another calendar."""
    last_day: date
    old_day: date | None = None


@dataclass(frozen=True, slots=True)
class Facts:
    """All that a notice may say."""

    notice: Notice
    language: str
    number: str
    """For a citizen the receipt number; inside, the number in the books (blank if none yet)."""
    veiled: bool
    """Not even that it is a petition: accusations, confidential and anonymous matters (§30)."""
    office: str
    phone: str
    path: str
    """Where to look, below the public address."""
    last_day: date | None = None
    objection_day: date | None = None
    review_days: int | None = None
    """How long a review may be asked for after a reply; None where there is none."""
    lines: tuple[DigestLine, ...] = ()
    """Of a digest: what still runs, the most urgent first."""
    more: int = 0
    """How many lines more there would be."""
    settled: int = 0
    """How many matters were dealt with before the digest left."""
    role: Role | None = None
    """The post of the officer who looked at an identity, and below his unit; never his name."""
    unit: str = ""
    head: str = ""
    """Of a tree head: the signed line."""
    size: int = 0
    """Of a tree head: how many receipts it is over."""


@dataclass(frozen=True, slots=True)
class Words:
    """A notice as it is sent."""

    sender_name: str
    subject: str
    text: str
    html: str
    language: str
    """As a language tag."""


def write(facts: Facts) -> Words:
    """The three parts of a notice, inside an app context; a name no template knows is an error."""
    language = facts.language if facts.language in LOCALES else "zh"
    known = {each.name: getattr(facts, each.name) for each in fields(facts)} | {
        "link": _Office.public_url + facts.path,
        "tag": TAGS[language],
    }
    with force_locale(LOCALES[language]):
        return Words(
            gettext("办事通知"),
            " ".join(_part(facts.notice, "subject.txt", known).split()),
            _GAPS.sub("\n\n", _part(facts.notice, "body.txt", known)).strip() + "\n",
            _part(facts.notice, "body.html", known),
            TAGS[language],
        )


def _part(notice: Notice, name: str, known: dict[str, object]) -> str:
    environment = current_app.jinja_env
    if not issubclass(environment.undefined, StrictUndefined):
        raise RuntimeError("notices are written under StrictUndefined only")
    return environment.get_template(f"mail/{notice.value}/{name}").render(known)
