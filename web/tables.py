"""Tables people take away, as CSV and XLSX, in which no cell can be a formula (S-15)."""

from __future__ import annotations

import csv
import io
import unicodedata
from collections.abc import Iterable, Sequence
from datetime import date, datetime

from flask import Response

from petitions.adapters import clock
from petitions.rules.completeness import clean_text
from web.downloads import export

Cell = str | int | float | date | datetime | None
DANGEROUS = frozenset({"=", "+", "-", "@", "\t", "\r", "\0"})
LONGEST_CELL = 32_767
"""Characters a spreadsheet cell may hold."""
CSV_TYPE = "text/csv; charset=utf-8"
XLSX_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
BYTE_ORDER_MARK = "\ufeff"
"""Without it spreadsheet programs read the CSV in the machine's own code page."""


def harmless(text: str) -> str:
    """``text`` that no program computes: an apostrophe before what could begin a formula.

    White space and invisible signs in front do not count, nor does it help to write the sign
    full-width.
    """
    start = next((sign for sign in text if not _unseen(sign)), "")
    folded = unicodedata.normalize("NFKC", start)
    return f"'{text}" if start in DANGEROUS or folded in DANGEROUS else text


def _unseen(sign: str) -> bool:
    return sign == "\n" or unicodedata.category(sign) in {"Zs", "Zl", "Zp", "Cf"}


def shown(value: Cell) -> str:
    """A cell as text: moments in the office's time zone, text made harmless."""
    if value is None:
        return ""
    if isinstance(value, datetime):
        return value.astimezone(clock.zone()).strftime("%Y-%m-%d %H:%M")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, bool | int | float):
        return str(value)
    return harmless(clean_text(str(value)))[:LONGEST_CELL]


def csv_bytes(head: Sequence[object], rows: Iterable[Sequence[Cell]]) -> bytes:
    """A CSV table, UTF-8, that opens correctly in spreadsheet programs."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow([shown(str(name)) for name in head])
    writer.writerows([shown(cell) for cell in row] for row in rows)
    return (BYTE_ORDER_MARK + out.getvalue()).encode()


def xlsx_bytes(title: str, head: Sequence[object], rows: Iterable[Sequence[Cell]]) -> bytes:
    """A workbook with one sheet; numbers are numbers, everything else is text."""
    return book_bytes([(title, head, rows)])


def book_bytes(sheets: Iterable[tuple[str, Sequence[object], Iterable[Sequence[Cell]]]]) -> bytes:
    """A workbook of several sheets, each with its title, its head and its rows."""
    import xlsxwriter  # here, since few processes ever make one

    out = io.BytesIO()
    options = {
        "in_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
    }
    book = xlsxwriter.Workbook(out, options)
    bold = book.add_format({"bold": True})
    for title, head, rows in sheets:
        sheet = book.add_worksheet(_sheet_name(title))
        sheet.freeze_panes(1, 0)
        for column, name in enumerate(head):
            sheet.write_string(0, column, shown(str(name)), bold)
        for line, row in enumerate(rows, start=1):
            for column, cell in enumerate(row):
                if isinstance(cell, int | float) and not isinstance(cell, bool):
                    sheet.write_number(line, column, cell)
                else:
                    sheet.write_string(line, column, shown(cell))
    book.close()
    return out.getvalue()


def csv_file(name: str, head: Sequence[object], rows: Iterable[Sequence[Cell]]) -> Response:
    """The table as a download; ``name`` without ending."""
    return export(f"{name}.csv", csv_bytes(head, rows), CSV_TYPE)


def xlsx_file(name: str, head: Sequence[object], rows: Iterable[Sequence[Cell]]) -> Response:
    """The workbook as a download; ``name`` without ending."""
    return export(f"{name}.xlsx", xlsx_bytes(name, head, rows), XLSX_TYPE)


def _sheet_name(title: str) -> str:
    return "".join(sign for sign in title if sign not in r"[]:*?/\'")[:31] or "1"
