"""Bytes and text: what an editor wrote comes back, byte for byte."""

from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from phmcoach.errors import InvalidDataError, Place
from phmcoach.store.toml.text import SourceText

BOM = b"\xef\xbb\xbf"
PATH = Path("a.toml")

lines = st.lists(st.tuples(st.sampled_from(["a", "é", ""]), st.sampled_from(["\n", "\r\n"])))


@pytest.mark.parametrize("raw", [b"", b"a", b"a\n", b"a\r\nb", BOM + b"a\r\n", b"a\nb\r\n"])
def test_bytes_come_back_as_they_were(raw: bytes) -> None:
    source = SourceText.from_bytes(raw, PATH)
    assert source.raw == raw
    assert source.with_text(source.text) == source


@pytest.mark.parametrize(
    ("raw", "text"),
    [(b"a\r\nb\n", "a\nb\n"), (BOM + b"a", "a"), (b"\xc3\xa9\r\n", "é\n"), (b"a\rb", "a\rb")],
)
def test_the_text_has_plain_newlines_and_no_mark(raw: bytes, text: str) -> None:
    assert SourceText.from_bytes(raw, PATH).text == text


@pytest.mark.parametrize(
    ("raw", "after"),
    [
        (b"a\nb\n", b"a\nnew\nb\n"),
        (b"a\r\nb\r\n", b"a\r\nnew\r\nb\r\n"),
        (BOM + b"a\r\nb", BOM + b"a\r\nnew\r\nb"),
        (b"a\nb\r\nc\r\n", b"a\nnew\r\nb\r\nc\r\n"),
        (b"a\r\nb\nc\n", b"a\r\nnew\nb\nc\n"),
        (b"a", b"a\nnew"),
    ],
)
def test_a_new_line_takes_the_newline_of_the_file(raw: bytes, after: bytes) -> None:
    source = SourceText.from_bytes(raw, PATH)
    first, *rest = source.text.split("\n")
    assert source.with_text("\n".join([first, "new", *rest])).raw == after


@given(lines, st.integers(0, 20), st.booleans())
@example(parts=[("a", "\n"), ("", "\n"), ("", "\n"), ("", "\r\n")], where=2, has_mark=False)
def test_every_line_that_stays_keeps_its_bytes(
    parts: list[tuple[str, str]], where: int, has_mark: bool
) -> None:
    raw = [(text + end).encode() for text, end in parts]
    mark = BOM if has_mark else b""
    source = SourceText.from_bytes(mark + b"".join(raw), PATH)
    where = min(where, len(raw))
    old = source.text.split("\n")
    edited = source.with_text("\n".join([*old[:where], "new line", *old[where:]]))
    before, _, after = edited.raw.partition(b"new line")
    assert before == mark + b"".join(raw[:where])
    assert after.removeprefix(b"\r").removeprefix(b"\n") == b"".join(raw[where:])
    assert SourceText.from_bytes(edited.raw, PATH) == edited


@pytest.mark.parametrize(
    ("raw", "line"),
    [(b"a\nb\xff\n", 2), ("a = 'é'\n".encode("latin-1"), 1), ("a\n".encode("utf-16"), 1)],
)
def test_bytes_that_are_not_utf8_are_refused_with_their_line(raw: bytes, line: int) -> None:
    with pytest.raises(InvalidDataError) as caught:
        SourceText.from_bytes(raw, PATH)
    (problem,) = caught.value.problems
    assert (problem.message, problem.place) == ("store.not-utf8", Place(PATH, line))
