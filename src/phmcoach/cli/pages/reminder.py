"""What is unpaid and what was written about it, on the screen and in JSON."""

from typing import TYPE_CHECKING

from phmcoach.cli.shell.output import Column, Output

if TYPE_CHECKING:
    from collections.abc import Sequence

    from phmcoach.actions.money.reminders import Unpaid, WrittenReminder
    from phmcoach.domain.money.lateness import Lateness


def print_unpaid(out: Output, papers: "Sequence[Lateness]") -> None:
    """Print a line a paper, and the sums below."""
    columns: list[Column | str] = [
        Column("column.invoice", whole=True),
        "column.client",
        Column("column.due-on", "date"),
        Column("column.days-late", "number"),
        Column("column.left-to-pay", "money"),
        Column("column.compensation", "money"),
        Column("column.reminder", "word"),
    ]
    rows = [
        (
            late.number,
            late.paper.buyer.name,
            late.paper.due_on,
            late.days or None,
            late.balance.outstanding,
            late.compensation if late.penalties and late.days else None,
            late.level,
        )
        for late in papers
    ]
    out.table(columns, rows)
    left = sum(late.balance.outstanding for late in papers)
    overdue = sum(late.balance.outstanding for late in papers if late.days)
    out.result(out.tr.text("unpaid.totals", left=left, overdue=overdue))


def unpaid_data(unpaid: "Unpaid") -> dict[str, object]:
    """Return what is unpaid for a program."""
    return {
        "unpaid": [_late_data(late) for late in unpaid.papers],
        "warnings": unpaid.warnings,
    }


def written_data(written: "WrittenReminder") -> dict[str, object]:
    """Return a reminder for a program: what it asks for, and the paths of its two files."""
    reminder = written.reminder
    return {
        **_late_data(reminder.lateness),
        "level": reminder.level,
        "asked": reminder.asked,
        "reply_by": reminder.reply_by,
        "letter": written.letter,
        "mail": written.mail,
        "warnings": written.warnings,
    }


def _late_data(late: "Lateness") -> dict[str, object]:
    """Return where a paper stands; `penalties` is null where they are not known."""
    penalties = late.penalties
    return {
        "number": late.number,
        "engagement": late.paper.engagement,
        "client": late.paper.buyer.name,
        "issued_on": late.paper.issued_on,
        "due_on": late.paper.due_on,
        "as_of": late.as_of,
        "days_late": late.days,
        "outstanding": late.balance.outstanding,
        "penalties": penalties and penalties.interest,
        "indemnity": penalties and penalties.indemnity,
        "compensated": late.compensated,
        "level": late.level,
        "claimable_until": late.claimable_until,
    }
