"""A counter with a few sample pages, for tests of the hall alone; no table is touched."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from bs4 import BeautifulSoup
from flask import Blueprint, Flask, render_template_string, request
from flask.testing import FlaskClient
from sqlalchemy.exc import OperationalError

from petitions.actions import errors as refusals
from petitions.models.session import db
from petitions.rules.terms import PetitionClass
from tests.conftest import new_settings
from web.app import assemble
from web.fields import (
    CheckboxesField,
    CheckboxField,
    DayField,
    EmailField,
    FilesField,
    KeyField,
    NumberField,
    PasswordField,
    PhoneField,
    PickedDayField,
    RadiosField,
    SelectField,
    TextAreaField,
    TextField,
)
from web.form import OfficeForm
from web.limits import limiter, takes_files
from web.settings import Settings
from web.validators import (
    ACCEPT,
    Between,
    Email,
    Files,
    IdentityNumber,
    MaxLength,
    NotFuture,
    Phone,
    Required,
    RequiredIf,
)


class SampleForm(OfficeForm):
    """One field of each kind."""

    petition_class = RadiosField(
        "事项类别",
        [Required("请选择事项类别。")],
        choices=PetitionClass,
        hints={"appeal": "您自己的权益"},
        reveals={"accusation": "accused"},
    )
    accused = TextField(
        "反映的单位", [RequiredIf("petition_class", "accusation", message="请填写反映的单位。")]
    )
    title = TextField("标题", [Required("请填写标题。"), MaxLength(10)], hint="一句话说明")
    facts = TextAreaField("经过", limit=5000)
    day = DayField("日期", [NotFuture()])
    phone = PhoneField("电话", [Phone()])
    email = EmailField("邮箱", [Email()])
    identity = TextField("身份证号码", [IdentityNumber()])
    people = NumberField("人数", [Between(1, 5)])
    legal = CheckboxesField("其他程序", choices=[("a", "甲"), ("b", "乙")])
    unit = SelectField("单位", choices=[("", "请选择"), ("1", "住建局")])
    password = PasswordField("密码")
    files = FilesField("材料", [Files()], accept=ACCEPT)
    agree = CheckboxField("同意", hint="必选")
    since = PickedDayField("自")
    submission_key = KeyField()


FORM_PAGE = """
{% extends "layouts/" ~ layout() ~ ".html" %}
{% from "components/fields.html" import draw, error_summary, office_form %}
{% block title %}样张{% endblock %}
{% block content %}{{ error_summary(form) }}<h1 class="govuk-heading-l">样张</h1>
{% call office_form("/form", files=true) %}
{% for field in form if field.name not in ("csrf_token", "accused") %}{{ draw(field, form=form) }}{% endfor %}
<button>继续</button>
{% endcall %}{% endblock %}
"""

REFUSALS: dict[str, Callable[[], Exception]] = {
    "allowed": lambda: refusals.NotAllowed("no_right"),
    "found": refusals.NotFound,
    "missing": lambda: refusals.Missing(["reason", "unit_id"]),
    "stale": lambda: refusals.Stale(1, 2, 3),
    "refused": lambda: refusals.Refused("second_extension"),
    "database": lambda: OperationalError("SELECT secret", {}, Exception("locked")),
    "crash": lambda: RuntimeError("secret words"),
}


def sample_pages() -> Blueprint:
    """Pages that do one thing each."""
    pages = Blueprint("sample", __name__)

    @pages.get("/")
    def start() -> str:
        return render_template_string(
            '{% extends "layouts/" ~ layout() ~ ".html" %}{% block title %}首页{% endblock %}'
        )

    @pages.get("/form")
    def ask() -> str:
        return render_template_string(FORM_PAGE, form=SampleForm(formdata=None))

    @pages.post("/form")
    @takes_files
    def take() -> Any:
        form = SampleForm()
        if not form.validate():
            return render_template_string(FORM_PAGE, form=form), 422
        return {"title": form.title.data, "day": str(form.day.data), "phone": form.phone.data}

    @pages.post("/small")
    def small() -> dict[str, int]:
        return {"length": len(request.form.get("text", ""))}

    @pages.get("/limited")
    @limiter.limit("2/minute")
    def limited() -> str:
        return "ok"

    @pages.get("/nonce")
    def nonce() -> str:
        return render_template_string("{{ csp_nonce() }} {{ csp_nonce() }}")

    @pages.get("/raise/<name>")
    def fail(name: str) -> str:
        raise REFUSALS[name]()

    return pages


@pytest.fixture
def make_hall(tmp_path: Path) -> Iterator[Callable[..., Flask]]:
    """Assemble a counter with the sample pages and other settings than usual."""
    made: list[Flask] = []

    def make(name: str = "portal", *, path: str = "/", **changes: Any) -> Flask:
        url = f"sqlite:///{tmp_path / 'hall.sqlite3'}"
        settings: Settings = new_settings(url, tmp_path / "data", **changes)
        app = assemble(name, settings, [sample_pages()], path=path)
        made.append(app)
        return app

    yield make
    for app in made:
        with app.app_context():
            db.session.remove()
            db.engine.dispose()


@pytest.fixture
def hall(make_hall: Callable[..., Flask]) -> Flask:
    """The sample portal."""
    return make_hall()


@pytest.fixture
def browser(hall: Flask) -> FlaskClient:
    """A browser at the sample portal."""
    return hall.test_client()


def soup(answer: Any) -> BeautifulSoup:
    """A page to look into."""
    return BeautifulSoup(answer.get_data(as_text=True), "html5lib")


def token(browser: FlaskClient, page: str = "/form") -> str:
    """The token a page gave this browser."""
    field = soup(browser.get(page)).find("input", {"name": "csrf_token"})
    assert field is not None
    return str(field["value"])
