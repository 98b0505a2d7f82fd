"""A lost query code is handed out anew by two officers."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from petitions.actions.errors import Missing, NotAllowed, NotFound, Stale
from petitions.actions.reissue_code import HandedOut, reissue_code
from petitions.actions.submit import filed_before, submit
from petitions.adapters import codes
from petitions.models import CodeRequest, OutboxNotice
from petitions.models.exchange import Decision
from petitions.queries.tracking import code_stamp, open_with_code, tracked
from petitions.rules.numbering import parse_query_code
from petitions.rules.terms import Action, Notice, NoticeState, Status
from tests.actions.threads import at_once
from tests.factories import (
    Town,
    a_case,
    a_submission,
    actor_of,
    do,
    event_rows,
    petitioner_of,
    stored,
    version_of,
)
from tests.factories.outcomes import audited, refused


def asked(town: Town, now: datetime, to: Status = Status.ACCEPTED) -> int:
    """A case whose petitioner stands at the counter, before the clerk."""
    case_id = a_case(town, to, now=now)
    do(town, Action.REQUEST_CODE, case_id, by=actor_of(town.clerk), now=now)
    return case_id


def requests(session: Session, case_id: int) -> list[CodeRequest]:
    session.rollback()
    rows = select(CodeRequest).where(CodeRequest.case_id == case_id).order_by(CodeRequest.id)
    return list(session.scalars(rows))


class TestCounter:
    """Officer A asks, officer B looks himself."""

    def test_a_new_code_exists_only_after_the_second_officer(
        self, register: Session, town: Town, now: datetime
    ) -> None:
        key = "the lost one"
        receipt = submit(a_submission(), submission_key=key, now=now, office_id=town.office.id)
        number, lost, case_id = receipt.receipt_number, receipt.query_code, receipt.case_id
        stamp = code_stamp(case_id)
        do(town, Action.REQUEST_CODE, case_id, by=actor_of(town.clerk), now=now)
        assert open_with_code(number, lost) == case_id, "a request alone changes nothing"
        assert code_stamp(case_id) == stamp
        assert not stored(case_id).code_known_to_staff

        handed = do(town, Action.REISSUE_CODE, case_id, by=actor_of(town.second_clerk), now=now)

        assert handed.receipt_number == number
        assert parse_query_code(handed.query_code) == handed.query_code != lost
        register.rollback()
        assert open_with_code(number, lost) is None
        assert open_with_code(number, handed.query_code) == case_id
        assert code_stamp(case_id) != stamp, "every session opened with the old code ends"
        assert stored(case_id).code_known_to_staff, "he gets one of his own at its first use"
        assert handed.query_code not in str(stored(case_id).__dict__), "only its hash is kept"

    def test_who_did_what_is_on_record(self, register: Session, town: Town, now: datetime) -> None:
        case_id = asked(town, now)
        do(town, Action.REISSUE_CODE, case_id, by=actor_of(town.office_head), now=now)
        request, reissue = event_rows(case_id)[-2:]
        assert (request.action, request.officer_id) == (Action.REQUEST_CODE, town.clerk.id)
        assert request.facts == {"identity": "id_card", "reason": "回执遗失。"}
        assert (reissue.action, reissue.officer_id) == (Action.REISSUE_CODE, town.office_head.id)
        (entry,) = audited(register, "request_code")
        assert (entry.officer_id, entry.case_id) == (town.clerk.id, case_id)
        assert entry.facts == {"identity": "id_card"}
        (entry,) = audited(register, "reissue_code")
        assert (entry.officer_id, entry.facts) == (
            town.office_head.id,
            {"requested_by": town.clerk.id},
        )
        (row,) = requests(register, case_id)
        assert (row.decision, row.decided_by_id) == (Decision.APPROVED, town.office_head.id)

    def test_the_petitioner_is_told_and_sees_when_but_not_by_whom(
        self, register: Session, town: Town, now: datetime
    ) -> None:
        case_id = asked(town, now)
        do(town, Action.REISSUE_CODE, case_id, by=actor_of(town.second_clerk), now=now)
        register.rollback()
        (owed,) = register.scalars(
            select(OutboxNotice).where(OutboxNotice.notice == Notice.CODE_REPLACED)
        )
        assert (owed.case_id, owed.state) == (case_id, NoticeState.QUEUED)
        case = tracked(case_id, now=now)
        assert case is not None
        last = case.timeline[-1]
        assert (last.action, last.at, last.officer) == (Action.REISSUE_CODE, now, "")
        assert Action.REQUEST_CODE not in {line.action for line in case.timeline}

    def test_nobody_confirms_his_own_request(self, town: Town, now: datetime) -> None:
        case_id = asked(town, now)
        by = actor_of(town.clerk)
        error = refused(Action.REISSUE_CODE, town, case_id, by=by, now=now)
        assert (type(error), error.code) == (NotAllowed, "own_code_request")
        do(town, Action.REFUSE_CODE, case_id, by=by, now=now)  # but he may take it back

    @pytest.mark.parametrize("who", ["handler", "unit_head", "leader", "supervisor"])
    def test_the_counter_is_the_letters_office(self, town: Town, now: datetime, who: str) -> None:
        case_id, by = asked(town, now), actor_of(town.officers[who])
        for action in (Action.REQUEST_CODE, Action.REISSUE_CODE, Action.REFUSE_CODE):
            error = refused(action, town, case_id, by=by, now=now)
            assert (type(error), error.code) == (NotAllowed, "no_right"), action

    def test_another_office_finds_nothing(self, town: Town, now: datetime) -> None:
        case_id, by = asked(town, now), actor_of(town.foreign_clerk)
        for action in (Action.REQUEST_CODE, Action.REISSUE_CODE, Action.REFUSE_CODE):
            assert isinstance(refused(action, town, case_id, by=by, now=now), NotFound)

    def test_the_box_must_be_ticked(self, register: Session, town: Town, now: datetime) -> None:
        case_id = asked(town, now)
        stamp, by = code_stamp(case_id), actor_of(town.second_clerk)
        for missing in ({"confirmed": False}, {"press_key": " "}):
            error = refused(Action.REISSUE_CODE, town, case_id, by=by, now=now, **missing)
            assert isinstance(error, Missing)
        register.rollback()
        assert code_stamp(case_id) == stamp

    def test_an_anonymous_petition_has_no_identity_to_check(
        self, town: Town, now: datetime
    ) -> None:
        case_id = a_case(town, now=now, submission=a_submission(anonymous=True, persons=()))
        error = refused(Action.REQUEST_CODE, town, case_id, by=actor_of(town.clerk), now=now)
        assert (type(error), error.code) == (NotAllowed, "anonymous_no_code")

    def test_one_request_at_a_time_and_none_without_one(
        self, register: Session, town: Town, now: datetime
    ) -> None:
        clerk, second = actor_of(town.clerk), actor_of(town.second_clerk)
        case_id = a_case(town, now=now)
        for action in (Action.REISSUE_CODE, Action.REFUSE_CODE):
            error = refused(action, town, case_id, by=second, now=now)
            assert error.code == "no_code_pending"
        do(town, Action.REQUEST_CODE, case_id, by=clerk, now=now)
        error = refused(Action.REQUEST_CODE, town, case_id, by=second, now=now)
        assert error.code == "code_pending"
        do(town, Action.REFUSE_CODE, case_id, by=second, now=now)
        (row,) = requests(register, case_id)
        assert (row.decision, row.decision_reason) == (
            Decision.REFUSED,
            "证件与登记的姓名不一致。",
        )
        do(town, Action.REQUEST_CODE, case_id, by=second, now=now)
        do(town, Action.REISSUE_CODE, case_id, by=clerk, now=now)

    @pytest.mark.parametrize("status", [Status.RECEIVED, Status.CLOSED, Status.WITHDRAWN])
    def test_in_every_state(self, town: Town, now: datetime, status: Status) -> None:
        case_id = asked(town, now, status)
        do(town, Action.REISSUE_CODE, case_id, by=actor_of(town.second_clerk), now=now)
        assert stored(case_id).status is status

    def test_a_request_lapses_after_the_next_working_day(
        self, register: Session, town: Town, now: datetime
    ) -> None:
        clerk, second = actor_of(town.clerk), actor_of(town.second_clerk)
        friday = now + timedelta(days=(4 - now.weekday()) % 7)
        monday, tuesday = friday + timedelta(days=3), friday + timedelta(days=4)
        case_id, other = asked(town, friday), asked(town, friday)
        do(town, Action.REISSUE_CODE, other, by=second, now=monday)

        error = refused(Action.REISSUE_CODE, town, case_id, by=second, now=tuesday)
        assert error.code == "no_code_pending"
        do(town, Action.REQUEST_CODE, case_id, by=second, now=tuesday)
        do(town, Action.REISSUE_CODE, case_id, by=clerk, now=tuesday)
        lapsed, used = requests(register, case_id)
        assert (lapsed.decision, used.decision) == (Decision.PENDING, Decision.APPROVED)

    def test_pressed_twice_it_is_the_same_code(
        self, register: Session, town: Town, now: datetime
    ) -> None:
        case_id, second = asked(town, now), actor_of(town.second_clerk)
        seen = version_of(case_id)
        press = {"press_key": codes.new_key(), "version": seen}
        first = do(town, Action.REISSUE_CODE, case_id, by=second, now=now, **press)
        again = do(town, Action.REISSUE_CODE, case_id, by=second, now=now, **press)
        assert first == again
        assert [row.action for row in event_rows(case_id)].count(Action.REISSUE_CODE) == 1
        for changed in ({"press_key": codes.new_key()}, {"by": actor_of(town.office_head)}):
            given = {"by": second, **press, **changed}
            assert isinstance(
                refused(Action.REISSUE_CODE, town, case_id, now=now, **given), Stale
            ), changed
        do(town, Action.REPLACE_CODE, case_id, by=petitioner_of(case_id), now=now)
        assert isinstance(
            refused(Action.REISSUE_CODE, town, case_id, by=second, now=now, **press), Stale
        ), "a dead code is never shown as if it worked"

    def test_two_second_officers_at_once_hand_out_one_code(
        self, app: Flask, register: Session, town: Town, now: datetime
    ) -> None:
        case_id = asked(town, now)
        seen = version_of(case_id)
        pages = {
            "one page": actor_of(town.second_clerk),
            "another page": actor_of(town.office_head),
        }
        results = at_once(
            app,
            *(
                lambda by=by, key=key: reissue_code(
                    case_id, seen, by=by, now=now, press_key=key, confirmed=True
                )
                for key, by in pages.items()
            ),
        )
        (handed,) = [each for each in results if isinstance(each, HandedOut)]
        assert [type(each) for each in results if each is not handed] == [Stale]
        register.rollback()
        assert open_with_code(handed.receipt_number, handed.query_code) == case_id

    def test_one_officer_pressing_at_once_sees_one_code(
        self, app: Flask, register: Session, town: Town, now: datetime
    ) -> None:
        case_id, by = asked(town, now), actor_of(town.second_clerk)
        seen = version_of(case_id)
        press = [
            lambda: reissue_code(case_id, seen, by=by, now=now, press_key="one", confirmed=True)
        ] * 4
        results = at_once(app, *press)
        assert len(set(results)) == 1
        assert isinstance(results[0], HandedOut)


def test_a_repeated_press_shows_no_dead_code(register: Session, town: Town, now: datetime) -> None:
    """The submission key leads to the first code alone (already_filed)."""
    receipt = submit(a_submission(), submission_key="key", now=now, office_id=town.office.id)
    before = filed_before("key")
    assert before is not None
    assert before.query_code == receipt.query_code
    do(town, Action.REQUEST_CODE, receipt.case_id, by=actor_of(town.clerk), now=now)
    do(town, Action.REISSUE_CODE, receipt.case_id, by=actor_of(town.second_clerk), now=now)
    register.rollback()
    for again in (filed_before("key"), submit(a_submission(), submission_key="key", now=now)):
        assert again is not None
        assert (again.receipt_number, again.query_code) == (receipt.receipt_number, "")
