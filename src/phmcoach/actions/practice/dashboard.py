"""The dashboard: the whole practice on one page for a browser, written anew each time."""

from pathlib import Path

from phmcoach.actions.context import Context
from phmcoach.actions.money.invoiced import Invoiced
from phmcoach.actions.money.views import view_ledger
from phmcoach.actions.opening import open_all
from phmcoach.actions.sessions.each_once import each_once
from phmcoach.documents.html.dashboard import page_name, render_dashboard
from phmcoach.domain.money.sheet import period_around
from phmcoach.domain.today.dashboard import (
    Dashboard,
    find_timelines,
    find_window,
    list_unpaid,
    sum_ages,
    sum_months,
    without_names,
)
from phmcoach.errors import Problem, errors_of, warnings_of
from phmcoach.store.files import make_folder, replace_file
from phmcoach.store.folder import Listing
from phmcoach.store.lock import lock_folder
from phmcoach.store.record_files import refuse_link_outside
from phmcoach.value import Value
from phmcoach.words import Language


class WrittenDashboard(Value):
    """The file of a dashboard, the warnings about it, and the errors of what it lacks.

    `refused` says that the system refused to read a file.
    """

    path: Path
    warnings: tuple[Problem, ...]
    errors: tuple[Problem, ...]
    refused: bool


def write_dashboard(context: Context, language: Language, *, private: bool) -> WrittenDashboard:
    """Write the page of the day into `exports`, over an earlier one.

    A file that cannot be read does not hide the others: the page says that it lacks something.
    `private` leaves all names out. Raises InvalidDataError if the coach's own law is wrong, and
    StorageError for what the system refuses to write.
    """
    folder, today = context.folder, context.today
    year = period_around(today, "year")
    turnover = view_ledger(context, "turnover", year)
    unpaid = view_ledger(context, "unpaid", year)
    listing = Listing(folder)
    everything = open_all(folder, turnover.practice, known=context.known, listing=listing)
    archived = open_all(folder, archived=True, known=context.known, listing=listing)
    invoiced = Invoiced(folder, context.known)
    opened = each_once(folder, everything, archived)
    cases = tuple(
        each.with_billed(invoiced.of(each)).case for each in opened if not each.is_archived
    )
    past = tuple(each.case for each in opened if each.is_archived)
    found = (*everything.problems, *archived.problems)
    errors = (*errors_of(found), *turnover.damage)
    warnings = (*warnings_of(found), *turnover.warnings)  # the others are about penalties
    timelines = find_timelines(cases, today)
    page = Dashboard(
        practice=turnover.practice.printed_name,
        on=today,
        unread=len(errors),
        window=find_window(timelines, today),
        timelines=timelines,
        months=sum_months(today.year, (*cases, *past), turnover.sheet, today),
        limits=turnover.standings,
        ages=sum_ages(unpaid.sheet),
        unpaid=list_unpaid(unpaid.sheet),
    )
    content = render_dashboard(without_names(page) if private else page, language)
    path = folder.exports_dir / page_name(language, private=private)
    refuse_link_outside(path.parent, folder.root)
    refused = everything.refused or archived.refused
    with lock_folder(folder):
        make_folder(path.parent)
        replace_file(path, content, None)
    return WrittenDashboard(path, warnings, errors, refused)
