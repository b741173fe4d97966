"""The streams of the process, which may be missing, closed, or unable to show an accent."""

import codecs
import errno
import os
import sys
from pathlib import Path
from typing import Literal, TextIO

from phmcoach.errors import StorageError
from phmcoach.formats import clean_text
from phmcoach.words import Level

Colour = Level | Literal["bold"]

_COLOURS: dict[Colour, str] = {
    "ok": "32",
    "info": "32",
    "risk": "33",
    "warning": "33",
    "breach": "1;31",
    "error": "1;31",
    "bold": "1",
}

_ASCII = {
    "€": "EUR",
    "’": "'",
    "«": '"',
    "»": '"',
    "…": "...",
    "→": "->",
    "–": "-",
    "—": "-",
    "─": "-",
}


def prepare_streams() -> None:
    """Make a stream that is not UTF-8 show what it can instead of failing."""
    codecs.register_error("phmcoach.plain", _plain_letters)
    for stream in (sys.stdout, sys.stderr):
        if stream is not None and hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="phmcoach.plain")
    if sys.platform == "win32":
        from colorama import just_fix_windows_console

        just_fix_windows_console()  # an older console would print the codes of the colours


def _plain_letters(error: UnicodeError) -> tuple[str, int]:
    """Write é as e and € as EUR if the encoding of the stream has no such letter."""
    if not isinstance(error, UnicodeEncodeError):
        raise error
    from unicodedata import normalize

    text = error.object[error.start : error.end]
    shown = "".join(
        _ASCII.get(letter)
        or normalize("NFKD", letter).encode("ascii", "ignore").decode("ascii")
        or "?"
        for letter in text
    )
    return shown, error.end


def is_terminal(stream: TextIO | None) -> bool:
    """Say whether there is a person at the other end of a stream."""
    return stream is not None and not stream.closed and stream.isatty()


def shows_colours(stream: TextIO | None) -> bool:
    """Say whether a stream shows colours, and its reader wants them."""
    return (
        is_terminal(stream) and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"
    )


def colour(text: str, name: Colour) -> str:
    """Write a text in a colour."""
    return f"\x1b[{_COLOURS[name]}m{text}\x1b[0m"


def write_text(stream: TextIO | None, text: str) -> TextIO | None:
    """Write and flush; if the reader went away (`| head`), return None instead of the stream."""
    if stream is None:
        return None
    try:
        stream.write(text)
        stream.flush()
    except OSError as error:
        # Python flushes again at exit: what is left must have somewhere to go.
        os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())
        if isinstance(error, BrokenPipeError):
            return None
        if error.errno in (errno.ENOSPC, errno.EDQUOT):
            raise StorageError.of("output.disk-full") from error
        raise StorageError.of("output.cannot-write", reason=error.strerror) from error
    return stream


def shorten_paths(sentence: str, practice: Path | None) -> str:
    """Write the paths in a sentence as those in the folder of the practice, if they lie in it."""
    return sentence if practice is None else sentence.replace(f"{practice}{os.sep}", "")


def show_path(path: Path) -> str:
    """Write a path as short as it can be pasted: relative when it lies below the working folder."""
    try:
        shown = path.relative_to(Path.cwd())
    except (ValueError, OSError):
        shown = path
    return clean_text(str(shown))
