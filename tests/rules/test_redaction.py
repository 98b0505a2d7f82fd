"""What a proposal blacks out, and that no registered identity is left in it, however it is written."""

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from petitions.rules.redaction import (
    BLACK,
    Trace,
    is_protected,
    left_in,
    pieces,
    proposal,
    reads_original,
    self_references,
    to_black,
)
from petitions.rules.submission import Person
from petitions.rules.terms import PetitionClass, Role

ZHANG = Person(
    "张建国", "13812345678", "zhang@example.cn", "回音市河东区柳林路8号", "11010119800101001X"
)

HAN = st.text(st.sampled_from("张建国王李欧阳娜赵柳林路东西"), min_size=2, max_size=4)
DIGITS = st.text(st.sampled_from("0123456789"), min_size=7, max_size=18)
PEOPLE = st.builds(
    Person,
    name=HAN | st.just(""),
    phone=DIGITS | st.just(""),
    email=st.just("") | st.from_regex(r"[a-z]{3,8}@[a-z]{3,6}\.cn", fullmatch=True),
    address=st.just("") | st.builds(lambda a, b: f"回音市河东区{a}{b}号", HAN, DIGITS),
    id_number=st.from_regex(r"[0-9]{17}[0-9X]", fullmatch=True) | st.just(""),
)


def wide(text: str) -> str:
    return "".join(chr(ord(s) + 0xFEE0) if "!" <= s <= "~" else s for s in text)


def in_chinese(text: str) -> str:
    return text.translate(str.maketrans("0123456789", "〇一二三四五六七八九"))


WAYS = (
    str,
    wide,
    " ".join,
    "-".join,
    "　".join,
    "\u200b".join,
    "，".join,
    str.upper,
    lambda text: wide(" ".join(text)),
)


@given(st.data(), st.lists(PEOPLE, max_size=3))
def test_no_registered_identity_is_left(data: st.DataObject, people: list[Person]) -> None:
    values = [
        value
        for each in people
        for value in (each.name, each.phone, each.email, each.address, each.id_number)
        if value
    ]
    parts = []
    for _ in range(data.draw(st.integers(0, 5))):
        parts.append(data.draw(st.text(max_size=8)))
        if values:
            parts.append(data.draw(st.sampled_from(WAYS))(data.draw(st.sampled_from(values))))
    text = "".join(parts)
    assert left_in(proposal(text, people), people) == ()


@given(st.text(), st.lists(PEOPLE, max_size=2))
def test_a_second_proposal_changes_nothing(text: str, people: list[Person]) -> None:
    once = proposal(text, people)
    assert proposal(once, people) == once


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize(
    "value", [ZHANG.name, ZHANG.phone, ZHANG.email, ZHANG.address, ZHANG.id_number]
)
def test_each_way_of_writing_is_found(way: Callable[[str], str], value: str) -> None:
    text = f"反映人：{way(value)}。其他内容。"
    assert left_in(text, [ZHANG])
    assert proposal(text, [ZHANG]) == f"反映人：{BLACK}。其他内容。"


def test_numbers_in_chinese_are_found() -> None:
    text = f"电话{in_chinese(ZHANG.phone)}，请回电"
    assert proposal(text, [ZHANG]) == f"电话{BLACK}，请回电"


@pytest.mark.parametrize(
    ("text", "redacted"),
    [
        ("他打给138 0000 1111的", f"他打给{BLACK}的"),
        ("座机0531-87654321。", f"座机{BLACK}。"),
        ("身份证110101 19900101 0011，", f"身份证{BLACK}，"),
        ("车牌鲁A·12345停在", f"车牌{BLACK}停在"),
        ("车牌鲁Ａ１２３４５停在", f"车牌{BLACK}停在"),
        ("信箱 li.si @ qq . com 。", f"信箱 {BLACK} 。"),
        ("卡号6222021234567890123", f"卡号{BLACK}"),
        ("2026年3月5日收了 5000 元，罚款 12000 元", "2026年3月5日收了 5000 元，罚款 12000 元"),
        ("建国说柳林路8号漏水", f"{BLACK}说{BLACK}漏水"),
    ],
)
def test_what_looks_like_a_number_of_somebody(text: str, redacted: str) -> None:
    assert proposal(text, [ZHANG]) == redacted


def test_a_longer_country_code_is_the_same_phone() -> None:
    person = Person(phone="+86 138 1234 5678")
    assert left_in("请打13812345678", [person])


def test_another_way_of_folding_may_be_given() -> None:
    assert left_in("張建國", [ZHANG]) == ()
    simple = {"張": "张", "國": "国"}
    assert left_in("張建國", [ZHANG], lambda sign: simple.get(sign, sign))


def test_what_was_found_is_named() -> None:
    found = to_black("张建国，13812345678", [ZHANG])
    assert [each.trace for each in found] == [Trace.NAME, Trace.PHONE]


def test_nothing_registered_nothing_left() -> None:
    assert left_in("任何文字 13812345678", []) == ()
    assert left_in("任何文字", [Person(name="  ", phone="-", email="·")]) == ()


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("我叫老张，住在村东头。", ("我叫老张", "住在村东头")),
        ("本人系该厂会计", ("本人系该厂会计",)),
        ("我丈夫在厂里", ("我丈夫在厂里",)),
        ("该厂夜里排污。", ()),
    ],
)
def test_who_speaks_of_himself_is_warned_of(text: str, found: tuple[str, ...]) -> None:
    assert self_references(text) == found


@given(st.text(max_size=40), st.text(max_size=40))
def test_pieces_are_the_original(original: str, redacted: str) -> None:
    assert "".join(each.text for each in pieces(original, redacted)) == original


def test_pieces_name_what_was_blacked_out() -> None:
    gone = [each.text for each in pieces("张建国反映排污", f"{BLACK}反映排污") if not each.kept]
    assert gone == ["张建国"]


@pytest.mark.parametrize("role", Role)
def test_the_letters_office_and_the_petitioner_read_the_original(role: Role) -> None:
    assert reads_original(role) is (role in {Role.CLERK, Role.OFFICE_HEAD, Role.CITIZEN})


@pytest.mark.parametrize("petition_class", PetitionClass)
@pytest.mark.parametrize("confidential", [True, False])
def test_what_is_protected(petition_class: PetitionClass, confidential: bool) -> None:
    wanted = confidential or petition_class is PetitionClass.ACCUSATION
    assert is_protected(petition_class, confidential) is wanted
