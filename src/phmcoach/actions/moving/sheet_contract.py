"""The contract in the row of a sheet, from the validation of the demand to the close.

Only what a cell says is made: a contract without the day of its signature stays unsigned.
"""

from collections.abc import Callable, Iterator, Mapping

from phmcoach.actions.moving.known_rows import (
    Facts,
    Known,
    Made,
    Row,
    need,
    read_day,
    read_length,
)
from phmcoach.domain.moving.rows import Cells
from phmcoach.formats import parse_amount, parse_integer

_TERMS = ("sessions", "session_minutes", "start_on", "end_on", "months", "rate")


def contract_rows(known: Known, line: int, ref: str, cells: Cells) -> Iterator[Row]:
    """Yield each part of a contract that a row says and its engagement does not have yet."""
    begun = known.engagements[ref]
    for made, (keys, read) in _PARTS.items():
        if made not in begun.has and not cells.keys().isdisjoint(keys):
            yield Row(line, made, ref, begun.name, read(known, cells))


def _read_validation(known: Known, cells: Cells) -> Facts:
    on = read_day(known, need(known, cells, "validated_on"))
    return {"on": on, "request": need(known, cells, "request")}


def _read_objective(known: Known, cells: Cells) -> Facts:
    return {
        "statement": need(known, cells, "objective"),
        "result": need(known, cells, "result"),
        "indicator": need(known, cells, "indicator"),
    }


def _read_terms(known: Known, cells: Cells) -> Facts:
    end_on, months, rate = (cells.get(key) for key in ("end_on", "months", "rate"))
    return {
        "sessions": parse_integer(need(known, cells, "sessions")),
        "minutes": read_length(need(known, cells, "session_minutes")),
        "start_on": read_day(known, need(known, cells, "start_on")),
        "end_on": read_day(known, end_on) if end_on else None,
        "months": parse_integer(months) if months and not end_on else None,
        "rate": parse_amount(rate) if rate else None,
    }


def _read_signature(known: Known, cells: Cells) -> Facts:
    return {"on": read_day(known, need(known, cells, "signed_on"))}


def _read_evaluation(known: Known, cells: Cells) -> Facts:
    on = read_day(known, need(known, cells, "evaluated_on"))
    return {"on": on, "answers": {"mode": "two-way", "changed": need(known, cells, "changed")}}


def _read_close(known: Known, cells: Cells) -> Facts:
    return {"on": read_day(known, need(known, cells, "closed_on"))}


_PARTS: Mapping[Made, tuple[tuple[str, ...], Callable[[Known, Cells], Facts]]] = {
    "validation": (("validated_on",), _read_validation),
    "objective": (("objective",), _read_objective),
    "terms": (_TERMS, _read_terms),
    "signature": (("signed_on",), _read_signature),
    "evaluation": (("evaluated_on",), _read_evaluation),
    "close": (("closed_on",), _read_close),
}
"""The columns of which one is enough to make a part, and how they are read."""
