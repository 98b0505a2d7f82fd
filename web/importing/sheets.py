"""Small tables that an officer hands in on a page, CSV or XLSX, as rows by column; a fault is a code and a line."""

from __future__ import annotations

import csv
import io
import tempfile
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from petitions.rules.completeness import clean_text
from petitions.rules.routing_import import NEEDED, MapLine, columns_of
from web.importing.decoding import decoded
from web.importing.reading import BadRow, FileFault, open_source

MOST_BYTES = 2_000_000
MOST_UNPACKED = 20_000_000
"""Bytes a workbook may unpack to."""
MOST_ROWS = 2000
LONGEST = 2000
"""Characters of a cell."""


class SheetFault(ValueError):
    """A file that is no such table: code kind, large, encoding, unreadable, empty, rows, row or columns."""

    def __init__(self, code: str, row: int = 0) -> None:
        super().__init__(f"{code} {row}".strip())
        self.code = code
        self.row = row


@dataclass(frozen=True, slots=True)
class SheetRow:
    """One row, its cells cleaned, by the name of the column."""

    line: int
    cells: Mapping[str, str]


def read_sheet(name: str, content: bytes) -> list[SheetRow]:
    """The rows of a table. Raises SheetFault."""
    if len(content) > MOST_BYTES:
        raise SheetFault("large")
    kind = Path(name).suffix.lower()
    if kind not in (".csv", ".xlsx"):
        raise SheetFault("kind")
    found: list[SheetRow] = []
    for row in _csv(content) if kind == ".csv" else _xlsx(content):
        if any(row.cells.values()):
            found.append(row)
        if len(found) > MOST_ROWS:
            raise SheetFault("rows")
    if not found:
        raise SheetFault("empty")
    return found


def read_map(name: str, content: bytes) -> list[MapLine]:
    """The lines of a division of work. Raises SheetFault."""
    rows = read_sheet(name, content)
    columns = columns_of(tuple(rows[0].cells))
    if NEEDED not in columns.values():
        raise SheetFault("columns")
    return [
        MapLine(
            row.line,
            {ours: row.cells.get(theirs, "") for theirs, ours in columns.items()},
        )
        for row in rows
    ]


def _csv(content: bytes) -> Iterator[SheetRow]:
    text = _decoded(content)
    first = text.partition("\n")[0]
    delimiter = max(",;\t", key=first.count)
    table = csv.reader(io.StringIO(text, newline=None), delimiter=delimiter, strict=True)
    try:
        head = [_clean(cell) for cell in next(table, [])]
        for row in table:
            if len(row) > len(head):
                raise SheetFault("row", table.line_num)
            yield SheetRow(table.line_num, _cells(head, row))
    except csv.Error as error:
        raise SheetFault("row", table.line_num) from error


def _xlsx(content: bytes) -> Iterator[SheetRow]:
    """Through the reader of whole files, which wants one on the disk."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            if sum(part.file_size for part in archive.infolist()) > MOST_UNPACKED:
                raise SheetFault("large")
    except (zipfile.BadZipFile, ValueError, OSError) as error:
        if isinstance(error, SheetFault):
            raise
        raise SheetFault("unreadable") from error
    with tempfile.NamedTemporaryFile(suffix=".xlsx") as file:
        file.write(content)
        file.flush()
        try:
            source = open_source(Path(file.name))
            for row in source.read():
                if isinstance(row, BadRow):
                    raise SheetFault("row", row.line)
                cells = {name: row.cells.get(name, "") for name in source.columns}
                yield SheetRow(row.line, _cells(list(cells), list(cells.values())))
        except FileFault as error:
            raise SheetFault("unreadable") from error


def _cells(head: list[str], row: list[str]) -> dict[str, str]:
    pairs = zip(head, [_clean(cell) for cell in row], strict=False)
    named = {name: cell for name, cell in pairs if name}
    return {name: named.get(name, "") for name in head if name}


def _clean(cell: str) -> str:
    """One line of text; an apostrophe that our own tables put before a formula is taken away again."""
    text = " ".join(clean_text(cell).split())[:LONGEST]
    return text[1:] if text[:1] == "'" and text[1:2] in ("=", "+", "-", "@") else text


def _decoded(content: bytes) -> str:
    text = decoded(content)
    if text is None:
        raise SheetFault("encoding")
    return text
