"""Unpaid papers and the reminders about them, on the screen and in JSON."""

from typing import TYPE_CHECKING

from phmcoach.cli.shell.output import Output
from phmcoach.cli.shell.tables import Column

if TYPE_CHECKING:
    from phmcoach.actions.money.reminders import Unpaid, WrittenReminder
    from phmcoach.domain.money.lateness import Lateness


def show_unpaid(out: Output, unpaid: "Unpaid", *, json: bool) -> None:
    """Show a line for each paper that is not paid, and the totals."""
    out.warn_all(unpaid.warnings)
    papers = unpaid.papers
    if json:
        unpaid_data = [_late_data(late) for late in papers]
        out.emit_json({"unpaid": unpaid_data, "warnings": (*unpaid.warnings, *unpaid.damage)})
        return
    if not papers:
        out.say("said.nothing-unpaid")
        return
    out.table(
        [
            Column("column.invoice"),
            "column.client",
            Column("column.due-on", "date"),
            Column("column.days-late", "number"),
            Column("column.left-to-pay", "money"),
            Column("column.compensation", "money", spare=True),
            Column("column.reminder", "word"),
        ],
        [
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
        ],
    )
    left = sum(late.balance.outstanding for late in papers)
    overdue = sum(late.balance.outstanding for late in papers if late.days)
    out.result(out.tr.text("unpaid.totals", left=left, overdue=overdue))


def show_reminder(out: Output, written: "WrittenReminder", *, json: bool) -> None:
    """Show a reminder that was written: what it asks for, and its files."""
    out.warn_all(written.warnings)
    reminder = written.reminder
    if json:
        out.emit_json(_reminder_data(written))
        return
    out.say(
        "said.reminder-written",
        level=reminder.level,
        number=reminder.lateness.number,
        amount=reminder.asked,
    )
    for each in reminder.others:
        number, amount = each.lateness.number, each.asked
        out.say("said.also-reminded", level=each.level, number=number, amount=amount)
    if reminder.others:
        out.say("said.one-letter", amount=reminder.total, client=reminder.buyer.name)
    is_formal = reminder.level == "formal"
    if written.mail is None:
        message = "said.formal-letter-not-sent" if is_formal else "said.letter-not-sent"
        out.wrote(message, written.letter)
        return
    message = "said.formal-not-sent" if is_formal else "said.not-sent"
    out.wrote(message, written.letter, written.mail)


def _reminder_data(written: "WrittenReminder") -> dict[str, object]:
    """Return the facts of the invoice that was named, and beside them the others of the letter."""
    named, letter = written.named, written.reminder
    number = named.lateness.number
    return {
        **_late_data(named.lateness),
        "level": named.level,
        "asked": named.asked,
        "total": letter.total,
        "others": [
            {"number": each.lateness.number, "level": each.level, "asked": each.asked}
            for each in (letter, *letter.others)
            if each.lateness.number != number
        ],
        "reply_by": letter.reply_by,
        "letter": written.copy,
        "mail": written.mail,
        "warnings": (*written.warnings, *written.damage),
    }


def _late_data(late: "Lateness") -> dict[str, object]:
    """Return what is due on a paper; `penalties` is null where they are not known."""
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
        "level": late.usual,
        "next_level": late.level,
        "claimable_until": late.claimable_until,
    }
