"""``huiyin keys``: makes the three secrets a production office needs."""

import secrets

import click

from web.commands import group
from web.keys import new_field_key, new_signing_key


@group.command()
def keys() -> None:
    """Print fresh secrets, ready for the environment or ``.env``."""
    click.echo(f"HUIYIN_SECRET_KEY={secrets.token_urlsafe(48)}")
    click.echo(f"HUIYIN_FIELD_KEYS={new_field_key()}")
    click.echo(f"HUIYIN_SIGNING_KEY={new_signing_key()}")
