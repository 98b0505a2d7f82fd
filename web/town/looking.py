"""Who looks at the told cases: whoever acts reads first; supervision, leaders and the office look in now and then."""

from __future__ import annotations

import zlib
from datetime import timedelta

from sqlalchemy import select

from petitions.actions.record_look import record_look
from petitions.models.document import Attachment
from petitions.models.petition import Case
from petitions.models.session import db
from petitions.queries.attachments import download
from petitions.rules.looks import Look
from petitions.rules.permissions import Actor
from petitions.rules.terms import Action, Role
from web.town.directory import Town, officer_facts
from web.town.moments import Turn

READING = timedelta(minutes=4)
"""How long before his step an officer opens the case."""
ASIDE = {Action.ACCEPT: Role.SUPERVISOR, Action.ISSUE_REPLY: Role.LEADER}
"""Steps at which somebody who does not act looks in, on some of the cases."""
ONE_IN = 3


def read_before(town: Town, turn: Turn, case_id: int, by: Actor) -> None:
    """The looks that precede an officer's step: his own, the files on accepting, and sometimes others'."""
    action, session = turn.story.steps[turn.number - 1].action, db.session()
    # Steps of one day may follow each other closely: nobody reads before the last one was taken.
    since = session.scalars(select(Case.changed_at).where(Case.id == case_id)).one()
    other = _looks_in(town, turn, action)
    if other is not None:
        record_look(Look.LOOK, by=other, now=max(since, turn.at - 2 * READING), case_id=case_id)
    record_look(Look.LOOK, by=by, now=max(since, turn.at - READING), case_id=case_id)
    if action is Action.ACCEPT:
        files = select(Attachment.id).where(Attachment.case_id == case_id).order_by(Attachment.id)
        for number in session.scalars(files).all():
            at = max(since, turn.at - READING / 2)
            if download(number, actor=by) is not None:
                record_look(Look.DOWNLOAD, by=by, now=at, attachment_id=number)


def _looks_in(town: Town, turn: Turn, action: Action) -> Actor | None:
    if action not in ASIDE or zlib.crc32(turn.story.key.encode()) % ONE_IN:
        return None
    names = (each.username for each in officer_facts() if each.role is ASIDE[action])
    return town.actor(next(names))
