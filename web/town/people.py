"""Telephone and identity numbers, addresses and names that belong to nobody."""

from __future__ import annotations

import random
import zlib

from petitions.rules.submission import Person

NOWHERE = "999999"
"""No region of the country has this code."""
WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
CHECKS = "10X98765432"

SURNAMES = tuple(
    "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许何吕施张孔曹严华金魏"
    "陶姜戚谢邹喻柏水窦章云苏潘葛范彭郎鲁韦"
)
GIVEN = (
    *("建国", "秀兰", "志明", "桂英", "海燕", "立群", "春梅", "长河", "玉珍", "小磊"),
    *("文斌", "雅琴", "国庆", "丽萍", "天佑", "思雨", "一鸣", "晓东", "红霞", "永强"),
    *("佳宁", "凤英", "振华", "子涵", "德福", "淑芬", "明辉", "彩云", "大伟", "静怡"),
    *("金宝", "爱华", "浩然", "翠萍", "连生", "若兰", "新民", "巧珍", "世杰", "婉清"),
)
STREETS = (
    *("观澜路", "白鹭路", "鹿鸣街", "桂影巷", "望潮路"),
    *("石桥路", "书香里", "潮平里", "枫林家园", "梨园村"),
)


def phone(key: str) -> str:
    """Eleven digits of a mobile number; 100 is no prefix that anybody has."""
    return f"100{zlib.crc32(key.encode()) % 10**8:08d}"


def id_number(key: str) -> str:
    """An identity number with a right check sign, of a region that does not exist."""
    drawn = zlib.crc32(f"id:{key}".encode())
    year, month, day = 1940 + drawn % 60, 1 + drawn // 64 % 12, 1 + drawn // 1024 % 28
    body = f"{NOWHERE}{year}{month:02d}{day:02d}{drawn // 65536 % 1000:03d}"
    total = sum(weight * int(sign) for weight, sign in zip(WEIGHTS, body, strict=True))
    return body + CHECKS[total % 11]


def address(key: str) -> str:
    """An address in the invented town."""
    drawn = zlib.crc32(f"address:{key}".encode())
    street = STREETS[drawn % len(STREETS)]
    return f"回音市{street}{1 + drawn // 16 % 180}号{1 + drawn // 4096 % 18}0{1 + drawn // 65536 % 4}室"


def name(dice: random.Random) -> str:
    """A name as anybody might have."""
    return dice.choice(SURNAMES) + dice.choice(GIVEN)


def person(key: str, full_name: str, *, mail: str = "", whole: bool = False) -> Person:
    """Somebody with a telephone and an address; ``whole`` adds an identity number."""
    return Person(
        name=full_name,
        phone=phone(key),
        email=f"{mail}@example.test" if mail else "",
        address=address(key),
        id_number=id_number(key) if whole else "",
    )
