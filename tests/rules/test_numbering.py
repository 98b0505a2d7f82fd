"""Receipt numbers, query codes and registration numbers: round trips, slips of the pen, refusals."""

from datetime import date
from itertools import pairwise, product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from petitions.rules.numbering import (
    ALPHABET,
    BadNumber,
    check_sign,
    parse_query_code,
    parse_receipt,
    query_code,
    receipt_number,
    registration_number,
)

DAYS = st.dates(date(1900, 1, 1), date(2999, 12, 31))
RANDOM = st.integers(0, 2**35 - 1)
SIGNS = st.text(ALPHABET, min_size=15, max_size=15)
WIDE = str.maketrans({chr(c): chr(c + 0xFEE0) for c in range(0x21, 0x7F)})


@given(DAYS, RANDOM)
def test_a_receipt_number_comes_back(day: date, random35: int) -> None:
    number = receipt_number(day, random35)
    assert len(number) == 18
    assert number.startswith(f"{day:%Y%m%d}"[-8:] + "-")
    assert parse_receipt(number) == number
    assert not set(number) & set("ILOU")


@given(
    DAYS,
    RANDOM,
    st.sampled_from(
        [
            str.lower,
            lambda n: n.replace("-", ""),
            lambda n: n.replace("-", " "),
            lambda n: n.replace("-", "－"),
            lambda n: n.replace("-", "—"),
            lambda n: n.replace("-", "\u2212"),
            lambda n: n.replace("0", "O").replace("1", "l"),
            lambda n: n.replace("0", "o").replace("1", "I"),
            lambda n: n.translate(WIDE),
            lambda n: f"  {n}\n",
            lambda n: "\u200b".join(n),
            lambda n: " ".join(n),
        ]
    ),
)
def test_a_receipt_number_is_read_as_people_write_it(day: date, random35: int, written) -> None:  # type: ignore[no-untyped-def]
    number = receipt_number(day, random35)
    assert parse_receipt(written(number)) == number


def test_different_randoms_give_different_numbers() -> None:
    day = date(2026, 11, 22)
    numbers = {receipt_number(day, n << shift) for shift in (0, 15, 30) for n in range(1, 32)}
    assert len(numbers) == 93
    assert receipt_number(day, 0).startswith("20261122-0000-000")
    assert receipt_number(day, 2**35 - 1).startswith("20261122-ZZZZ-ZZZ")


def test_the_check_is_linear_so_differences_decide() -> None:
    """check(a) xor check(b) depends on a xor b alone: that is what makes the next test a proof."""
    value = {sign: n for n, sign in enumerate(ALPHABET)}
    for place, (a, b, c) in product(range(15), [(1, 2, 4), (31, 7, 16), (9, 9, 3), (30, 1, 11)]):

        def one(v: int, place: int = place) -> int:
            body = ["0"] * 15
            body[place] = ALPHABET[v]
            return value[check_sign("".join(body))]

        assert one(a ^ b ^ c) == one(a) ^ one(b) ^ one(c)
    assert check_sign("0" * 15) == "0"


def test_every_single_slip_and_every_swap_is_found() -> None:
    """All 16 places, all 31 differences: a slip of difference d in place p moves the sum by
    weight(p)·d; a swap in places p and q by weight(p)·d + weight(q)·d. Neither may be zero."""
    value = {sign: n for n, sign in enumerate(ALPHABET)}
    moved: list[dict[int, int]] = []
    for place in range(15):
        bodies = {d: "0" * place + ALPHABET[d] + "0" * (14 - place) for d in range(1, 32)}
        moved.append({d: value[check_sign(body)] for d, body in bodies.items()})
    moved.append({d: d for d in range(1, 32)})
    for effects in moved:
        assert 0 not in effects.values()
    for p, q in product(range(16), repeat=2):
        if p != q:
            assert all(moved[p][d] != moved[q][d] for d in range(1, 32)), (p, q)


@given(SIGNS)
def test_slips_in_whole_numbers(body: str) -> None:
    whole = body + check_sign(body)
    for place, right in enumerate(whole):
        for wrong in ALPHABET:
            slipped = whole[:place] + wrong + whole[place + 1 :]
            assert (check_sign(slipped[:-1]) == slipped[-1]) == (wrong == right)
    for place, (left, right) in enumerate(pairwise(whole)):
        swapped = whole[:place] + right + left + whole[place + 2 :]
        assert (check_sign(swapped[:-1]) == swapped[-1]) == (left == right)


@given(DAYS, RANDOM, st.integers(0, 15), st.sampled_from(ALPHABET))
def test_a_slipped_receipt_number_is_refused(
    day: date, random35: int, place: int, wrong: str
) -> None:
    signs = receipt_number(day, random35).replace("-", "")
    slipped = signs[:place] + wrong + signs[place + 1 :]
    if slipped == signs:
        return
    with pytest.raises(BadNumber) as refused:
        parse_receipt(slipped)
    assert refused.value.code in {"check", "character"}


GOOD = receipt_number(date(2026, 11, 22), 123456789)
NO_SUCH_DAY = "20260230" + "0000000"


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "empty"),
        (" -- ", "empty"),
        (GOOD[:-1], "length"),
        (GOOD + "0", "length"),
        ("0" * 5000, "length"),
        (GOOD.replace("-", "-U", 1), "character"),
        ("2026112A" + GOOD[8:], "character"),
        ("查询编号", "character"),
        ("\ud800", "character"),
        ("🙂" * 16, "character"),
        (NO_SUCH_DAY + check_sign(NO_SUCH_DAY), "date"),
    ],
)
def test_what_is_no_receipt_number(text: str, code: str) -> None:
    with pytest.raises(BadNumber) as refused:
        parse_receipt(text)
    assert refused.value.code == code


@given(st.text(max_size=120))
def test_any_text_is_read_or_refused(text: str) -> None:
    for parse in (parse_receipt, parse_query_code):
        try:
            parsed = parse(text)
        except BadNumber:
            continue
        assert parse(parsed) == parsed


@given(st.binary(min_size=10, max_size=10))
def test_a_query_code_comes_back(random80: bytes) -> None:
    code = query_code(random80)
    assert [len(group) for group in code.split("-")] == [4, 4, 4, 4]
    assert parse_query_code(code.lower().replace("-", " ")) == code
    assert query_code(random80) == code


def test_query_codes_keep_all_eighty_bits() -> None:
    codes = {query_code((1 << bit).to_bytes(10, "big")) for bit in range(80)}
    assert len(codes) == 80
    assert query_code(b"\xff" * 10) == "ZZZZ-ZZZZ-ZZZZ-ZZZZ"


@pytest.mark.parametrize(
    ("text", "code"), [("", "empty"), ("ABCD", "length"), ("UUUU-0000-0000-0000", "character")]
)
def test_what_is_no_query_code(text: str, code: str) -> None:
    with pytest.raises(BadNumber) as refused:
        parse_query_code(text)
    assert refused.value.code == code


def test_registration_numbers() -> None:
    assert registration_number("XF", 2026, 123) == "XF-2026-000123"
    assert registration_number("信", 2026, 1) == "信-2026-000001"
    assert registration_number("XF", 2026, 1234567) == "XF-2026-1234567"


@pytest.mark.parametrize(("prefix", "sequence"), [("", 1), ("X F", 1), ("XF", 0), ("XF", -1)])
def test_registration_numbers_refused(prefix: str, sequence: int) -> None:
    with pytest.raises(ValueError, match=r"prefix|books"):
        registration_number(prefix, 2026, sequence)


@pytest.mark.parametrize("random35", [-1, 2**35])
def test_too_much_or_too_little_chance(random35: int) -> None:
    with pytest.raises(ValueError, match="35"):
        receipt_number(date(2026, 1, 1), random35)
    with pytest.raises(ValueError, match="10"):
        query_code(b"\0" * 9)
