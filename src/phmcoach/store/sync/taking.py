"""Write what a merge made of the files: one by one, the ledger first, each old or new.

A kill leaves a mixture, which the next sync commits as this machine's own and merges again, with
the same result. The entries of the ledger are taken as they were recorded: the hidden PDF, the
entry, the PDF's name, the head.
"""

import re
from collections.abc import Iterable, Mapping
from hashlib import sha256
from pathlib import Path

from phmcoach.domain.keeping.names import find_name_problems
from phmcoach.domain.sync.trees import Tree
from phmcoach.errors import InvalidDataError, Place, Problem
from phmcoach.store.files import (
    KEPT_MODE,
    is_read_only,
    make_folder,
    replace_file,
    storage_errors,
    write_new,
)
from phmcoach.store.folder import Folder
from phmcoach.store.ledger_chain import (
    RecordedEntry,
    derive_head,
    find_chain_problems,
    parse_entry,
    render_head,
)
from phmcoach.store.ledger_issue import recover
from phmcoach.store.record_files import refuse_link_outside
from phmcoach.store.undo.pending import put_file
from phmcoach.store.watch import digest_of

_ENTRY = re.compile(r"ledger/[0-9]{4}/[0-9]{6}\.toml")
_PAPER = re.compile(r"ledger/[0-9]{4}/[^/]+\.pdf")
_HEAD = "ledger/head.toml"


def take_files(folder: Folder, files: Mapping[str, bytes | None], ours: Tree) -> tuple[str, ...]:
    """Write what files become, None for one that goes, of what they are in `ours`.

    Returns the paths of those that changed. The caller holds the lock. Raises InvalidDataError,
    before anything is written, for a path that leads elsewhere or for entries that do not continue
    the ledger, and ConflictError for a file that somebody has changed since.
    """
    changed = {name: new for name, new in files.items() if ours.get(name) != new}
    refuse_names(name for name, new in changed.items() if new is not None)
    _refuse_links(folder, changed)
    entries = {name: new for name, new in changed.items() if new and _ENTRY.fullmatch(name)}
    papers = {name: new for name, new in changed.items() if new and _PAPER.fullmatch(name)}
    named = _take_entries(folder, entries, papers)
    for name, new in changed.items():
        path = folder.root / name
        if name not in entries and name not in named and name != _HEAD:
            mode = KEPT_MODE if name in papers or is_read_only(path) else None
            put_file(path, new, mode, digest_of(ours.get(name)))
    return tuple(sorted(changed))


def refuse_names(names: Iterable[str]) -> None:
    """Raise InvalidDataError for paths that not every computer can write, or that git keeps."""
    own = tuple(names)
    hidden = (name for name in own if ".git" in name.casefold().split("/"))
    wrong = [*find_name_problems(own), *(Problem("backup.bad-name", {"name": it}) for it in hidden)]
    if wrong:
        raise InvalidDataError(*wrong)


def _refuse_links(folder: Folder, names: Iterable[str]) -> None:
    """Raise StorageError for a path that leads out of the folder by a link."""
    for name in names:
        for parent in Path(name).parents:
            refuse_link_outside(folder.root / parent, folder.root)


def _take_entries(
    folder: Folder, entries: Mapping[str, bytes], papers: Mapping[str, bytes]
) -> frozenset[str]:
    """Add entries to the ledger, with their PDFs; return the paths of these."""
    if not entries:
        return frozenset()
    known = recover(folder).entries
    ordered = sorted(entries, key=lambda name: name.rpartition("/")[2])
    added = [parse_entry(entries[name], str(folder.root / name)) for name in ordered]
    chain = (*known, *added)
    _refuse_chain(folder, chain)
    by_digest = {sha256(content).hexdigest(): name for name, content in papers.items()}
    named = []
    for count, each in enumerate(added, len(known) + 1):
        paper = by_digest.get(each.entry.pdf_sha256 or "")
        _take_entry(each, entries[ordered[count - len(known) - 1]], folder, paper, papers)
        named += [paper] if paper else []
        replace_file(folder.ledger_head, render_head(derive_head(chain[:count])), None)
    return frozenset(named)


def _refuse_chain(folder: Folder, chain: tuple[RecordedEntry, ...]) -> None:
    problems = [*find_chain_problems(chain)]
    places = [each.place for each in chain]
    if problems or places != [*range(1, len(chain) + 1)]:
        unfit = Problem("sync.ledger-unfit", place=Place(folder.ledger_dir))
        raise InvalidDataError(unfit, *problems)


def _take_entry(
    recorded: RecordedEntry,
    content: bytes,
    folder: Folder,
    paper: str | None,
    papers: Mapping[str, bytes],
) -> None:
    make_folder(recorded.path.parent)
    if paper is not None:
        write_new(recorded.hidden_pdf, papers[paper], KEPT_MODE)
    write_new(recorded.path, content, KEPT_MODE)
    if paper is not None:
        path = folder.root / paper
        with storage_errors(path):
            recorded.hidden_pdf.rename(path)
