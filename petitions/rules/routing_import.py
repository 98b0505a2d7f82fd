"""Reads a division of work, as offices write it, into rules: lines with their scope, office, leader and first post."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from petitions.rules.routing import MOST_WORDS, WORD_LEAST, WORD_MAX, comparable

COLUMNS: Mapping[str, tuple[str, ...]] = {
    "line": ("line", "序号", "编号"),
    "scope": ("business_scope", "业务范围", "职责", "事项"),
    "words": ("words", "关键词", "关键字"),
    "category": ("category", "内容分类", "分类代码"),
    "place": ("place", "places", "属地", "地点"),
    "unit": ("unit", "unit_code", "单位", "承办单位", "单位代码"),
    "office": ("lead_office", "office", "责任科室", "牵头科室", "科室"),
    "leader": ("case_leader", "leader", "包案领导", "分管领导", "责任领导"),
    "first": ("first_responsible", "第一责任人", "首办责任人", "责任人"),
    "priority": ("priority", "优先级"),
    "basis": ("basis", "依据", "理由"),
    "article": ("article", "条款", "出处"),
}
"""Our name for a column, and how files call it."""
NEEDED = "scope"
_TAIL = re.compile(r"(?:方面)?(?:等[^、，,；;]{0,12}?)?(?:业务范围内|工作范围内|方面|范围内)$")
_BETWEEN = re.compile(r"[、，,；;\s“”\"（）()]+|及|以及|特别是")
_HEAD = re.compile(r"^(?:各级各类学校|各级各类|本单位|其他)")


@dataclass(frozen=True, slots=True)
class MapLine:
    """One row by our names, cleaned; blank where the file has nothing."""

    line: int
    """Where it stands in the file, for faults."""
    cells: Mapping[str, str]

    def of(self, name: str) -> str:
        """The cell, blank when it is not there."""
        return self.cells.get(name, "")


def columns_of(heads: Mapping[str, str] | list[str] | tuple[str, ...]) -> dict[str, str]:
    """Our name of each column that is known, by the file's own name."""
    found: dict[str, str] = {}
    for head in heads:
        plain = comparable(head)
        for ours, theirs in COLUMNS.items():
            if (
                plain in {comparable(each) for each in (ours, *theirs)}
                and ours not in found.values()
            ):
                found[head] = ours
                break
    return found


def words_of_scope(scope: str) -> tuple[str, ...]:
    """The single matters that a line lists, as words to look for; the person who drafts weeds them."""
    found: dict[str, None] = {}
    for part in _BETWEEN.split(_TAIL.sub("", scope.strip())):
        word = _HEAD.sub("", part.strip())
        if WORD_LEAST <= len(comparable(word)) <= WORD_MAX:
            found[word] = None
    return tuple(found)[:MOST_WORDS]


def words_of(text: str) -> tuple[str, ...]:
    """Typed words, parted by commas, pauses, spaces or lines, each once."""
    parts = re.split(r"[、，,；;\s]+", text)
    return tuple(dict.fromkeys(part for part in parts if part))
