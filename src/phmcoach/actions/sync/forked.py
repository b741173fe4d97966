"""Name the entries of a ledger in which two machines recorded without each other."""

from collections.abc import Iterable, Iterator
from decimal import Decimal

from phmcoach.domain.sync.fork import first_place
from phmcoach.domain.sync.pen import WRITER, Pen
from phmcoach.domain.sync.trees import Fork, Tree
from phmcoach.errors import CoachError, ConflictError, Problem
from phmcoach.store.folder import Folder
from phmcoach.store.ledger_chain import parse_entry
from phmcoach.store.pen.writer import read_machine
from phmcoach.store.records import parse_record


def fork_error(folder: Folder, fork: Fork, ours: Tree, theirs: Tree) -> ConflictError:
    """Return the error of a fork, with the entries of each side."""
    machine = read_machine(folder)
    here = machine.name if machine else folder.root.name
    return ConflictError(
        Problem("sync.forked", {"place": first_place(fork)}),
        *_entries("sync.entry-here", fork.here, ours, here),
        *_entries("sync.entry-there", fork.there, theirs, _holder(folder, theirs) or "–"),
    )


def _entries(message: str, paths: Iterable[str], tree: Tree, machine: str) -> Iterator[Problem]:
    for path in paths:
        try:
            entry = parse_entry(tree[path], path).entry
        except CoachError as error:
            yield from error.problems
            continue
        document, receipt = entry.document, entry.receipt
        amount = receipt.signed if receipt else document.total_gross if document else Decimal(0)
        args = {"machine": machine, "name": entry.name, "amount": amount, "on": entry.recorded_on}
        yield Problem(message, args)


def _holder(folder: Folder, theirs: Tree) -> str | None:
    """Return the name of the machine that holds the pen there, if that has changed."""
    raw = theirs.get(WRITER)
    try:
        return parse_record(raw, folder.root / WRITER, Pen).value.name if raw else None
    except CoachError:
        return None
