"""Which column of a file is which field of ours, by its usual names or as the operator says."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from web.importing.reading import FileFault

USUAL: Mapping[str, tuple[str, ...]] = {
    "title": ("title", "subject", "标题", "主题"),
    "request": ("request", "demand", "诉求", "请求", "信访目的"),
    "facts": ("facts", "body", "content", "text", "事实", "内容", "正文", "来信内容"),
    "reasons": ("reasons", "reason", "理由"),
    "received_at": (
        "received_at",
        "time",
        "date",
        "received",
        "时间",
        "日期",
        "收到日期",
        "来信日期",
    ),
    "external_number": ("external_number", "id", "number", "编号", "原编号", "登记号"),
    "name": ("name", "user", "person", "petitioner", "姓名", "信访人", "来信人"),
    "phone": ("phone", "telephone", "mobile", "电话", "联系电话", "手机"),
    "email": ("email", "e-mail", "mail", "邮箱", "电子邮箱"),
    "address": ("address", "地址", "住址"),
    "id_number": ("id_number", "身份证号", "证件号码"),
    "category": ("category", "label", "类别", "内容分类"),
    "petition_class": ("petition_class", "class", "信访类别"),
    "problem_place": ("problem_place", "place", "问题属地", "地点"),
    "complained_about": ("complained_about", "被反映人", "被反映单位"),
    "persons_count": ("persons_count", "persons", "人数"),
    "urgency": ("urgency", "紧急程度"),
    "confidential": ("confidential", "保密"),
}
"""Our fields, and the names of columns that are taken for them (small letters count the same)."""


class BadMap(ValueError):
    """A ``--map`` that cannot be followed; the message says why."""


@dataclass(frozen=True, slots=True)
class Columns:
    """The column of each of our fields, and the columns nobody asked for."""

    of: Mapping[str, str]
    ignored: tuple[str, ...]

    def taken(self, cells: Mapping[str, str]) -> dict[str, str]:
        """The cells of a row by our names; blank ones are left out."""
        found = {field: cells.get(column, "").strip() for field, column in self.of.items()}
        return {field: text for field, text in found.items() if text}


def match_columns(present: Sequence[str], said: Sequence[str]) -> Columns:
    """Match the columns of a file. ``said`` are ``our=their``; ``our=`` leaves a field out.

    Raises BadMap, or FileFault when the file has neither a title nor facts.
    """
    plain = {name.casefold(): name for name in reversed(present)}
    found: dict[str, str] = {}
    for field, names in USUAL.items():
        column = next((plain[name] for name in names if name in plain), None)
        if column is not None and column not in found.values():
            found[field] = column
    for field, column in _said(present, said):
        found.pop(field, None)
        if column:
            found = {ours: theirs for ours, theirs in found.items() if theirs != column}
            found[field] = column
    if not {"title", "facts"} & set(found):
        raise FileFault(
            "no column is the title or the text. Columns here: "
            f"{', '.join(present)}. Say which with --map title=... --map facts=..."
        )
    ignored = tuple(name for name in present if name not in found.values())
    return Columns(found, ignored)


def _said(present: Sequence[str], said: Sequence[str]) -> list[tuple[str, str]]:
    pairs = []
    for text in said:
        field, sign, column = text.partition("=")
        field, column = field.strip(), column.strip()
        if not sign or field not in USUAL:
            raise BadMap(f"{text!r} is not our=their; ours are {', '.join(USUAL)}")
        if column and column not in present:
            raise BadMap(f"there is no column {column!r}; columns here: {', '.join(present)}")
        pairs.append((field, column))
    return pairs
