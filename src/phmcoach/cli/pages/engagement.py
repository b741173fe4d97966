"""One engagement on the coach's own screen, and in JSON. Nothing here is for the sponsor."""

from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING

from phmcoach.cli.pages.amendment import print_amendment
from phmcoach.cli.pages.calendar_line import print_months
from phmcoach.cli.pages.evaluation import print_evaluation, score_data, word_objective
from phmcoach.cli.pages.session import word_costs
from phmcoach.cli.shell.output import Output
from phmcoach.cli.shell.tables import Column
from phmcoach.domain.cadence.verdicts import name_pauses
from phmcoach.domain.contract.coverage import UNCOVERED_MESSAGES
from phmcoach.formats import format_percent
from phmcoach.value import fields_of
from phmcoach.words import PARTIES, Requester

if TYPE_CHECKING:
    from phmcoach.actions.contract.overview import Overview, SessionLine
    from phmcoach.actions.contract.signed_files import KeptFiles
    from phmcoach.domain.records.engagement import Outcome
    from phmcoach.domain.records.session import Session
    from phmcoach.domain.records.terms import Terms
    from phmcoach.words import Party

_RECEIVED: Mapping[Requester, str] = {
    "beneficiary": "show.received-from-beneficiary",
    "manager": "show.received-from-manager",
}


def print_engagement(out: Output, overview: "Overview") -> None:
    """Print the state, the demand, the objectives, the terms, the sessions and the next steps."""
    summary = overview.summary
    out.title(out.tr.text("show.title", ref=summary.ref, name=summary.beneficiary))
    out.result(out.tr.text("show.state", state=summary.shown, client=summary.client))
    _print_demand(out, overview)
    for objective in overview.objectives:
        out.item(objective.id, word_objective(out, objective, private=overview.case.private))
    _print_contract(out, overview)
    for pause in name_pauses(overview.engagement.pauses, date.min, date.max):
        out.result(out.tr.text("show.pause", pause=pause))
    _print_outcome(out, overview.engagement.outcome)
    print_months(out, overview.months)
    if overview.sessions or overview.case.already_held:
        out.page("")
    if count := overview.case.already_held:
        out.result(out.tr.text("cadence.already-held", count=count))
    if overview.sessions:
        _print_sessions(out, overview)
    _print_instalments(out, overview)
    print_evaluation(out, overview.case)
    _print_next_steps(out, overview)


def _print_next_steps(out: Output, overview: "Overview") -> None:
    """Print the next step, then what else is left to do."""
    if overview.next_step is not None:
        out.page("")
        out.finding(
            overview.next_step, "show.next-step-label", "risk", fix="show.next-step-command"
        )
    for problem in overview.later_steps:
        out.page("")
        out.finding(problem, "show.next-label", "risk")


def _print_contract(out: Output, overview: "Overview") -> None:
    if overview.terms is not None:
        _print_terms(out, overview.terms)
    if (quote := overview.engagement.quote) is not None:
        out.result(out.tr.text("show.quote", number=quote.number, on=quote.accepted_on))
    for party in PARTIES:
        on = overview.signatures.signed_on(party)
        if on is not None:
            out.result(out.tr.text("show.signed", party=party, on=on))
    _print_signed_papers(out, overview.kept)
    for line in overview.amendments:
        print_amendment(out, line)
        _print_signed_papers(out, line.kept)


def _print_signed_papers(out: Output, kept: "KeptFiles | None") -> None:
    """Print which papers were signed and their scans, or that no paper is kept as proof."""
    if kept is None:
        return
    lines = [
        ("show.signed-papers", kept.papers),
        ("show.papers-not-attached", kept.missing if kept.papers else ()),
        ("show.signed-scans", kept.scans),
    ]
    if not kept.papers:
        out.result(out.tr.text("show.no-signed-paper"))
    for message, names in lines:
        if names:
            out.result(out.tr.text(message, names=names, count=len(names)))


def _print_demand(out: Output, overview: "Overview") -> None:
    demand, followed = overview.engagement.demand, overview.engagement.follow_up_of
    out.result(out.tr.text(_RECEIVED[demand.requested_by], on=demand.received_on))
    if demand.analysed_on is not None:
        out.result(out.tr.text("show.analysed", on=demand.analysed_on))
    if demand.validated_on is not None:
        out.result(out.tr.text("show.validated", on=demand.validated_on))
    if followed is not None:
        out.result(out.tr.text("show.follow-up-of", ref=followed))
    for problem in overview.warnings:
        out.finding(problem, "error.warning-label", "risk")


def _print_outcome(out: Output, outcome: "Outcome") -> None:
    """Print how it ended. Who ended it, and why, is shown on the coach's own screen only."""
    if outcome.declined_on is not None:
        _print_end(
            out, "show.declined", outcome.declined_on, "show.declined-by", outcome.declined_by
        )
        if outcome.decline_ground is not None:
            out.result(out.tr.text("show.ground", ground=outcome.decline_ground))
        _print_reason(out, outcome.decline_reason)
    if outcome.ended_on is not None and outcome.withdrawal is not None:
        out.result(out.tr.text("show.withdrawn", on=outcome.ended_on))
        _print_reason(out, outcome.end_reason)
    elif outcome.ended_on is not None:
        _print_end(out, "show.ended", outcome.ended_on, "show.ended-by", outcome.ended_by)
        _print_reason(out, outcome.end_reason)
    if outcome.evaluated_on is not None:
        out.result(out.tr.text("show.evaluated", on=outcome.evaluated_on))
    if outcome.closed_on is not None:
        out.result(out.tr.text("show.closed", on=outcome.closed_on))


def _print_end(out: Output, bare: str, on: date, named: str, by: "Party | None") -> None:
    sentence = out.tr.text(bare, on=on) if by is None else out.tr.text(named, on=on, by=by)
    out.result(sentence)


def _print_reason(out: Output, reason: str | None) -> None:
    if reason is not None:
        out.result(out.tr.text("show.reason", reason=reason))


def _print_terms(out: Output, terms: "Terms") -> None:
    package = terms.package_price
    out.result(
        out.tr.text(
            "show.terms" if package is None else "show.package",
            sessions=terms.sessions,
            minutes=terms.session_minutes,
            start_on=terms.start_on,
            end_on=terms.end_on,
            rate=terms.hourly_rate,
            price=package,
        )
    )
    if terms.monthly:
        out.result(out.tr.text("show.monthly"))
    elif terms.schedule:
        parts = [format_percent(part, out.tr.language) for part in terms.schedule]
        out.result(out.tr.text("show.schedule", parts=parts))
    if terms.contract == "pair":
        out.result(out.tr.text("show.pair"))


def _print_sessions(out: Output, overview: "Overview") -> None:
    timed = any(line.session.at for line in overview.sessions)
    columns = [
        Column("column.id"),
        Column("column.held-on", "day"),
        *([Column("column.at", "time")] if timed else []),
        Column("column.length", "hours"),
        Column("column.type"),
        Column("column.status"),
        Column("column.invoice"),
    ]
    rows = [
        (
            line.session.id,
            line.session.on,
            *([line.session.at] if timed else []),
            line.session.minutes,
            _word_type(out, line.session),
            out.tr.word(line.session.status),
            _word_invoice(out, line),
        )
        for line in overview.sessions
    ]
    out.table(columns, rows)
    for session in (line.session for line in overview.sessions if line.session.travel):
        out.result(out.tr.text("show.travel", id=session.id, costs=word_costs(out.tr, session)))


def _print_instalments(out: Output, overview: "Overview") -> None:
    """Print what each instalment of a package asked for, what was paid, and those to come."""
    if not overview.instalments:
        return
    out.page("")
    out.table(
        [
            Column("column.instalment"),
            Column("column.planned", "money"),
            Column("column.invoice"),
            Column("column.asked", "money", spare=True),
            Column("column.paid", "money"),
            Column("column.left-to-pay", "money"),
        ],
        [
            (
                f"{each.part}/{each.parts}",
                each.planned,
                each.number or out.tr.text("show.to-come"),
                each.asked,
                each.received,
                each.outstanding,
            )
            for each in overview.instalments
        ],
    )


def _word_invoice(out: Output, line: "SessionLine") -> str | None:
    """Write the number of the invoice that bills a session, and whether it was taken back."""
    if line.invoice is None or not line.credited:
        return line.invoice or line.session.earlier_invoice
    return out.tr.text("show.credited", number=line.invoice)


def _word_type(out: Output, session: "Session") -> str:
    """Write a type, and the purpose of a three-way meeting; it folds in a narrow column."""
    words = [word for word in (session.type, session.purpose) if word is not None]
    return ", ".join(out.tr.word(word) for word in words)


def engagement_data(overview: "Overview") -> dict[str, object]:
    """Return an engagement for a program: its facts as in the file, and what is derived."""
    facts = fields_of(overview.engagement)
    del facts["schema_version"]  # of the file; the answer has its own
    return {
        "ref": overview.summary.ref,
        **facts,
        "agreed_client": overview.case.client_reference,
        "state": overview.summary.state,
        "counted": overview.summary.counted,
        "agreed_terms": overview.terms,
        "agreed_objectives": overview.objectives,
        "sessions": [
            {
                **fields_of(line.session),
                "invoice": line.invoice,
                "credited": line.credited,
                "uncovered": UNCOVERED_MESSAGES[line.uncovered] if line.uncovered else None,
            }
            for line in overview.sessions
        ],
        "instalments": [fields_of(each) for each in overview.instalments],
        "archived": overview.archived,
        "next_step": overview.next_step,
        "next_steps": overview.next_steps,
        "warnings": (*overview.warnings, *overview.damage),
        "score": score_data(overview.case),
    }
