"""Values of the program as JSON that scripts can rely on.

Dates are ISO, amounts are strings (a float would round them), keys keep the order of the fields,
and no text is altered: what could drive a terminal is written as an escape, which reads back as
itself.
"""

import json
import re
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from datetime import date, time
from decimal import Decimal
from enum import Enum
from pathlib import Path

# JSON escapes the controls below U+0020 by itself, not these: DEL and C1, line separators, marks
# that reorder a line, and halves of a surrogate pair that no encoding can write.
_UNSAFE = re.compile("[\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff\ud800-\udfff]")


def encode_json(value: object, *, ascii_only: bool = False) -> str:
    """Return the JSON of a value; raises TypeError for what has no meaning outside the program."""
    text = json.dumps(_plain(value), ensure_ascii=ascii_only, indent=2)
    return _UNSAFE.sub(lambda match: f"\\u{ord(match[0]):04x}", text)


def _plain(value: object) -> object:
    if isinstance(value, Mapping):
        return {str(_plain(key)): _plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    if isinstance(value, set | frozenset):
        return sorted(str(_plain(item)) for item in value)
    if is_dataclass(value) and not isinstance(value, type):
        return {field.name: _plain(getattr(value, field.name)) for field in fields(value)}
    if hasattr(value, "model_dump"):
        # A Pydantic model, recognised without importing Pydantic.
        return _plain(value.model_dump(mode="python", by_alias=True))
    return _plain_scalar(value)


def _plain_scalar(value: object) -> object:
    if isinstance(value, Enum):
        return _plain_scalar(value.value)
    if value is None or isinstance(value, bool | int | str):
        return value
    if isinstance(value, Decimal):
        return format(value, "f")
    if isinstance(value, date | time):  # a datetime is a date
        return value.isoformat()
    if isinstance(value, Path):
        return str(value)
    raise TypeError(value)
