"""Other ids for what two machines numbered alike: sessions and objectives.

An id that was sent stays, and so does one that this machine's own entries of the ledger or its own
seal name. A record that both machines added, under whatever ids, is one record.
"""

from collections.abc import Callable, Collection, Iterator, Mapping
from copy import deepcopy
from typing import TypeAlias

from phmcoach.domain.records.given_ids import number_of
from phmcoach.domain.sync.rules import Data, has_new_record
from phmcoach.domain.values.same import are_same
from phmcoach.value import Value

Ids: TypeAlias = Mapping[str, str]
"""The ids of records by those that they had."""


class Apart(Value):
    """An engagement on both sides, each id for one record, and which ids are new."""

    ours: Data
    theirs: Data
    new_here: Ids
    new_there: Ids


def tell_apart(
    base: Data,
    ours: Data,
    theirs: Data,
    *,
    last: tuple[int, int],
    billed_here: Collection[str] = (),
) -> Apart:
    """Give each session and each objective that one side added an id of its own.

    `last` are the highest numbers of a session and of an objective that any side knows.
    `billed_here` are the sessions that only this machine's entries of the ledger name.
    """
    last_session, last_objective = last
    sessions = _choose_ids(
        dict(_sessions(base)),
        dict(_sessions(ours)),
        dict(_sessions(theirs)),
        kept=billed_here,
        name_next=lambda count: f"s{last_session + count}",
    )
    wordings = dict(_objectives(ours))
    objectives = _choose_ids(
        dict(_objectives(base)),
        wordings,
        dict(_objectives(theirs)),
        kept=wordings if _has_signed(base, ours) else (),
        name_next=lambda count: f"o{last_objective + count}",
    )
    return Apart(
        _with_ids(ours, sessions[0], objectives[0]),
        _with_ids(theirs, sessions[1], objectives[1]),
        _new_ids(sessions[0] | objectives[0]),
        _new_ids(sessions[1] | objectives[1]),
    )


def _new_ids(ids: Ids) -> Ids:
    return {was: now for was, now in ids.items() if was != now}


def _has_signed(base: Data, side: Data) -> bool:
    """Whether one side sealed the contract or an amendment, which may contain objectives."""
    known = {each["number"]: each.get("seal") for each in _records(base.get("amendments"))}
    amended = (
        has_new_record(known.get(each["number"]), each.get("seal"))
        for each in _records(side.get("amendments"))
    )
    return has_new_record(base.get("seal"), side.get("seal")) or any(amended)


_Contents: TypeAlias = Mapping[str, object]
"""What each id names: all that its records say, without the id."""


def _choose_ids(
    base: _Contents,
    ours: _Contents,
    theirs: _Contents,
    *,
    kept: Collection[str],
    name_next: Callable[[int], str],
) -> tuple[dict[str, str], dict[str, str]]:
    """Return the id of each record that this side, and the other one, added."""
    here = {name: content for name, content in ours.items() if name not in base}
    there = {name: content for name, content in theirs.items() if name not in base}
    held = {name: here.get(name) for name in kept if name not in base}
    ours_now = {name: name for name in here if name in held}
    theirs_now = {
        name: name
        for name, content in there.items()
        if name not in held or are_same(held[name], content)
    }
    given = iter(range(1, len(here) + len(there) + 1))
    for name, content in there.items():
        twin = _twin(content, here, {*theirs_now.values()} | ({*here} & {*there}))
        if twin and (name not in theirs_now or twin in held):
            theirs_now[name] = twin
        elif name not in theirs_now:
            theirs_now[name] = name_next(next(given))
    arrived = {theirs_now[name]: content for name, content in there.items()}
    ours_now |= {
        name: name
        for name, content in here.items()
        if name in arrived and are_same(arrived[name], content)
    }
    for name, content in here.items():
        if name in ours_now:
            continue
        if twin := _twin(content, arrived, ours_now.values()):
            ours_now[name] = twin
        elif name in arrived or name in ours_now.values():
            ours_now[name] = name_next(next(given))
        else:
            ours_now[name] = name
    return ours_now, theirs_now


def _twin(content: object, among: _Contents, taken: Collection[str]) -> str | None:
    """Return the id of a record with the same content that is not taken yet."""
    same = (name for name, each in among.items() if name not in taken and are_same(each, content))
    return next(same, None)


def _sessions(side: Data) -> Iterator[tuple[str, object]]:
    for each in _records(side.get("sessions")):
        yield str(each["id"]), _without_id(each)


def _objectives(side: Data) -> Iterator[tuple[str, object]]:
    """Yield each objective with all wordings that the contract and the amendments give it."""
    wordings: dict[str, dict[str, object]] = {}
    for each in _records(side.get("objectives")):
        wordings.setdefault(str(each["id"]), {})["contract"] = _without_id(each)
    for amendment in _records(side.get("amendments")):
        for each in _records(amendment.get("objectives")):
            wordings.setdefault(str(each["id"]), {})[str(amendment["number"])] = _without_id(each)
    yield from wordings.items()


def _with_ids(side: Data, sessions: Ids, objectives: Ids) -> Data:
    """Return an engagement with other ids, wherever it names them."""
    new = deepcopy(side)
    _rename(new.get("sessions"), "id", sessions)
    outcome = new.get("outcome")
    if isinstance(outcome, dict):
        _rename_all(outcome, "called_off", sessions)
    evaluation = new.get("evaluation")
    if isinstance(evaluation, dict):
        _rename(evaluation.get("ratings"), "objective", objectives)
    for part in (new, *_records(new.get("amendments"))):
        _rename(part.get("objectives"), "id", objectives)
        _rename_all(part, "dropped", objectives)
        seal = part.get("seal")
        if isinstance(seal, dict):
            part["seal"] = {_sealed_name(key, objectives): each for key, each in seal.items()}
    for key, letter, ids in (
        ("last_session", "s", sessions),
        ("last_objective", "o", objectives),
    ):
        highest = max((number_of(each) for each in ids.values()), default=0)
        if any(was != now for was, now in ids.items()) or key in new:
            known = number_of(str(new.get(key, f"{letter}0")))
            new[key] = f"{letter}{max(known, highest)}"
    return new


def _sealed_name(key: str, objectives: Ids) -> str:
    start, _, rest = key.partition(".")
    name, dot, field = rest.partition(".")
    if start != "objectives" or name not in objectives:
        return key
    return f"{start}.{objectives[name]}{dot}{field}"


def _rename(records: object, key: str, ids: Ids) -> None:
    for each in _records(records):
        name = str(each[key])
        each[key] = ids.get(name, name)


def _rename_all(holder: Data, key: str, ids: Ids) -> None:
    if key in holder:
        holder[key] = [ids.get(name, name) for name in _names(holder[key])]


def _records(value: object) -> list[Data]:
    return [each for each in value if isinstance(each, dict)] if isinstance(value, list) else []


def _names(value: object) -> list[str]:
    return [str(each) for each in value] if isinstance(value, list) else []


def _without_id(record: Data) -> Data:
    return {key: value for key, value in record.items() if key != "id"}
