"""A command with every kind of option, to specify the plumbing without any command's own rules.

It stands under the name of a real command, so that its help has words.
"""

import sys
from datetime import date
from decimal import Decimal
from pathlib import Path
from time import sleep
from typing import Annotated

import typer

from phmcoach.cli import app
from phmcoach.cli.shell.options import (
    Reference,
    amount_option,
    choice_option,
    date_option,
    integer_option,
    minutes_option,
    text_option,
)
from phmcoach.cli.shell.output import Column
from phmcoach.cli.shell.panels import Panel
from phmcoach.cli.shell.state import current
from phmcoach.errors import RuleRefusedError
from phmcoach.remedy import Remedy
from phmcoach.words import CLIENT_KINDS, SITUATIONS, ClientKind

probe = Panel("sessions")


@probe.command("log-session")
def ask_everything(
    *,
    reference: Reference = None,
    kind: Annotated[
        ClientKind | None, choice_option("--kind", choices=CLIENT_KINDS, help="option.json")
    ] = None,
    situation: Annotated[
        list[str] | None, choice_option("--situation", choices=SITUATIONS, help="option.yes")
    ] = None,
    on: Annotated[date | None, date_option("--on", help="option.as-of")] = None,
    hours: Annotated[int | None, minutes_option("--hours", help="option.dry-run")] = None,
    rate: Annotated[Decimal | None, amount_option("--rate", help="option.color")] = None,
    number: Annotated[int | None, integer_option("--number", help="option.version")] = None,
    name: Annotated[str | None, text_option("--name", help="option.folder")] = None,
) -> None:
    state = current()
    with state.asking() as ask:
        answers = {
            "ref": ask.text("REF", reference, question="ask.ref"),
            "kind": ask.choice("--kind", kind, CLIENT_KINDS, question="ask.ref"),
            "situations": ask.choices("--situation", situation, SITUATIONS, question="ask.ref"),
            "on": ask.date("--on", on, default=state.today, question="ask.on"),
            "minutes": ask.minutes("--hours", hours, default=120, question="ask.on"),
            "rate": ask.amount(
                "--rate", rate, default=Decimal(260), question="ask.on", default_when_piped=True
            ),
            "number": ask.integer("--number", number, question="ask.on"),
            "name": ask.text("--name", name, question="ask.on"),
        }
    state.out.emit_json(answers)


@probe.command("check-cadence")
def show_table(
    references: Annotated[
        list[str] | None, typer.Argument(metavar="REF", help="option.ref")
    ] = None,
    findings: Annotated[int, integer_option("--findings", help="option.json")] = 0,
) -> None:
    del references
    state = current()
    columns: list[Column | str] = [
        Column("metavar.date", "day"),
        Column("metavar.length", "hours"),
        Column("metavar.word", "word"),
        "metavar.text",
    ]
    rows = [
        (date(2026, 2, 3), 90, "ok", "Zoé [bold]Dupont[/bold] \x1b[31m"),
        (None, 600, "breach", None),
    ]
    state.out.table(columns, rows)
    if findings:
        raise typer.Exit(findings)


@probe.command("invoice")
def confirm_and_fail(
    bug: Annotated[bool, typer.Option("--bug", help="option.json")] = False,
) -> None:
    state = current()
    if not state.confirm("ask.on"):
        state.out.say("run.interrupted")
        return
    state.out.result("confirmed")
    if bug:
        name = "Zoé Dupont"
        raise RuntimeError(name)
    raise RuleRefusedError.of("usage.empty", about="dupont-2026", remedy=Remedy.EDIT)


@probe.command("list")
def print_much() -> None:
    state = current()
    for number in range(20_000):
        state.out.result(f"line {number}")
    Path("done").touch()
    state.out.say("run.interrupted")


@probe.command("show")
def wait_long() -> None:
    current().out.result("ready")
    sleep(60)


def main() -> int:
    app.PANELS = (probe,)
    return app.main()


if __name__ == "__main__":
    sys.exit(main())
