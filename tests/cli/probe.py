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
from phmcoach.cli.shell.click_language import asking, current
from phmcoach.cli.shell.kinds import AMOUNT, DATE, INTEGER, MINUTES, TEXT, one_of
from phmcoach.cli.shell.options import Reference, argument, flag, option
from phmcoach.cli.shell.panels import Panel
from phmcoach.cli.shell.tables import Column
from phmcoach.errors import RuleRefusedError
from phmcoach.remedy import Remedy
from phmcoach.words import CLIENT_KINDS, SITUATIONS, ClientKind

probe = Panel("sessions")


@probe.command("log-session")
def ask_everything(
    *,
    reference: Reference = None,
    kind: Annotated[
        ClientKind | None, option("--kind", one_of(CLIENT_KINDS), "option.json")
    ] = None,
    situation: Annotated[
        list[str] | None, option("--situation", one_of(SITUATIONS), "option.yes")
    ] = None,
    on: Annotated[date | None, option("--on", DATE, "option.as-of")] = None,
    hours: Annotated[int | None, option("--hours", MINUTES, "option.dry-run")] = None,
    rate: Annotated[Decimal | None, option("--rate", AMOUNT, "option.color")] = None,
    number: Annotated[int | None, option("--number", INTEGER, "option.version")] = None,
    name: Annotated[str | None, option("--name", TEXT, "option.folder")] = None,
) -> None:
    state = current()
    with asking() as ask:
        answers = {
            "ref": ask.text("REF", reference, question="ask.ref"),
            "kind": ask.choice("--kind", kind, CLIENT_KINDS, question="ask.ref"),
            "situations": ask.choices("--situation", situation, SITUATIONS, question="ask.ref"),
            "on": ask.value("--on", DATE, on, default=state.today, question="ask.on"),
            "minutes": ask.value("--hours", MINUTES, hours, default=120, question="ask.on"),
            "rate": ask.value(
                "--rate",
                AMOUNT,
                rate,
                default=Decimal(260),
                question="ask.on",
                default_when_piped=True,
            ),
            "number": ask.value("--number", INTEGER, number, question="ask.on"),
            "name": ask.text("--name", name, question="ask.on"),
        }
    state.out.emit_json(answers)


@probe.command("check-cadence")
def show_table(
    references: Annotated[list[str] | None, argument("REF", "option.ref")] = None,
    findings: Annotated[int, option("--findings", INTEGER, "option.json")] = 0,
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
    bug: Annotated[bool, flag("--bug", "option.json")] = False,
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
