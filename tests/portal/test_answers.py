"""From kept answers to the petition that is filed: pure, and only what was asked is taken."""

from __future__ import annotations

from typing import Any

from petitions.rules.submission import Person
from petitions.rules.terms import Legal, PetitionClass
from portal.answers import to_submission

WHO: dict[str, Any] = {
    "named": "named",
    "name": "张建国",
    "address": "柳林路",
    "phone": "13812345678",
    "id_number": "１１０１０１１９８００１０１００１ｘ",
    "together": "several",
    "persons_count": 30,
    "publish_consent": True,
}


def answers(kind: str = "appeal", **more: Any) -> dict[str, Any]:
    return {
        "notice": {"read": True, "petition_class": kind},
        "legal": {"legal_status": "court"},
        "who": WHO,
        "group": {"name_1": "张建国", "name_2": "李四", "phone_2": "1", "name_5": "王五"},
        "what": {"title": "题", "request": "求", "facts": "事", "reasons": None},
        "where": {},
        **more,
    }


def test_everything_named() -> None:
    filed = to_submission(answers(), language="en")
    assert filed.petition_class is PetitionClass.APPEAL
    assert filed.legal_status is Legal.COURT
    assert filed.persons == (
        Person("张建国", "13812345678", "", "柳林路", "11010119800101001X"),
        Person("李四", "1"),
        Person("王五"),
    )
    assert (filed.persons_count, filed.language, filed.reasons) == (30, "en", "")
    assert (filed.anonymous, filed.confidential, filed.publish_consent) == (False, False, True)


def test_a_suggestion_needs_no_identity_number() -> None:
    assert to_submission(answers("suggestion"), language="zh").persons[0].id_number == ""


def test_an_accusation_is_never_published() -> None:
    filed = to_submission(answers("accusation"), language="zh")
    assert (filed.confidential, filed.publish_consent) == (True, False)


def test_the_anonymous_have_no_representatives() -> None:
    filed = to_submission(
        answers(who={**WHO, "named": "anonymous", "reply_email": "a@example.cn"}), language="zh"
    )
    assert filed.anonymous
    assert filed.persons == (Person(email="a@example.cn"),)
    silent = to_submission(answers(who={**WHO, "named": "anonymous"}), language="zh")
    assert silent.persons == ()


def test_confidential_wins_over_consent() -> None:
    filed = to_submission(answers(who={**WHO, "confidential": True}), language="zh")
    assert (filed.confidential, filed.publish_consent) == (True, False)
