"""The files of the ledger that this machine lost and a commit still has.

The ledger only grows, so a file of a damaged one that is missing was lost. A machine without the
pen cannot recover it otherwise, and the one with it would note as lost what git still has.
"""

import re

from phmcoach.domain.sync.pen import is_elsewhere
from phmcoach.store.files import KEPT_MODE, make_folder, replace_file, write_new
from phmcoach.store.folder import Folder
from phmcoach.store.pen.writer import read_machine
from phmcoach.store.record_files import refuse_link_outside
from phmcoach.store.sync.pen import pen_at
from phmcoach.store.sync.repository import Repository, head, list_files, read_files

_RECORDED = re.compile(r"ledger/[0-9]{4}/[^/]+")
_HEAD = "ledger/head.toml"


def put_back_ledger(repository: Repository, folder: Folder, theirs: str | None) -> tuple[str, ...]:
    """Put back the entries and PDFs that both sides have, and the head if another machine records.

    Return the names of these files. On the machine that records, an earlier head would hide that
    the last entries are lost as well. Entries that `recover fork` put apart are not on the other
    side. The caller holds the lock.
    """
    commit = head(repository)
    ours, other = list_files(repository, commit), list_files(repository, theirs)
    kept = {name for name in ours if _RECORDED.fullmatch(name) and ours[name] == other.get(name)}
    lost = {name: ours[name] for name in kept if not (folder.root / name).exists()}
    for name, content in sorted(read_files(repository, lost).items()):
        path = folder.root / name
        refuse_link_outside(path.parent, folder.root)
        make_folder(path.parent)
        write_new(path, content, KEPT_MODE)
    if _HEAD in ours and is_elsewhere(pen_at(repository, commit), read_machine(folder)):
        refuse_link_outside(folder.ledger_dir, folder.root)
        make_folder(folder.ledger_dir)
        content = read_files(repository, {_HEAD: ours[_HEAD]})[_HEAD]
        if not folder.ledger_head.exists() or folder.ledger_head.read_bytes() != content:
            replace_file(folder.ledger_head, content, None)
            lost[_HEAD] = ours[_HEAD]
    return tuple(sorted(lost))
