"""The ``huiyin`` command: every module of this package adds its own commands to the group."""

from __future__ import annotations

import sys
from importlib import import_module
from importlib.util import find_spec
from pkgutil import iter_modules

import click

from web.settings import Settings, SettingsError


class _Group(click.Group):
    """Finds its commands by the name of their module, and says a settings fault in one line.

    A command is looked for in the module that bears its name (``seed-demo`` in ``seed_demo``), so that a
    process loads only what it runs; the others are loaded when that fails or all are to be listed.
    """

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        module = cmd_name.replace("-", "_")
        if module.isidentifier() and find_spec(f"{__name__}.{module}"):
            import_module(f"{__name__}.{module}")
        if super().get_command(ctx, cmd_name) is None:
            _load_all()
        return super().get_command(ctx, cmd_name)

    def list_commands(self, ctx: click.Context) -> list[str]:
        _load_all()
        return super().list_commands(ctx)

    def invoke(self, ctx: click.Context) -> object:
        try:
            return super().invoke(ctx)
        except SettingsError as error:
            click.echo(f"huiyin: {error}", err=True)
            sys.exit(2)


@click.group(cls=_Group)
def group() -> None:
    """回音 Huiyin: the office of letters and visits."""


def refuse_in_production(settings: Settings) -> None:
    """Invented petitions never enter the books of a real office."""
    if settings.production:
        click.echo(
            "huiyin: HUIYIN_ENV=production has no place for invented petitions."
            " Use HUIYIN_ENV=demo with a data folder of its own.",
            err=True,
        )
        sys.exit(2)


def _load_all() -> None:
    for module in sorted(iter_modules(__path__), key=lambda found: found.name):
        import_module(f"{__name__}.{module.name}")


def main() -> None:
    """Run the command asked for."""
    group()
