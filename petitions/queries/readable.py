"""Which text of a petition this reader gets: the one place that decides it, for pages, lists, search and files.

Of an accusation or a confidential petition the letters office and the petitioner read the original; everybody
else reads the newest redaction, and before there is one, nothing (信访工作条例 §30, §46(5)).
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import ColumnElement, case, not_, select
from sqlalchemy.orm import Session

from petitions.models.document import Attachment
from petitions.models.exchange import Supplement
from petitions.models.officer import Officer
from petitions.models.petition import Case, Petitioner
from petitions.models.redaction import Redaction
from petitions.queries._masks import hidden_persons, masked_persons
from petitions.queries.accused_view import AccusedView, ExceptionView, RecusalRequestView
from petitions.queries.case_views import Content
from petitions.queries.erasure_view import ErasureView
from petitions.queries.matter_views import FollowUpView, LinkView
from petitions.queries.paper_views import (
    CodeRequestView,
    CorrectionView,
    EventView,
    SupplementView,
)
from petitions.queries.recusal_view import RecusalView
from petitions.queries.redactions import newest_redaction, protected
from petitions.queries.review_view import ReviewView
from petitions.queries.triage_view import TriageView
from petitions.rules.corrections import WORDED
from petitions.rules.erasure import remains
from petitions.rules.lifecycle import STEPS
from petitions.rules.permissions import Actor
from petitions.rules.redaction import added_key, is_protected, reads_original, review_key
from petitions.rules.submission import Person
from petitions.rules.terms import Action, AttachmentSource, Role

OF_UNITS = (Role.HANDLER, Role.UNIT_HEAD)
"""What these put on a case themselves, they read."""
FOR_UNITS = frozenset(
    {
        Action.TRANSFER,
        Action.ASSIGN,
        Action.UPHOLD_OBJECTION,
        Action.OVERRULE_OBJECTION,
        Action.ASK_MORE,
        Action.DECLINE,
        Action.NO_LONGER_ACCEPT,
        Action.REDIRECT,
    }
)
"""Steps of the letters office whose words units or the petitioner are meant to read; a new step's words are not."""


def title_for(*, original: bool) -> Any:
    """The title of a line in a list; None where this reader gets none before it is redacted."""
    if original:
        return Case.title
    redacted = (
        select(Redaction.title)
        .where(Redaction.case_id == Case.id)
        .order_by(Redaction.number.desc())
        .limit(1)
        .scalar_subquery()
    )
    return case((protected(), redacted), else_=Case.title)


def found_by_words(actor: Actor, matching: ColumnElement[bool]) -> ColumnElement[bool]:
    """Cases that words of the text find: never those whose text the reader does not get, or he could guess it."""
    if reads_original(actor.role):
        return matching
    return matching & not_(protected())


@dataclass(frozen=True, slots=True)
class Reading:
    """One case as one reader gets it; ``redaction`` None: nothing of the text, where it is not the original."""

    original: bool
    redaction: Redaction | None
    decides_recusals: bool = False
    own_files: frozenset[int] = frozenset()
    """Files that units put on the case themselves."""

    @property
    def missing(self) -> bool:
        """He gets nothing as long as nobody has redacted it."""
        return not self.original and self.redaction is None

    def content(self, whole: Content) -> Content:
        """What the petition says."""
        if self.original:
            return whole
        row = self.redaction
        return replace(
            whole,
            title=row.title if row else None,
            request=row.request if row else "",
            facts=row.facts if row else "",
            reasons=row.reasons if row else "",
            problem_place=row.problem_place if row else "",
            complained_about=row.complained_about if row else "",
        )

    def persons(self, rows: Iterable[Petitioner]) -> tuple[Person, ...]:
        """Masked; of a protected petition not even what a mask leaves (a surname, four digits)."""
        return masked_persons(rows) if self.original else hidden_persons(rows)

    def supplements(self, rows: Iterable[Supplement]) -> tuple[SupplementView, ...]:
        """What was added later; of a protected petition as redacted, or blank."""
        texts = self.redaction.supplements if self.redaction else {}
        return tuple(
            SupplementView(
                row.id,
                row.question_id,
                row.text if self.original else str(texts.get(added_key(row.id), "")),
                row.at,
            )
            for row in rows
        )

    def may_open(self, file: Attachment) -> bool:
        """Whether a file is his to read: a reply's, his own side's, or one that was released."""
        released = self.redaction.files if self.redaction else ()
        return (
            self.original
            or file.source is AttachmentSource.REPLY
            or file.id in released
            or file.id in self.own_files
        )

    def files(self, rows: Iterable[Attachment]) -> list[Attachment]:
        """Those of them that are his to read."""
        return [row for row in rows if self.may_open(row)]

    def history(self, views: Iterable[EventView]) -> tuple[EventView, ...]:
        """The steps; of words only his own side's, and those that the letters office writes for units."""
        return tuple(
            view
            if self.original or view.role in OF_UNITS or view.action in FOR_UNITS
            else replace(view, facts=remains(view.facts))
            for view in views
        )

    def corrections(self, views: Iterable[CorrectionView]) -> tuple[CorrectionView, ...]:
        """Corrections; without the words of the place, which are the petition's."""
        return tuple(
            replace(view, old="", new="", reason="", comment="")
            if not self.original and view.fact in WORDED
            else view
            for view in views
        )

    def recusals(self, views: Iterable[RecusalView]) -> tuple[RecusalView, ...]:
        """Who is recused; why may tell who the petitioner is."""
        return tuple(
            view if self.original else replace(view, reason="", end_reason="") for view in views
        )

    def recusal_requests(
        self, views: Iterable[RecusalRequestView]
    ) -> tuple[RecusalRequestView, ...]:
        """Whom the petitioner wants out is between him and those who decide it."""
        return tuple(views) if self.original or self.decides_recusals else ()

    def accused(self, views: Iterable[AccusedView]) -> tuple[AccusedView, ...]:
        """Who is complained about; how one knows may tell who the petitioner is."""
        return tuple(view if self.original else replace(view, reason="") for view in views)

    def exceptions(self, views: Iterable[ExceptionView]) -> tuple[ExceptionView, ...]:
        """Exceptions from the protection; their reasons are the letters office's."""
        return tuple(
            view if self.original else replace(view, reason="", comment="") for view in views
        )

    def follow_ups(self, views: Iterable[FollowUpView]) -> tuple[FollowUpView, ...]:
        """What came in again: as redacted, or blank; who brought it stays hidden."""
        texts = self.redaction.supplements if self.redaction else {}
        return tuple(
            view
            if self.original
            else replace(
                view,
                text=str(texts.get(added_key(view.id, follow_up=True), "")),
                name="",
                phone="",
            )
            for view in views
        )

    def reviews(self, views: Iterable[ReviewView]) -> tuple[ReviewView, ...]:
        """Reviews: what the petitioner wrote as redacted, or blank."""
        texts = self.redaction.supplements if self.redaction else {}
        return tuple(
            view if self.original else replace(view, text=str(texts.get(review_key(view.id), "")))
            for view in views
        )

    def links(self, views: Iterable[LinkView]) -> tuple[LinkView, ...]:
        """Links to other cases; the letters office's reasons may tell who the petitioner is."""
        return tuple(
            view if self.original else replace(view, reason="", undo_reason="") for view in views
        )

    def triage(self, view: TriageView) -> TriageView:
        """Closing reports and instructions; what was reported to those above is the letters office's alone."""
        return view if self.original else replace(view, reports=())

    def erasures(self, views: Iterable[ErasureView]) -> tuple[ErasureView, ...]:
        """Requests for erasure; why may tell who the petitioner is."""
        return tuple(
            view if self.original else replace(view, reason="", comment="") for view in views
        )

    def code_requests(self, views: Iterable[CodeRequestView]) -> tuple[CodeRequestView, ...]:
        """How somebody proved to be the petitioner is the letters office's alone."""
        return tuple(views) if self.original else ()


def reading(session: Session, found: Case, actor: Actor, newest: Redaction | None) -> Reading:
    """How this actor reads a case whose newest redaction is at hand."""
    if reads_original(actor.role) or not is_protected(found.petition_class, found.confidential):
        return Reading(True, newest)
    decides = any(actor.role is role for role, _ in STEPS[Action.GRANT_RECUSAL].who)
    return Reading(False, newest, decides, _own_files(session, found.id))


def may_open(session: Session, found: Case, actor: Actor, file: Attachment) -> bool:
    """Whether this actor, who may see the case, may have this file of it."""
    if reads_original(actor.role):
        return True
    return reading(session, found, actor, newest_redaction(session, found.id)).may_open(file)


def _own_files(session: Session, case_id: int) -> frozenset[int]:
    return frozenset(
        session.scalars(
            select(Attachment.id)
            .join(Officer, Officer.id == Attachment.officer_id)
            .where(
                Attachment.case_id == case_id,
                Attachment.source == AttachmentSource.OFFICER,
                Officer.role.in_(OF_UNITS),
            )
        )
    )
