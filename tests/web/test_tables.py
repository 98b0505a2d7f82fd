"""Exports hold no formulas (S-15), downloads run nowhere (S-13)."""

from __future__ import annotations

import csv
import io
import unicodedata
from datetime import UTC, date, datetime

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from werkzeug.http import parse_options_header

from web.downloads import attachment, disposition, safe_name
from web.tables import csv_bytes, harmless, shown, xlsx_bytes, xlsx_file

SIGNS = "=+-@\t\r\0＝＋－＠﹣﹢"


@pytest.mark.parametrize("sign", SIGNS)
@pytest.mark.parametrize("before", ["", " ", "\u3000", "\n", "\u00a0 ", "\u200b"])
def test_what_could_begin_a_formula_gets_an_apostrophe(sign: str, before: str) -> None:
    assert harmless(f"{before}{sign}cmd|' /C calc'!A0").startswith("'")


@pytest.mark.parametrize("text", ["", "供暖", "2026-03-05", "a=b", "'x", "（=1）"])
def test_plain_text_is_left_alone(text: str) -> None:
    assert harmless(text) == text


@given(st.text(max_size=60))
def test_no_cell_of_a_csv_begins_a_formula(text: str) -> None:
    body = csv_bytes(["标题"], [[text]]).decode("utf-8-sig")
    cell = list(csv.reader(io.StringIO(body, newline="")))[1:]
    value = cell[0][0] if cell and cell[0] else ""
    unseen = {"Zs", "Zl", "Zp", "Cf"}
    value = "".join(sign for sign in value if unicodedata.category(sign) not in unseen)
    assert value.lstrip("\n")[:1] not in set(SIGNS) | {"\x00"} or value == ""


def test_a_csv_opens_as_utf8_and_keeps_types_readable() -> None:
    moment = datetime(2026, 3, 4, 17, 30, tzinfo=UTC)
    body = csv_bytes(
        ["编号", "时间", "日", "数", "空"], [["=1+1", moment, date(2026, 3, 5), -3, None]]
    )
    assert body.startswith(b"\xef\xbb\xbf")
    assert body.decode("utf-8-sig").splitlines()[1] == "'=1+1,2026-03-05 01:30,2026-03-05,-3,"


def test_a_workbook_holds_text_and_numbers_only() -> None:
    rows = [['=HYPERLINK("http://x")', 5, "http://x.example", "+1"], ["@SUM(A1)", 2.5, None, "1"]]
    book = openpyxl.load_workbook(
        io.BytesIO(xlsx_bytes("期[限]*报表", ["甲", "乙", "丙", "丁"], rows))
    )
    sheet = book.active
    assert sheet is not None
    cells = [cell for row in sheet.iter_rows(min_row=2) for cell in row if cell.value is not None]
    assert {cell.data_type for cell in cells} <= {"s", "n"}
    assert all(cell.hyperlink is None for cell in cells)
    assert sheet["A2"].value == '\'=HYPERLINK("http://x")'
    assert sheet["B3"].value == 2.5


def test_a_cell_is_never_longer_than_a_sheet_allows() -> None:
    assert len(shown("字" * 40_000)) == 32_767


def test_an_attachment_is_saved_not_shown() -> None:
    answer = attachment("证据.pdf", b"%PDF", "text/html")
    assert answer.headers["Content-Type"] == "application/pdf"
    assert answer.headers["Content-Disposition"].startswith("attachment;")
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in answer.headers["Content-Security-Policy"]
    assert "no-store" in answer.headers["Cache-Control"]
    assert attachment("x.html", b"<script>").headers["Content-Type"] == "application/octet-stream"


@pytest.mark.parametrize(
    ("given_name", "kept"),
    [
        ("../../etc/passwd", "passwd"),
        ("C:\\temp\\报告.docx", "报告.docx"),
        ('a"b;\r\nSet-Cookie: x.pdf', "ab;Set-Cookie x.pdf"),
        ("...", "file"),
        ("\u202efdp.exe", "fdp.exe"),
    ],
)
def test_names_are_made_safe(given_name: str, kept: str) -> None:
    assert safe_name(given_name) == kept


@given(st.text(min_size=1, max_size=80))
def test_a_disposition_is_one_line_of_plain_signs(name: str) -> None:
    header = disposition(name)
    assert header.isascii()
    assert header.isprintable()
    assert parse_options_header(header)[0] == "attachment"


def test_a_workbook_download_names_itself() -> None:
    answer = xlsx_file("季度报表", ["甲"], [["乙"]])
    options = parse_options_header(answer.headers["Content-Disposition"])[1]
    assert options["filename"] == "季度报表.xlsx"
