"""Whether two petitions are about one matter: how alike their words are, whether the place and a person agree.

A repeat is the same person with the same matter (信访工作条例 §19, §21; domain: 同人同事); several persons with
one matter at one place may be answered together. These are hints alone: a person decides. Nothing here
counts how often somebody petitions.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from functools import lru_cache
from operator import add


class LinkKind(StrEnum):
    """How two cases belong together."""

    REPEAT = "repeat"
    JOINT = "joint"
    RELATED = "related"
    JOINED = "joined"
    """The later one was joined to the earlier and is handled there."""


CHOSEN = (LinkKind.REPEAT, LinkKind.JOINT, LinkKind.RELATED)
"""What an officer may call a link; the last kind is made by joining alone."""


class Sign(StrEnum):
    """What speaks for one matter, or against it."""

    SAME_ID = "same_id"
    SAME_PHONE = "same_phone"
    SAME_NAME = "same_name"
    ALIKE = "alike"
    SAME_PLACE = "same_place"
    OTHER_PLACE = "other_place"


PERSONAL = frozenset({Sign.SAME_ID, Sign.SAME_PHONE, Sign.SAME_NAME})

TITLE_WEIGHT = 0.65
"""How much the titles say beside the texts: who writes twice names the same thing in the head."""
OTHER_PLACE_FACTOR = 0.7
"""Same words about another place are another matter more often than not."""
FROM_OTHERS = 0.28
"""Least likeness shown where no person is the same. Chosen by ``python -m benchmarks.same_matter``."""
FROM_SAME_PERSON = 0.2
"""The same where a person is: who writes again often uses other words."""
SAME_PLACE_FROM, OTHER_PLACE_BELOW = 0.5, 0.25
"""Share of the pairs of signs of two places."""
SAID_PLACE_FROM = 0.4
"""The same where one is only named in the text, mostly without town and district."""
FEWEST = 8
"""Pairs of signs below which a text says too little to be contained in another."""
LONGEST = 1500
"""Characters of a text that are compared: the matter stands at the beginning."""

_HAN = "㐀-鿿豈-﫿\U00020000-\U0003ffff"
_RUN = re.compile(f"[{_HAN}]+|[^\\W_{_HAN}]+")
_IS_HAN = re.compile(f"[{_HAN}]")
_NAMED = re.compile(
    f"([a-z0-9]{{1,3}}|[{_HAN}]{{2}})(街道|社区|小区|区|县|镇|乡|村|路)", re.IGNORECASE
)
_ORDINARY = frozenset(
    re.findall(
        "..",
        "我们你们他们希望领导政府部门相关有关问题情况反映投诉要求尊敬您好你好谢谢感谢解决处理严重影响一个没有不能"
        "什么为什这个现在已经多次居民业主小区街道附近请问请求建议关于咨询市民群众老百百姓书记市长",
    )
)
"""Pairs of signs that stand in every petition and say nothing of its matter."""


@dataclass(frozen=True, slots=True)
class Matter:
    """What is compared of a petition: folded texts (one spelling, one width) and blind indexes of persons."""

    title: str
    text: str
    place: str = ""
    ids: frozenset[str] = field(default_factory=frozenset)
    phones: frozenset[str] = field(default_factory=frozenset)
    names: frozenset[str] = field(default_factory=frozenset)


@dataclass(frozen=True, slots=True)
class Reason:
    """One sign; ``percent`` says how much where there is more and less of it."""

    sign: Sign
    percent: int = 0


@dataclass(frozen=True, slots=True)
class Likeness:
    """How two petitions look beside each other; ``score`` from 0 to 1."""

    kind: LinkKind
    score: float
    reasons: tuple[Reason, ...]

    @property
    def same_person(self) -> bool:
        """Whether somebody stands on both."""
        return any(each.sign in PERSONAL for each in self.reasons)


def likeness(one: Matter, other: Matter) -> Likeness | None:
    """How alike two petitions are, the same from either side; None where they are not alike enough."""
    place = place_sign(one, other)
    score = similarity(one, other) * (OTHER_PLACE_FACTOR if place is Sign.OTHER_PLACE else 1.0)
    persons = tuple(Reason(sign) for sign in persons_in_common(one, other))
    if score < (FROM_SAME_PERSON if persons else FROM_OTHERS):
        return None
    reasons = (*persons, Reason(Sign.ALIKE, round(score * 100)))
    if place is not None:
        reasons = (*reasons, Reason(place))
    others = LinkKind.JOINT if place is Sign.SAME_PLACE else LinkKind.RELATED
    kind = LinkKind.REPEAT if persons else others
    return Likeness(kind, score, reasons)


def similarity(one: Matter, other: Matter) -> float:
    """From 0 (no words in common) to 1 (the same words)."""
    heads = pairs(one.title), pairs(other.title)
    wholes = pairs(one.title) | pairs(one.text), pairs(other.title) | pairs(other.text)
    common = len(wholes[0] & wholes[1])
    texts = min(1.0, common / max(FEWEST, min(len(wholes[0]), len(wholes[1]))))
    told = len(heads[0]) + len(heads[1])
    if wholes[0] and wholes[0] == wholes[1]:
        return 1.0
    if not told:
        return texts
    titles = (len(heads[0] & wholes[1]) + len(heads[1] & wholes[0])) / told
    return TITLE_WEIGHT * titles + (1 - TITLE_WEIGHT) * texts


def persons_in_common(one: Matter, other: Matter) -> Iterator[Sign]:
    """By what somebody on the one is known again on the other; co-signers count, nameless ones cannot."""
    if one.ids & other.ids:
        yield Sign.SAME_ID
    if one.phones & other.phones:
        yield Sign.SAME_PHONE
    if one.names & other.names:
        yield Sign.SAME_NAME


def place_sign(one: Matter, other: Matter) -> Sign | None:
    """Whether both speak of one place or of two; None where it cannot be told."""
    here, there = _places(one.place), _places(other.place)
    if here and there:
        share = len(here & there) / min(len(here), len(there))
        if share >= SAME_PLACE_FROM:
            return Sign.SAME_PLACE
        if share < OTHER_PLACE_BELOW:
            return Sign.OTHER_PLACE
    elif here or there:
        said = _places(other.title + "\n" + other.text if here else one.title + "\n" + one.text)
        wanted = here or there
        if len(wanted & said) / len(wanted) >= SAID_PLACE_FROM:
            return Sign.SAME_PLACE
    return Sign.OTHER_PLACE if _named_apart(one.title, other.title) else None


def _named_apart(one: str, other: str) -> bool:
    """Both titles name a place of one kind, and not the same one."""
    here, there = _named(one), _named(other)
    return any(not here[kind] & there[kind] for kind in here.keys() & there.keys())


def _named(title: str) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for name, kind in _NAMED.findall(title):
        found.setdefault("区" if kind == "县" else kind, set()).add(name)
    return found


@lru_cache(maxsize=512)
def pairs(text: str) -> frozenset[str]:
    """The neighbouring signs of each Han run, and each other word, without what every petition says."""
    return _pairs(text, _ORDINARY)


def _places(text: str) -> frozenset[str]:
    """The same of a place, where every word counts."""
    return _pairs(text, frozenset())


def _pairs(text: str, without: frozenset[str]) -> frozenset[str]:
    found: set[str] = set()
    for run in _RUN.findall(text[:LONGEST]):
        if _IS_HAN.match(run):
            found.update(map(add, run, run[1:]))
        elif len(run) > 1:
            found.add(run)
    return frozenset(found - without)


PHRASE = 4
"""Signs of a phrase the register is searched by: rare enough to find few, short enough to be written alike."""
MOST_PHRASES = 24


def phrases(title: str, place: str, text: str) -> tuple[str, ...]:
    """What to search the words of the register for: the title's phrases first, then the place, then the text."""
    found: dict[str, None] = {}
    for part in (title, place, text[:LONGEST]):
        for run in _RUN.findall(part):
            if not _IS_HAN.match(run):
                if len(run) > 3:
                    found.setdefault(run)
                continue
            for start in range(max(1, len(run) - PHRASE + 1)):
                phrase = run[start : start + PHRASE]
                said = {phrase[i : i + 2] for i in range(len(phrase) - 1)}
                if len(phrase) > 1 and not said & _ORDINARY:
                    found.setdefault(phrase)
                if len(found) == MOST_PHRASES:
                    return tuple(found)
    return tuple(found)


MARKED = 4
"""Signs in a row that two texts must share to be shown as the same."""


def shared(text: str, other: str) -> tuple[tuple[str, bool], ...]:
    """``text`` cut into passages, and whether each stands in ``other`` too; joined again they are the text."""
    known = {other[start : start + MARKED] for start in range(len(other) - MARKED + 1)}
    same = bytearray(len(text))
    for start in range(len(text) - MARKED + 1):
        if text[start : start + MARKED] in known:
            same[start : start + MARKED] = b"\x01" * MARKED
    passages: list[tuple[str, bool]] = []
    begun = 0
    for place in range(1, len(text) + 1):
        if place == len(text) or same[place] != same[begun]:
            passages.append((text[begun:place], bool(same[begun])))
            begun = place
    return tuple(passages)
