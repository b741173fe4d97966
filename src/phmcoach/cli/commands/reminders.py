"""Commands about what is late, and about sending a paper again: they write drafts, never send."""

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Annotated

from phmcoach.cli.shell.options import Json, Number, choice_option, date_option, percent_option
from phmcoach.cli.shell.panels import Panel
from phmcoach.cli.shell.state import CliState, current
from phmcoach.errors import UsageError
from phmcoach.words import REMINDER_LEVELS, ReminderLevel

if TYPE_CHECKING:
    from phmcoach.actions.contract.papers import Written
    from phmcoach.actions.money.reminders import WrittenReminder

panel = Panel("billing")


@panel.command("remind")
def remind(
    number: Number = None,
    level: Annotated[
        ReminderLevel | None,
        choice_option("--level", choices=REMINDER_LEVELS, help="option.reminder-level"),
    ] = None,
    on: Annotated[date | None, date_option("--on", help="option.reminded-on")] = None,
    notified_on: Annotated[
        date | None, date_option("--notified-on", help="option.notified-on")
    ] = None,
    rate: Annotated[Decimal | None, percent_option("--rate", help="option.late-rate")] = None,
    json: Json = False,
) -> None:
    state = current()
    if number is None:
        if level or notified_on or rate is not None:
            raise UsageError.of("usage.reminder-without-number")
        _list_unpaid(state, on, json=json)
        return
    from phmcoach.actions.money.reminders import ReminderRequest, write_reminder

    request = ReminderRequest(number, level, on, notified_on, rate)
    written = write_reminder(state.context(), request)
    for problem in written.warnings:
        state.out.warn(problem)
    if json:
        from phmcoach.cli.pages.reminder import written_data

        state.out.emit_json(written_data(written))
        return
    _say_written(state, written)
    state.out.result(str(written.letter))
    state.out.result(str(written.mail))


def _list_unpaid(state: CliState, on: date | None, *, json: bool) -> None:
    from phmcoach.actions.money.reminders import list_unpaid
    from phmcoach.cli.pages.reminder import print_unpaid, unpaid_data

    unpaid = list_unpaid(state.context(), on=on)
    for problem in unpaid.warnings:
        state.out.warn(problem)
    if json:
        state.out.emit_json(unpaid_data(unpaid))
    elif unpaid.papers:
        print_unpaid(state.out, unpaid.papers)
    else:
        state.out.say("said.nothing-unpaid")


def _say_written(state: CliState, written: "WrittenReminder") -> None:
    reminder = written.reminder
    state.out.say(
        "said.reminder-written",
        level=reminder.level,
        number=reminder.lateness.number,
        amount=reminder.asked,
    )
    state.out.say("said.formal-not-sent" if reminder.level == "formal" else "said.not-sent")


@panel.command("mail")
def mail(number: Number = None) -> None:
    state = current()
    with state.asking() as ask:
        number = ask.text("NUMBER", number)
    from phmcoach.actions.money.mail import write_mail

    _tell(state, write_mail(state.context(), number=number), "said.not-sent")


@panel.command("duplicate")
def duplicate(number: Number = None) -> None:
    state = current()
    with state.asking() as ask:
        number = ask.text("NUMBER", number)
    from phmcoach.actions.money.mail import write_duplicate

    _tell(state, write_duplicate(state.context(), number=number), "said.duplicate-written")


def _tell(state: CliState, written: "Written", message: str) -> None:
    for problem in written.warnings:
        state.out.warn(problem)
    state.out.say(message)
    state.out.result(str(written.path))
