"""Files find their case, and a look at a person is written down."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from petitions.actions.enter import enter
from petitions.actions.keep_draft import keep_draft, stage_file
from petitions.actions.submit import submit
from petitions.adapters import codes, files
from petitions.adapters.inspection import Inspected
from petitions.models import Attachment, AuditEntry, Draft, Petitioner, Reply, Supplement
from petitions.rules.terms import Action, AttachmentSource, ReplyKind, Status
from tests.factories import (
    Town,
    a_case,
    a_person,
    a_submission,
    actor_of,
    do,
    event_rows,
    petitioner_of,
    staged,
)

PICTURE = Inspected(name="井盖.jpg", media_type="image/jpeg", content=b"\xff\xd8 a picture")


def test_what_was_staged_with_the_draft_goes_with_the_petition(
    register: Session, town: Town, now: datetime
) -> None:
    token = keep_draft(None, {"title": "下水道"}, now=now)
    for _ in range(2):
        stage_file(token, PICTURE, now=now)
    other = keep_draft(None, {"title": "别人的"}, now=now)
    stage_file(other, PICTURE, now=now)
    draft_id = register.scalars(
        select(Draft.id).where(Draft.token_hash == codes.token_hash(token))
    ).one()

    receipt = submit(a_submission(), submission_key="with files", now=now, draft_id=draft_id)

    rows = register.scalars(select(Attachment).order_by(Attachment.id)).all()
    assert [row.case_id for row in rows] == [receipt.case_id, receipt.case_id, None]
    assert [row.draft_id is None for row in rows] == [True, True, False]
    assert [row.source for row in rows] == [AttachmentSource.PETITIONER] * 3
    assert files.get(rows[0].stored_as) == PICTURE.content
    assert len(register.scalars(select(Draft)).all()) == 1


def test_officers_put_files_on_the_case(register: Session, town: Town, now: datetime) -> None:
    clerk, handler = actor_of(town.clerk), actor_of(town.handler)
    scan = staged(clerk, now)
    entered = enter(
        a_submission(), submission_key="letter", by=clerk, now=now, attachment_ids=[scan, scan]
    )
    case_id = a_case(town, Status.ACCEPTED, now=now)
    record, letter = staged(handler, now), staged(handler, now)
    do(town, Action.ATTACH, case_id, by=handler, now=now, attachment_ids=[record])
    do(town, Action.DRAFT_REPLY, case_id, by=handler, now=now, attachment_ids=[letter])

    placed = {row.id: row for row in register.scalars(select(Attachment))}
    assert placed[scan].case_id == entered.case_id
    assert (placed[record].case_id, placed[record].reply_id) == (case_id, None)
    reply = register.scalars(select(Reply)).one()
    assert (placed[letter].case_id, placed[letter].reply_id) == (case_id, reply.id)
    assert event_rows(case_id)[-2].facts == {"files": 1}


def test_files_of_a_returned_draft_go_with_the_new_one(
    register: Session, town: Town, now: datetime
) -> None:
    handler, head = actor_of(town.handler), actor_of(town.unit_head)
    case_id = a_case(town, Status.ACCEPTED, now=now)
    first, second = staged(handler, now), staged(handler, now)
    do(town, Action.DRAFT_REPLY, case_id, by=handler, now=now, attachment_ids=[first])
    do(town, Action.RETURN_REPLY, case_id, by=head, now=now)
    do(town, Action.DRAFT_REPLY, case_id, by=handler, now=now, attachment_ids=[second])

    newest = register.scalars(select(Reply).order_by(Reply.id.desc())).first()
    assert newest is not None
    placed = {row.id: row.reply_id for row in register.scalars(select(Attachment))}
    assert placed == {first: newest.id, second: newest.id}


def test_a_petitioner_adds_files_alone(register: Session, town: Town, now: datetime) -> None:
    case_id = a_case(town, Status.ACCEPTED, now=now)
    mine = petitioner_of(case_id)
    file_id = staged(mine, now)
    do(town, Action.SUPPLEMENT, case_id, by=mine, now=now, text="", attachment_ids=[file_id])
    row = register.get_one(Attachment, file_id)
    assert (row.case_id, row.supplement_id) == (
        case_id,
        register.scalars(select(Supplement.id)).one(),
    )


def test_a_newer_draft_takes_the_place_of_the_author_s_own(
    register: Session, town: Town, now: datetime
) -> None:
    case_id = a_case(town, Status.ACCEPTED, now=now)
    handler = actor_of(town.handler)
    do(town, Action.DRAFT_REPLY, case_id, by=handler, now=now, kind=ReplyKind.INTERIM)
    do(town, Action.RETURN_REPLY, case_id, by=actor_of(town.unit_head), now=now)
    do(town, Action.DRAFT_REPLY, case_id, by=handler, now=now, opinion="第二稿")
    reply = register.scalars(select(Reply).order_by(Reply.id)).all()
    assert [(row.kind, row.opinion) for row in reply][1] == (ReplyKind.FINAL, "第二稿")
    assert len(reply) == 2


def test_a_look_at_a_person_is_written_down_with_its_reason(
    register: Session, town: Town, now: datetime
) -> None:
    persons = (a_person(), a_person(name="李四", phone="", email="", address="", id_number=""))
    case_id = a_case(town, Status.ACCEPTED, now=now, submission=a_submission(persons=persons))

    seen = do(town, Action.REVEAL, case_id, by=actor_of(town.handler), now=now, reason="电话核实")

    assert seen.persons == persons
    entry = register.scalars(select(AuditEntry)).one()
    assert (entry.what, entry.case_id, entry.officer_id, entry.unit_id, entry.at) == (
        "reveal",
        case_id,
        town.handler.id,
        town.works.id,
        now,
    )
    assert entry.facts == {"reason": "电话核实", "purpose": "handling", "role": "handler"}
    assert event_rows(case_id)[-1].action is Action.REVEAL


def test_an_anonymous_petition_has_no_persons(register: Session, town: Town, now: datetime) -> None:
    case_id = a_case(
        town,
        now=now,
        submission=a_submission(
            anonymous=True,
            persons=(a_person(name="", phone="", email="", address="", id_number=""),),
        ),
    )
    assert register.scalars(select(Petitioner)).all() == []
    assert do(town, Action.REVEAL, case_id, by=actor_of(town.clerk), now=now).persons == ()
