"""The intake desk: a clerk writes down what came by post, by telephone or in person, and hands out a slip."""

from __future__ import annotations

from flask import Blueprint, abort, render_template
from flask.typing import ResponseReturnValue

from petitions.actions.enter import enter
from petitions.actions.errors import Missing, Refused
from petitions.actions.record_look import record_look
from petitions.actions.submit import filed_before
from petitions.adapters import clock, codes
from petitions.queries.case_file import case_file
from petitions.queries.directory import unit
from petitions.queries.own_receipt import line_of
from petitions.rules.terms import Channel, Legal, Urgency
from staff.forms.intake import IntakeForm, ReceiptForm
from staff.forms.read import typed
from staff.intake_same import compared, files_of, linked_as_decided
from staff.refusals import put_back
from staff.rights import me, room
from staff.uploads import FilesRefused
from web.limits import takes_files
from web.proof.qr import line_picture
from web.proof.receipt_file import KINDS, VERIFY, download
from web.settings import current

blueprint = Blueprint("intake", __name__, url_prefix="/intake")


@blueprint.get("/")
@room("intake")
def ask() -> str:
    form = IntakeForm(
        formdata=None,
        data={
            "submission_key": codes.new_key(),
            "received_on": clock.today(),
            "channel": Channel.LETTER.value,
            "legal_status": Legal.NONE.value,
            "urgency": Urgency.ORDINARY.value,
            "persons_count": 1,
        },
    )
    return render_template("staff/intake/ask.html", form=form)


@blueprint.post("/")
@room("intake")
@takes_files
def write() -> ResponseReturnValue:
    """Register it and show the slip. A second press, or a reload, shows the same slip again."""
    form = IntakeForm()
    if not form.submission_key.data:
        form.submission_key.data = codes.new_key()
    if form.validate():
        try:
            return compared(form) or slip(form)
        except (Missing, Refused) as error:
            put_back(form, error)
        except FilesRefused:
            pass
    return render_template("staff/intake/ask.html", form=form), 422


def slip(form: IntakeForm) -> str:
    """The slip for the petitioner: numbers, code, and what happens next by when."""
    receipt = enter(
        form.to_submission(),
        submission_key=typed(form.submission_key),
        by=me().actor,
        now=clock.now(),
        attachment_ids=files_of(form),
    )
    linked_as_decided(form, receipt.case_id)
    actor = me().actor
    file = case_file(receipt.case_id, actor=actor, now=clock.now())
    line = line_of(receipt.case_id)
    return render_template(
        "staff/intake/slip.html",
        receipt=receipt,
        file=file,
        office=unit(actor.unit_id or 0),
        address=current().public_url,
        verify=VERIFY,
        line=line,
        picture=line_picture(line) if line else None,
        # Where the case is kept from him from now on (§30), he hands over what is on the sheet.
        receipt_form=ReceiptForm(formdata=None, data={"submission_key": typed(form.submission_key)})
        if file
        else None,
    )


@blueprint.post("/receipt")
@room("intake")
def receipt() -> ResponseReturnValue:
    """The signed receipt for the petitioner, while the slip is on the screen: its key is what asks for it.

    Neither number nor code stands in an address; a key that filed nothing, and a case this officer may not
    see, are the same 404. That he took it away is on record (S-09).
    """
    form = ReceiptForm()
    if not form.validate() or typed(form.kind) not in KINDS:
        abort(404)
    actor, found = me().actor, filed_before(typed(form.submission_key))
    if found is None or case_file(found.case_id, actor=actor, now=clock.now()) is None:
        abort(404)
    answer = download(found.case_id, typed(form.kind))
    if answer is None:
        abort(404)
    record_look("download", by=actor, now=clock.now(), case_id=found.case_id)
    return answer
