"""``huiyin diagram``: the life of a case, printed from the table of steps, so that it cannot lie."""

from __future__ import annotations

import click
from flask import Flask
from flask_babel import force_locale

from petitions.rules.lifecycle import STEPS, Step
from petitions.rules.terms import FINAL_STATUSES, Action, Status
from web import wording
from web.commands import group
from web.language import LOCALES, install
from web.settings import Settings


@group.command()
@click.option("--text", is_flag=True, help="A table instead of a Mermaid diagram.")
@click.option(
    "--language", default="zh", show_default=True, type=click.Choice(["zh", "en", "codes"])
)
def diagram(text: bool, language: str) -> None:
    """Print the life of a case as a Mermaid state diagram."""
    if language == "codes":
        lines = table(language) if text else mermaid(language)
    else:
        with _words_only().app_context(), force_locale(LOCALES[language]):
            lines = table(language) if text else mermaid(language)
    click.echo("\n".join(lines))


def _words_only() -> Flask:
    """An app that knows the languages and nothing of any office."""
    app = Flask("web")
    install(app, Settings())
    return app


def mermaid(language: str = "codes") -> list[str]:
    """The lines of a state diagram: one arrow for each way from a state to another."""
    lines = ["stateDiagram-v2", "    direction LR"]
    lines += [f"    {status.value}: {_word(status, language)}" for status in Status]
    for step in STEPS.values():
        label = _word(step.action, language)
        if not step.sources and step.target:
            lines.append(f"    [*] --> {step.target.value}: {label}")
        lines += [
            f"    {source.value} --> {step.target.value}: {label}"
            for source in _in_order(step)
            if step.target is not None
        ]
    lines += [f"    {status.value} --> [*]" for status in Status if status in FINAL_STATUSES]
    for status in Status:
        lines += _staying(status, language)
    return lines


def _staying(status: Status, language: str) -> list[str]:
    """What may be done without leaving the state, as a note beside it."""
    here = [
        _word(step.action, language)
        for step in STEPS.values()
        if step.target is None and status in step.sources
    ]
    if not here or status in FINAL_STATUSES:
        return []
    return [
        f"    note right of {status.value}",
        *(f"        {line}" for line in here),
        "    end note",
    ]


def table(language: str = "codes") -> list[str]:
    """One line for each step: from where, to where, who, by which article, what it needs."""
    lines = []
    for step in STEPS.values():
        sources = " ".join(_word(each, language) for each in _in_order(step)) or "-"
        target = _word(step.target, language) if step.target else "="
        roles = dict.fromkeys(_word(role, language) for role, _relation in step.who)
        lines.append(
            " | ".join(
                (
                    _word(step.action, language),
                    f"{sources} > {target}",
                    " ".join(roles),
                    step.article,
                    " ".join(step.needs) or "-",
                )
            )
        )
    return lines


def _in_order(step: Step) -> list[Status]:
    return [status for status in Status if status in step.sources]


def _word(member: Action | Status | object, language: str) -> str:
    value = str(getattr(member, "value", member))
    if language == "codes":
        return value
    # Commas and colons would end a label.
    return str(wording.word(member)).replace(":", "：")  # type: ignore[arg-type]
