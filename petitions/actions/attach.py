"""An officer puts files on the case: a scan of the letter, a record of the visit, a picture of the place."""

from collections.abc import Sequence
from datetime import datetime

from petitions.actions._birth import claim_files
from petitions.actions._case import open_case
from petitions.actions.errors import Missing
from petitions.rules.permissions import Actor
from petitions.rules.terms import Action


def attach(
    case_id: int,
    version: int,
    *,
    by: Actor,
    now: datetime,
    attachment_ids: Sequence[int],
) -> None:
    """Add staged files to the case. Raises Missing when none were staged."""
    if not attachment_ids:
        raise Missing(("files",))
    with open_case(case_id, version, Action.ATTACH, by=by, now=now) as opened:
        opened.advance(Action.ATTACH, files=len(attachment_ids))
        claim_files(opened.session, attachment_ids, officer_id=opened.officer_id, case_id=case_id)
