"""Which language and look a reader chose: two cookies, two switches that work without JavaScript."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from babel import Locale
from flask import Blueprint, Flask, Response, has_request_context, redirect, request
from flask_babel import Babel, get_locale, get_translations

from web.security import local_path
from web.settings import Settings, current

CHINESE, ENGLISH = "zh", "en"
LOCALES = {CHINESE: Locale.parse("zh_CN"), ENGLISH: Locale.parse("en")}
HTML_LANG = {CHINESE: "zh-CN", ENGLISH: "en"}
DOMAINS = ("hall", "portal", "staff", "mail")
LANGUAGE_COOKIE, DISPLAY_COOKIE = "lang", "display"
DISPLAY_CHOICES = ("large", "contrast")
A_YEAR = timedelta(days=365)

blueprint = Blueprint("preferences", __name__, url_prefix="/preferences")


def install(app: Flask, settings: Settings) -> None:
    """Chinese message ids with English catalogues; the cookie wins, then the browser, then Chinese."""
    app.config.update(
        BABEL_DOMAIN=";".join(DOMAINS),
        BABEL_TRANSLATION_DIRECTORIES=";".join(["translations"] * len(DOMAINS)),
        BABEL_DEFAULT_LOCALE="zh_CN",
        BABEL_DEFAULT_TIMEZONE=settings.office_tz,
    )
    Babel(app, locale_selector=_chosen_locale)
    _quicken(app)
    app.jinja_env.globals.update(
        lang=lang,
        html_lang=lambda: HTML_LANG[lang()],
        display_classes=display_classes,
        display_has=display_has,
        return_path=return_path,
    )


def _chosen_locale() -> Locale:
    if not has_request_context():
        return LOCALES[CHINESE]
    kept = request.cookies.get(LANGUAGE_COOKIE)
    if kept in LOCALES:
        return LOCALES[kept]
    best = request.accept_languages.best_match(["zh-CN", "zh", "en"], default="zh")
    return LOCALES[ENGLISH if best == "en" else CHINESE]


def _quicken(app: Flask) -> None:
    """Let templates find the catalogue of their language at once: a page asks forty times."""
    known: dict[Locale | None, Any] = {}

    def texts() -> Any:
        locale = get_locale()
        if locale not in known:
            known[locale] = get_translations()
        return known[locale]

    app.jinja_env.install_gettext_callables(  # type: ignore[attr-defined]
        gettext=lambda text: texts().ugettext(text),
        ngettext=lambda one, many, count: texts().ungettext(one, many, count),
        pgettext=lambda context, text: texts().upgettext(context, text),
        npgettext=lambda context, one, many, count: texts().unpgettext(context, one, many, count),
        newstyle=True,
    )


def lang() -> str:
    """The language of this page: "zh" or "en"."""
    locale: Locale | None = get_locale()
    return ENGLISH if locale is not None and locale.language == "en" else CHINESE


def display() -> frozenset[str]:
    """The look the reader switched on: "large", "contrast", both or neither."""
    if not has_request_context():
        return frozenset()
    kept = request.cookies.get(DISPLAY_COOKIE, "").split(".")
    return frozenset(choice for choice in DISPLAY_CHOICES if choice in kept)


def display_has(choice: str) -> bool:
    """Whether this look is switched on."""
    return choice in display()


def display_classes() -> str:
    """Class names for the ``html`` element."""
    return " ".join(f"hy-{choice}" for choice in DISPLAY_CHOICES if choice in display())


def return_path() -> str:
    """Where a switch comes back to: this page, if it can be fetched."""
    if not has_request_context():
        return "/"
    here = request.script_root + request.path
    query = request.query_string.decode("latin-1")
    return local_path(f"{here}?{query}" if query and request.method == "GET" else here)


@blueprint.post("/language")
def language() -> Response:
    """Remember the language and go back."""
    choice = request.form.get("lang", "")
    return _remember(LANGUAGE_COOKIE, choice if choice in LOCALES else CHINESE)


@blueprint.post("/display")
def appearance() -> Response:
    """Switch one look on or off and go back."""
    toggled = request.form.get("toggle", "")
    chosen = display() ^ ({toggled} & set(DISPLAY_CHOICES))
    return _remember(DISPLAY_COOKIE, ".".join(sorted(chosen)))


def _remember(cookie: str, value: str) -> Response:
    home = f"{request.script_root}/"
    response = redirect(local_path(request.form.get("next"), home), code=303)
    assert isinstance(response, Response)
    response.set_cookie(
        cookie,
        value,
        max_age=A_YEAR,
        path="/",
        secure=current().production,
        httponly=True,
        samesite="Lax",
    )
    return response
