"""What a field holds after its form was checked: text, never None, or a whole number."""

from typing import Any


def typed(field: Any) -> str:
    """The text of a field; blank when nothing was typed."""
    return field.data or ""


def counted(field: Any) -> int:
    """The whole number of a field; 0 when nothing was typed."""
    return field.data or 0
