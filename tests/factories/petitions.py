"""Petitions as they reach the office."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from petitions.rules.submission import Person, Submission
from petitions.rules.terms import PetitionClass


def a_person(**changes: Any) -> Person:
    """张建国, who can be reached in every way."""
    return replace(
        Person(
            name="张建国",
            phone="13812345678",
            email="zhang@example.cn",
            address="回音市河东区柳林路8号",
            id_number="110101198001010018",
        ),
        **changes,
    )


def a_submission(**changes: Any) -> Submission:
    """An appeal about a blocked sewer, by one person; any field may be given otherwise."""
    return replace(
        Submission(
            petition_class=PetitionClass.APPEAL,
            title="柳林路下水道堵塞",
            request="请疏通柳林路8号院门口的下水道。",
            facts="自一月起下水道反复堵塞，污水倒灌入院，居民多次报修无人处理。",
            reasons="影响二十户居民生活。",
            persons=(a_person(),),
            problem_place="回音市河东区柳林路",
            category="urban",
        ),
        **changes,
    )
