"""The receipt as a file to keep (docs/proof.md): with it anybody can check offline what was filed, and when."""

from __future__ import annotations

import json

from flask import Response

from petitions.queries.own_receipt import HeldReceipt, held_receipt
from web.downloads import export
from web.proof.paper import paper
from web.settings import current

FORMAT = "huiyin-receipt/1"
VERIFY, KEYS = "/proof/", "/proof/keys.json"
"""Pages of the portal; the officers' counter names them too and knows no address of the other."""
KINDS = ("json", "pdf")


def download(case_id: int, kind: str) -> Response | None:
    """The receipt of a case that the caller has opened, as JSON or PDF; None where there is none."""
    held = held_receipt(case_id)
    if held is None:
        return None
    name = f"huiyin-receipt-{held.number}.{kind}"
    if kind == "pdf":
        return export(name, paper(case_id, held), "application/pdf")
    return export(name, receipt_file(held), "application/json")


def receipt_file(held: HeldReceipt) -> bytes:
    """The file: the signed line, what opens its digests, and where to check it."""
    site = current().public_url
    document = {
        "format": FORMAT,
        "receipt": held.line,
        "salt": held.salt,
        "text": held.text,
        "files": [{"sha256": sha256, "digest": digest} for sha256, digest in held.files],
        "keys": f"{site}{KEYS}",
        "verify": f"{site}{VERIFY}",
    }
    return json.dumps(document, ensure_ascii=False, indent=2).encode()
