"""Which files and folders of a practice are opened.

A file that is no regular file is never opened: opening a pipe would wait for ever. A symbolic link
is followed within the practice only.
"""

import os
from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path
from stat import S_ISDIR, S_ISLNK, S_ISREG

from phmcoach.errors import Problem

_CONTENT: Mapping[str, tuple[str, ...]] = {
    "archive": ("[0-9][0-9][0-9][0-9]/*.toml",),
    "clients": ("*.toml",),
    "documents": ("*/*.pdf", "*/*.toml"),
    "engagements": ("*.toml",),
    "law": ("*.toml",),
    "ledger": ("head.toml", "[0-9][0-9][0-9][0-9]/*.toml"),
}
"""What the folders of a practice hold, which tells one that was renamed."""


def why_unusable(path: Path, root: Path) -> Problem | None:
    """Return the reason why a file of the practice in `root` is not opened, or None.

    Only a regular file is, or a symbolic link to one in the practice. Raises FileNotFoundError.
    """
    mode = os.lstat(path).st_mode
    if S_ISREG(mode):
        return None
    if not S_ISLNK(mode):
        return Problem("store.not-a-file", {"path": str(path)})
    return find_link_problem(path, root, S_ISREG)


def find_link_problem(path: Path, root: Path, is_kind: Callable[[int], bool]) -> Problem | None:
    """Return the reason why a symbolic link is not followed, or None.

    It must lead to a file or a folder, as `is_kind` says of its mode, of the practice in `root`.
    """
    args = {"path": str(path)}
    try:
        target = path.resolve(strict=True)
        mode = target.stat().st_mode
    except (OSError, RuntimeError):  # RuntimeError: a loop of links, up to Python 3.12
        return Problem("store.broken-link", args)
    if not target.is_relative_to(root.resolve()):
        return Problem("store.folder-outside" if S_ISDIR(mode) else "store.link-outside", args)
    if is_kind(mode):
        return None
    return Problem("store.not-a-file" if S_ISDIR(mode) else "store.not-a-folder", args)


def find_undownloaded(path: Path | str) -> Problem | None:
    """Return why a file is missing, if iCloud has only left a placeholder on this computer."""
    folder, name = os.path.split(path)
    placeholder = f".{name}.icloud"
    if os.path.lexists(os.path.join(folder, placeholder)):  # noqa: PTH118 - a text may be given
        return Problem("store.not-downloaded", {"path": str(path), "name": placeholder})
    return None


def find_renamed_folder(place: Path, root: Path) -> Problem | None:
    """Return why a folder of the practice in `root` is missing, if it is there under another name.

    Such a name contains its own, in any case, as that of a copy does (`engagements 2`), and the
    folder holds what the missing one would hold. Any other folder is the owner's own affair.
    """
    if place.parent != root or place.name not in _CONTENT:
        return None
    own, patterns = place.name.removesuffix("s"), _CONTENT[place.name]
    names: list[str] = []
    with suppress(OSError):  # whoever opens the folder of the practice says why
        for each in root.iterdir():
            if own in each.name.casefold() and each.name not in _CONTENT and each.is_dir():
                names += [each.name] if any(any(each.glob(it)) for it in patterns) else []
    args = {"path": str(place), "folder": place.name, "names": tuple(sorted(names))}
    return Problem("store.folder-renamed", args) if names else None
