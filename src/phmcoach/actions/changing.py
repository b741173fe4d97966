"""Applying the changes of a command to a file, and no others.

The file was valid when it was read, so a problem after a change comes from the typed values: it is
reported as a mistake of the command line, and the file stays as it was.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import TypeVar

from phmcoach.domain.base import Line, Record
from phmcoach.domain.records.engagement import Engagement
from phmcoach.domain.records.given_ids import ids_to_keep
from phmcoach.domain.shape.validation import InvalidRecordError, validate_value
from phmcoach.errors import InvalidDataError, Problem, UsageError
from phmcoach.store.problems import problems_of
from phmcoach.store.records import Loaded, edit_record
from phmcoach.store.toml.statements import KeyPath
from phmcoach.value import replace

__all__ = [
    "KeyPath",
    "as_typed",
    "change_record",
    "check_lines",
    "name_option",
    "seal_edits",
    "without_none",
]

T = TypeVar("T", bound=Record)


def without_none(data: Mapping[str, object]) -> dict[str, object]:
    """Return the data without None, which TOML cannot express."""
    return {key: value for key, value in data.items() if value is not None}


_OPTIONS = {
    "beneficiary.name": "--beneficiary",
    "beneficiary.id": "--beneficiary-id",
    "beneficiary_role": "--role",
    "street": "--address",
    "mediator.name": "--mediator",
    "mediator.address": "--mediator-address",
    "mediator.website": "--mediator-website",
    "travel.amount": "--travel",
    "travel.label": "--travel-label",
    "session_minutes": "--hours",
    "sessions_min": "--sessions",
    "sessions_max": "--sessions",
    "session_minutes_min": "--hours",
    "session_minutes_max": "--hours",
    "months_min": "--months",
    "months_max": "--months",
    "sessions_per_month_min": "--per-month",
    "start_on": "--start",
    "end_on": "--end",
    "hourly_rate": "--rate",
    "expected_result": "--result",
    "effective_on": "--effective",
    "billing": "--prefix",
    "closures": "--closed-to",
    "rates.hourly": "--rate",
    "prefix_first_number": "--next-number",
    "exception": "--anyway",
    "package_price": "--package",
    "situations": "--situation",
    "modes": "--mode",
    "levels": "--scale",
    "minutes": "--hours",
    "debrief_minutes": "--debrief",
    "notified_at": "--notified",
    "payer": "--from",
    "earlier_invoice": "--billed-on",
    "already_held": "--already",
    "explanations.reason": "--acknowledge",
}
"""Options that are not spelled as the key that they set."""


@contextmanager
def as_typed() -> Iterator[None]:
    """Report invalid data in this block as a mistake of the command line (exit 2)."""
    try:
        yield
    except InvalidDataError as error:
        raise UsageError(*(name_option(problem) for problem in error.problems)) from None


def name_option(problem: Problem, inside: str = "") -> Problem:
    """Return the problem with the option that set the key, not its place in an unwritten file.

    `inside` is the table of the key, with its trailing dot.
    """
    key = problem.place.key if problem.place else None
    if key is None:
        return replace(problem, place=None)
    parts = [part for part in key.split(".") if not part.isdecimal()]
    whole = inside + ".".join(parts)
    if whole in _OPTIONS:
        return _in_option(whole, problem)
    return _in_option(parts[-1] if parts else key, problem)


def _in_option(key: str, problem: Problem) -> Problem:
    option = _OPTIONS.get(key, "--" + key.replace("_", "-"))
    if "key" in problem.args:  # the sentence names the key: name the option instead
        return replace(problem, args={**problem.args, "key": option}, place=None)
    return Problem("usage.in-option", {"option": option, "problem": replace(problem, place=None)})


def check_lines(**typed: str | None) -> None:
    """Refuse values that are not a single line of text, by the option of their key (exit 2).

    This is for values that go into the ledger, where no file is validated first.
    """
    wrong: list[Problem] = []
    given = {key: text for key, text in typed.items() if text is not None}
    for key, text in given.items():
        try:
            validate_value(Line, text)
        except InvalidRecordError as error:
            found = problems_of(error, None, None)
            wrong.extend(_in_option(key, problem) for problem in found)
    if wrong:
        raise UsageError(*wrong)


def change_record(
    loaded: Loaded[T],
    *,
    appends: Sequence[tuple[str, dict[str, object]]] = (),
    values: Mapping[KeyPath, object] | None = None,
) -> Loaded[T]:
    """Append tables and set values; validate the result without writing it."""
    with as_typed():
        return edit_record(loaded, appends=appends, values=values or {})


def keep_ids(before: Engagement, changed: Loaded[Engagement]) -> Loaded[Engagement]:
    """Return the changed file with the highest ids that it or the one before it has or had."""
    kept = ids_to_keep(before, changed.value)
    if not kept:
        return changed
    return edit_record(changed, values={(key,): name for key, name in kept.items()})


def seal_edits(
    path: KeyPath, old: Mapping[str, str], new: Mapping[str, str]
) -> dict[KeyPath, object]:
    """Return the edits of a seal that may hold keys of an earlier one."""
    if not old:
        return {path: new}
    gone: dict[KeyPath, object] = {(*path, key): None for key in old if key not in new}
    return {(*path, key): digest for key, digest in new.items()} | gone


def without_facts(loaded: Loaded[Engagement], keys: Collection[str]) -> dict[KeyPath, object]:
    """Return the edits that remove facts of the outcome, and its table if nothing else is in it."""
    table = loaded.data.get("outcome")
    if isinstance(table, dict) and table.keys() <= {*keys}:
        return {("outcome",): None}
    return {("outcome", key): None for key in keys}
