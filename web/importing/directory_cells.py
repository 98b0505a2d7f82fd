"""The workbook of the directory: its sheets, the names of their columns, and what a cell says."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date
from enum import StrEnum
from typing import Any

from petitions.rules.completeness import clean_text, fold_digits
from petitions.rules.terms import UnitKind
from web.tables import harmless


class Sheet(StrEnum):
    """One sheet of the workbook."""

    UNITS = "units"
    POSTS = "posts"
    PLACES = "places"


TITLES: Mapping[Sheet, tuple[str, ...]] = {
    Sheet.UNITS: ("单位", "units", "机构"),
    Sheet.POSTS: ("职务", "posts", "岗位"),
    Sheet.PLACES: ("接待场所", "places", "reception places"),
}
"""Names of a sheet; the first two are those of our own workbook, in Chinese and in English."""

COLUMNS: Mapping[Sheet, Mapping[str, tuple[str, ...]]] = {
    Sheet.UNITS: {
        "code": ("代码", "code", "单位代码"),
        "name": ("名称", "name", "单位名称"),
        "name_en": ("英文名称", "name_en", "english name"),
        "kind": ("种类", "kind", "类别", "单位种类"),
        "parent": ("上级代码", "parent", "上级单位代码", "上级"),
        "email": ("电子邮箱", "email", "e-mail", "邮箱"),
        "phone": ("电话", "phone", "telephone", "联系电话"),
        "address": ("地址", "address"),
        "hours": ("接待时间", "hours"),
        "handles": ("办理什么", "handles", "办理的事项"),
        "published": ("公布", "published"),
    },
    Sheet.POSTS: {
        "username": ("用户名", "username", "user name"),
        "title": ("职务", "title", "post"),
        "lines": ("业务范围", "lines", "lines of business"),
        "contact_clerk": ("信访联络员", "contact_clerk", "contact clerk", "信访信息员"),
        "full_time": ("专职", "full_time", "full time"),
        "phone": ("办公电话", "phone", "telephone", "电话"),
        "from_on": ("从哪一天起", "from", "from_on", "开始日期"),
        "until_on": ("到哪一天止", "until", "until_on", "结束日期"),
        "published": ("公布姓名", "published"),
    },
    Sheet.PLACES: {
        "unit": ("单位代码", "unit", "code"),
        "name": ("名称", "name"),
        "address": ("地址", "address"),
        "phone": ("电话", "phone", "telephone"),
        "days": ("接待日", "days"),
        "hours": ("接待时间", "hours"),
        "access": ("怎么去、无障碍通道", "access", "无障碍通道"),
        "published": ("公布", "published"),
    },
}
"""Our fields and the names of columns taken for them; the first two are those of our own workbook."""

NEEDED: Mapping[Sheet, tuple[str, ...]] = {
    Sheet.UNITS: ("code",),
    Sheet.POSTS: ("username", "title"),
    Sheet.PLACES: ("unit", "name"),
}
"""What tells a row from every other: a sheet without these columns cannot be read."""

LONGEST: Mapping[str, int] = {
    "code": 32, "name": 200, "name_en": 200, "email": 200, "phone": 60, "address": 300,
    "hours": 200, "handles": 2000, "username": 60, "title": 60, "days": 100, "access": 1000,
    "lines": 1300, "parent": 32, "unit": 32,
}  # fmt: skip
"""Characters, as in the forms."""

KINDS: Mapping[str, UnitKind] = {
    **{kind.value: kind for kind in UnitKind},
    **dict.fromkeys(("信访工作机构", "信访机构", "信访局"), UnitKind.LETTERS_OFFICE),
    **dict.fromkeys(("政府部门", "政府"), UnitKind.GOVERNMENT),
    **dict.fromkeys(("党委部门", "党委"), UnitKind.PARTY),
    **dict.fromkeys(("人大机关", "人大"), UnitKind.CONGRESS),
    **dict.fromkeys(("人民法院", "法院"), UnitKind.COURT),
    **dict.fromkeys(("人民检察院", "检察院"), UnitKind.PROCURATORATE),
    **dict.fromkeys(("纪检监察机关", "监察机关"), UnitKind.SUPERVISORY),
    **dict.fromkeys(("群团组织", "人民团体"), UnitKind.PEOPLES_ORGANISATION),
    **dict.fromkeys(("国有企业事业单位", "企业", "事业单位"), UnitKind.ENTERPRISE),
    **dict.fromkeys(("乡镇、街道", "街道", "乡镇"), UnitKind.STREET),
    **dict.fromkeys(("村、社区", "社区", "村"), UnitKind.COMMUNITY),
}
YES = frozenset({"是", "有", "y", "yes", "true", "1", "√"})
NO = frozenset({"否", "无", "不", "n", "no", "false", "0", "×"})
_DAY = re.compile(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?(?:[T ]00:00(?::00)?)?")
_MAIL = re.compile(r"[^@\s,;<>\"]+@[^@\s,;<>\"]+\.[^@\s,;<>\"]+")
_LINES = re.compile(r"[\n;；、]")


class CellFault(ValueError):
    """A cell that cannot be taken: the field, and a code of ``directory_plan.FAULTS``."""

    def __init__(self, field: str, code: str) -> None:
        super().__init__(f"{field}: {code}")
        self.field, self.code = field, code


def read_cells(given: Mapping[str, str]) -> dict[str, Any]:
    """The cells of a row as our values. Raises CellFault."""
    return {field: _read(field, text) for field, text in given.items()}


def _read(field: str, text: str) -> Any:
    if text.startswith("'") and harmless(text[1:]) == text:
        text = text[1:]  # our own workbook wrote it so, that no program computes it
    reader = _READERS.get(field, _line)
    value = reader(field, clean_text(text).strip())
    longest = LONGEST.get(field)
    if longest is not None and isinstance(value, str) and len(value) > longest:
        raise CellFault(field, "too_long")
    return value


def _line(_field: str, text: str) -> str:
    return " ".join(text.split())


def _text(_field: str, text: str) -> str:
    return text


def _word(field: str, text: str) -> str:
    if len(text.split()) != 1:
        raise CellFault(field, "spaces")
    return text


def _kind(field: str, text: str) -> UnitKind:
    kind = KINDS.get(text.casefold())
    if kind is None:
        raise CellFault(field, "unknown_kind")
    return kind


def _yes(field: str, text: str) -> bool:
    plain = text.casefold()
    if plain not in YES | NO:
        raise CellFault(field, "not_yes_no")
    return plain in YES


def _day(field: str, text: str) -> date:
    found = _DAY.fullmatch(fold_digits(text))
    try:
        if found is None:
            raise ValueError(text)
        return date(*(int(part) for part in found.groups()))
    except ValueError:
        raise CellFault(field, "no_day") from None


def _mail(field: str, text: str) -> str:
    if not _MAIL.fullmatch(text):
        raise CellFault(field, "bad_email")
    return text


def _parts(field: str, text: str) -> tuple[str, ...]:
    """Lines of business, by line breaks or by 、 and ;."""
    parts = tuple(" ".join(part.split()) for part in _LINES.split(text) if part.strip())
    if len(parts) > 20 or any(len(part) > 60 for part in parts):
        raise CellFault(field, "too_long")
    return parts


_READERS: Mapping[str, Callable[[str, str], Any]] = {
    "code": _word, "parent": _word, "unit": _word, "username": _word, "kind": _kind,
    "published": _yes, "contact_clerk": _yes, "full_time": _yes, "from_on": _day,
    "until_on": _day, "email": _mail, "handles": _text, "access": _text, "lines": _parts,
}  # fmt: skip
