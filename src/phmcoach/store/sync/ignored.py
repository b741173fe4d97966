"""The files that no machine sends to another: `.gitignore`, and `.gitattributes` beside it.

It is left out because it helps a running command or another program, because it is of this machine
alone, or because it is made again from the rest and would differ for no reason.
"""

from collections.abc import Iterator

from phmcoach.store.files import replace_file, write_new
from phmcoach.store.folder import Folder
from phmcoach.store.undo.states import read_now
from phmcoach.store.watch import digest_of

IGNORED = (
    # locks, and what a stopped command leaves for the next one
    *(".coach.lock", ".coach.plan", ".tmp-*", ".*.unfinished", ".*.new"),
    *("/ledger/*/.*.pdf", "/.undo/"),
    # the drafts of an editor, and of e-mails, which are made again
    *(".edit-*", "/documents/**/*.eml"),
    # what is exported of the rest; the archives of years stay
    *("/exports/*.ics", "/exports/*.csv", "/exports/*.html"),
    # each machine backs itself up
    "/backup.toml",
    # of the desktop, and of programs that synchronise
    *(".DS_Store", "._*", "Thumbs.db", "desktop.ini", ".*.icloud"),
    *(".stfolder", ".stversions/", ".syncthing.*", "~syncthing~*", ".*.~*", "*.!sync"),
    *(".dropbox", ".dropbox.attr", ".dropbox.cache/"),
)
"""The patterns of `.gitignore`, in their order."""

_TITLE = "# What coach does not send to other machines."
_ATTRIBUTES = "* -text"


def keep_git_files(folder: Folder) -> tuple[str, ...]:
    """Write what Git has to know, beside lines of the coach's own; return the files that changed.

    No line end may change: digests seal the bytes of the ledger and of signed papers. The caller
    holds the lock.
    """
    wanted = {".gitattributes": (_ATTRIBUTES,), ".gitignore": (_TITLE, *IGNORED)}
    return tuple(name for name, lines in wanted.items() if _complete(folder, name, lines))


def _complete(folder: Folder, name: str, lines: tuple[str, ...]) -> bool:
    path = folder.root / name
    before = read_now(path)
    text = (before or b"").decode(errors="surrogateescape")
    missing = tuple(_missing(text, lines))
    if not missing:
        return False
    gap = "" if not text or text.endswith("\n") else "\n"
    content = text + gap + "".join(f"{line}\n" for line in missing)
    data = content.encode(errors="surrogateescape")
    if before is None:
        write_new(path, data)
    else:
        replace_file(path, data, digest_of(before))
    return True


def _missing(text: str, lines: tuple[str, ...]) -> Iterator[str]:
    known = {line.strip() for line in text.splitlines()}
    return (line for line in lines if line not in known)
