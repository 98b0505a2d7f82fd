"""What every page carries along on which a row of the directory is changed."""

from __future__ import annotations

from typing import ClassVar

from web.fields import KeyField
from web.form import OfficeForm


class SeenForm(OfficeForm):
    """Carries the mark of the row that the page was drawn from (``petitions/queries/marks``)."""

    seen = KeyField()
    SAID_ANEW: ClassVar[frozenset[str]] = frozenset({"csrf_token", "seen"})
    """Fields of which the row keeps nothing."""
