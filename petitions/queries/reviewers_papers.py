"""What a reviewing unit wrote while it judged: its notes and files are not for who handled the matter (§35, §36)."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from petitions.models.document import Attachment
from petitions.models.exchange import Note
from petitions.models.history import CaseEvent
from petitions.rules.accused import UNIT_WORKERS
from petitions.rules.actors import co_units_of
from petitions.rules.permissions import Actor
from petitions.rules.reviews import handled_by
from petitions.rules.terms import UNDER_REVIEW, Action, AttachmentSource


class ReviewersPapers:
    """Of one case, for one reader; the letters office and those who oversee read all of it, and so does the unit."""

    def __init__(
        self, history: Sequence[CaseEvent], handling_unit_id: int | None, actor: Actor
    ) -> None:
        theirs = [
            each
            for each in history
            if each.status_before in UNDER_REVIEW
            and each.actor_role in UNIT_WORKERS
            and each.unit_id != handling_unit_id
            and each.action in (Action.NOTE, Action.ATTACH)
        ]
        own = co_units_of(actor) if actor.officer_id not in handled_by(history) else frozenset()
        if actor.role not in UNIT_WORKERS:
            theirs = []
        hidden = [each for each in theirs if each.unit_id not in own]
        self._notes = {(each.officer_id, each.at) for each in hidden if each.action is Action.NOTE}
        self._writers = {each.officer_id for each in hidden if each.action is Action.ATTACH}
        self._since: datetime | None = next(
            (each.at for each in history if each.action is Action.REQUEST_REVIEW), None
        )

    def notes(self, rows: Iterable[Note]) -> list[Note]:
        """Those that this reader gets."""
        return [row for row in rows if (row.officer_id, row.at) not in self._notes]

    def files(self, rows: Iterable[Attachment]) -> list[Attachment]:
        """The same of files."""
        return [row for row in rows if self.may_open(row)]

    def may_open(self, row: Attachment) -> bool:
        """Whether he gets this file."""
        return not (
            row.source is AttachmentSource.OFFICER
            and row.officer_id in self._writers
            and self._since is not None
            and row.at >= self._since
        )
