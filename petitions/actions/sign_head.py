"""Once a day the state of all receipts is signed, published on the portal and sent to a second body."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from petitions.actions._outbox import owe
from petitions.actions._register import hold_end, know_key
from petitions.actions._unit import unit_of_work
from petitions.adapters import clock, signing, witness
from petitions.models.proof import TreeHead
from petitions.models.session import db
from petitions.queries.receipts import end_of_register, tree
from petitions.rules import proof
from petitions.rules.terms import Notice, Recipient


def sign_head(now: datetime) -> bool:
    """Sign the state of this moment, unless this day (office time) has its head; whether it did.

    The root is computed before anything is held: the first receipts of the tree never change.
    """
    day = clock.local_day(now)
    read: Session = db.session()
    read.rollback()
    newest = read.scalars(select(TreeHead.day).order_by(TreeHead.day.desc()).limit(1)).first()
    if newest is not None and newest >= day:
        return False
    size, entries, last = end_of_register(read)
    root = tree(size).root(size)
    try:
        with unit_of_work() as session:
            end = hold_end(session)
            end.key_id = know_key(session, end.key_id, now)
            payload = proof.head_payload(
                key=signing.key_id(), at=now, size=size, root=root, entries=entries, entry=last
            )
            head = TreeHead(
                day=day,
                at=now,
                size=size,
                root=root,
                entries=entries,
                entry=last,
                head=signing.sign(proof.HEAD, payload),
            )
            session.add(head)
            session.flush()
            if witness.address():
                owe(
                    session,
                    None,
                    Notice.TREE_HEAD,
                    Recipient.WITNESS,
                    occasion=head.id,
                    at=now,
                    deliverable=True,
                )
    except IntegrityError:  # another worker signed it at the same moment
        return False
    return True
