"""Who does what in a rehearsal: the way of each case, drawn up beforehand, the same every time."""

from __future__ import annotations

import random
from dataclasses import dataclass
from enum import StrEnum


class Way(StrEnum):
    """How a case goes; all but the last four end with an issued reply."""

    PLAIN = "plain"
    ASSIGNED = "assigned"
    OBJECTION_UPHELD = "objection_upheld"
    OBJECTION_OVERRULED = "objection_overruled"
    EXTENDED = "extended"
    EXTENSION_REFUSED = "extension_refused"
    ASKED = "asked"
    RETURNED = "returned"
    INTERIM = "interim"
    DECLINED = "declined"
    NO_LONGER = "no_longer"
    REDIRECTED = "redirected"
    DECLINED_BY_UNIT = "declined_by_unit"


ENDED = (Way.DECLINED, Way.NO_LONGER, Way.REDIRECTED, Way.DECLINED_BY_UNIT)
SHARES: tuple[tuple[Way, int], ...] = (
    (Way.PLAIN, 40),
    (Way.ASSIGNED, 14),
    (Way.OBJECTION_UPHELD, 7),
    (Way.OBJECTION_OVERRULED, 6),
    (Way.EXTENDED, 8),
    (Way.EXTENSION_REFUSED, 5),
    (Way.ASKED, 7),
    (Way.RETURNED, 7),
    (Way.INTERIM, 6),
)
"""Of a hundred cases that are answered."""
STRIDE = 37
ENDED_SHARE = 10
"""One case in so many, on top, ends without a reply."""

UNITS: tuple[tuple[str, str, str], ...] = (
    ("城乡建设", "住房和城乡建设局", "zjj"),
    ("劳动和社会保障", "人力资源和社会保障局", "rsj"),
    ("教育文体", "教育局", "jyj"),
    ("商贸旅游", "市场监督管理局", "scj"),
    ("环境保护", "生态环境局", "hbj"),
    ("卫生计生", "卫生健康委员会", "wjw"),
    ("交通运输", "交通运输局", "jtj"),
)
"""Category of the texts, words of the unit's name, and the beginning of its officers' user names."""


@dataclass(frozen=True, slots=True)
class Plan:
    """One case's way: the unit it goes to, a wrong unit first where it objects, and extras."""

    way: Way
    unit: tuple[str, str]
    wrong_unit: tuple[str, str]
    attachment: bool
    closes: bool


def plans(answered: int, units: list[tuple[str, str]], seed: int = 20261122) -> list[Plan]:
    """Ways for ``answered`` cases that get a reply and a tenth as many that end without one."""
    chance = random.Random(seed)
    ways: list[Way] = [way for way, share in SHARES for _ in range(share)]
    # Strides through the hundred, so that a short rehearsal meets the rare ways too.
    chosen = [ways[index * STRIDE % len(ways)] for index in range(answered)]
    chosen += [ENDED[index % len(ENDED)] for index in range(answered // ENDED_SHARE)]
    chance.shuffle(chosen)
    made = []
    for way in chosen:
        unit, wrong = chance.sample(units, 2)
        made.append(Plan(way, unit, wrong, chance.random() < 0.3, chance.random() < 0.4))
    return made
