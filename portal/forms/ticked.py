"""A box that has to be ticked."""

from __future__ import annotations

from typing import Any

from flask_babel import LazyString
from wtforms.validators import StopValidation


class Ticked:
    """The statement must be agreed to; say what to do, as "请先勾选……"."""

    field_flags = {"required": True}

    def __init__(self, message: LazyString) -> None:
        self.message = message

    def __call__(self, form: Any, field: Any) -> None:
        if field.data is not True:
            raise StopValidation(str(self.message))
