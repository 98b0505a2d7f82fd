"""What the audit trail may be narrowed to."""

from flask_babel import lazy_gettext as _l

from staff.forms.queue import ANY, WithinReason
from staff.words import AUDIT
from web.fields import PickedDayField, SelectField
from web.form import OfficeForm
from web.validators import Optional


class AuditFilter(OfficeForm):
    """Days, officer and kind of entry."""

    first_day = PickedDayField(_l("从"), [Optional(), WithinReason()])
    last_day = PickedDayField(_l("到"), [Optional(), WithinReason()])
    officer = SelectField(_l("人员"), choices=[ANY])
    what = SelectField(_l("种类"), choices=[ANY, *AUDIT.items()])
