"""The command that prepares e-mails with papers, and makes duplicates; it writes drafts only."""

from datetime import date
from functools import partial
from pathlib import Path
from typing import Annotated

from phmcoach.cli.shell.click_language import asking, current
from phmcoach.cli.shell.completion import complete_numbers
from phmcoach.cli.shell.kinds import MONTH, one_of
from phmcoach.cli.shell.options import Open, argument, flag, option
from phmcoach.cli.shell.panels import Panel
from phmcoach.cli.shell.state import CliState
from phmcoach.errors import Problem
from phmcoach.words import (
    DOCUMENT_TYPES,
    MAILED_PAPERS,
    REPORT_READERS,
    MailedPaper,
    ReportReader,
)

panel = Panel("billing")

Made = tuple[Path, tuple[Problem, ...]]
"""The paper that was written, and the damage of the ledger."""


@panel.command("mail")
def mail(
    number: Annotated[
        str | None, argument("NUMBER", "option.mailed", complete=complete_numbers)
    ] = None,
    paper: Annotated[
        MailedPaper | None, option("--paper", one_of(MAILED_PAPERS), "option.mailed-paper")
    ] = None,
    reader: Annotated[
        ReportReader | None, option("--for", one_of(REPORT_READERS), "option.mailed-for")
    ] = None,
    month: Annotated[date | None, option("--month", MONTH, "option.mailed-month")] = None,
    duplicate: Annotated[bool, flag("--duplicate", "option.duplicate")] = False,
    plain: Annotated[bool, flag("--plain", "option.plain-copy")] = False,
    opens: Open = False,
) -> None:
    state = current()
    if month is not None:
        _mail_month(state, month, opens=opens)
        return
    if paper is not None:
        _mail_paper(state, number, paper, reader, opens=opens)
        return
    from phmcoach.cli.pages.choices import offering_papers, pick_number, show_paper_choices
    from phmcoach.cli.shell.terminal import open_papers
    from phmcoach.store.ledger import refuse_damage

    kinds = DOCUMENT_TYPES if plain else ()  # a quote has a duplicate, and no e-invoice
    listed = show_paper_choices(state, kinds=kinds) if number is None else ()
    with asking() as ask:
        number = ask.text("NUMBER", number, check=partial(pick_number, listed))
    write = _write_plain if plain else _write_duplicate if duplicate else _write_mail
    with offering_papers(state, kinds=kinds):
        path, damage = write(state, number)
    if opens:
        open_papers(state.out, path)
    refuse_damage(damage)


def _mail_month(state: CliState, month: date, *, opens: bool) -> None:
    from phmcoach.actions.moving.month_mails import write_month_mails
    from phmcoach.store.ledger import refuse_damage

    written = write_month_mails(state.context(), month=month)
    _show_drafts(state, written.paths, written.warnings, opens=opens)
    refuse_damage(written.damage)


def _mail_paper(
    state: CliState,
    ref: str | None,
    paper: MailedPaper,
    reader: ReportReader | None,
    *,
    opens: bool,
) -> None:
    with asking() as ask:
        ref = ask.engagement(ref, "NUMBER")
    from phmcoach.actions.moving.paper_mails import write_paper_mails
    from phmcoach.store.ledger import refuse_damage

    written = write_paper_mails(state.context(), ref=ref, paper=paper, reader=reader)
    _show_drafts(state, written.paths, written.warnings, opens=opens)
    refuse_damage(written.damage)


def _show_drafts(
    state: CliState, paths: tuple[Path, ...], warnings: tuple[Problem, ...], *, opens: bool
) -> None:
    from phmcoach.cli.shell.terminal import open_papers

    message = "said.not-sent" if len(paths) == 1 else "said.none-sent"
    state.out.wrote(message, *paths, warnings=warnings)
    if opens:
        open_papers(state.out, *paths)


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
