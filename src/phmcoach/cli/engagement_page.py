"""One engagement on the coach's own screen, and in JSON. Nothing here is for the sponsor."""

from typing import TYPE_CHECKING

from phmcoach.cli.amendment_page import print_amendment
from phmcoach.cli.output import Column, Output

if TYPE_CHECKING:
    from phmcoach.actions.overview import Overview


def print_engagement(out: Output, overview: "Overview") -> None:
    """Print where it stands, the demand, the objectives, the terms, the sessions, what next."""
    summary, demand = overview.summary, overview.engagement.demand
    out.page(
        out.paint(out.tr.text("show.title", ref=summary.ref, name=summary.beneficiary), "bold")
    )
    out.result(out.tr.text("show.state", state=summary.state, client=summary.client))
    out.result(out.tr.text("show.received", on=demand.received_on, by=demand.requested_by))
    if demand.validated_on is not None:
        out.result(out.tr.text("show.validated", on=demand.validated_on))
    for objective in overview.objectives:
        kind = "show.objective-personal" if objective.personal else "show.objective-shared"
        out.item(objective.id, out.tr.text(kind, statement=objective.statement))
    if overview.terms is not None:
        terms = overview.terms
        out.result(
            out.tr.text(
                "show.terms",
                sessions=terms.sessions,
                minutes=terms.session_minutes,
                start_on=terms.start_on,
                end_on=terms.end_on,
                rate=terms.hourly_rate,
            )
        )
    for party, on in overview.signatures:
        if on is not None:
            out.result(out.tr.text("show.signed", party=party, on=on))
    for line in overview.amendments:
        print_amendment(out, line)
    if overview.sessions:
        out.page("")
        _print_sessions(out, overview)
    for problem in overview.next_steps:
        out.page("")
        out.finding(problem, "show.next-label", "risk")


def _print_sessions(out: Output, overview: "Overview") -> None:
    columns: list[Column | str] = [
        "column.id",
        Column("column.held-on", "day"),
        Column("column.length", "hours"),
        Column("column.type", "word"),
        Column("column.status", "word"),
        Column("column.invoice", whole=True),
    ]
    rows = [
        (
            line.session.id,
            line.session.on,
            line.session.minutes,
            line.session.type,
            line.session.status,
            line.invoice,
        )
        for line in overview.sessions
    ]
    out.table(columns, rows)


def engagement_data(overview: "Overview") -> dict[str, object]:
    """Return an engagement for a program: its facts as in the file, and what is derived."""
    return {
        **overview.engagement.model_dump(by_alias=True, exclude_none=True),
        "ref": overview.summary.ref,
        "state": overview.summary.state,
        "counted": overview.summary.counted,
        "agreed_terms": overview.terms,
        "agreed_objectives": overview.objectives,
        "sessions": [
            line.session.model_dump(exclude_none=True)
            | {"invoice": line.invoice, "uncovered": line.uncovered}
            for line in overview.sessions
        ],
        "next_steps": overview.next_steps,
    }
