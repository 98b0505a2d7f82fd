"""Makes nasty requests out of a form: one field or all, absent, doubled, foreign, endless, in the wrong wrapping."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import partial
from itertools import cycle
from random import Random
from typing import Any

from petitions.adapters import clock
from tests.factories import PASSWORD
from tests.fuzz import nasty
from tests.fuzz.forms import Field
from tests.fuzz.people import Found
from tests.fuzz.shots import Shot, multipart, urlencoded

Pair = tuple[str, "str | bytes"]
PLAUSIBLE = {
    "text": "柳林路路灯不亮",
    "textarea": "柳林路的路灯三个月没有亮过，夜里看不清路。",
    "search": "路灯",
    "email": "zhou@example.cn",
    "tel": "13812345678",
    "number": "3",
    "date": "2026-03-10",
    "password": "a plausible password 2026",
}
PARTS = {"year": "2026", "month": "3", "day": "10"}
BY_NAME = {
    "read": "y",
    "confirm": "y",
    "confirmed": "y",
    "name": "周小舟",
    "phone": "13812345678",
    "email": "zhou@example.cn",
    "id_number": "11010519491231002X",
    "persons_count": "3",
    "limit_days": "30",
    "days": "10",
    "promised_on-year": str(clock.today().year + 1),
    "code": "NEW",
    "username": "newcomer",
    "old": PASSWORD,
    "password": PASSWORD,
    "new": "quite another long phrase 77",
    "repeat": "quite another long phrase 77",
    "again": "quite another long phrase 77",
}


def plausible(field: Field) -> str:
    """What an honest person might type."""
    if field.name in BY_NAME and not field.value:
        return BY_NAME[field.name]
    if field.value or field.kind in {"hidden", "checkbox", "button"}:
        return field.value
    if field.choices:
        return next((choice for choice in field.choices if choice), "")
    part = field.name.rpartition("-")[2]
    return PARTS.get(part, PLAUSIBLE.get(field.kind, ""))


class Mutator:
    """An endless row of nasty versions of one form, always the same for the same seed."""

    def __init__(self, found: Found, seed: int) -> None:
        self.person, self.form = found.person, found.form
        self.chance = Random(f"{seed} {found.key}")
        self.texts = self._shuffled(nasty.TEXTS)
        self.runs = self._shuffled(nasty.RUNS)
        self.bodies = self._shuffled(nasty.BODIES)
        self.files = self._shuffled(nasty.FILES)
        self.file_fields = [each.name for each in self.form.fields if each.kind == "file"]
        ways: list[tuple[Callable[[], Shot], int]] = [
            (self._one, 40),
            (self._all, 8),
            (self._absences, 6),
            (self._doubled, 6),
            (self._foreign, 8),
            (self._endless, 10),
            (self._wrapped, 6),
            (self._raw, 8),
            (self._with_files, 25 if self.file_fields else 3),
        ]
        self.ways = [way for way, weight in ways for _ in range(weight)]

    def shots(self, count: int) -> Iterator[Shot]:
        """At least so many: each field left out, every other way once, and then what chance decides."""
        first = [partial(self._absent, name) for name in self._names()]
        first += list(dict.fromkeys(self.ways))
        for number in range(max(count, len(first))):
            shot = first[number]() if number < len(first) else self.chance.choice(self.ways)()
            yield shot.but(note=f"{self.person.name}: {shot.note}")

    def _shuffled(self, values: Sequence[Any]) -> Iterator[Any]:
        mixed = list(values)
        self.chance.shuffle(mixed)
        return cycle(mixed)

    def _honest(self) -> dict[str, str | bytes]:
        filled = {each.name: plausible(each) for each in self.form.fields if each.kind != "file"}
        unticked = {each.name for each in self.form.fields if each.kind == "checkbox"}
        return {name: value for name, value in filled.items() if value or name not in unticked}

    def _names(self) -> list[str]:
        own = [each.name for each in self.form.fields if each.name != "csrf_token"]
        return own or ["x"]

    def _one(self) -> Shot:
        name, value = self.chance.choice(self._names()), next(self.texts)
        return self._sent({**self._honest(), name: value}, f"{name}={value!r:.80}")

    def _all(self) -> Shot:
        value = next(self.texts)
        pairs = dict.fromkeys(self._names(), value)
        return self._sent({**self._honest(), **pairs}, f"every field {value!r:.80}")

    def _absent(self, name: str) -> Shot:
        """Only this is missing: it may be the one that somebody relies on."""
        kept = self._honest()
        kept.pop(name, None)
        return self._sent(kept, f"without {name}")

    def _absences(self) -> Shot:
        gone = self.chance.sample(self._names(), self.chance.randint(1, len(self._names())))
        kept = {name: value for name, value in self._honest().items() if name not in gone}
        return self._sent(kept, f"without {gone}")

    def _doubled(self) -> Shot:
        name = self.chance.choice(self._names())
        pairs: list[Pair] = list(self._honest().items())
        pairs += [(name, next(self.texts)) for _ in range(3)]
        pairs += [(f"{name}[]", "1"), (f"{name}[0]", "1"), (f"{name}-0", "1")]
        self.chance.shuffle(pairs)
        return self._sent(pairs, f"{name} several times")

    def _foreign(self) -> Shot:
        names = self.chance.sample(nasty.NAMES, 5)
        extra: list[Pair] = [
            (name, next(self.texts)) for name in names if name not in ("csrf_token", *self._names())
        ]
        return self._sent([*self._honest().items(), *extra], f"foreign fields {names!r:.80}")

    def _endless(self) -> Shot:
        name, value = self.chance.choice(self._names()), next(self.runs)
        return self._sent({**self._honest(), name: value}, f"{name}: 64 KB of {value[:4]!r}")

    def _wrapped(self) -> Shot:
        """Files as text and text as files, in a multipart body."""
        honest = self._honest()
        token = honest.pop("csrf_token", "")
        files = [(name, "x.txt", b"x") for name in honest]
        texts: list[Pair] = [("csrf_token", token), *((name, "x") for name in self.file_fields)]
        return self._multipart(texts, files, "text as files, files as text")

    def _raw(self) -> Shot:
        content_type, body = next(self.bodies)
        shot = self._sent({}, f"{content_type!r:.60} {body[:40]!r}")
        return shot.but(
            content_type=content_type,
            body=body,
            headers=(*shot.headers, ("X-CSRFToken", self.form.token)),
        )

    def _with_files(self) -> Shot:
        names = self.file_fields or ["files"]
        count = self.chance.choice([1, 1, 1, 2, 11])
        chosen = [next(self.files) for _ in range(count)]
        files = [
            (name, filename, content)
            for name, (filename, content) in zip(cycle(names), chosen, strict=False)
        ]
        label = ", ".join(repr(filename)[:30] for filename, _ in chosen[:3])
        return self._multipart(list(self._honest().items()), files, f"files {label}")

    def _multipart(self, pairs: list[Pair], files: list[tuple[str, str, bytes]], note: str) -> Shot:
        shot = self._sent({}, note)
        return shot.but(
            content_type="multipart/form-data; boundary=hyb", body=multipart(pairs, files)
        )

    def _sent(self, pairs: dict[str, str | bytes] | list[Pair], note: str) -> Shot:
        listed = list(pairs.items()) if isinstance(pairs, dict) else pairs
        base = Shot(self.form.method, self.form.path, cookie=self.person.cookie, note=note)
        if self.form.method == "GET":
            return base.but(query=urlencoded(listed))
        if self.form.multipart and self.chance.random() < 0.5:
            return base.but(
                content_type="multipart/form-data; boundary=hyb",
                body=multipart(listed, []),
                query=self.form.query.encode(),
            )
        return base.but(
            content_type="application/x-www-form-urlencoded",
            body=urlencoded(listed),
            query=self.form.query.encode(),
        )
