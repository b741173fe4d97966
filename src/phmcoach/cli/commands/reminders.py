"""Commands about late payment and about sending a paper again; they write drafts only."""

from datetime import date
from decimal import Decimal
from functools import partial
from pathlib import Path
from typing import Annotated

from phmcoach.cli.shell.click_language import asking, current
from phmcoach.cli.shell.completion import complete_numbers
from phmcoach.cli.shell.kinds import DATE, PERCENT, one_of
from phmcoach.cli.shell.options import Json, Number, Open, argument, flag, option
from phmcoach.cli.shell.panels import Panel
from phmcoach.cli.shell.state import CliState
from phmcoach.errors import InvalidDataError, Problem
from phmcoach.words import DOCUMENT_TYPES, REMINDER_LEVELS, ReminderLevel

panel = Panel("billing")

Made = tuple[Path, tuple[Problem, ...]]
"""The paper that was written, and the damage of the ledger."""


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
def mail(
    number: Number = None,
    duplicate: Annotated[bool, flag("--duplicate", "option.duplicate")] = False,
    plain: Annotated[bool, flag("--plain", "option.plain-copy")] = False,
    opens: Open = False,
) -> None:
    state = current()
    from phmcoach.cli.pages.choices import offering_papers, pick_number, show_paper_choices
    from phmcoach.cli.shell.terminal import open_papers

    kinds = DOCUMENT_TYPES if plain else ()  # a quote has a duplicate, and no e-invoice
    listed = show_paper_choices(state, kinds=kinds) if number is None else ()
    with asking() as ask:
        number = ask.text("NUMBER", number, check=partial(pick_number, listed))
    write = _write_plain if plain else _write_duplicate if duplicate else _write_mail
    with offering_papers(state, kinds=kinds):
        path, damage = write(state, number)
    if opens:
        open_papers(state.out, path)
    _report(damage)


def _write_mail(state: CliState, number: str) -> Made:
    from phmcoach.actions.money.mail import write_mail

    written = write_mail(state.context(), number=number)
    state.out.wrote("said.not-sent", written.path, warnings=written.warnings)
    return written.path, written.damage


def _write_duplicate(state: CliState, number: str) -> Made:
    from phmcoach.actions.money.mail import write_duplicate

    written = write_duplicate(state.context(), number=number)
    state.out.wrote("said.duplicate-written", written.path, warnings=written.warnings)
    return written.path, written.damage


def _write_plain(state: CliState, number: str) -> Made:
    from phmcoach.actions.money.mail import write_plain_copy

    copy = write_plain_copy(state.context(), number=number)
    state.out.wrote("said.plain-copy-written", copy.pdf, copy.xml)
    return copy.pdf, copy.damage
