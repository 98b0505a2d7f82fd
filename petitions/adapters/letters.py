"""Sets letters to print: a Typst template and its data, as JSON and never as markup, become an accessible PDF."""

import json
from collections.abc import Mapping
from datetime import datetime
from functools import cache
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from typst import Compiler

ROOT = Path(__file__).resolve().parents[2]
TEMPLATES = ROOT / "templates" / "letters"
FONTS = ROOT / "web" / "fonts"
"""Noto Serif SC, put there by ``make assets``."""

_one_at_a_time = Lock()


def typeset(name: str, data: Mapping[str, Any], *, at: datetime) -> bytes:
    """The letter ``templates/letters/<name>.typ`` as PDF/A-2a and PDF/UA-1; the same again for the same data."""
    with _one_at_a_time:
        made = _compiler().compile(
            TEMPLATES / f"{name}.typ",
            format="pdf",
            sys_inputs={"data": json.dumps(data, ensure_ascii=False)},
            pdf_standards=["a-2a", "ua-1"],
            timestamp=int(at.timestamp()),
        )
    assert isinstance(made, bytes)
    return made


@cache
def _compiler() -> "Compiler":
    """Made at the first letter of a process: it keeps the fonts, 15 MB each."""
    from typst import Compiler  # a large library that most processes never need

    return Compiler(root=TEMPLATES, font_paths=[FONTS], ignore_system_fonts=True)
