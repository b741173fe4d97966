"""Scales, the evaluation, and its report: to the beneficiary first, then to the sponsor."""

from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Annotated

import typer

from phmcoach.cli.shell.options import (
    Reference,
    choice_option,
    date_option,
    text_option,
    weight_option,
)
from phmcoach.cli.shell.panels import Panel
from phmcoach.cli.shell.state import current
from phmcoach.errors import UsageError
from phmcoach.words import REPORT_READERS, ReportReader

panel = Panel("engagement")

LEVEL_QUESTIONS = (
    "ask.level-much-less",
    "ask.level-less",
    "ask.level-expected",
    "ask.level-more",
    "ask.level-much-more",
)
SCALE_LENGTH = len(LEVEL_QUESTIONS)

Scale = Annotated[list[str] | None, text_option("--scale", help="option.scale")]
ScaleFile = Annotated[
    Path | None, typer.Option("--scale-file", metavar="metavar.file", help="option.scale-file")
]
Weight = Annotated[Decimal | None, weight_option("--weight", help="option.weight")]


def read_scale(scale: list[str] | None, path: Path | None) -> tuple[str, ...]:
    """Return the five levels that were typed, or the five lines of a file; none without either.

    Raises UsageError for another number of levels, MissingError for a file that is not there.
    """
    if scale and path is not None:
        raise UsageError.of("usage.scale-and-file")
    levels = tuple(scale or ())
    if path is not None:
        from phmcoach.actions.contract.scales import read_levels

        levels = read_levels(path)
    if len(levels) not in ((0, SCALE_LENGTH) if path is None else (SCALE_LENGTH,)):
        raise UsageError.of("usage.not-five-levels", found=len(levels))
    return levels


@panel.command("set-scale")
def set_scale(
    ref: Reference = None,
    objective: Annotated[
        str | None, typer.Argument(metavar="OBJECTIVE", help="option.objective")
    ] = None,
    scale: Scale = None,
    scale_file: ScaleFile = None,
    weight: Weight = None,
    on: Annotated[date | None, date_option("--on", help="option.scaled-on")] = None,
) -> None:
    state = current()
    levels = read_scale(scale, scale_file)
    with state.asking() as ask:
        ref = ask.engagement(ref)
        objective = ask.text("OBJECTIVE", objective)
        if not levels:
            questions = LEVEL_QUESTIONS if state.interactive else LEVEL_QUESTIONS[:1]
            levels = tuple(ask.text("--scale", None, question=each) for each in questions)
    from phmcoach.actions.contract import scales

    scales.set_scale(
        state.context(), ref=ref, objective=objective, levels=levels, weight=weight, on=on
    )
    state.out.say("said.scale-set", id=objective)


@panel.command("evaluate")
def evaluate(
    ref: Reference = None,
    form: Annotated[bool, typer.Option("--form", help="option.form")] = False,
    source: Annotated[
        Path | None, typer.Option("--from", metavar="metavar.file", help="option.form-from")
    ] = None,
) -> None:
    state = current()
    if form and source is not None:
        raise UsageError.of("usage.form-and-from")
    with state.asking() as ask:
        ref = ask.engagement(ref)
    from phmcoach.actions.contract import evaluating

    if form:
        written = evaluating.write_form(state.context(), ref=ref)
        state.out.say("said.form-written", ref=ref)
        state.out.result(str(written.path))
        return
    if source is not None:
        done = evaluating.evaluate_from(state.context(), ref=ref, path=source)
    elif state.interactive:
        from phmcoach.cli.pages.evaluation_prompts import ask_evaluation

        with state.asking() as ask:
            on = ask.date("--on", None, default=state.today, question="ask.evaluated-on")
        evaluable = evaluating.open_evaluable(state.context(), ref=ref, on=on)
        said = ask_evaluation(state, evaluable)
        done = evaluating.evaluate(state.context(), ref=ref, on=on, said=said)
    else:
        raise UsageError.of("usage.evaluate-by-form", about=ref)
    state.out.say("said.evaluated", ref=done.ref, on=done.on)
    if done.unapproved:
        state.out.say("said.approval-gone")
    for problem in done.warnings:
        state.out.warn(problem)


@panel.command("report")
def report(
    ref: Reference = None,
    reader: Annotated[
        ReportReader | None,
        choice_option("--for", choices=REPORT_READERS, help="option.for"),
    ] = None,
) -> None:
    state = current()
    with state.asking() as ask:
        ref = ask.engagement(ref)
        reader = ask.choice("--for", reader, REPORT_READERS)
    from phmcoach.actions.contract.reports import write_report

    written = write_report(state.context(), ref=ref, reader=reader)
    for problem in written.warnings:
        state.out.warn(problem)
    if written.private:
        state.out.say("said.report-private")
    elif reader == "sponsor":
        state.out.say("said.report-sponsor")
    elif written.agreed:
        state.out.say("said.report-beneficiary-agreed", ref=written.ref)
    else:
        state.out.say("said.report-beneficiary", ref=written.ref)
    state.out.result(str(written.path))


@panel.command("approve-report")
def approve_report(
    ref: Reference = None,
    on: Annotated[date | None, date_option("--on", help="option.approved-on")] = None,
    share_score: Annotated[bool, typer.Option("--share-score", help="option.share-score")] = False,
) -> None:
    state = current()
    with state.asking() as ask:
        ref = ask.engagement(ref)
        on = ask.date("--on", on, default=state.today, question="ask.approved-on")
    from phmcoach.actions.contract.reports import approve_report as approve

    found = approve(state.context(), ref=ref, on=on, share_score=share_score)
    state.out.say("said.approved", ref=found.ref, on=on)
    for problem in found.warnings:
        state.out.warn(problem)
