"""The command about late payment; it writes drafts only."""

from datetime import date
from decimal import Decimal
from typing import Annotated

from phmcoach.cli.shell.click_language import current
from phmcoach.cli.shell.completion import complete_numbers
from phmcoach.cli.shell.kinds import DATE, PERCENT, one_of
from phmcoach.cli.shell.options import Json, Open, argument, option
from phmcoach.cli.shell.panels import Panel
from phmcoach.words import REMINDER_LEVELS, ReminderLevel

panel = Panel("billing")


@panel.command("remind")
def remind(
    number: Annotated[
        str | None,
        argument("NUMBER", "option.number", complete=complete_numbers, optional=True),
    ] = None,
    level: Annotated[
        ReminderLevel | None,
        option("--level", one_of(REMINDER_LEVELS), "option.reminder-level"),
    ] = None,
    on: Annotated[date | None, option("--on", DATE, "option.reminded-on")] = None,
    notified_on: Annotated[date | None, option("--notified-on", DATE, "option.notified-on")] = None,
    rate: Annotated[Decimal | None, option("--rate", PERCENT, "option.late-rate")] = None,
    opens: Open = False,
    json: Json = False,
) -> None:
    state = current()
    if number is None:
        from phmcoach.actions.money.reminders import list_unpaid
        from phmcoach.cli.pages.reminder import show_unpaid
        from phmcoach.store.ledger import refuse_damage

        unpaid = list_unpaid(state.context(), on=on)
        show_unpaid(state.out, unpaid, json=json)
        refuse_damage(unpaid.damage)
        return
    from phmcoach.actions.money.reminders import ReminderRequest, write_reminder
    from phmcoach.cli.pages.choices import offering_unpaid
    from phmcoach.cli.pages.reminder import show_reminder
    from phmcoach.cli.shell.terminal import open_papers
    from phmcoach.store.ledger import refuse_damage

    request = ReminderRequest(number, level, on, notified_on, rate)
    with offering_unpaid(state):
        reminder = write_reminder(state.context(), request)
    show_reminder(state.out, reminder, json=json)
    if opens:
        open_papers(state.out, reminder.letter, *([reminder.mail] if reminder.mail else []))
    refuse_damage(reminder.damage)
