"""Limits, kinds of file, clean text and identity numbers."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from petitions.rules import completeness
from petitions.rules.completeness import (
    FILE_KINDS,
    clean_text,
    file_kind,
    fold_digits,
    identity_number_problem,
)

ANYTHING = st.text(st.characters(), max_size=60)


def test_limits_are_generous_enough() -> None:
    for limit in (
        completeness.REQUEST_MAX,
        completeness.FACTS_MAX,
        completeness.REASONS_MAX,
    ):
        assert limit >= 3000
    assert completeness.MAX_FILES >= 10
    assert completeness.MAX_FILE_BYTES >= 10 * 2**20
    assert completeness.MAX_REPRESENTATIVES == 5
    assert completeness.TITLE_MAX == 60


@pytest.mark.parametrize(
    ("filename", "kind"),
    [
        ("照片.JPG", "jpg"),
        ("a.tar.pdf", "pdf"),
        ("录音.m4a ", "m4a"),
        ("信.docx", "docx"),
        ("run.exe", None),
        ("page.html", None),
        ("draw.svg", None),
        ("shell.php.jpg.sh", None),
        (".pdf", None),
        ("pdf", None),
        ("", None),
        ("a.", None),
    ],
)
def test_kinds_of_file(filename: str, kind: str | None) -> None:
    assert file_kind(filename) == kind


def test_kinds_are_written_as_they_are_compared() -> None:
    for ending, media in FILE_KINDS.items():
        assert ending == ending.lower()
        assert media
        assert all("/" in each for each in media)


@pytest.mark.parametrize(
    ("dirty", "clean"),
    [
        ("", ""),
        ("拆迁补偿\n标准\t不明", "拆迁补偿\n标准\t不明"),
        ("一\r\n二\r三\u2028四\x85五", "一\n二\n三\n四\n五"),
        ("a\x00b\x1bc\x7fd\x9fe", "abcde"),
        ("\ufeff你好", "你好"),
        ("abc\u202egnp.exe\u202c", "abcgnp.exe"),
        ("\u2066名\u2069\u200f\u061c", "名"),
        ("\ud800张\udfff", "张"),
        ("\ufdd0\ufffe\U0001ffff好", "好"),
        ("e\u0301", "é"),
        ("e\x00\u0301", "é"),
        ("𠮷野", "𠮷野"),
        ("👨\u200d👩\u200d👧", "👨\u200d👩\u200d👧"),
        ("葛\U000e0100", "葛\U000e0100"),
    ],
)
def test_clean_text(dirty: str, clean: str) -> None:
    assert clean_text(dirty) == clean


@given(ANYTHING)
def test_clean_text_is_safe_and_settled(text: str) -> None:
    clean = clean_text(text)
    assert clean_text(clean) == clean
    assert unicodedata.is_normalized("NFC", clean)
    clean.encode()
    assert not [c for c in clean if unicodedata.category(c) == "Cc" and c not in "\n\t"]
    assert not [c for c in clean if unicodedata.bidirectional(c) in {"RLO", "LRO", "RLI", "PDF"}]


@given(st.text("一二三四五六七八九abcXYZ0189，。？！《》 \n\t𠮷", max_size=60))
def test_clean_text_leaves_plain_writing_alone(text: str) -> None:
    assert clean_text(text) == text


@pytest.mark.parametrize(
    ("text", "folded"),
    [("１３８００", "13800"), ("٠١٢٣", "0123"), ("²⑤三x", "²⑤三x"), ("", "")],
)
def test_fold_digits(text: str, folded: str) -> None:
    assert fold_digits(text) == folded


@pytest.mark.parametrize(
    ("number", "problem"),
    [
        ("11010519491231002X", None),
        ("11010519491231002x", None),
        ("440524188001010014", None),
        ("１１０１０５１９４９１２３１００２Ｘ", None),
        ("110105 1949 1231 002X", None),
        ("110105194912310021", "check"),
        ("110105194913310025", "date"),
        ("110105190002290023", "date"),
        ("110105100001010023", "date"),
        ("11010519491231002", "length"),
        ("130503670401001", "length"),
        ("", "length"),
        ("1101051949123100XX", "character"),
        ("A1010519491231002X", "character"),
        ("张" * 18, "character"),
    ],
)
def test_identity_numbers(number: str, problem: str | None) -> None:
    assert identity_number_problem(number) == problem


@given(st.integers(0, 16), st.integers(1, 9))
def test_an_identity_number_with_one_wrong_digit_is_found(place: int, shift: int) -> None:
    good = "11010519491231002X"
    wrong = good[:place] + str((int(good[place]) + shift) % 10) + good[place + 1 :]
    assert identity_number_problem(wrong) in {"check", "date"}


@given(ANYTHING)
def test_no_text_breaks_the_identity_check(text: str) -> None:
    assert identity_number_problem(text) in {None, "length", "character", "date", "check"}
