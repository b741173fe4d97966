"""Convert between TOML and data, with only the types that coach uses.

Amounts are read as Decimal from the digits in the file, and written as plain digits: a binary
float would turn 118.40 into 118.4000000000000057. Numbers that no person writes (1e3, nan, inf)
are rejected when they are read, before they can reach a sum.
"""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, time
from decimal import Decimal
from typing import TYPE_CHECKING, TypeAlias

import tomli

from phmcoach.errors import UsageError

if TYPE_CHECKING:
    from typing_extensions import TypeIs

Data: TypeAlias = dict[str, object]
"""A TOML table; its values are str, int, bool, Decimal, date, time, datetime, list and dict."""

_LINE_LENGTH = 100
_BARE = frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_")


class UnusualNumberError(ValueError):
    """A number with an exponent, nan or inf."""


def parse_toml(text: str) -> Data:
    """Parse a text; raises ValueError (usually tomli's, with `lineno`) or RecursionError."""
    return tomli.loads(text, parse_float=_read_decimal)


def _read_decimal(digits: str) -> Decimal:
    if not digits[-1].isdigit() or "e" in digits or "E" in digits:
        raise UnusualNumberError(digits)
    return Decimal(digits)


def plain_value(value: object) -> object:
    """Return `value` as it would be read back from a TOML file.

    Tuples become lists, and None is left out. Raises TypeError for a type that TOML does not have
    or that coach never stores (float), ValueError for a Decimal that is not finite.
    """
    if isinstance(value, Mapping):
        return {str(k): plain_value(v) for k, v in value.items() if v is not None}
    if isinstance(value, (list, tuple)):
        return [plain_value(item) for item in value]
    if isinstance(value, str):
        return str(value)
    if isinstance(value, Decimal):
        if not value.is_finite():
            raise ValueError(value)
        return Decimal(_render_decimal(value))
    if isinstance(value, int) and not isinstance(value, bool):
        return int(value)
    if isinstance(value, (bool, date, time)):
        return value
    raise TypeError(type(value))


def render_value(value: object, *, in_line: bool = False) -> str:
    """Return the TOML of one value; `in_line` keeps a text of several lines on one line."""
    if isinstance(value, Decimal):
        return _render_decimal(value)
    if isinstance(value, Mapping):
        pairs = (f"{render_key(k)} = {render_value(v, in_line=True)}" for k, v in value.items())
        joined = ", ".join(pairs)
        return f"{{ {joined} }}" if joined else "{}"
    if isinstance(value, Sequence) and not isinstance(value, str):
        return _render_list(value, in_line=in_line)
    return _render_scalar(value, in_line=in_line)


def _render_decimal(value: Decimal) -> str:
    digits = format(value, "f")
    return digits if "." in digits else f"{digits}.0"


def _render_list(values: Sequence[object], *, in_line: bool) -> str:
    items = [render_value(value, in_line=True) for value in values]
    joined = f"[{', '.join(items)}]"
    if in_line or len(joined) <= _LINE_LENGTH * 3 // 4:
        return joined
    return "[\n" + "".join(f"    {item},\n" for item in items) + "]"


def _render_scalar(value: object, *, in_line: bool) -> str:
    import tomli_w

    if isinstance(value, str):
        if not value.isascii():
            _check_encodable(value)
        # tomli-w would turn a CRLF inside a multi-line string into LF.
        several_lines = not in_line and "\n" in value and "\r" not in value
        return tomli_w.dumps({"k": value}, multiline_strings=several_lines)[4:-1]
    if isinstance(value, (bool, int, date, datetime, time)):
        return tomli_w.dumps({"k": value})[4:-1]
    raise TypeError(type(value))


def _check_encodable(value: str) -> None:
    try:
        value.encode()
    except UnicodeEncodeError:  # a lone surrogate, from a terminal without UTF-8
        shown = value.encode("ascii", "backslashreplace").decode()
        raise UsageError.of("store.unwritable-text", text=shown) from None


def render_key(key: str) -> str:
    """Return a key, quoted if necessary."""
    if key and _BARE.issuperset(key):
        return key
    return _render_scalar(key, in_line=True)


def render_pairs(table: Mapping[str, object]) -> list[str]:
    """Return the `key = value` lines of a table, without a header."""
    text = "\n".join(f"{render_key(k)} = {render_value(v)}" for k, v in table.items())
    return text.split("\n") if text else []


def render_line(key: str, value: str) -> str:
    """Return the line of a key in a file of ours, to find it without a parser."""
    return f"{render_key(key)} = {render_value(value)}\n"


def render_document(data: Mapping[str, object]) -> str:
    """Return the text of a new file: its keys, then its tables, each after a blank line.

    Tables get a `[header]` and arrays of tables `[[headers]]`, so that people can read them and
    append to them; tables inside an array of tables are written inline.
    """
    return "\n".join(render_table(data, ())) + "\n"


def render_table(data: Mapping[str, object], path: tuple[str, ...]) -> list[str]:
    """Return the lines of a table under its header, followed by its inner tables."""
    plain = {k: v for k, v in data.items() if not isinstance(v, Mapping) and not is_tables(v)}
    lines = render_pairs(plain)
    if path and (lines or not data):
        lines.insert(0, f"[{render_path(path)}]")
    for key, value in data.items():
        inner = (*path, key)
        blocks: list[list[str]] = []
        if isinstance(value, Mapping):
            blocks = [render_table(value, inner)]
        elif is_tables(value):
            blocks = [[f"[[{render_path(inner)}]]", *render_pairs(item)] for item in value]
        for block in blocks:
            lines += ["", *block] if lines else block
    return lines


def is_tables(value: object) -> "TypeIs[Sequence[Mapping[str, object]]]":
    """Whether a value is a list of tables that is not empty."""
    return isinstance(value, list) and bool(value) and all(isinstance(v, Mapping) for v in value)


def render_path(path: Sequence[str]) -> str:
    """Return a dotted key."""
    return ".".join(render_key(part) for part in path)


def render_toml(data: Mapping[str, object]) -> bytes:
    """Return the bytes of a new file with this data."""
    import tomli_w

    return tomli_w.dumps(data).encode()
