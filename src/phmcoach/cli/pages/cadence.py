"""Several engagements on the screen and in JSON: the list, and the cadence of each."""

from typing import TYPE_CHECKING

from phmcoach.cli.shell.output import Output
from phmcoach.cli.shell.tables import Column
from phmcoach.errors import Problem
from phmcoach.formats import format_date
from phmcoach.i18n import Translator
from phmcoach.value import fields_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from phmcoach.actions.contract.listing import Summary
    from phmcoach.actions.sessions.cadence import Checked
    from phmcoach.actions.sessions.explaining import MonthsExplained


def print_cadence(out: Output, checked: "Sequence[Checked]", *, verbose: bool) -> None:
    """Print the engagements whose rhythm needs attention, and a closing line about all.

    What an amendment agreed beyond the bounds of a contract is always named. With `verbose`, also
    print the engagements that are in order, and the verdicts that are ok.
    """
    if not checked:
        out.say("said.no-engagement")
        return
    shown = [each for each in checked if verbose or each.report.open_level != "ok"]
    if shown:
        _print_reports(out, shown, verbose=verbose)
        out.page("")
    kept = [each for each in checked if each not in shown and each.report.exceptions]
    for each in kept:
        for exception in each.report.exceptions:
            out.item(each.ref, out.tr.problem(exception), exception.level)
        out.page("")
    _print_count(out, checked)


def _print_reports(out: Output, checked: "Sequence[Checked]", *, verbose: bool) -> None:
    """Print a table of engagements, then the verdicts on each with their reasons."""
    out.table(
        [
            Column("column.ref"),
            Column("column.level", "word"),
            "column.sessions",
            Column("column.required-gap", "gap", spare=True),
            Column("column.own-gap", "gap", spare=True),
            Column("column.next-on", "day"),
        ],
        [
            (
                each.ref,
                each.report.level if verbose else each.report.open_level,
                count_of(each.report.counted, each.report.contracted),
                each.report.required_gap,
                each.report.own_gap,
                each.report.next_planned_on,
            )
            for each in checked
        ],
    )
    for each in checked:
        out.page("")
        out.title(each.ref)
        for verdict in each.report.open_verdicts:
            if verbose or verdict.level != "ok" or verdict in each.report.exceptions:
                out.verdict(verdict)
        if verbose:
            for known in each.report.explained:
                out.verdict(known)
                out.page("    " + out.tr.text("cadence.explanation", reason=known.reason))


def _print_count(out: Output, checked: "Sequence[Checked]") -> None:
    """Print how many engagements keep their rhythm, or how many of all do not.

    It also counts the months that the coach has explained: they are breaches all the same.
    """
    reports = [each.report for each in checked]
    wrong = sum(report.open_level != "ok" for report in reports)
    idle = sum(report.open_level == "ok" and report.no_rhythm is not None for report in reports)
    kept = len(reports) - wrong - idle
    known = Problem("cadence.explained", {"count": sum(len(each.explained) for each in reports)})
    sentences = []
    if wrong and known.args["count"]:
        args = {"total": len(reports), "explained": known}
        sentences.append(out.tr.text("cadence.to-review-but", count=wrong, **args))
    elif wrong:
        sentences.append(out.tr.text("cadence.to-review", count=wrong, total=len(reports)))
    elif kept and known.args["count"]:
        sentences.append(out.tr.text("cadence.all-kept-but", count=kept, explained=known))
    elif kept:
        sentences.append(out.tr.text("cadence.all-kept", count=kept))
    if idle:
        sentences.append(out.tr.text("cadence.without-rhythm", count=idle))
    out.result(" ".join(sentences))


def print_explained(out: Output, explained: "MonthsExplained", *, taken_back: bool) -> None:
    """Say which months are explained now, or no longer."""
    message = "said.explanations-taken-back" if taken_back else "said.months-explained"
    months = [format_date(on, out.tr.language) for on in explained.months]
    out.say(message, ref=explained.ref, months=months, count=len(months))


def print_list(out: Output, summaries: "Sequence[Summary]") -> None:
    """Print a line for each engagement: its state, and how many sessions are used."""
    out.table(
        [
            Column("column.ref"),
            "column.beneficiary",
            "column.client",
            Column("column.state", "word"),
            "column.sessions",
            Column("column.last-on", "day"),
            Column("column.end-on", "day"),
        ],
        [
            (
                each.ref,
                each.beneficiary,
                each.client,
                each.shown,
                count_of(each.counted, each.contracted),
                each.last_on,
                each.end_on,
            )
            for each in summaries
        ],
    )


def summary_data(summary: "Summary") -> dict[str, object]:
    """Return a line of the list for a program, which reads the plain state."""
    facts = fields_of(summary)
    del facts["shown"]
    return facts


def count_of(counted: int, contracted: int | None) -> str | None:
    """Write how many sessions of the contract are used: `3/10`."""
    return f"{counted}/{contracted}" if contracted else None


def cadence_data(checked: "Checked", tr: Translator) -> dict[str, object]:
    """Return the cadence for a program: codes, figures, and the sentence that people read."""
    report = checked.report
    return {
        "ref": checked.ref,
        "beneficiary": checked.beneficiary,
        "state": checked.state,
        "as_of": report.as_of,
        "level": report.level,
        "counted": report.counted,
        "planned": report.planned,
        "contracted": report.contracted,
        "coaching_minutes": report.coaching_minutes,
        "last_on": report.last_on,
        "next_planned_on": report.next_planned_on,
        "required_gap_days": report.required_gap,
        "own_gap_days": report.own_gap,
        "longest_gap": report.longest_gap,
        "month_counting": report.counting,
        "months": [
            {
                "start_on": month.start_on,
                "end_on": month.end_on,
                "state": month.state,
                "counted": month.counted,
                "planned": month.booked,
                "required": month.required,
                "paused_days": month.paused_days,
                "level": month.level,
            }
            for month in report.months
        ],
        "verdicts": [verdict_data(verdict, tr) for verdict in report.verdicts],
        "warnings": checked.warnings,
    }


def verdict_data(verdict: "Problem", tr: Translator) -> dict[str, object]:
    """Return a verdict for a program, with the sentence that people read."""
    return {
        "code": verdict.message,
        "level": verdict.level,
        "sentence": tr.problem(verdict),
        "args": verdict.args,
    }
