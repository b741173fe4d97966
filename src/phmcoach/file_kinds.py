"""The files and folders of a practice that may be opened.

A file that is no regular file is never opened: opening a pipe would wait for ever. A symbolic link
is followed within the practice only.
"""

import os
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from stat import S_ISDIR, S_ISLNK, S_ISREG

from phmcoach.errors import Place, Problem
from phmcoach.references import is_reference, name_of_original

_TEMPORARY = re.compile(r"\.tmp-[0-9a-f]{16}")
"""The names of our temporary files: readers ignore them, and the next writer deletes them."""

_ARRIVING = re.compile(
    r"\.syncthing\..+|~syncthing~.+|\..+\.~[0-9a-f]{1,8}|.+\.!sync", re.IGNORECASE
)
"""What a file is called until it has arrived: by Syncthing, Nextcloud or ownCloud, Resilio Sync.

Dropbox and OneDrive complete it elsewhere. A placeholder of iCloud is no sign that a file is on its
way: it stays until somebody needs the file.
"""

_CONTENT: Mapping[str, tuple[str, ...]] = {
    "archive": ("[0-9][0-9][0-9][0-9]/*.toml",),
    "clients": ("*.toml",),
    "documents": ("*/*.pdf", "*/*.toml"),
    "engagements": ("*.toml",),
    "law": ("*.toml",),
    "ledger": ("head.toml", "[0-9][0-9][0-9][0-9]/*.toml"),
    "notes": ("identity.age", "*/*.age"),
    "templates": ("*/*.j2", "*/*/*.j2"),
}
"""What the folders of a practice hold, which tells one that was renamed."""


def temporary_name() -> str:
    """Return a name that no reader opens; a file that keeps it is deleted by the next writer."""
    return f".tmp-{os.urandom(8).hex()}"


def is_temporary(name: str) -> bool:
    """Whether a name is one of those."""
    return bool(_TEMPORARY.fullmatch(name))


def is_arriving(name: str) -> bool:
    """Whether a name is one of a file that a program which synchronises is writing."""
    return bool(_ARRIVING.fullmatch(name))


def is_there(path: Path) -> bool:
    """Whether something has this path, a broken link too.

    Raises OSError if the system does not tell, which `os.path.lexists` would take for an absence.
    """
    with suppress(FileNotFoundError, NotADirectoryError):
        path.lstat()
        return True
    return False


def names_in(places: Iterable[Path]) -> Iterator[str]:
    """Yield the reference of each file in these folders that has one as its name.

    Nothing is known of a folder that cannot be listed.
    """
    for place in places:
        with suppress(OSError):
            names = [path.name.removesuffix(".toml") for path in place.glob("*.toml")]
            yield from filter(is_reference, names)


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


def placeholder_of(name: str) -> str:
    """Return the name of what iCloud leaves of a file that it keeps."""
    return f".{name}.icloud"


def find_undownloaded(path: Path | str) -> Problem | None:
    """Return why a file is missing, if iCloud has only left a placeholder on this computer."""
    folder, name = os.path.split(path)
    placeholder = placeholder_of(name)
    if os.path.lexists(os.path.join(folder, placeholder)):  # noqa: PTH118 - a text may be given
        return Problem("store.not-downloaded", {"path": str(path), "name": placeholder})
    return None


def find_renamed_folder(place: Path, root: Path) -> Problem | None:
    """Return why a folder of the practice in `root` is missing, if it is there under another name.

    Such a name contains its own, in any case, as that of a copy does (`engagements 2`), and the
    folder holds what the missing one would hold. Any other folder is the owner's own affair. The
    folder of an engagement's documents is missing if there is only a copy of it by its name.
    """
    if place.parent == root / "documents":
        return _report_missing(place, _find_copies(place, ("*.pdf", "*.toml")))
    if place.parent != root or place.name not in _CONTENT:
        return None
    own = place.name.removesuffix("s")
    names: list[str] = []
    with suppress(OSError):  # whoever opens the folder of the practice says why
        for each in root.iterdir():
            if own in each.name.casefold() and each.name not in _CONTENT:
                names += [each.name] if _holds(each, _CONTENT[place.name]) else []
    return _report_missing(place, names)


def _report_missing(place: Path, names: Iterable[str]) -> Problem | None:
    args = {"path": str(place), "folder": place.name, "names": tuple(sorted(names))}
    return Problem("store.folder-renamed", args) if args["names"] else None


def find_folders_beside(place: Path, root: Path) -> tuple[Problem, ...]:
    """Return a warning about each folder beside one of the practice in `root` that is its copy.

    A program that synchronises renamed it, and another one took its place: nothing in it is read.
    On a disk that ignores case, the folder itself may have its name in capitals.
    """
    if place.parent != root or not os.path.lexists(place):
        return ()
    found = sorted(_find_copies(place, _CONTENT[place.name]))
    return tuple(_report_beside(place, name) for name in found)


def _find_copies(place: Path, content: Sequence[str]) -> Iterator[str]:
    """Yield the name of each folder beside one that is a copy by its name and by its content."""
    with suppress(OSError):  # whoever opens the folder around them says why
        for each in place.parent.iterdir():
            is_copy = name_of_original(each.name).casefold() == place.name != each.name
            is_itself = place.exists() and each.samefile(place)
            if is_copy and not is_itself and _holds(each, content):
                yield each.name


def find_misplaced(strays: Iterable[Problem], typed: str) -> tuple[Problem, ...]:
    """Return the warnings about files and folders that may hold the record that was typed."""
    wanted = typed.casefold()
    return tuple(
        each
        for each in strays
        if (each.place is not None and each.place.file.is_dir())
        or str(each.args.get("suggestion", "")).startswith(wanted)
    )


def find_copied_folders(root: Path) -> Iterator[Problem]:
    """Yield a warning about each copy of a folder of the practice that contains no records."""
    for name in ("documents", "ledger", "notes", "templates"):
        yield from find_folders_beside(root / name, root)


def _report_beside(place: Path, name: str) -> Problem:
    args = {"name": name, "folder": place.name}
    return Problem("store.folder-beside", args, Place(place.with_name(name)), "warning")


def _holds(folder: Path, content: Sequence[str]) -> bool:
    """Whether a folder holds a file that fits one of these patterns."""
    return folder.is_dir() and any(any(folder.glob(each)) for each in content)
