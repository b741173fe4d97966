"""Names and values of fields in the words of the person whom they are about."""

from typing import Literal, get_args, get_origin

from phmcoach.domain.base import Record, annotations_of
from phmcoach.domain.privacy.fields import Leaf

Format = Literal["", "date", "time", "money", "percent", "hours", "word", "words", "yes"]

_OF_CLASS = frozenset(
    {
        *("Amendment.beneficiary", "Amendment.number", "Amendment.reason", "Pause.reason"),
        *("Session.next", "Session.id", "Session.on", "Session.at", "HoursConsent.on"),
        *("Objective.id", "Pause.start_on", "Pause.end_on", "Client.kind", "Client.name"),
    }
)
"""Fields whose names say something else in another record."""

_MONEY = frozenset({"hourly_rate", "package_price", "amount"})
_PERCENT = frozenset({"late_cancel_percent", "schedule"})
_HOURS = frozenset({"minutes", "session_minutes", "debrief_minutes"})


def label_of(kind: type[Record], name: str) -> str:
    """Return the id of the message that names a field."""
    own = f"{kind.__name__.lower()}-" if f"{kind.__name__}.{name}" in _OF_CLASS else ""
    return f"datum.{own}{name.replace('_', '-')}"


def words_of(kind: type[Record], name: str) -> tuple[str, ...]:
    """Return the words of a closed list that a field may have; other fields have none."""
    return tuple(_words_in(annotations_of(kind)[name]))


def _words_in(annotation: object) -> list[str]:
    if get_origin(annotation) is Literal:
        return [each for each in get_args(annotation) if isinstance(each, str)]
    inner = getattr(annotation, "__origin__", None)
    parts = (*get_args(annotation), *((inner,) if inner is not None else ()))
    return [word for each in parts if not isinstance(each, str) for word in _words_in(each)]


def format_of(leaf: Leaf) -> Format:
    """Return how a value is written."""
    if words_of(leaf.kind, leaf.name):
        return "words" if isinstance(leaf.value, tuple) else "word"
    if leaf.name in _HOURS:
        return "hours"
    if leaf.name in _MONEY:
        return "money"
    if leaf.name in _PERCENT:
        return "percent"
    return _format_of_value(leaf.value)


def _format_of_value(value: object) -> Format:
    named: dict[str, Format] = {"date": "date", "time": "time", "bool": "yes"}
    return named.get(type(value).__name__, "")
