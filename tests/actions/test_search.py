"""Words of a petition are found whatever their script, width or neighbours, alike on both engines."""

from datetime import datetime

import pytest
from sqlalchemy import select, text
from sqlalchemy.orm import Session

from petitions.adapters import word_index
from petitions.models import Case
from petitions.rules.terms import Action, Status
from tests.factories import Town, a_case, a_submission, do, petitioner_of

SEWER, SCHOOL, COMPANY, RARE = "sewer", "school", "company", "rare"
TEXTS = {
    SEWER: ("柳林路下水道堵塞", "请疏通下水道", "污水倒灌入院，居民多次报修无人处理。"),
    SCHOOL: ("子女入學問題", "請安排學位", "學校稱名額已滿，沒有書面答覆。"),
    COMPANY: (
        "ABC公司拖欠工资",
        "追讨2024年工资",
        "Acme Café 餐厅与Ｗｉｄｅ公司，合同号AB-2024/7。",
    ),
    RARE: ("龘", "𠮷野家门前积水", "名字里有𰻝字。"),
}


@pytest.fixture
def cases(town: Town, now: datetime) -> dict[int, str]:
    return {
        a_case(
            town,
            now=now,
            submission=a_submission(
                title=title, request=request, facts=facts, reasons="", problem_place=""
            ),
        ): name
        for name, (title, request, facts) in TEXTS.items()
    }


def found(session: Session, cases: dict[int, str], phrase: str) -> set[str]:
    condition = word_index.matches(session, phrase)
    if condition is None:
        return set()
    return {cases[case_id] for case_id in session.scalars(select(Case.id).where(condition))}


@pytest.mark.parametrize(
    ("phrase", "expected"),
    [
        ("下水道", {SEWER}),
        ("水道堵", {SEWER}),
        ("堵", {SEWER}),
        ("塞", {SEWER}),
        ("报修", {SEWER}),
        ("无人处理", {SEWER}),
        ("無人處理", {SEWER}),
        ("入学", {SCHOOL}),
        ("入學", {SCHOOL}),
        ("沒有書面", {SCHOOL}),
        ("没有书面答复", {SCHOOL}),
        ("回复", set()),
        ("公司", {COMPANY}),
        ("ABC", {COMPANY}),
        ("abc公司", {COMPANY}),
        ("ABC公司拖欠", {COMPANY}),
        ("２０２４年", {COMPANY}),
        ("工资2024", {COMPANY}),
        ("wide", {COMPANY}),
        ("café", {COMPANY}),
        ("CAFÉ", {COMPANY}),
        ("cafe", set()),
        ("AB-2024", {COMPANY}),
        ("a", {COMPANY}),
        ("龘", {RARE}),
        ("𠮷野", {RARE}),
        ("𰻝", {RARE}),
        ("下水道 报修", {SEWER}),
        ("下水道 学校", set()),
        ("道下", set()),
        ("塞请", set()),
        ("没有这个词", set()),
        ("院居", set()),
    ],
)
def test_what_is_found(
    register: Session, cases: dict[int, str], phrase: str, expected: set[str]
) -> None:
    assert found(register, cases, phrase) == expected


@pytest.mark.parametrize("phrase", ["", "  ", "，。！", "***", "_", "'\"", "\x00", "\u200b"])
def test_nothing_to_look_for(register: Session, town: Town, phrase: str) -> None:
    assert word_index.matches(register, phrase) is None


@pytest.mark.parametrize(
    "around",
    [
        '"{}',
        "'{}",
        "{}*",
        "{} !",
        "{} &",
        "({}",
        "{}:*",
        "^{}",
        "{}\\",
        "-{}",
        "{}|",
        "{} <-> ",
        "{}';--",
    ],
)
def test_signs_of_the_query_language_mean_nothing(
    register: Session, cases: dict[int, str], around: str
) -> None:
    assert found(register, cases, around.format("下水道")) == {SEWER}
    assert found(register, cases, around.format("没有这个词")) == set()


@pytest.mark.parametrize(
    "phrase",
    [
        "下水道 OR 公司",
        "NOT 公司",
        "words:下水道",
        "NEAR(下水道 报修)",
        "下水道'); DROP TABLE cases",
    ],
)
def test_words_of_the_query_language_are_words(
    register: Session, cases: dict[int, str], phrase: str
) -> None:
    assert found(register, cases, phrase) == set()
    assert len(register.scalars(select(Case.id)).all()) == len(TEXTS)


def test_a_supplement_is_found_and_the_petition_still_is(
    register: Session, town: Town, now: datetime
) -> None:
    case_id = a_case(town, Status.ROUTED, now=now)
    do(
        town,
        Action.SUPPLEMENT,
        case_id,
        by=petitioner_of(case_id),
        now=now,
        text="又发现井盖破损",
    )
    for phrase in ("井盖", "下水道"):
        assert found(register, {case_id: "it"}, phrase) == {"it"}


def test_long_texts_and_long_words_are_kept(register: Session, town: Town, now: datetime) -> None:
    word = "x" * 5000
    long_text = "柳林路" * 1600 + word + "末尾的词"
    case_id = a_case(
        town,
        now=now,
        submission=a_submission(request=long_text[:5000], facts=long_text, reasons=word),
    )
    for phrase in ("柳林", "末尾的词", "x" * 40):
        assert found(register, {case_id: "it"}, phrase) == {"it"}


def test_persons_are_not_in_the_index(register: Session, town: Town, now: datetime) -> None:
    case_id = a_case(town, now=now, submission=a_submission(complained_about="刘大力"))
    for phrase in ("张建国", "13812345678", "刘大力"):
        assert found(register, {case_id: "it"}, phrase) == set()
    assert register.scalar(text("SELECT count(*) FROM case_words")) == 1
