"""Files the rows of a source one by one, each whole or not at all, and none of them twice."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import select

from petitions.actions.enter import enter
from petitions.actions.errors import ActionError
from petitions.actions.keep_draft import keep_draft, stage_file, stage_loose_file
from petitions.actions.register import register
from petitions.actions.submit import submit
from petitions.adapters import clock, codes
from petitions.adapters.inspection import inspect
from petitions.models.keyring import keyed_hash
from petitions.models.petition import Case
from petitions.models.session import db
from petitions.queries.drafts import draft_of
from petitions.rules.permissions import Actor
from petitions.rules.terms import AttachmentSource, Channel, PetitionClass, Status
from web.importing.columns import Columns
from web.importing.petitions import Incoming, RefusedField, incoming
from web.importing.reading import BadRow, Row, Source

WHOLE_TEXT = "来件全文.txt"


@dataclass(frozen=True, slots=True)
class Plan:
    """How the rows of a file are to be filed."""

    source: str
    channel: Channel
    petition_class: PetitionClass
    register_them: bool
    by: Actor | None
    """Who enters and registers; None when citizens' own online petitions stay unregistered."""
    offset: int = 0
    limit: int | None = None


@dataclass(frozen=True, slots=True)
class RefusedRow:
    """One line of the report."""

    line: int
    number: str
    field: str
    reason: str


@dataclass(frozen=True, slots=True)
class FiledRow:
    """A petition of the file that is in the register now, and what its author holds."""

    line: int
    number: str
    receipt_number: str
    query_code: str


@dataclass(slots=True)
class Result:
    """What became of the rows."""

    filed: int = 0
    already_there: int = 0
    registered: int = 0
    refused: list[RefusedRow] = field(default_factory=list)
    receipts: list[FiledRow] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Known:
    """A case of an earlier run."""

    case_id: int
    status: Status
    receipt_number: str
    query_code_hash: str


class Filing:
    """One run over one file; ``result`` is right after every row, so a run may stop anywhere."""

    def __init__(self, source: Source, columns: Columns, plan: Plan) -> None:
        self.source, self.columns, self.plan = source, columns, plan
        self.result = Result()
        self._known = self._of_earlier_runs()
        self._lines: dict[str, int] = {}
        self._same = Counter[str]()

    def _of_earlier_runs(self) -> dict[str, _Known]:
        rows = db.session().execute(
            select(
                Case.external_number,
                Case.id,
                Case.status,
                Case.receipt_number,
                Case.query_code_hash,
            ).where(Case.external_source == self.plan.source)
        )
        return {str(row[0]): _Known(row[1], row[2], row[3], row[4]) for row in rows}

    def run(self, told: Callable[[], object] = lambda: None) -> Result:
        """File every row; ``told`` is called after each."""
        for row in self._wanted():
            if isinstance(row, BadRow):
                self._refuse(row.line, "", row.field, row.reason)
            else:
                self._take(row)
            told()
        return self.result

    def _wanted(self) -> Iterator[Row | BadRow]:
        end = None if self.plan.limit is None else self.plan.offset + self.plan.limit
        for place, row in enumerate(self.source.read()):
            if end is not None and place >= end:
                return
            if place >= self.plan.offset:
                yield row
            elif isinstance(row, Row):
                self._number(row, self.columns.taken(row.cells))

    def _take(self, row: Row) -> None:
        given = self.columns.taken(row.cells)
        number = self._number(row, given)
        first = self._lines.setdefault(number, row.line)
        if first != row.line:
            self._refuse(row.line, number, "external_number", f"stands in line {first} already")
            return
        try:
            known = self._known.get(number)
            if known is not None:
                self._seen(row, number, known)
            else:
                self._file(row, number, given)
        except RefusedField as error:
            self._refuse(row.line, number, error.field, error.reason)
        except ActionError as error:
            self._refuse(row.line, number, "", f"refused by the register: {error.code}")

    def _number(self, row: Row, given: Mapping[str, str]) -> str:
        """The file's own number; without one a mark of the content, and how often it came."""
        if given.get("external_number"):
            return given["external_number"]
        content = "\n".join(f"{name}={text}" for name, text in sorted(row.cells.items()))
        mark = hashlib.sha256(content.encode()).hexdigest()[:20]
        self._same[mark] += 1
        return f"{mark}-{self._same[mark]}"

    def _seen(self, row: Row, number: str, known: _Known) -> None:
        """Filed by an earlier run, which may have stopped before it was registered."""
        self.result.already_there += 1
        self._keep_receipt(row, number, known.receipt_number, known.query_code_hash)
        if known.status is Status.RECEIVED and self.plan.register_them:
            self._register(known.case_id)

    def _file(self, row: Row, number: str, given: Mapping[str, str]) -> None:
        now = clock.now()
        petition = incoming(
            given,
            channel=self.plan.channel,
            petition_class=self.plan.petition_class,
            source=self.plan.source,
            number=number,
            now=now,
        )
        online = self.plan.channel is Channel.ONLINE
        key = self._key(number)
        file = self._submit if online else self._enter
        case_id, receipt_number = file(petition, key, now)
        self.result.filed += 1
        self._keep_receipt(row, number, receipt_number)
        if not online:
            self.result.registered += 1
        elif self.plan.register_them:
            self._register(case_id)

    def _key(self, number: str) -> str:
        """The submission key, made with the secret of the house, so that nobody else can guess it."""
        return keyed_hash("import", f"{self.plan.source}\n{number}")

    def _submit(self, petition: Incoming, key: str, now: datetime) -> tuple[int, str]:
        draft_id = None
        if petition.whole_text:
            token = keep_draft(None, {}, now=now)
            stage_file(token, inspect(WHOLE_TEXT, petition.whole_text.encode()), now=now)
            draft = draft_of(token, now=now)
            draft_id = draft.id if draft else None
        receipt = submit(
            petition.submission,
            submission_key=key,
            now=now,
            draft_id=draft_id,
            code_known_to_staff=True,
        )
        return receipt.case_id, receipt.receipt_number

    def _enter(self, petition: Incoming, key: str, now: datetime) -> tuple[int, str]:
        by = self._officer()
        files = []
        if petition.whole_text:
            files.append(
                stage_loose_file(
                    inspect(WHOLE_TEXT, petition.whole_text.encode()),
                    now=now,
                    source=AttachmentSource.OFFICER,
                    officer_id=by.officer_id,
                )
            )
        receipt = enter(
            petition.submission, submission_key=key, by=by, now=now, attachment_ids=files
        )
        return receipt.case_id, receipt.receipt_number

    def _register(self, case_id: int) -> None:
        version = db.session().scalars(select(Case.version).where(Case.id == case_id)).one()
        register(case_id, version, by=self._officer(), now=clock.now())
        self.result.registered += 1

    def _officer(self) -> Actor:
        if self.plan.by is None:
            raise LookupError("nobody is named who registers")
        return self.plan.by

    def _keep_receipt(
        self, row: Row, number: str, receipt_number: str, stored_hash: str = ""
    ) -> None:
        """``stored_hash`` of an earlier run's case: a code that was replaced since stays blank."""
        code = codes.query_code_for(self._key(number))
        if stored_hash:
            code = codes.still_valid(receipt_number, code, stored_hash)
        self.result.receipts.append(FiledRow(row.line, number, receipt_number, code))

    def _refuse(self, line: int, number: str, field: str, reason: str) -> None:
        self.result.refused.append(RefusedRow(line, number, field, reason))
