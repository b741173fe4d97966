"""Changing what was signed: an amendment is prepared here, and signed with `coach sign`."""

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Annotated

import typer

from phmcoach.cli.commands.evaluation import Scale, ScaleFile, Weight, read_scale
from phmcoach.cli.shell.choices import check_choice
from phmcoach.cli.shell.options import (
    Json,
    Reference,
    amount_option,
    choice_option,
    date_option,
    integer_option,
    minutes_option,
    text_option,
)
from phmcoach.cli.shell.panels import Panel
from phmcoach.cli.shell.state import current
from phmcoach.errors import UsageError
from phmcoach.words import BILLED_EXTRAS, SESSION_MODES

if TYPE_CHECKING:
    from phmcoach.actions.contract.amendment_keys import ObjectiveChange
    from phmcoach.cli.shell.prompts import Asking

panel = Panel("engagement")


@panel.command("amend")
def amend(
    ref: Reference = None,
    on: Annotated[date | None, date_option("--on", help="option.amended-on")] = None,
    effective: Annotated[date | None, date_option("--effective", help="option.effective")] = None,
    sessions: Annotated[int | None, integer_option("--sessions", help="option.sessions")] = None,
    hours: Annotated[int | None, minutes_option("--hours", help="option.hours")] = None,
    start: Annotated[date | None, date_option("--start", help="option.start")] = None,
    end: Annotated[date | None, date_option("--end", help="option.end")] = None,
    months: Annotated[int | None, integer_option("--months", help="option.months")] = None,
    rate: Annotated[Decimal | None, amount_option("--rate", help="option.rate")] = None,
    package: Annotated[Decimal | None, amount_option("--package", help="option.package")] = None,
    mode: Annotated[
        list[str] | None, choice_option("--mode", choices=SESSION_MODES, help="option.mode")
    ] = None,
    place: Annotated[str | None, text_option("--place", help="option.place")] = None,
    also_billed: Annotated[
        list[str] | None,
        choice_option("--also-billed", choices=BILLED_EXTRAS, help="option.also-billed"),
    ] = None,
    notice_hours: Annotated[
        int | None, integer_option("--notice-hours", help="option.notice-hours")
    ] = None,
    late_cancel_percent: Annotated[
        int | None, integer_option("--late-cancel-percent", help="option.late-cancel-percent")
    ] = None,
    payment_days: Annotated[
        int | None, integer_option("--payment-days", help="option.payment-days")
    ] = None,
    session_dates: Annotated[
        bool | None,
        typer.Option("--session-dates/--no-session-dates", help="option.session-dates"),
    ] = None,
    applies_from: Annotated[
        date | None, date_option("--applies-from", help="option.applies-from")
    ] = None,
    add_objective: Annotated[
        str | None, text_option("--add-objective", help="option.new-objective")
    ] = None,
    reword_objective: Annotated[
        str | None,
        text_option(
            "--reword-objective", help="option.reword-objective", metavar="metavar.objective"
        ),
    ] = None,
    statement: Annotated[str | None, text_option("--statement", help="option.statement")] = None,
    result: Annotated[str | None, text_option("--result", help="option.result")] = None,
    indicator: Annotated[str | None, text_option("--indicator", help="option.indicator")] = None,
    scale: Scale = None,
    scale_file: ScaleFile = None,
    weight: Weight = None,
    drop_objective: Annotated[
        list[str] | None,
        text_option("--drop-objective", help="option.drop-objective", metavar="metavar.objective"),
    ] = None,
    reason: Annotated[str | None, text_option("--reason", help="option.amendment-reason")] = None,
    json: Json = False,
) -> None:
    state = current()
    levels = read_scale(scale, scale_file)
    with state.asking() as ask:
        ref = ask.engagement(ref)
        on = ask.date(
            "--on", on, default=state.today, question="ask.amended-on", default_when_piped=True
        )
        objectives = _read_objectives(
            ask,
            add=add_objective,
            reword=reword_objective,
            texts=(statement, result, indicator),
            scale=(levels, weight),
            drop=tuple(drop_objective or ()),
        )
    from phmcoach.actions.contract.amending import amend as prepare
    from phmcoach.actions.contract.amendment_keys import TermsChange
    from phmcoach.cli.pages.amendment import amended_data, say_amended

    amended = prepare(
        state.context(),
        ref=ref,
        on=on,
        effective_on=effective,
        terms=TermsChange(
            sessions=sessions,
            session_minutes=hours,
            start_on=start,
            end_on=end,
            months=months,
            hourly_rate=rate,
            package_price=package,
            modes=tuple(check_choice(word, SESSION_MODES) for word in mode or ()) or None,
            place=place,
            also_billed=tuple(check_choice(word, BILLED_EXTRAS) for word in also_billed or ())
            or None,
            notice_hours=notice_hours,
            late_cancel_percent=late_cancel_percent,
            payment_days=payment_days,
            session_dates=session_dates,
            applies_from=applies_from,
        ),
        objectives=objectives,
        reason=reason,
    )
    for problem in amended.warnings:
        state.out.warn(problem)
    if json:
        state.out.emit_json(amended_data(amended))
    else:
        say_amended(state.out, amended)


def _read_objectives(
    ask: "Asking",
    *,
    add: str | None,
    reword: str | None,
    texts: tuple[str | None, str | None, str | None],
    scale: tuple[tuple[str, ...], Decimal | None],
    drop: tuple[str, ...],
) -> "ObjectiveChange":
    """Ask for what an added objective lacks, and take the texts that a reworded one is given."""
    from phmcoach.actions.contract.amendment_keys import ObjectiveChange

    (statement, result, indicator), (levels, weight) = texts, scale
    if add is not None and reword is None:
        if statement is not None:
            raise UsageError.of("amend.two-statements")
        return ObjectiveChange(
            statement=ask.text("--add-objective", add, question="ask.statement"),
            result=ask.text("--result", result),
            indicator=ask.text("--indicator", indicator),
            levels=levels,
            weight=weight,
            drop=drop,
        )
    if add is not None:
        raise UsageError.of("amend.add-or-reword")
    if reword is None and (levels or any(each is not None for each in (*texts, weight))):
        raise UsageError.of("amend.texts-of-nothing")
    return ObjectiveChange(reword, statement, result, indicator, levels, weight, drop)
