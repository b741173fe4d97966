"""The places in which a file for another program may be written."""

from pathlib import Path

from phmcoach.errors import ConflictError, MissingError, RuleRefusedError
from phmcoach.store.files import read_file
from phmcoach.store.folder import Folder
from phmcoach.words import Export


def refuse_in_use(folder: Folder, path: Path, what: Export) -> None:
    """Raise RuleRefusedError if a file would lie among those of the program."""
    if is_in_use(folder, path):
        raise RuleRefusedError.of("export.in-use", path=str(path), what=what)


def is_in_use(folder: Folder, path: Path) -> bool:
    """Whether a file would lie where the program reads or writes its own, or sweeps them away.

    Elsewhere in the practice, and in `exports`, the coach may keep what is exported.
    """
    try:
        first, *others = path.resolve().relative_to(folder.root.resolve()).parts
    except ValueError:
        return False
    own = {place.name for place in folder.written_places()} | {folder.law_dir.name}
    is_ours = bool(others) and first in own - {folder.exports_dir.name}
    return is_ours or path.name.startswith(".") or path.suffix.casefold() == ".toml"


def refuse_other_file(target: Path, first: bytes, what: Export) -> None:
    """Raise ConflictError if a file exists that does not begin as those of this export do."""
    try:
        content = read_file(target)
    except MissingError:
        return
    if not content.startswith(first):
        raise ConflictError.of("export.other-file", path=str(target), what=what)
