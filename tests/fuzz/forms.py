"""Forms as they stand on a page: where they go, what they carry, and what may be filled in."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlsplit

from bs4 import BeautifulSoup, Tag


@dataclass(frozen=True)
class Field:
    """One name of a form: its kind, what stands there, and what may be chosen."""

    name: str
    kind: str
    value: str
    choices: tuple[str, ...] = ()


@dataclass(frozen=True)
class Form:
    """A form of a page."""

    method: str
    path: str
    query: str
    multipart: bool
    fields: tuple[Field, ...]

    @property
    def token(self) -> str:
        """Its token against foreign posts; blank for a form that only asks."""
        return next((each.value for each in self.fields if each.name == "csrf_token"), "")

    @property
    def names(self) -> tuple[str, ...]:
        """What may be filled in, token aside."""
        return tuple(each.name for each in self.fields if each.name != "csrf_token")

    def filled(self) -> dict[str, str]:
        """The form as a browser would send it at once, with the first of radios where none is chosen."""
        found = {}
        for each in self.fields:
            if each.kind in {"file", "button"} or (each.kind == "checkbox" and not each.value):
                continue
            first = each.choices[0] if each.kind == "radio" else ""
            found[each.name] = each.value or first
        return found


def forms_on(page: bytes, here: str) -> list[Form]:
    """Every form of a page that was fetched from ``here``."""
    tree = BeautifulSoup(page, "lxml")
    return [form for tag in tree.find_all("form") for form in _versions(tag, here)]


def links_on(page: bytes) -> set[str]:
    """Addresses of this site that a page links to."""
    tree = BeautifulSoup(page, "lxml")
    found = {str(link["href"]).partition("#")[0] for link in tree.find_all("a", href=True)}
    return {path for path in found if path.startswith("/") and not path.startswith("//")}


def _versions(tag: Tag, here: str) -> list[Form]:
    """The form, and once more for each button that sends it elsewhere."""
    fields = tuple(_fields(tag))
    method = str(tag.get("method", "get")).upper()
    multipart = tag.get("enctype") == "multipart/form-data"
    targets = {str(tag.get("action") or here)}
    targets |= {str(button["formaction"]) for button in tag.select("button[formaction]")}
    found = []
    for target in sorted(targets):
        parts = urlsplit(target)
        found.append(Form(method, parts.path, parts.query, multipart, fields))
    return found


def _fields(form: Tag) -> list[Field]:
    found: dict[str, Field] = {}
    for tag in form.select("input[name], textarea[name], select[name], button[name]"):
        name = str(tag["name"])
        kind = tag.name if tag.name != "input" else str(tag.get("type", "text"))
        if kind == "select":
            options = tuple(str(each.get("value", each.text)) for each in tag.select("option"))
            found[name] = Field(name, kind, _selected(tag), options)
        elif kind == "textarea":
            found[name] = Field(name, kind, tag.text.removeprefix("\n"))
        elif kind in {"radio", "checkbox", "button"}:
            old = found.get(name)
            choices = (*(old.choices if old else ()), str(tag.get("value", "on")))
            chosen = str(tag["value"]) if tag.has_attr("checked") else (old.value if old else "")
            found[name] = Field(name, kind, chosen, choices)
        else:
            found[name] = Field(name, kind, str(tag.get("value", "")))
    return list(found.values())


def _selected(tag: Tag) -> str:
    option = tag.select_one("option[selected]")
    return str(option.get("value", option.text)) if option is not None else ""
