"""The content categories' room: three levels, what may be chosen, national codes as a table in and out."""

from __future__ import annotations

from flask import Blueprint, Response, abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from petitions.actions.change_category import Mapped, add_category, change_category, load_mapping
from petitions.actions.errors import NotFound, Refused
from petitions.adapters import clock
from petitions.queries import marks
from petitions.queries.categories import categories
from petitions.rules.categories import OFFICIAL_MAX, Category
from staff.category_words import category_words
from staff.forms.categories import CategoryForm, MappingForm
from staff.forms.read import typed
from staff.meanwhile import put_back_beside
from staff.refusals import put_back
from staff.rights import me, room
from staff.sheets import from_form
from web import tables
from web.importing.sheets import SheetFault, read_sheet
from web.limits import takes_files

blueprint = Blueprint("categories", __name__, url_prefix="/categories")

KINDS = {"csv": tables.csv_file, "xlsx": tables.xlsx_file}
CODE, OFFICIAL = ("代码", "code"), ("国家统一代码", "official")
"""How a table calls the two columns that count."""


@blueprint.get("/")
@room("categories")
def show() -> str:
    return page(MappingForm(formdata=None))


@blueprint.get("/<code>")
@room("categories")
def ask(code: str) -> str:
    return category_page(kept_form(code), the_category(code))


@blueprint.post("/<code>")
@room("categories")
def alter(code: str) -> ResponseReturnValue:
    found, form, status = the_category(code), CategoryForm(), 422
    if form.validate():
        try:
            seen = typed(form.seen)
            change_category(form.category(code), seen=seen, by=me().actor, now=clock.now())
        except Refused as error:
            status = put_back_beside(form, error, lambda: kept_form(code))
        else:
            return saved()
    return category_page(form, found), status


def kept_form(code: str) -> CategoryForm:
    """The form of a category as it is kept now. Raises NotFound."""
    seen = marks.of_category(code)
    form = CategoryForm(formdata=None, obj=the_category(code))
    form.seen.data = seen
    return form


@blueprint.get("/<code>/new")
@room("categories")
def ask_new(code: str) -> str:
    return category_page(
        CategoryForm(formdata=None, data={"active": True}), None, the_category(code)
    )


@blueprint.post("/<code>/new")
@room("categories")
def make(code: str) -> ResponseReturnValue:
    above, form = the_category(code), CategoryForm()
    if form.validate():
        try:
            add_category(code, form.category(""), by=me().actor, now=clock.now())
        except Refused as error:
            put_back(form, error)
        else:
            return saved()
    return category_page(form, None, above), 422


@blueprint.get("/table.<kind>")
@room("categories")
def export(kind: str) -> Response:
    """The whole list with its national codes."""
    if kind not in KINDS:
        abort(404)
    known = categories()
    head = (
        CODE[0],
        gettext("级"),
        gettext("名称"),
        gettext("英文名称"),
        OFFICIAL[0],
        gettext("可以选用"),
    )
    rows = [
        (
            each.code,
            each.level,
            known.path(each.code),
            each.name_en,
            each.official,
            gettext("是") if each.active else gettext("否"),
        )
        for each in known.all
    ]
    return KINDS[kind](gettext("内容分类"), head, rows)


@blueprint.post("/import")
@room("categories")
@takes_files
def import_mapping() -> ResponseReturnValue:
    """National codes from a table; names and what may be chosen stay as they are."""
    form = MappingForm()
    rows = from_form(form, form.file, mapping_of) if form.validate() else None
    if rows is None:
        return page(form), 422
    try:
        moved = load_mapping(rows, by=me().actor, now=clock.now())
    except Refused as error:
        put_back(form, error)
        return page(form), 422
    flash(gettext("导入完成，改动了 %(count)s 项代码。", count=moved), "success")
    return redirect(url_for("categories.show"), code=303)


def mapping_of(name: str, content: bytes) -> list[Mapped]:
    """The two columns that count. Raises SheetFault."""
    rows = read_sheet(name, content)
    heads = {head.casefold(): head for head in rows[0].cells}
    code = next((heads[each] for each in CODE if each in heads), None)
    official = next((heads[each] for each in OFFICIAL if each in heads), None)
    if code is None or official is None:
        raise SheetFault("columns")
    found = []
    for row in rows:
        number, national = row.cells[code], row.cells[official]
        if len(national) > OFFICIAL_MAX:
            raise SheetFault("row", row.line)
        # Spreadsheets take the leading nought of a code for a number's.
        found.append(Mapped(f"0{number}" if len(number) % 2 else number, national))
    return found


def saved() -> ResponseReturnValue:
    flash(gettext("内容分类已经保存。"), "success")
    return redirect(url_for("categories.show"), code=303)


def the_category(code: str) -> Category:
    """The category of that code. Raises NotFound."""
    found = categories().by_code().get(code)
    if found is None:
        raise NotFound
    return found


def page(form: MappingForm) -> str:
    """The whole list, and the form that takes a table."""
    return render_template("staff/categories/show.html", categories=categories().all, form=form)


def category_page(form: CategoryForm, found: Category | None, above: Category | None = None) -> str:
    """The page of one category, or of a new one below another."""
    known = categories()
    return render_template(
        "staff/categories/category.html",
        form=form,
        found=found,
        above=above,
        path=category_words(known.path((found or above or known.all[0]).code)),
    )
