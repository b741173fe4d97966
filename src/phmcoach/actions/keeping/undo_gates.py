"""The problems that prevent a command from being taken back."""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from hashlib import sha256
from pathlib import Path

from phmcoach.actions.context import Context
from phmcoach.actions.contract.taking_back import with_standing
from phmcoach.actions.keeping.undo_steps import Files, Step, entries_by_file
from phmcoach.actions.money.views import find_other_vat
from phmcoach.actions.notes.files import list_notes
from phmcoach.actions.opening import is_specimen, open_all, open_engagement, open_practice
from phmcoach.actions.practice.doctor import examine
from phmcoach.domain.keeping.undo import (
    billed_problems,
    given_ids,
    numbered_problems,
    signature_problems,
)
from phmcoach.domain.money.account import balance_of
from phmcoach.domain.money.credit import find_deducting
from phmcoach.domain.records.engagement import Engagement
from phmcoach.errors import (
    CoachError,
    InvalidDataError,
    Problem,
    about,
    errors_of,
    refuse,
    without_remedy,
)
from phmcoach.store.copies import report_copies_of
from phmcoach.store.folder import Folder, Listing
from phmcoach.store.ledger import Ledger, known_engagements, open_ledger, read_ledger
from phmcoach.store.ledger_chain import RecordedEntry
from phmcoach.store.records import Loaded, edit_record, parse_record
from phmcoach.value import Value


class Change(Value):
    """An engagement as it is, and as an undo would leave it; None if it has no file.

    `name` is the path of the file that the undo would write.
    """

    ref: str
    name: str
    now: Loaded[Engagement] | None
    after: Loaded[Engagement] | None
    is_gone: bool


def ledger_problems(context: Context, step: Step) -> Iterator[Problem]:
    """Yield what a command recorded in the ledger, each with its counter-entry if there is one."""
    if step.entries:
        ledger = read_ledger(context.folder)
        by_file = entries_by_file(context.folder, ledger)
        for name in step.entries:
            if name in by_file:
                yield from _entry_problems(ledger, by_file[name])


def _entry_problems(ledger: Ledger, recorded: RecordedEntry) -> tuple[Problem, ...]:
    entry = recorded.entry
    paper, receipt = entry.invoice, entry.receipt
    if paper is not None and paper.type != "credit":
        account = ledger.account(paper.engagement or "", specimen=paper.specimen)
        balance = balance_of(account, paper)
        if balance.due > balance.credited:
            issued = (Problem("undo.issued", {"number": entry.name}),)
            by = find_deducting(paper, account, frees=False)
            if by is None:
                return issued
            first = Problem("credit.deposit-deducted", {"number": paper.number, "by": by})
            return (*without_remedy(issued), first)
    if receipt is not None and receipt.counters is None:
        own = ledger.of_engagement(receipt.engagement, specimen=receipt.specimen)
        countered = {each.entry.receipt.counters for each in own if each.entry.receipt}
        if entry.place not in countered:
            return (Problem("undo.received", {"entry": entry.place}),)
    return (Problem("undo.in-ledger", {"name": entry.name}),)


def changed_problems(files: Files, step: Step) -> Iterator[Problem]:
    """Yield each file that was changed since, by another command or by hand."""
    for name in step.changed:
        later = [
            state
            for state in files.states
            if state.number > step.state.number
            and name in state.files
            and files.is_as_left(name, state.files[name])
        ]
        found = next((each for each in later if each.undoes is None), next(iter(later), None))
        if found is None:
            yield Problem("undo.changed-by-hand", {"file": name})
        else:
            args = {"file": name, "command": found.command, "number": found.number}
            yield Problem("undo.changed-since", args)


def engagement_changes(files: Files, contents: Mapping[str, bytes | None]) -> tuple[Change, ...]:
    """Return the engagements whose files an undo would change; one may be moved as well."""
    names: dict[str, list[str]] = {}
    for name in contents:
        if name.startswith(("engagements/", "archive/")):
            names.setdefault(Path(name).stem, []).append(name)
    changes = []
    for ref, own in names.items():
        now = [(name, it) for name in own if (it := files.content(name)) is not None]
        after = [(name, it) for name in own if (it := contents[name]) is not None]
        target = after[0][0] if after else own[0]
        read = [_parse(files.folder.root / name, it) for name, it in (*now[:1], *after[:1])]
        found = iter(read)
        changes.append(
            Change(
                ref,
                target,
                next(found) if now else None,
                next(found) if after else None,
                is_gone=not after,
            )
        )
    return tuple(changes)


def _parse(path: Path, content: bytes) -> Loaded[Engagement] | None:
    with suppress(InvalidDataError):  # `doctor` says what is wrong with it
        return parse_record(content, path, Engagement)
    return None


def engagement_problems(
    context: Context, changes: Iterable[Change], *, is_redo: bool
) -> Iterator[Problem]:
    """Yield each second file of an engagement, and what would lose its ground.

    That is a signature, an invoice, a quote, the number of a contract or a private note.
    What is only done again (`is_redo`) may take a signature back: the command that did so kept its
    record.
    """
    found = tuple(changes)
    if not found:
        return
    ledger, listing = open_ledger(context.folder), Listing(context.folder)
    for each in found:
        if each.now is None or (each.after is None and not each.is_gone):
            continue
        yield from report_copies_of(listing, each.now)
        now, after = each.now.value, each.after.value if each.after else None
        problems = [] if is_redo else [*_signed_problems(context, each.ref, now, after)]
        for account in ledger.accounts(each.ref):
            problems += billed_problems(now, after, account)
        if each.is_gone:
            problems += numbered_problems(now)
            problems += _note_problems(context.folder, each.ref)
        if each.is_gone and not problems and each.ref in known_engagements(ledger):
            problems.append(Problem("undo.engagement-billed"))
        yield from about(each.ref, problems)


def _signed_problems(
    context: Context, ref: str, now: Engagement, after: Engagement | None
) -> Iterator[Problem]:
    """Yield each signature that would be lost, with what stands on it and goes first."""
    for each in signature_problems(now, after):
        number = each.args.get("number")
        found: tuple[Problem, ...] = (each,)
        with suppress(CoachError):  # an archived one cannot be opened
            opened = open_engagement(context.folder, ref)
            steps = {step.amendment.number: step for step in opened.case.history}
            step = steps[int(str(number))] if number else None
            found = with_standing(context, opened, step, each)
        yield from found


def returning_problems(changes: Iterable[Change]) -> Iterator[Problem]:
    """Yield a problem for each engagement that would get a signature back."""
    for each in changes:
        if each.now is None or each.after is None:
            continue
        if any(signature_problems(each.after.value, each.now.value)):
            yield Problem("undo.signature-returns", ref=each.ref)


def _note_problems(folder: Folder, ref: str) -> Iterator[Problem]:
    """Yield a problem for each note about an engagement that would go."""
    return (Problem("undo.has-note", {"on": each.on}) for each in list_notes(folder, ref))


def client_problems(
    context: Context, contents: Mapping[str, bytes | None], changes: Iterable[Change]
) -> Iterator[Problem]:
    """Yield each engagement that still names a client who would go, once the undo is done."""
    gone = {Path(name).stem for name, it in contents.items() if it is None and "clients/" in name}
    if not gone:
        return
    after = {each.ref: each.after for each in changes}
    for archived in (False, True):
        for opened in open_all(context.folder, archived=archived).opened:
            loaded = after.get(opened.ref, opened.loaded)
            if loaded is None:  # it goes as well
                continue
            amended = (each.client for each in loaded.value.amendments)
            for client in sorted(gone & {loaded.value.client, *amended}):
                yield Problem("undo.client-used", {"client": client, "engagement": opened.ref})


def with_given_ids(changes: Iterable[Change]) -> dict[str, bytes]:
    """Return the files that keep, beside their old content, what was given since."""
    kept = {}
    for each in changes:
        if each.now is not None and each.after is not None:
            ids = given_ids(each.now.value, each.after.value)
            if ids:
                made = edit_record(each.after, values={(key,): name for key, name in ids.items()})
                kept[each.name] = made.source.raw
    return kept


def known_errors(context: Context) -> frozenset[str]:
    """Return what `coach doctor` finds wrong with the folder, each as a digest."""
    return frozenset(map(_known, _errors(context)))


def refuse_new_errors(context: Context, before: frozenset[str]) -> None:
    """Refuse what `coach doctor` did not find before."""
    new = without_remedy(each for each in _errors(context) if _known(each) not in before)
    refuse(Problem("undo.would-break", {"problem": each}) for each in new)


def _errors(context: Context) -> Iterator[Problem]:
    """Yield what is wrong with the folder, and what the practice says otherwise than its papers."""
    yield from errors_of(examine(context).findings)
    with suppress(CoachError):  # what cannot be read is among those
        practice = open_practice(context.folder)
        specimen = is_specimen(context, practice)
        yield from find_other_vat(read_ledger(context.folder), practice, specimen=specimen)


def _known(problem: Problem) -> str:
    """Return a digest that a finding has in each state of the folder, whatever its line is."""
    named = (problem.message, problem.ref, sorted(problem.args.items()))
    return sha256(repr(named).encode()).hexdigest()
