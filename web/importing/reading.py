"""Rows of a JSON-lines, CSV or XLSX file with their line numbers; bad rows come out as faults."""

from __future__ import annotations

import csv
import json
import zipfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from itertools import islice
from pathlib import Path
from typing import Any

LONGEST_LINE = 1024 * 1024
"""Bytes of one row; the longest petition we know is some 40,000."""
MOST_UNPACKED = 500 * 1024 * 1024
"""Bytes a workbook may unpack to."""
LOOKED_AT = 500
"""Rows of a JSON-lines file that are read to learn its columns."""
CHUNK = 1024 * 1024


class FileFault(Exception):
    """The file as a whole cannot be used; the message says why and what to do."""


@dataclass(frozen=True, slots=True)
class Row:
    """One row as text by column; blank cells are left out."""

    line: int
    cells: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class BadRow:
    """A row that cannot be read."""

    line: int
    field: str
    reason: str


@dataclass(frozen=True, slots=True)
class Source:
    """A file that can be used: its columns, and about how many rows it has."""

    path: Path
    encoding: str
    columns: tuple[str, ...]
    rows: int
    sheet: int = 0
    """Which sheet of a workbook, from 0."""

    def read(self) -> Iterator[Row | BadRow]:
        """Every row, from the beginning."""
        if self.sheet:
            return _read_xlsx(self.path, self.encoding, self.sheet)
        return _READERS[self.path.suffix.lower()](self.path, self.encoding)


def open_source(path: Path, encoding: str = "utf-8") -> Source:
    """Look through the whole file once. Raises FileFault when it cannot be used."""
    kind = path.suffix.lower()
    if kind not in _READERS:
        raise FileFault(f"{path.name} is none of .jsonl, .csv, .xlsx")
    if not path.is_file():
        raise FileFault(f"there is no file {path}")
    if path.stat().st_size == 0:
        raise FileFault(f"{path.name} is empty")
    if kind == ".xlsx":
        return _looked_through_xlsx(path)
    _check_encoding(path, encoding)
    looked = _csv_columns if kind == ".csv" else _jsonl_columns
    columns, rows = looked(path, encoding)
    return Source(path, encoding, columns, rows)


def _check_encoding(path: Path, encoding: str) -> None:
    line = 1
    try:
        with path.open(encoding=encoding, newline="") as file:
            while chunk := file.read(CHUNK):
                line += chunk.count("\n")
    except UnicodeDecodeError as error:
        other = "utf-8" if encoding.startswith("gb") else "gb18030"
        raise FileFault(
            f"{path.name} is not {encoding} (near line {line}). Save it as UTF-8,"
            f" or say what it is: --encoding {other}"
        ) from error
    except LookupError as error:
        raise FileFault(f"nobody knows the encoding {encoding}") from error


# JSON lines


def _jsonl_columns(path: Path, encoding: str) -> tuple[tuple[str, ...], int]:
    columns: dict[str, None] = {}
    for row in islice(_read_jsonl(path, encoding), LOOKED_AT):
        if isinstance(row, Row):
            columns.update(dict.fromkeys(row.cells))
    with path.open("rb") as file:
        rows = sum(chunk.count(b"\n") for chunk in iter(lambda: file.read(CHUNK), b""))
        file.seek(0)
        first = file.read(64).lstrip(b"\xef\xbb\xbf \t\r\n")
    if first.startswith(b"["):
        raise FileFault(f"{path.name} is one JSON list; write one object a line instead")
    if not columns:
        raise FileFault(f"{path.name} has no line with a JSON object in it")
    return tuple(columns), max(rows, 1)


def _read_jsonl(path: Path, encoding: str) -> Iterator[Row | BadRow]:
    with path.open("rb") as file:
        for number, raw in enumerate(_lines(file), start=1):
            if raw is None:
                yield BadRow(number, "", f"the line is longer than {LONGEST_LINE:,} bytes")
                continue
            text = raw.decode(encoding, "replace").strip("\ufeff \t\r\n")
            if text:
                yield _json_row(number, text)


def _lines(file: Any) -> Iterator[bytes | None]:
    """The lines of a file; None for one that is too long to be held."""
    while line := file.readline(LONGEST_LINE + 1):
        if len(line) <= LONGEST_LINE:
            yield line
            continue
        while line and not line.endswith(b"\n"):
            line = file.readline(CHUNK)
        yield None


def _json_row(number: int, text: str) -> Row | BadRow:
    try:
        value = json.loads(text)
    except (ValueError, RecursionError) as error:
        return BadRow(number, "", f"not JSON: {error}"[:200])
    if not isinstance(value, dict):
        return BadRow(number, "", "not a JSON object")
    cells: dict[str, str] = {}
    for name, cell in value.items():
        if isinstance(cell, list | dict):
            return BadRow(number, name, "holds a list or an object where a text is wanted")
        shown = _text(cell)
        cells[name] = shown
    return Row(number, cells)


# CSV


def _csv_columns(path: Path, encoding: str) -> tuple[tuple[str, ...], int]:
    head = _csv_head(path, encoding)
    if not any(head):
        raise FileFault(f"the first line of {path.name} names no columns")
    double = {name for name in head if name and head.count(name) > 1}
    if double:
        raise FileFault(f"{path.name} has two columns called {', '.join(sorted(double))}")
    rows = sum(1 for _ in _read_csv(path, encoding))
    if not rows:
        raise FileFault(f"{path.name} has columns but no rows")
    return tuple(name for name in head if name), rows


def _csv_head(path: Path, encoding: str) -> list[str]:
    with path.open(encoding=encoding, newline="") as file:
        first = next(csv.reader(file), [])
    return [name.strip("\ufeff \t") for name in first]


def _read_csv(path: Path, encoding: str) -> Iterator[Row | BadRow]:
    head = _csv_head(path, encoding)
    csv.field_size_limit(LONGEST_LINE)
    with path.open(encoding=encoding, newline="") as file:
        reader = csv.reader(file, strict=True)
        next(reader, None)
        while True:
            try:
                values = next(reader)
            except StopIteration:
                return
            except csv.Error as error:
                yield BadRow(reader.line_num, "", f"not CSV: {error}")
                continue
            if len(values) > len(head):
                yield BadRow(
                    reader.line_num, "", f"has {len(values)} cells for {len(head)} columns"
                )
            elif any(value.strip() for value in values):
                cells = zip(head, values, strict=False)
                yield Row(reader.line_num, {name: cell for name, cell in cells if name})


# XLSX


def open_sheets(path: Path, *, most_unpacked: int = MOST_UNPACKED) -> dict[str, Source]:
    """Every sheet of a workbook by its name; one without columns or rows has none. Raises FileFault."""
    if path.suffix.lower() != ".xlsx":
        raise FileFault(f"{path.name} is no .xlsx")
    _check_unpacked(path, most_unpacked)
    found = {}
    for number, name in enumerate(_sheet_names(path)):
        head, rows = _counted(path, number)
        found[name] = Source(path, "", tuple(each for each in head if each), rows, number)
    return found


def _check_unpacked(path: Path, most: int) -> None:
    try:
        with zipfile.ZipFile(path) as archive:
            unpacked = sum(part.file_size for part in archive.infolist())
    except (zipfile.BadZipFile, OSError, ValueError) as error:
        raise FileFault(f"{path.name} is no workbook: {error}") from error
    if unpacked > most:
        raise FileFault(f"{path.name} unpacks to {unpacked:,} bytes; divide it into smaller ones")


def _counted(path: Path, sheet: int) -> tuple[list[str], int]:
    """The first row of a sheet, and how many follow that say something."""
    head, rows = [], 0
    for number, values in _sheet_rows(path, sheet):
        if number == 1:
            head = [_text(value) for value, _formula in values]
        elif any(_text(value) for value, _formula in values):
            rows += 1
    return head, rows


def _looked_through_xlsx(path: Path) -> Source:
    _check_unpacked(path, MOST_UNPACKED)
    head, rows = _counted(path, 0)
    if not any(head):
        raise FileFault(f"the first row of the first sheet of {path.name} names no columns")
    if not rows:
        raise FileFault(f"{path.name} has columns but no rows")
    return Source(path, "", tuple(name for name in head if name), rows)


def _sheet_rows(path: Path, sheet: int) -> Iterator[tuple[int, list[tuple[Any, bool]]]]:
    """Row number, and value with "is a formula" of each cell of a sheet."""
    with _workbook(path) as book:
        for number, row in enumerate(book.worksheets[sheet].iter_rows(), start=1):
            yield number, [(cell.value, cell.data_type == "f") for cell in row]


def _sheet_names(path: Path) -> list[str]:
    with _workbook(path) as book:
        return [each.title for each in book.worksheets]


@contextmanager
def _workbook(path: Path) -> Iterator[Any]:
    import openpyxl  # here, since no other command needs it

    try:
        book = openpyxl.load_workbook(path, read_only=True, data_only=False)
        try:
            yield book
        finally:
            book.close()
    except (
        *(KeyError, ValueError, TypeError, IndexError, OSError, SyntaxError, AttributeError),
        zipfile.BadZipFile,
    ) as error:
        raise FileFault(f"{path.name} cannot be read as a workbook: {error}") from error


def _read_xlsx(path: Path, _encoding: str, sheet: int = 0) -> Iterator[Row | BadRow]:
    head: list[str] = []
    for number, values in _sheet_rows(path, sheet):
        if number == 1:
            head = [_text(value) for value, _formula in values]
            continue
        named = list(zip(head, values, strict=False))
        formula = next((name for name, (_value, is_one) in named if name and is_one), None)
        if formula is not None:
            yield BadRow(number, formula, "holds a formula; paste the values in its place")
            continue
        cells = {name: _text(value) for name, (value, _formula) in named if name}
        if any(cells.values()):
            yield Row(number, cells)


def _text(value: object) -> str:
    """A cell as text: whole numbers without a point, moments in ISO form."""
    if value is None:
        return ""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, datetime | date):
        return value.isoformat()
    return str(value).strip()


_READERS: Mapping[str, Callable[[Path, str], Iterator[Row | BadRow]]] = {
    ".jsonl": _read_jsonl,
    ".csv": _read_csv,
    ".xlsx": _read_xlsx,
}
