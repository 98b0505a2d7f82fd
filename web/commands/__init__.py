"""The ``huiyin`` command: every module of this package adds its own commands to the group."""

from __future__ import annotations

import sys
from importlib import import_module
from pkgutil import iter_modules

import click

from web.settings import SettingsError


class _Group(click.Group):
    """Says a settings fault in one line instead of a traceback."""

    def invoke(self, ctx: click.Context) -> object:
        try:
            return super().invoke(ctx)
        except SettingsError as error:
            click.echo(f"huiyin: {error}", err=True)
            sys.exit(2)


@click.group(cls=_Group)
def group() -> None:
    """回音 Huiyin: the office of letters and visits."""


def main() -> None:
    """Find the commands and run the one asked for."""
    for module in sorted(iter_modules(__path__), key=lambda found: found.name):
        import_module(f"{__name__}.{module.name}")
    group()
