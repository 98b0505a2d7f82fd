"""Keeps the English catalogues: collects the Chinese texts of one domain, lists what lacks English.

    scripts/strings.py portal                       collect, print what is untranslated as JSON
    scripts/strings.py portal --fill english.json   write translations in: {"提交": "Submit"}
    scripts/strings.py portal --check               exit 1 if anything is untranslated or stale
    scripts/strings.py --compile                    make the .mo files of every domain

A text in the plural is listed, and filled, as ["one", "many"].
"""

from __future__ import annotations

import argparse
import io
import json
import os
import re
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import DEFAULT_KEYWORDS, extract_from_dir
from babel.messages.frontend import parse_mapping_cfg
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).resolve().parents[1]
TRANSLATIONS = ROOT / "web" / "translations"
CATALOGUES = TRANSLATIONS / "en" / "LC_MESSAGES"
TEMPLATES = ROOT / "templates"

CODE = {
    "hall": ROOT / "web",
    "portal": ROOT / "portal",
    "staff": ROOT / "staff",
    "mail": ROOT / "petitions" / "adapters",
}
"""The package each domain reads. Templates belong to the domain their folder is named after,
and to the hall where there is none of that name."""

KEYWORDS = {
    **DEFAULT_KEYWORDS,
    "_l": None,
    "lazy_gettext": None,
    "lazy_ngettext": (1, 2),
    "lazy_pgettext": ((1, "c"), 2),
}
HEAD = r"""# English texts of the {domain} domain; see scripts/strings.py
msgid ""
msgstr ""
"Project-Id-Version: huiyin\n"
"Language: en\n"
"Plural-Forms: {plural}\n"
"MIME-Version: 1.0\n"
"Content-Type: text/plain; charset=utf-8\n"
"Content-Transfer-Encoding: 8bit\n"

"""

PLACEHOLDER = re.compile(r"%\((\w+)\)")
Text = str | list[str]


def main() -> int:
    """Read the command line and do one thing to one domain, or compile them all."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("domain", nargs="?", choices=sorted(CODE))
    parser.add_argument("--fill", type=Path, metavar="FILE.json")
    parser.add_argument("--check", action="store_true")
    parser.add_argument("--compile", action="store_true")
    chosen = parser.parse_args()
    if chosen.compile:
        for domain in CODE:
            compile_domain(domain)
        return 0
    if chosen.domain is None:
        parser.error("say which domain: " + ", ".join(CODE))
    if chosen.check:
        return report(chosen.domain)
    return renew(chosen.domain, chosen.fill)


def renew(domain: str, fill: Path | None) -> int:
    """Bring the catalogue up to date, write translations in, print what is still missing."""
    catalogue = updated(domain)
    if fill is not None:
        fill_in(catalogue, json.loads(fill.read_text(encoding="utf-8")))
    save(domain, catalogue)
    compile_domain(domain)
    for fault in faults(catalogue):
        print(f"{domain}: {fault}", file=sys.stderr)
    print(json.dumps(untranslated(catalogue), ensure_ascii=False, indent=2))
    return 0


def report(domain: str) -> int:
    """Say what is missing, stale or wrong in a catalogue; 1 if anything is."""
    kept, fresh = load(domain), updated(domain)
    ids = {key(message) for message in texts(kept)}
    wanted = {key(message) for message in texts(fresh)}
    complaints = [f"not collected yet: {each!r}" for each in sorted(wanted - ids)]
    complaints += [f"no longer used: {each!r}" for each in sorted(ids - wanted)]
    complaints += [f"no English for: {each!r}" for each in untranslated(kept) if each in wanted]
    complaints += list(faults(kept))
    for complaint in complaints:
        print(f"{domain}: {complaint}")
    if complaints:
        print(f"{domain}: run scripts/strings.py {domain} and fill in what it prints")
    return 1 if complaints else 0


def updated(domain: str) -> Catalog:
    """The catalogue with exactly the texts that the code and templates use now."""
    found = Catalog(project="huiyin", charset="utf-8")
    for text, comments, context in collected(domain):
        found.add(text, None, auto_comments=comments, context=context)
    catalogue = load(domain)
    catalogue.update(found, no_fuzzy_matching=True)
    catalogue.obsolete.clear()
    return catalogue


def collected(domain: str) -> Iterator[tuple[str | tuple[str, ...], list[str], str | None]]:
    """Every text that the domain's code and templates ask to have translated."""
    with (TRANSLATIONS / "babel.cfg").open(encoding="utf-8") as file:
        methods, options = parse_mapping_cfg(file, filename="babel.cfg")  # type: ignore[no-untyped-call]
    for folder in folders(domain):
        for _, _, text, comments, context in extract_from_dir(
            folder, methods, options, KEYWORDS, comment_tags=("i18n:",), strip_comment_tags=True
        ):
            yield text, comments, context


def folders(domain: str) -> list[Path]:
    """Where the domain's texts stand."""
    inside = [path for path in sorted(TEMPLATES.glob("*")) if path.is_dir()]
    own = [path for path in inside if path.name == domain]
    nobodys = [path for path in inside if path.name not in CODE]
    return [CODE[domain], *(nobodys if domain == "hall" else []), *own]


def texts(catalogue: Catalog) -> Iterator[Message]:
    """The messages of a catalogue, less its head."""
    return (message for message in catalogue if message.id)


def forms(text: str | Iterable[str] | None) -> list[str]:
    """A text in all its forms: one, or singular and plural; none where there is nothing."""
    return [text or ""] if isinstance(text, str | None) else list(text)


def key(message: Message) -> str:
    """How a text is called in the JSON lists: its (singular) Chinese, with the context if any."""
    text = forms(message.id)[0]
    return f"{message.context}\u0004{text}" if message.context else text


def untranslated(catalogue: Catalog) -> dict[str, Text]:
    """What lacks English, ready to be filled in."""
    missing: dict[str, Text] = {}
    for message in texts(catalogue):
        if not all(forms(message.string)):
            missing[key(message)] = ["", ""] if message.pluralizable else ""
    return missing


def faults(catalogue: Catalog) -> Iterator[str]:
    """Translations that name a value the Chinese text does not give: the page would fail."""
    for message in texts(catalogue):
        known = set(PLACEHOLDER.findall(" ".join(forms(message.id))))
        if message.pluralizable:
            known.add("num")
        strange = set(PLACEHOLDER.findall(" ".join(forms(message.string)))) - known
        if strange:
            yield f"{key(message)!r}: the English names {', '.join(sorted(strange))}"


def fill_in(catalogue: Catalog, english: dict[str, Text]) -> None:
    """Write translations into the catalogue; say which of them no text asks for."""
    by_key = {key(message): message for message in texts(catalogue)}
    for name, text in english.items():
        message = by_key.get(name)
        if message is None:
            print(f"nothing asks for {name!r}: left out", file=sys.stderr)
        elif message.pluralizable:
            message.string = tuple(text) if isinstance(text, list) else (text, text)
        elif isinstance(text, str):
            message.string = text
        else:
            print(f"{name!r} has one form only: left out", file=sys.stderr)


def load(domain: str) -> Catalog:
    """The catalogue as it stands, or an empty one."""
    path = CATALOGUES / f"{domain}.po"
    if not path.exists():
        return Catalog(locale="en", domain=domain, project="huiyin")
    with path.open("rb") as file:
        return read_po(file, locale="en", domain=domain, abort_invalid=True)


def save(domain: str, catalogue: Catalog) -> None:
    """Write the catalogue, sorted and without anything that changes by itself."""
    written = io.BytesIO(HEAD.format(domain=domain, plural=catalogue.plural_forms).encode())
    written.seek(0, io.SEEK_END)
    write_po(
        written,
        catalogue,
        no_location=True,
        omit_header=True,
        sort_output=True,
        width=0,
        ignore_obsolete=True,
    )
    replace(CATALOGUES / f"{domain}.po", written.getvalue().rstrip() + b"\n")


def compile_domain(domain: str) -> None:
    """Make the .mo file the programs read."""
    if (CATALOGUES / f"{domain}.po").exists():
        written = io.BytesIO()
        write_mo(written, load(domain))
        replace(CATALOGUES / f"{domain}.mo", written.getvalue())


def replace(path: Path, content: bytes) -> None:
    """Put a whole file in the place of another, for readers that come in between."""
    path.parent.mkdir(parents=True, exist_ok=True)
    if path.exists() and path.read_bytes() == content:
        return
    beside = path.with_name(f"{path.name}.{os.getpid()}")
    beside.write_bytes(content)
    beside.replace(path)


if __name__ == "__main__":
    sys.exit(main())
