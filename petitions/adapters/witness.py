"""The second body that is sent each day's tree head, so that the office cannot quietly write another history."""


class _Witness:
    email: str = ""


def configure(email: str) -> None:
    """Set its address; blank: nobody is sent anything, the heads are published alone."""
    _Witness.email = email.strip()


def address() -> str:
    """Where the heads are sent; blank for nowhere."""
    return _Witness.email
