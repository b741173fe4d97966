"""The marks of a field's values besides its type: limits, checks, a key."""

import re
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any, LiteralString

from phmcoach.value import Value


class Key(Value):
    """The key of a field in its file, if that is not the name of the field."""

    name: str


class Limits(Value):
    """The limits of a field, with the names and the meaning that Pydantic gives them."""

    ge: int | Decimal | date | None = None
    gt: int | Decimal | date | None = None
    le: int | Decimal | date | None = None
    lt: int | Decimal | date | None = None
    min_length: int | None = None
    max_length: int | None = None
    pattern: str | None = None
    max_digits: int | None = None
    decimal_places: int | None = None


class Check(Value):
    """A rule for the value of one field.

    `rule` returns the value in its normal form or raises ShapeError. A file that was accepted
    before is read without it: its values stand as they are, or, if the rule changes them, as
    `accepted` returns them. `accepted` may raise ShapeError if that would take the whole rule.
    """

    rule: Callable[[Any], object]
    accepted: Callable[[Any], object] | None = None


class ShapeError(ValueError):
    """A value that its field or its record cannot have: the id of the explanation, and its data.

    `at` is the path from the record to the key that is wrong.
    """

    def __init__(
        self, message: LiteralString, at: tuple[str | int, ...] = (), **args: object
    ) -> None:
        """Keep the id, the path and the data."""
        super().__init__(message)
        self.message, self.at, self.args_of_message = message, at, args


def written_as(pattern: str, message: LiteralString) -> Check:
    """Return a check that requires a pattern; `message` is the id of its explanation."""

    def check(value: str) -> str:
        if not re.fullmatch(pattern, value):
            raise ShapeError(message)
        return value

    return Check(check)
