"""Commands about late payment and about sending a paper again; they write drafts only."""

from datetime import date
from decimal import Decimal
from typing import Annotated

from phmcoach.cli.shell.click_language import asking, current
from phmcoach.cli.shell.completion import complete_numbers
from phmcoach.cli.shell.kinds import DATE, PERCENT, one_of
from phmcoach.cli.shell.options import Json, Number, Open, argument, flag, option
from phmcoach.cli.shell.panels import Panel
from phmcoach.errors import InvalidDataError, Problem
from phmcoach.words import DOCUMENT_TYPES, REMINDER_LEVELS, ReminderLevel

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

        unpaid = list_unpaid(state.context(), on=on)
        show_unpaid(state.out, unpaid, json=json)
        _report(unpaid.damage)
        return
    from phmcoach.actions.money.reminders import ReminderRequest, write_reminder
    from phmcoach.cli.pages.choices import offering_unpaid
    from phmcoach.cli.pages.reminder import show_reminder
    from phmcoach.cli.shell.terminal import open_papers

    request = ReminderRequest(number, level, on, notified_on, rate)
    with offering_unpaid(state):
        reminder = write_reminder(state.context(), request)
    show_reminder(state.out, reminder, json=json)
    if opens:
        open_papers(state.out, reminder.letter, *([reminder.mail] if reminder.mail else []))
    _report(reminder.damage)


def _report(damage: tuple[Problem, ...]) -> None:
    """Report a damaged ledger after the result that could be made nevertheless (exit 4)."""
    if damage:
        raise InvalidDataError(*damage)


@panel.command("mail")
def mail(number: Number = None, opens: Open = False) -> None:
    state = current()
    from phmcoach.cli.pages.choices import offering_papers, show_paper_choices
    from phmcoach.cli.shell.terminal import open_papers

    if number is None:
        show_paper_choices(state)
    with asking() as ask:
        number = ask.text("NUMBER", number)
    from phmcoach.actions.money.mail import write_mail

    with offering_papers(state):
        written = write_mail(state.context(), number=number)
    state.out.wrote("said.not-sent", written.path, warnings=written.warnings)
    if opens:
        open_papers(state.out, written.path)
    _report(written.damage)


@panel.command("duplicate")
def duplicate(
    number: Number = None,
    plain: Annotated[bool, flag("--plain", "option.plain-copy")] = False,
    opens: Open = False,
) -> None:
    state = current()
    from phmcoach.cli.pages.choices import offering_papers, show_paper_choices
    from phmcoach.cli.shell.terminal import open_papers

    kinds = DOCUMENT_TYPES if plain else ()  # a quote has a duplicate, and no e-invoice
    if number is None:
        show_paper_choices(state, kinds=kinds)
    with asking() as ask:
        number = ask.text("NUMBER", number)
    from phmcoach.actions.money.mail import write_duplicate, write_plain_copy

    if plain:
        with offering_papers(state, kinds=kinds):
            copy = write_plain_copy(state.context(), number=number)
        state.out.wrote("said.plain-copy-written", copy.pdf, copy.xml)
        if opens:
            open_papers(state.out, copy.pdf)
        _report(copy.damage)
        return
    with offering_papers(state, kinds=kinds):
        written = write_duplicate(state.context(), number=number)
    state.out.wrote("said.duplicate-written", written.path, warnings=written.warnings)
    if opens:
        open_papers(state.out, written.path)
    _report(written.damage)
