"""What may be the same matter: found in one's own sight, and nobody's person tried out (信访工作条例 §30)."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Any

import pytest

from petitions.queries.matter_links import find_case, group_of, number_of
from petitions.queries.same_matter import MOST, same_as, same_as_written
from petitions.rules.redaction import reads_original
from petitions.rules.same_matter import LinkKind, Sign
from petitions.rules.terms import Action, Status
from tests.factories import Town, a_case, a_person, a_submission, actor_of, do, redacted, stored
from tests.factories.matters import KEPT_APART, OFFICERS, OTHER_WORDS, SOMEBODY, hinted, two


class TestHints:
    def test_the_same_person_and_matter(self, town: Town, now: datetime) -> None:
        earlier, later = two(town, now)
        (hint,) = same_as(later, actor=actor_of(town.clerk))
        assert hint.case.id == earlier
        assert hint.likeness.kind is LinkKind.REPEAT
        assert {each.sign for each in hint.likeness.reasons} == {
            Sign.SAME_PHONE,
            Sign.SAME_ID,
            Sign.SAME_NAME,
            Sign.ALIKE,
            Sign.SAME_PLACE,
        }

    def test_another_person_at_the_same_place(self, town: Town, now: datetime) -> None:
        earlier, later = two(town, now, persons=(SOMEBODY,))
        (hint,) = same_as(later, actor=actor_of(town.clerk))
        assert (hint.case.id, hint.likeness.kind) == (earlier, LinkKind.JOINT)

    def test_a_co_signer_counts_and_a_nameless_one_does_not(
        self, town: Town, now: datetime
    ) -> None:
        signed: dict[str, Any] = {"persons": (SOMEBODY, a_person())}
        nameless: dict[str, Any] = {"persons": (), "anonymous": True}
        joint = a_case(town, now=now, submission=a_submission(**OTHER_WORDS, **signed))
        a_case(town, now=now, submission=a_submission(**OTHER_WORDS, **nameless))
        alike = a_case(town, now=now, submission=a_submission(**nameless))
        mine = a_case(town, Status.REGISTERED, now=now)
        found = {h.case.id: h.likeness for h in same_as(mine, actor=actor_of(town.clerk))}
        assert {case_id: each.same_person for case_id, each in found.items()} == {
            joint: True,
            alike: False,
        }
        assert found[joint].kind is LinkKind.REPEAT

    def test_at_most_ten(self, town: Town, now: datetime) -> None:
        for _ in range(MOST + 2):
            mine = a_case(town, now=now)
        assert len(hinted(mine, town.clerk)) == MOST

    @pytest.mark.parametrize("who", OFFICERS)
    @pytest.mark.parametrize("kept", KEPT_APART, ids=["accusation", "confidential"])
    def test_persons_are_never_tried_out_on_what_is_kept_apart(
        self, town: Town, now: datetime, who: str, kept: dict[str, Any]
    ) -> None:
        """Other words, the same person: the only way to find it would be the person."""
        other = a_submission(**OTHER_WORDS)
        a_case(town, Status.ACCEPTED, now=now, submission=replace(other, **kept))
        alike = a_case(town, Status.ACCEPTED, now=now, submission=a_submission(**kept))
        redacted(town, alike, now=now)
        mine = a_case(town, Status.ACCEPTED, now=now)
        actor = actor_of(town.officers[who])
        hints = same_as(mine, actor=actor)
        seen = {alike} if reads_original(actor.role) else set()
        assert {hint.case.id for hint in hints} == seen, "by its words, for who reads them"
        assert not any(hint.likeness.same_person for hint in hints)

    def test_an_ordinary_one_is_found_by_its_person(self, town: Town, now: datetime) -> None:
        """What the test above keeps from happening."""
        other = a_case(town, Status.ACCEPTED, now=now, submission=a_submission(**OTHER_WORDS))
        mine = a_case(town, Status.ACCEPTED, now=now)
        for who in ("clerk", "office_head", "handler", "unit_head"):
            assert hinted(mine, town.officers[who]) == [other], who

    @pytest.mark.parametrize(
        "who",
        [
            "other_handler",
            "other_head",
            "foreign_clerk",
            "foreign_leader",
            "auditor",
            "administrator",
        ],
    )
    def test_nothing_is_hinted_to_who_may_not_see(
        self, town: Town, now: datetime, who: str
    ) -> None:
        earlier, later = two(town, now)
        actor = actor_of(town.officers[who])
        assert same_as(later, actor=actor) == ()
        assert same_as_written(a_submission(), actor=actor) == ()
        assert group_of(later, actor=actor) == ()
        assert find_case(stored(earlier).registration_number or "", actor=actor) == 0
        assert number_of(earlier, actor=actor) == ""

    def test_a_unit_is_hinted_its_own_cases_alone(self, town: Town, now: datetime) -> None:
        mine = a_case(town, Status.ACCEPTED, now=now)
        at_the_office = a_case(town, Status.REGISTERED, now=now)
        assert at_the_office in hinted(mine, town.clerk)
        assert hinted(mine, town.handler) == []

    def test_who_is_recused_is_hinted_nothing(self, town: Town, now: datetime) -> None:
        earlier, later = two(town, now)
        do(town, Action.RECUSE, earlier, by=actor_of(town.clerk), now=now)
        assert hinted(later, town.clerk) == []
        assert hinted(later, town.second_clerk) == [earlier]

    def test_only_masked_persons_are_not_compared(self, town: Town, now: datetime) -> None:
        _, later = two(town, now)
        for who in ("leader", "supervisor"):
            hints = same_as(later, actor=actor_of(town.officers[who]))
            assert hints
            assert not any(hint.likeness.same_person for hint in hints)

    def test_what_is_being_written(self, town: Town, now: datetime) -> None:
        earlier = a_case(town, Status.ACCEPTED, now=now)
        (hint,) = same_as_written(a_submission(), actor=actor_of(town.clerk))
        assert hint.case.id == earlier
        assert hint.likeness.same_person
        other = a_submission(
            title="路灯不亮",
            request="请修。",
            facts="槐荫巷路灯坏了。",
            reasons="",
            problem_place="槐荫巷",
        )
        assert same_as_written(other, actor=actor_of(town.clerk)) == ()
