"""What the check page shows: every answer in the words of its question, with the way to change it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass

from flask_babel import LazyString, gettext
from flask_babel import lazy_gettext as _l

from petitions.queries.drafts import DraftView
from petitions.rules.submission import Person, Submission
from petitions.rules.terms import PetitionClass
from portal.answers import (
    Answers,
    asks_identity,
    is_always_confidential,
    representatives,
    to_submission,
)
from portal.forms.what import REQUESTS
from web import wording

Text = str | LazyString


@dataclass(frozen=True, slots=True)
class Row:
    """One answer; ``stage`` and ``field`` say where it is changed."""

    key: Text
    text: Text
    stage: str
    field: str


@dataclass(frozen=True, slots=True)
class Section:
    """The answers of one part."""

    title: Text
    rows: tuple[Row, ...]


def sections(answers: Answers) -> tuple[Section, ...]:
    """The whole petition as it would be filed."""
    filed = to_submission(answers, language="")
    return (
        Section(_l("事项"), tuple(_matter(filed))),
        Section(_l("信访人"), tuple(_persons(filed, answers))),
        Section(_l("请求、事实和理由"), tuple(_content(filed))),
        Section(_l("地点和对象"), tuple(_place(filed))),
    )


def fingerprint(draft: DraftView) -> str:
    """A mark of what the page showed: another window may have changed it since."""
    shown = [draft.answers, [(file.id, file.name) for file in draft.files]]
    text = json.dumps(shown, sort_keys=True, default=str)
    return hashlib.sha256(text.encode()).hexdigest()[:20]


def _matter(filed: Submission) -> Iterator[Row]:
    yield Row(_l("类别"), wording.word(filed.petition_class), "notice", "petition_class")
    yield Row(_l("其他程序"), wording.word(filed.legal_status), "legal", "legal_status")


def _persons(filed: Submission, answers: Answers) -> Iterator[Row]:
    first = filed.persons[0] if filed.persons else Person()
    if filed.anonymous:
        yield Row(_l("提出方式"), _l("匿名"), "who", "named")
        yield Row(_l("接收进展提醒的电子邮箱"), _or_none(first.email), "who", "reply_email")
    else:
        yield from _named(first, filed.petition_class)
    yield Row(_l("人数"), str(filed.persons_count), "who", "together")
    for person in representatives(answers):
        yield Row(_l("代表"), _line(person.name, person.phone), "group", "name_1")
    if is_always_confidential(filed.petition_class):
        yield Row(_l("保密"), _l("检举控告一律保密"), "", "")
        return
    yield Row(_l("保密"), _yes(filed.confidential), "who", "confidential")
    yield Row(_l("同意公开"), _yes(filed.publish_consent), "who", "publish_consent")


def _named(person: Person, kind: PetitionClass) -> Iterator[Row]:
    yield Row(_l("姓名"), person.name, "who", "name")
    yield Row(_l("住址或者通信地址"), person.address, "who", "address")
    yield Row(_l("电话"), _or_none(person.phone), "who", "phone")
    yield Row(_l("电子邮箱"), _or_none(person.email), "who", "email")
    if asks_identity(kind):
        yield Row(_l("身份证号码"), _or_none(person.id_number), "who", "id_number")


def _content(filed: Submission) -> Iterator[Row]:
    yield Row(_l("标题"), filed.title, "what", "title")
    yield Row(REQUESTS[filed.petition_class][0], filed.request, "what", "request")
    yield Row(_l("事实经过"), filed.facts, "what", "facts")
    yield Row(_l("理由和依据"), _or_none(filed.reasons), "what", "reasons")


def _place(filed: Submission) -> Iterator[Row]:
    yield Row(_l("问题发生在哪里"), _or_none(filed.problem_place), "where", "problem_place")
    yield Row(_l("反映的对象"), _or_none(filed.complained_about), "where", "complained_about")


def _or_none(text: str) -> Text:
    return text or gettext("没有填写")


def _yes(value: bool) -> Text:
    return gettext("是") if value else gettext("否")


def _line(*parts: str) -> str:
    return "  ".join(part for part in parts if part)
