"""A lost query code: two officers, one code; and a code that officers know is replaced by its holder."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from petitions.actions.enter import enter
from petitions.actions.errors import ActionError, Missing, NotAllowed, NotFound, Refused, Stale
from petitions.actions.reissue_code import HandedOut, reissue_code
from petitions.actions.replace_code import replace_code
from petitions.actions.submit import filed_before, submit
from petitions.adapters import codes
from petitions.models import AuditEntry, CodeRequest, OutboxNotice
from petitions.models.exchange import Decision
from petitions.queries.tracking import code_stamp, open_with_code, tracked
from petitions.rules.numbering import parse_query_code
from petitions.rules.terms import Action, Channel, Notice, NoticeState, Role, Status
from tests.actions.threads import at_once
from tests.factories import (
    Town,
    a_case,
    a_person,
    a_submission,
    actor_of,
    do,
    event_rows,
    petitioner_of,
    stored,
    version_of,
)


def asked(town: Town, now: datetime, to: Status = Status.ACCEPTED) -> int:
    """A case whose petitioner stands at the counter, before the clerk."""
    case_id = a_case(town, to, now=now)
    do(town, Action.REQUEST_CODE, case_id, by=actor_of(town.clerk), now=now)
    return case_id


def refused(action: Action, town: Town, case_id: int, **given: object) -> ActionError:
    with pytest.raises(ActionError) as caught:
        do(town, action, case_id, **given)  # type: ignore[arg-type]
    return caught.value


def audited(session: Session, what: str) -> list[AuditEntry]:
    session.rollback()
    return list(session.scalars(select(AuditEntry).where(AuditEntry.what == what)))


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


class TestOwn:
    """The holder of a code that officers know takes one of his own."""

    @pytest.fixture
    def entered(self, town: Town, now: datetime) -> tuple[int, str, str]:
        """A letter a clerk entered: case, number and the code on the slip."""
        letter = a_submission(channel=Channel.LETTER)
        receipt = enter(letter, submission_key="a letter", by=actor_of(town.clerk), now=now)
        return receipt.case_id, receipt.receipt_number, receipt.query_code

    def test_which_codes_officers_know(self, town: Town, now: datetime) -> None:
        clerk = actor_of(town.clerk)
        entered = enter(
            a_submission(channel=Channel.VISIT), submission_key="visit", by=clerk, now=now
        )
        assert stored(entered.case_id).code_known_to_staff
        assert not stored(a_case(town, now=now)).code_known_to_staff
        imported = submit(
            a_submission(),
            submission_key="imported",
            now=now,
            office_id=town.office.id,
            code_known_to_staff=True,
        )
        assert stored(imported.case_id).code_known_to_staff

    def test_only_the_confirmation_changes_anything(
        self, register: Session, now: datetime, entered: tuple[int, str, str]
    ) -> None:
        case_id, number, slip = entered
        stamp = code_stamp(case_id) or ""
        own = codes.own_code(number, stamp, "browser")
        assert own == codes.own_code(number, stamp, "browser"), "the same on every reload"
        assert own != codes.own_code(number, stamp, "another"), "who looked before knows nothing"
        for typed in ("", slip, own[:-1], own[:4], own[-4:][::-1] + "0", "x" * 500):
            with pytest.raises(Refused) as error:
                taken(case_id, now, stamp, typed)
            assert error.value.code == "code_not_confirmed"
        register.rollback()
        assert open_with_code(number, slip) == case_id

        taken(case_id, now, stamp, own)

        register.rollback()
        assert open_with_code(number, slip) is None
        assert open_with_code(number, own) == case_id
        assert not stored(case_id).code_known_to_staff
        event = event_rows(case_id)[-1]
        assert (event.action, event.actor_role) == (Action.REPLACE_CODE, Role.CITIZEN)
        assert event.officer_id is None
        (entry,) = audited(register, "replace_code")
        assert (entry.case_id, entry.officer_id, entry.facts) == (case_id, None, {})

    def test_the_last_group_is_enough_however_it_is_typed(
        self, now: datetime, entered: tuple[int, str, str]
    ) -> None:
        case_id, number, _slip = entered
        stamp = code_stamp(case_id) or ""
        group = codes.own_code(number, stamp, "browser")[-4:]
        sloppy = " " + group.lower().replace("0", "o").replace("1", "l") + "　"
        taken(case_id, now, stamp, sloppy)
        assert not stored(case_id).code_known_to_staff

    def test_a_code_of_his_own_is_not_replaced(self, town: Town, now: datetime) -> None:
        case_id = a_case(town, now=now)
        by = petitioner_of(case_id)
        error = refused(Action.REPLACE_CODE, town, case_id, by=by, now=now)
        assert (type(error), error.code) == (NotAllowed, "code_is_own")

    def test_nobody_else_replaces_it(
        self, town: Town, now: datetime, entered: tuple[int, str, str]
    ) -> None:
        case_id = entered[0]
        error = refused(Action.REPLACE_CODE, town, case_id, by=actor_of(town.clerk), now=now)
        assert (type(error), error.code) == (NotAllowed, "no_right")
        other = petitioner_of(a_case(town, now=now))
        assert isinstance(refused(Action.REPLACE_CODE, town, case_id, by=other, now=now), NotFound)

    def test_two_browsers_at_once_one_code(
        self, app: Flask, register: Session, now: datetime, entered: tuple[int, str, str]
    ) -> None:
        case_id, number, slip = entered
        stamp = code_stamp(case_id) or ""
        shown = {name: codes.own_code(number, stamp, name) for name in ("phone", "computer")}
        results = at_once(
            app,
            *(
                lambda name=name, code=code: taken(case_id, now, stamp, code, name)
                for name, code in shown.items()
            ),
        )
        assert sorted(type(each).__name__ for each in results) == ["NoneType", "NotAllowed"]
        register.rollback()
        working = [code for code in (slip, *shown.values()) if open_with_code(number, code)]
        assert len(working) == 1
        assert [row.action for row in event_rows(case_id)].count(Action.REPLACE_CODE) == 1

    def test_a_code_handed_out_meanwhile_is_not_overwritten(
        self, town: Town, now: datetime, entered: tuple[int, str, str]
    ) -> None:
        case_id, number, _slip = entered
        stamp = code_stamp(case_id) or ""
        do(town, Action.REQUEST_CODE, case_id, by=actor_of(town.clerk), now=now)
        handed = do(town, Action.REISSUE_CODE, case_id, by=actor_of(town.second_clerk), now=now)
        with pytest.raises(Refused) as error:
            taken(case_id, now, stamp, codes.own_code(number, stamp, "browser"))
        assert error.value.code == "code_replaced_meanwhile"
        assert open_with_code(number, handed.query_code) == case_id

    def test_he_is_told_by_mail_where_he_has_an_address(
        self, register: Session, town: Town, now: datetime
    ) -> None:
        for key, email, state in (
            ("with", "wang@example.cn", NoticeState.QUEUED),
            ("without", "", NoticeState.CANCELLED),
        ):
            letter = a_submission(channel=Channel.LETTER, persons=(a_person(email=email),))
            case_id = enter(letter, submission_key=key, by=actor_of(town.clerk), now=now).case_id
            do(town, Action.REPLACE_CODE, case_id, by=petitioner_of(case_id), now=now)
            register.rollback()
            (owed,) = register.scalars(
                select(OutboxNotice).where(
                    OutboxNotice.notice == Notice.CODE_OWN, OutboxNotice.case_id == case_id
                )
            )
            assert owed.state is state


def taken(case_id: int, now: datetime, stamp: str, typed: str, browser: str = "browser") -> None:
    """Confirm in a browser what was typed."""
    replace_code(
        case_id,
        by=petitioner_of(case_id),
        now=now,
        replaces=stamp,
        browser_key=browser,
        typed=typed,
    )


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
