"""The queue: cases by the time that is left, narrowed by filters, searched, and taken away as a table."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, abort, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from petitions.actions.record_look import record_look
from petitions.adapters import clock
from petitions.queries.directory import destinations
from petitions.queries.queue import COUNT_LIMIT, Filters, QueuePage, QueueRow, queue
from staff.forms.queue import ANY, QueueFilter, SearchForm
from staff.forms.read import typed
from staff.navigation import unit_name
from staff.rights import me, room
from web import tables, wording
from web.filters import case_title
from web.language import ENGLISH, lang

blueprint = Blueprint("queue", __name__)
KINDS = {"csv": tables.csv_file, "xlsx": tables.xlsx_file}


@blueprint.get("/queue/")
@room("queue")
def show() -> str:
    """One page of the queue; filters and the place in the list stand in the address."""
    form = asked()
    page = page_of(form.filters(), request.args.get("after", ""))
    return render_template(
        "staff/queue/show.html",
        form=form,
        search=SearchForm(formdata=None),
        page=page,
        today=clock.today(),
        limit=COUNT_LIMIT,
        query=form.address(),
        began=not request.args.get("after"),
    )


@blueprint.post("/queue/export/<kind>")
@room("queue")
def export(kind: str) -> Response:
    """The filtered list as a table, up to the counting limit; that it was taken is recorded for each case."""
    make = KINDS.get(kind)
    if make is None:
        abort(404)
    page = page_of(asked().filters(), size=COUNT_LIMIT)
    taken = [row.id for row in page.rows]
    record_look("export", by=me().actor, now=clock.now(), rows=len(taken), case_ids=taken)
    return make(gettext("信访件"), head(), [cells(row) for row in page.rows])


@blueprint.get("/search/")
@room("queue")
def ask() -> str:
    return render_template(
        "staff/queue/search.html", form=SearchForm(formdata=None), page=None, today=clock.today()
    )


@blueprint.post("/search/")
@room("queue")
def search() -> ResponseReturnValue:
    """Cases by number, exact name or words of the text, open and ended."""
    form = SearchForm()
    if not form.validate():
        return (
            render_template("staff/queue/search.html", form=form, page=None, today=clock.today()),
            422,
        )
    return render_template(
        "staff/queue/search.html",
        form=form,
        page=page_of(Filters(words=typed(form.words)), typed(form.after)),
        today=clock.today(),
        limit=COUNT_LIMIT,
    )


def asked() -> QueueFilter:
    """The filter panel as the address fills it."""
    form = QueueFilter(request.args, meta={"csrf": False})
    form.unit.choices = [ANY, *((str(unit.id), unit_name(unit)) for unit in destinations())]
    form.validate()
    return form


def page_of(filters: Filters, after: str = "", **size: int) -> QueuePage:
    """One page of the list this officer may see."""
    return queue(me().actor, filters, today=clock.today(), cursor=after, **size)


def head() -> list[str]:
    """The columns of the exported table."""
    return [
        gettext("登记号"),
        gettext("信访件编号"),
        gettext("标题"),
        gettext("类别"),
        gettext("渠道"),
        gettext("状态"),
        gettext("紧急程度"),
        gettext("承办单位"),
        gettext("首办责任人"),
        gettext("收到时间"),
        gettext("到期日"),
        gettext("剩余天数"),
    ]


def cells(row: QueueRow) -> list[Any]:
    """One line of the exported table, in the order of ``head``."""
    return [
        row.registration_number,
        row.receipt_number,
        row.title if row.title is not None else case_title(None),
        str(wording.word(row.petition_class)),
        str(wording.word(row.channel)),
        str(wording.word(row.status)),
        str(wording.word(row.urgency)),
        row.unit_en if lang() == ENGLISH else row.unit,
        row.holder,
        row.received_at,
        row.due_on,
        (row.due_on - clock.today()).days if row.due_on else None,
    ]
