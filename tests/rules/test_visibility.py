"""What the bare number shows, and what masks leave of a person."""

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from petitions.rules.terms import FINAL_STATUSES, PetitionClass, Stage, Status
from petitions.rules.visibility import (
    bare_view_allowed,
    mask_address,
    mask_email,
    mask_id,
    mask_name,
    mask_phone,
    stage_of,
)

MASKS = [mask_name, mask_phone, mask_id, mask_email, mask_address]


@pytest.mark.parametrize("status", Status)
def test_every_status_has_a_stage_that_hides_the_outcome(status: Status) -> None:
    # What was joined to an earlier case goes on there.
    ended = {Stage.ENDED, Stage.JOINED}
    assert (stage_of(status) in ended) == (status in FINAL_STATUSES)


@pytest.mark.parametrize(
    ("status", "stage"),
    [
        (Status.RECEIVED, Stage.WAITING),
        (Status.REGISTERED, Stage.WAITING),
        (Status.ROUTED, Stage.WITH_UNIT),
        (Status.OBJECTED, Stage.WITH_UNIT),
        (Status.ACCEPTED, Stage.HANDLING),
        (Status.REPLY_DRAFTED, Stage.HANDLING),
        (Status.REPLY_APPROVED, Stage.HANDLING),
        (Status.ANSWERED, Stage.ANSWERED),
    ],
)
def test_stages(status: Status, stage: Stage) -> None:
    assert stage_of(status) is stage


@pytest.mark.parametrize(
    ("petition_class", "confidential", "allowed"),
    [
        (PetitionClass.APPEAL, False, True),
        (PetitionClass.SUGGESTION, False, True),
        (PetitionClass.ACCUSATION, False, False),
        (PetitionClass.APPEAL, True, False),
        (PetitionClass.SUGGESTION, True, False),
        (PetitionClass.ACCUSATION, True, False),
        (None, False, False),
    ],
)
def test_the_bare_number(
    petition_class: PetitionClass | None, confidential: bool, allowed: bool
) -> None:
    assert bare_view_allowed(petition_class, confidential) is allowed


CASES: list[tuple[Callable[[str], str], str, str]] = [
    (mask_name, "张建国", "张**"),
    (mask_name, "张三", "张*"),
    (mask_name, "张", "*"),
    (mask_name, "欧阳修远先生", "欧**"),
    (mask_name, "𠮷野家", "𠮷**"),
    (mask_name, "葛\U000e0100飾", "葛\U000e0100*"),
    (mask_name, " John Smith ", "J**"),
    (mask_name, "", ""),
    (mask_phone, "13812345678", "138****5678"),
    (mask_phone, "+86 138-1234-5678", "138****5678"),
    (mask_phone, "008613812345678", "138****5678"),
    (mask_phone, "１３８１２３４５６７８", "138****5678"),
    (mask_phone, "010-12345678", "010****5678"),
    (mask_phone, "12345678", "****78"),
    (mask_phone, "12345", "****"),
    (mask_phone, "找我儿子", "****"),
    (mask_phone, "", ""),
    (mask_id, "11010519491231002X", "**************002X"),
    (mask_id, "E12345678", "*********"),
    (mask_id, "1", "*"),
    (mask_id, "", ""),
    (mask_email, "zhangsan@example.cn", "z***@example.cn"),
    (mask_email, "z@example.cn", "***@example.cn"),
    (mask_email, "not an address", "***"),
    (mask_email, "@example.cn", "***"),
    (mask_email, "a@", "***"),
    (mask_email, "", ""),
    (mask_address, "北京市朝阳区建国路88号5单元", "北京市朝阳区****"),
    (mask_address, "浙江省杭州市西湖区文三路1号", "浙江省杭州市西湖区****"),
    (mask_address, "内蒙古自治区锡林郭勒盟正蓝旗上都镇", "内蒙古自治区锡林郭勒盟正蓝旗****"),
    (mask_address, "河北省正定县城关镇常山路", "河北省正定县****"),
    (mask_address, "阳光小区3号楼2单元", "****"),
    (mask_address, "幸福社区居委会", "****"),
    (mask_address, "上海市宝山工业园区5号", "上海市****"),
    (mask_address, "东方花园A区3号", "****"),
    (mask_address, "建国路88号", "****"),
    (mask_address, "张", "****"),
    (mask_address, "", ""),
]


@pytest.mark.parametrize(("mask", "plain", "masked"), CASES)
def test_masks(mask: Callable[[str], str], plain: str, masked: str) -> None:
    assert mask(plain) == masked


@pytest.mark.parametrize("mask", MASKS)
@given(text=st.text(st.characters(), max_size=100))
def test_no_text_breaks_a_mask_or_passes_it_whole(mask: Callable[[str], str], text: str) -> None:
    masked = mask(text)
    masked.encode()
    assert not masked or "*" in masked
    if masked and "*" not in text:
        assert masked != text


@given(st.text("张王李赵建国明芳𠮷", min_size=2, max_size=6))
def test_a_masked_name_shows_one_character(name: str) -> None:
    assert mask_name(name).rstrip("*") == name[0]


@given(st.from_regex(r"1[3-9][0-9]{9}", fullmatch=True))
def test_a_masked_mobile_hides_its_middle(phone: str) -> None:
    masked = mask_phone(phone)
    assert (masked[:3], masked[-4:], masked[3:-4]) == (phone[:3], phone[-4:], "****")
