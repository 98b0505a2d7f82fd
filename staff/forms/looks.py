"""What the looks at a case may be narrowed to: the kind alone, never a person."""

from flask_babel import lazy_gettext as _l

from petitions.rules.looks import Look
from staff.forms.queue import ANY
from staff.words import AUDIT
from web.fields import SelectField
from web.form import OfficeForm


class LooksFilter(OfficeForm):
    """The kind of look."""

    what = SelectField(_l("种类"), choices=[ANY, *((kind.value, AUDIT[kind]) for kind in Look)])

    def kind(self) -> Look | None:
        """What was asked for; what cannot be read narrows nothing."""
        return Look(self.what.data) if self.what.data and not self.what.errors else None
