"""A code that officers know is replaced by its holder, by one of his own."""

from __future__ import annotations

from datetime import datetime

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from petitions.actions.enter import enter
from petitions.actions.errors import NotAllowed, NotFound, Refused
from petitions.actions.replace_code import replace_code
from petitions.actions.submit import submit
from petitions.adapters import codes
from petitions.models import OutboxNotice
from petitions.queries.tracking import code_stamp, open_with_code
from petitions.rules.terms import Action, Channel, Notice, NoticeState, Role
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
)
from tests.factories.outcomes import audited, refused


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
