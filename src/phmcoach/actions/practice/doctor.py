"""The check of the whole folder: each file, each rule, each byte of the ledger.

Anyone can edit a folder of plain files. `coach doctor` makes that safe: it reads everything,
changes nothing, and reports the problems with the same messages as the commands.
"""

from collections.abc import Callable, Collection, Iterable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import TypeVar

from phmcoach.actions.context import Context
from phmcoach.actions.contract.next_steps import left_by_end
from phmcoach.actions.contract.reports import stale_reports
from phmcoach.actions.money.mail import has_duplicate
from phmcoach.actions.money.views import find_other_vat
from phmcoach.actions.money.withdrawal_mail import report_unconfirmed
from phmcoach.actions.notes.checks import find_note_problems
from phmcoach.actions.opening import Opened, is_in_archive, is_specimen
from phmcoach.actions.practice.archived_years import find_changed_years
from phmcoach.actions.practice.billed_names import (
    distinct,
    find_billed_otherwise,
    find_shared_sessions,
    find_signed_otherwise,
)
from phmcoach.actions.practice.calendar_log import find_calendar_problems
from phmcoach.actions.practice.client_files import find_client_remarks, find_missing_clients
from phmcoach.actions.practice.future_days import find_entries_ahead, future_problems
from phmcoach.actions.practice.later import find_later_problems
from phmcoach.actions.practice.law_check import find_law_problems
from phmcoach.actions.practice.ledger_findings import (
    compare_with_ledger,
    session_twins,
)
from phmcoach.actions.practice.numbering import find_unopened_series
from phmcoach.actions.practice.own_templates import find_own_problems
from phmcoach.actions.practice.renewals import find_renewal_problems, find_shared_numbers
from phmcoach.actions.practice.signed_findings import broken, judge_case, lost, noted
from phmcoach.domain.base import Record
from phmcoach.domain.case import Case, Dossier
from phmcoach.domain.contract.ending import archived_problems
from phmcoach.domain.contract.gates import demand_warnings
from phmcoach.domain.contract.remarks import lasting_remarks
from phmcoach.domain.contract.seal import missing_seals
from phmcoach.domain.records.engagement import Engagement
from phmcoach.domain.records.parties import Client
from phmcoach.domain.records.practice import Practice
from phmcoach.errors import CoachError, Place, Problem, as_warnings, errors_of
from phmcoach.remedy import Remedy
from phmcoach.store.archive import list_archived_files
from phmcoach.store.copies import (
    find_copied,
    report_archived_twice,
    report_copies,
    report_same_reference,
    same_client,
)
from phmcoach.store.files import refuse_link
from phmcoach.store.folder import Folder, Listing
from phmcoach.store.keeping.drafts import draft_problems
from phmcoach.store.keeping.last_backup import find_backup_problems
from phmcoach.store.ledger import Ledger, known_engagements
from phmcoach.store.ledger_check import verify_ledger
from phmcoach.store.ledger_numbers import find_sent_numbers
from phmcoach.store.lock import find_open_rights, find_pending, find_writing_problems
from phmcoach.store.pen.writer import find_pen_problems
from phmcoach.store.record_files import find_closed_folder
from phmcoach.store.records import Loaded, load_own_record, load_record
from phmcoach.store.renamed import find_lost_engagements, find_recorded_engagements, is_exchanged
from phmcoach.store.signed import read_signed
from phmcoach.value import Value, replace
from phmcoach.words import Level

T = TypeVar("T", bound=Record)


class Diagnosis(Value):
    """All findings, and the number of files and entries that were checked."""

    findings: tuple[Problem, ...]
    engagements: int
    clients: int
    entries: int

    @property
    def errors(self) -> int:
        """The number of findings that are errors; the others block nothing."""
        return sum(finding.level == "error" for finding in self.findings)

    @property
    def is_healthy(self) -> bool:
        """Whether nothing is an error."""
        return not self.errors


def examine(context: Context) -> Diagnosis:
    """Load every file of the folder and check every rule; problems are returned, never raised."""
    folder = context.folder
    found: list[Problem] = []
    verified = verify_ledger(folder, lambda each: has_duplicate(folder, each))
    ledger = verified.ledger
    practice = _kept(lambda: load_own_record(folder.practice_file, folder.root, Practice), found)
    listing = Listing(folder, lenient=True)
    open_files, client_files = listing.engagements, listing.clients
    clients = {ref: _load(folder.client_file(ref), Client, found) for ref in client_files.names}
    clients |= dict.fromkeys(client_files.unusable)
    paths = {ref: folder.engagement_file(ref) for ref in open_files.names}
    recorded = find_recorded_engagements(listing)
    closed = find_closed_folder(folder.all_documents_dir, folder.root)
    pending = find_pending(folder)
    found.extend(
        (
            *find_writing_problems(folder),
            *pending.problems,
            *closed,
            *_unread(listing, ledger, recorded),
        )
    )
    archived = set()
    for ref, path in list_archived_files(listing):
        if ref in paths:
            found.append(report_same_reference(folder, paths[ref], path))
            _load(path, Engagement, found)
        else:
            archived.add(ref)
        paths.setdefault(ref, path)
    loaded = {ref: _load(path, Engagement, found) for ref, path in paths.items()}
    loaded |= dict.fromkeys(open_files.unusable)
    dossiers = {ref: Dossier(ref, each.value) for ref, each in loaded.items() if each}
    renewals = find_renewal_problems(dossiers, same_client(folder))
    engagements = {
        ref: it for ref, it in loaded.items() if it and not it.value.is_erased("engagement")
    }
    records = {ref: read_signed(folder, ref, each.value) for ref, each in engagements.items()}
    copied = find_copied(folder, dossiers.values())
    own = {ref: each for ref, each in engagements.items() if ref not in copied}
    renamed = find_billed_otherwise(folder, ledger, engagements)
    renamed |= find_signed_otherwise(listing, own, records)
    exchanged = {ref for ref, each in renamed.items() if is_exchanged(each)}
    # The records and the invoices under the name of an exchanged file are the other one's.
    for ref, each in ((ref, each) for ref, each in engagements.items() if ref not in exchanged):
        dossier, signed, over = dossiers[ref], records[ref], ref in archived
        case = judge_case(folder, dossier, clients, ledger, practice, signed, archived=over)
        problems = [
            *_profile_problems(dossier, each, practice),
            *find_missing_clients(listing, dossier, clients, records, dossiers),
            *broken(case, ledger, listing, archived=over),
            # A copy has no papers, and those of a renamed file are not lost.
            *(lost(folder, case or dossier, signed) if ref not in {*copied, *renamed} else ()),
            *future_problems(dossier, context.today),
            *(_archived_by_hand(listing, dossier) if over and ref not in copied else ()),
            *renewals[ref],
        ]
        found.extend(_at(each, ref, problem) for problem in problems if problem not in closed)
        warnings = (
            *demand_warnings(dossier),
            *stale_reports(folder, dossier),
            *noted(folder, case, ledger),
            *(report_unconfirmed(folder, case) if case and not over else ()),
            *_left_by_end(context, each, case, ledger, practice),
        )
        found.extend(_at(each, ref, problem, "warning") for problem in warnings)
        remarks = (
            *(lasting_remarks(case) if case else ()),
            *(() if ref in {*copied, *renamed} else missing_seals(dossier, signed)),
        )
        found.extend(_at(each, ref, problem, "info") for problem in remarks)
        found.extend(_at(each, ref, twin, twin.level) for twin in session_twins(ledger, case))
    documented = known_engagements(ledger)
    found.extend(
        (
            *_links(
                (*clients.values(), *(engagements[ref] for ref in engagements.keys() - copied))
            ),
            *find_shared_sessions(folder, ledger, engagements, archived=archived, copied=copied),
            *find_shared_numbers(engagements, same_client(folder)),
            *find_client_remarks(clients, dossiers.values()),
            *find_law_problems(context, listing, practice, clients.values()),
            *find_own_problems(folder, practice.value if practice else None),
            *find_changed_years(folder, ledger),
            *find_later_problems(folder),
            *find_backup_problems(folder),
            *find_pen_problems(folder),
            *find_calendar_problems(folder),
            *find_note_problems(folder, listing, context.today),
            *find_entries_ahead(context, practice, ledger),
            *_other_vat(context, practice, ledger),
            *find_unopened_series(practice, ledger, context.today),
            *find_sent_numbers(folder, ledger, context.today.year),
            *report_copies(folder, engagements.values(), "error", documented),
            *(_drafts_left(folder) if not open_files.unlisted else ()),
            *find_open_rights(folder.root),
            *(() if pending.is_half_changed else verified.problems),
            *distinct(renamed.values()),
        )
    )
    if not (open_files.unlisted or errors_of(listing.archive_problems)):
        known = {*loaded, *(each.args["other"] for each in renamed.values())}
        found.extend(find_lost_engagements(listing, documented, recorded, known))
    found.extend(
        _at(engagements[ref], ref, problem)
        for ref in engagements
        if ref not in exchanged
        for problem in compare_with_ledger(ledger, dossiers[ref], context.today)
    )
    waiting = pending.documents
    left = tuple(each for each in found if (each.ref, _file_of(each)) not in waiting)
    return Diagnosis(left, len(paths), len(clients), verified.files)


def _archived_by_hand(listing: Listing, dossier: Dossier) -> tuple[Problem, ...]:
    """Return a problem if it is not closed; of one that is archived twice, neither is moved."""
    found = archived_problems(dossier)
    return () if found and report_archived_twice(listing, dossier.ref) else found


def _file_of(problem: Problem) -> object:
    return problem.args.get("file", problem.args.get("name"))


def _drafts_left(folder: Folder) -> Iterator[Problem]:
    """Yield a warning about each draft of `coach edit`."""
    yield from as_warnings(draft_problems(folder))


def _unread(listing: Listing, ledger: Ledger, recorded: Collection[str]) -> Iterator[Problem]:
    """Yield what is not read; the only file of a signed or billed engagement is an error."""
    needed = {*known_engagements(ledger), *recorded}
    only = [each for ref, each in listing.misplaced.items() if ref in needed]
    for each in listing.problems:
        yield replace(each, level="error") if each in only else each


def _load(path: Path, model: type[T], found: list[Problem]) -> Loaded[T] | None:
    return _kept(lambda: load_record(path, model), found)


def _kept(load: Callable[[], Loaded[T]], found: list[Problem]) -> Loaded[T] | None:
    """Return a file, or None after adding the reason why it cannot be read."""
    try:
        return load()
    except CoachError as error:
        found.extend(error.problems)
        return None


def _links(files: Iterable[Loaded[Client] | Loaded[Engagement] | None]) -> Iterator[Problem]:
    """Yield a warning about each file that is a symbolic link, which no command changes."""
    for path in sorted(each.path for each in files if each):
        try:
            refuse_link(path)
        except CoachError as error:
            yield from as_warnings(error.problems)


def _profile_problems(
    dossier: Dossier, loaded: Loaded[Engagement], practice: Loaded[Practice] | None
) -> Iterator[Problem]:
    profile = dossier.engagement.profile
    if practice is not None and practice.value.profile(profile) is None:
        args = {"profile": profile, "known": practice.value.profile_names()}
        place = Place(loaded.path, loaded.line_of("profile"), "profile")
        is_signed = bool(dossier.engagement.signatures.days)
        remedy = None if is_signed else Remedy.OTHER_PROFILE
        yield Problem("profile.unknown", args, place=place, remedy=remedy)


def _left_by_end(
    context: Context,
    loaded: Loaded[Engagement],
    case: Case | None,
    ledger: Ledger,
    practice: Loaded[Practice] | None,
) -> tuple[Problem, ...]:
    """Return what an early end leaves to correct and to give back, if it can be judged."""
    if case is None or practice is None:
        return ()
    with suppress(CoachError):  # what cannot be read is a finding of its own
        return left_by_end(context, Opened(case, loaded), ledger, practice.value)
    return ()


def _other_vat(
    context: Context, practice: Loaded[Practice] | None, ledger: Ledger
) -> tuple[Problem, ...]:
    """Return the invoices without the VAT that they owe, or with VAT that they do not owe."""
    if practice is None or ledger.damage:  # it is put right first
        return ()
    specimen = is_specimen(context, practice.value)
    return find_other_vat(ledger, practice.value, specimen=specimen)


def _at(loaded: Loaded[Engagement], ref: str, problem: Problem, level: Level = "error") -> Problem:
    """Return the problem with its place, reference and level, and whether it is archived."""
    words = {**problem.words, "archived": is_in_archive(loaded.path)}
    place = problem.place or Place(loaded.path)
    return replace(problem, place=place, level=level, words=words).naming(ref)
