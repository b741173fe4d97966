"""Convert between the bytes of a file and plain text, keeping BOM and line ends.

Editors on Windows write a byte-order mark and CRLF, and some omit the last newline. The program
works on plain text with LF; only this module converts, so that an edit changes the lines that it
is meant to change and no other byte.
"""

from collections.abc import Iterator
from pathlib import Path

from phmcoach.errors import InvalidDataError, Place
from phmcoach.value import Value

_BOM = b"\xef\xbb\xbf"


class SourceText(Value):
    """The bytes of a file, and their text with LF line ends and no BOM."""

    raw: bytes
    text: str

    @classmethod
    def from_bytes(cls, raw: bytes, path: Path) -> "SourceText":
        """Decode the bytes of `path`; raises InvalidDataError, with the line, if not UTF-8."""
        try:
            text = raw.decode("utf-8-sig")
        except UnicodeDecodeError as error:
            line = raw.count(b"\n", 0, error.start) + 1
            raise InvalidDataError.of("store.not-utf8", place=Place(path, line)) from None
        return cls(raw, text.replace("\r\n", "\n") if "\r" in text else text)

    def with_text(self, text: str) -> "SourceText":
        """Return another text with the same BOM and line ends.

        Kept lines keep their own line end; new lines get the more frequent one of the file.
        """
        windows = self.raw.count(b"\r\n")
        lines = text.split("\n")
        if windows == 0:
            ends = ["\n"] * (len(lines) - 1)
        elif windows == self.raw.count(b"\n"):
            ends = ["\r\n"] * (len(lines) - 1)
        else:
            ends = self._ends_of(lines)
        joined = "".join(line + end for line, end in zip(lines, [*ends, ""], strict=True))
        mark = _BOM if self.raw.startswith(_BOM) else b""
        return SourceText(mark + joined.encode(), text)

    def _ends_of(self, lines: list[str]) -> list[str]:
        old = self.raw.split(b"\n")[:-1]
        known = ["\r\n" if line.endswith(b"\r") else "\n" for line in old]
        usual = "\r\n" if known.count("\r\n") > known.count("\n") else "\n"
        ends = [usual] * (len(lines) - 1)
        for before, after in _pair_lines(self.text.split("\n"), lines):
            if before < len(known) and after < len(ends):
                ends[after] = known[before]
        return ends


def _pair_lines(old: list[str], new: list[str]) -> Iterator[tuple[int, int]]:
    """Pair the kept lines: those before the change, those after it, and equal ones in between.

    The beginning and the end are paired first, because blank lines all look alike.
    """
    from difflib import SequenceMatcher

    shorter = min(len(old), len(new))
    head = next((i for i in range(shorter) if old[i] != new[i]), shorter)
    tail = next((i for i in range(shorter - head) if old[-1 - i] != new[-1 - i]), shorter - head)
    yield from ((i, i) for i in range(head))
    yield from ((len(old) - i, len(new) - i) for i in range(1, tail + 1))
    inner = old[head : len(old) - tail], new[head : len(new) - tail]
    for before, after, size in SequenceMatcher(None, *inner, autojunk=False).get_matching_blocks():
        yield from ((head + before + step, head + after + step) for step in range(size))
