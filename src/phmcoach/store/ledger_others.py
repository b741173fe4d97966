"""Say what each file in the ledger's folder is that the chain does not need.

What is called useless gets deleted. So an exact copy is called one, and the PDF of a document whose
entry is gone is never called out of place.
"""

import re
from collections.abc import Iterator, Sequence
from hashlib import sha256
from pathlib import Path

from phmcoach.domain.money.ledger import LedgerHead
from phmcoach.errors import CoachError, Place, Problem
from phmcoach.store.files import read_file
from phmcoach.store.ledger_chain import RecordedEntry
from phmcoach.store.ledger_files import LedgerFiles
from phmcoach.store.records import Loaded

_ISSUED = re.compile(r"[A-Z0-9-]+-[0-9]{4}-[0-9]{4,}\.pdf")


def find_others(
    files: LedgerFiles,
    entries: Sequence[RecordedEntry],
    head: Loaded[LedgerHead] | None,
    explained: frozenset[Path],
) -> Iterator[Problem]:
    """Yield a problem for each file that does not belong there, except those `explained` already.

    While an entry cannot be read, nothing is said of PDFs: one of them may be its own.
    """
    issued = {each.pdf: each for each in entries if each.has_document}
    numbers = {each.pdf.name for each in issued.values() if not each.pdf.exists()}
    all_read = len(entries) == len(files.entries)
    known = {each.sha256: each.path for each in entries}
    known |= {each.entry.pdf_sha256 or each.number: each.pdf for each in issued.values()}
    if head:
        known[head.sha256] = head.path
    for path in map(Path, files.others):
        is_pdf = path.suffix == ".pdf"
        if path in issued or path in explained or (is_pdf and not all_read):
            continue
        if is_pdf and path.name in numbers:
            continue  # its entry is in another folder, and its PDF is called missing there
        original = known.get(_digest(path) or "")
        args = {"name": path.name}
        if original is not None:
            is_intact = _digest(original) == _digest(path)
            message = "ledger.copied-file" if is_intact else "ledger.pdf-renamed"
            args["other"] = "/".join(original.parts[-2:])
            yield Problem(message, args, place=Place(path))
        elif _ISSUED.fullmatch(path.name):
            yield Problem("ledger.pdf-without-entry", args, place=Place(path))
        else:
            yield Problem("ledger.unexpected-file", args, place=Place(path))


def _digest(path: Path) -> str | None:
    try:
        return sha256(read_file(path)).hexdigest()
    except CoachError:
        return None
