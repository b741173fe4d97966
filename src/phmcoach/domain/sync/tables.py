"""One table made of three: the last that both machines had, this machine's and the remote's.

A value that one side changed is taken over. Records are compared by their names, so two that were
added in the same list both stay. What both changed to different values is a conflict, also a value
that one of them removed, and goes as it was chosen.
"""

from collections.abc import Mapping

from phmcoach.domain.contract.signed import AGREED, RECORD
from phmcoach.domain.sync.rules import Data, Rules, Where, has_new_record
from phmcoach.domain.sync.trees import Choices, Conflict, Side
from phmcoach.domain.values.same import are_same
from phmcoach.value import Value, replace


class MergedTable(Value):
    """A merged table, and what is to be chosen before it is of use."""

    data: Data
    conflicts: tuple[Conflict, ...] = ()


class _Merging(Value):
    """The inputs of the merge of a whole file, and the conflicts that were found.

    `sealed` says which machine alone sealed the table at `seal_at`: the other one's changes of what
    was agreed in it are conflicts.
    """

    file: str
    rules: Rules
    choices: Choices
    conflicts: list[Conflict]
    sealed: Side | None = None
    seal_at: Where = ()

    def guards(self, where: Where) -> bool:
        """Whether a value was sealed by one machine."""
        inside = where[len(self.seal_at) :]
        return bool(self.sealed) and inside in self.rules.agreed[self.seal_at]

    def is_around(self, where: Where) -> bool:
        """Whether a table contains values that were sealed by one machine."""
        if not self.sealed:
            return False
        inside = where[len(self.seal_at) :]
        return any(each[: len(inside)] == inside for each in self.rules.agreed[self.seal_at])

    def settle(
        self,
        key: Where,
        base: object,
        ours: object,
        theirs: object,
        *,
        signed: Side | None = None,
    ) -> object:
        """Return what was chosen, or was signed; note the conflict if nothing was chosen."""
        return ours if self.ask(key, base, ours, theirs, signed=signed) == "here" else theirs

    def ask(
        self,
        key: Where,
        base: object,
        ours: object,
        theirs: object,
        *,
        signed: Side | None = None,
    ) -> Side:
        """Return the side that was chosen, or that signed; note the conflict if none was chosen."""
        place = (self.file, ".".join(key))
        side = self.choices.get(place)
        if side is None:
            self.conflicts.append(Conflict(*place, base, ours, theirs, signed))
        return signed or side or "there"


def merge_tables(
    file: str, base: Data, ours: Data, theirs: Data, rules: Rules, choices: Choices
) -> MergedTable:
    """Merge the tables of a file; its conflicts are named by its path."""
    merging = _Merging(file, rules, choices, [])
    data = _merge_table(merging, base, ours, theirs, (), ())
    return MergedTable(data, tuple(merging.conflicts))


def _merge(
    merging: _Merging, base: object, ours: object, theirs: object, key: Where, where: Where
) -> object:
    """Merge one value; `key` names it to the coach, `where` in the rules."""
    if are_same(ours, theirs):
        return ours
    changed = _changed_alone(base, ours, theirs)
    value = ours if changed == "here" else theirs
    if changed and (merging.sealed in (None, changed) or not merging.is_around(where)):
        return value
    if _is_agreed(merging, where, ours, theirs, base):
        return merging.settle(key, base, ours, theirs, signed=merging.sealed)
    if join := merging.rules.joined.get(where):
        return join(base, ours, theirs)
    inner = _merge_inner(merging, base, ours, theirs, key, where)
    if inner is not None:
        return inner[0]
    has_seal = where in merging.rules.agreed
    signed = _sealed_alone(base, ours, theirs) if has_seal else None
    return value if changed else merging.settle(key, base, ours, theirs, signed=signed)


def _merge_inner(
    merging: _Merging, base: object, ours: object, theirs: object, key: Where, where: Where
) -> tuple[object] | None:
    """Merge the records of a list or the keys of a table; None for any other value.

    A record that both sides added under one name is two: it is not mixed.
    """
    if where in merging.rules.names and (named := _name_all(merging, where, base, ours, theirs)):
        return (_merge_records(merging, named, key, where),)
    is_added = base is None and where[-1] == "*"
    if isinstance(ours, dict) and isinstance(theirs, dict) and not is_added:
        return (_merge_table(merging, base, ours, theirs, key, where),)
    return None


def _changed_alone(base: object, ours: object, theirs: object) -> Side | None:
    """Return the side that alone changed a value, if not both did."""
    if are_same(theirs, base):
        return "here"
    return "there" if are_same(ours, base) else None


def _merge_table(
    merging: _Merging, base: object, ours: object, theirs: object, key: Where, where: Where
) -> Data:
    before, here, there = (each if isinstance(each, dict) else {} for each in (base, ours, theirs))
    together = _merge_facts(merging, before, here, there, key, where)
    if where in merging.rules.agreed:
        if _is_sealed_on(before, here) and _is_sealed_on(before, there):
            together |= _merge_seals(merging, before, here, there, key)
        merging = replace(merging, sealed=_sealed_alone(before, here, there), seal_at=where)
    merged: Data = {}
    for name in dict.fromkeys((*there, *here)):
        values = (before.get(name), here.get(name), there.get(name))
        if name in together:
            value = together[name]
        else:
            value = _merge(merging, *values, (*key, name), (*where, name))
        if value is not None:
            merged[name] = value
    return merged


def _sealed_alone(base: object, ours: object, theirs: object) -> Side | None:
    """Return the side that alone sealed a table, if not both or none did."""
    here, there = (_is_sealed_on(base, each) for each in (ours, theirs))
    if here == there:
        return None
    return "here" if here else "there"


def _is_sealed_on(base: object, side: object) -> bool:
    before, now = (each.get("seal") if isinstance(each, dict) else None for each in (base, side))
    return has_new_record(before, now)


def _merge_facts(
    merging: _Merging, base: Data, ours: Data, theirs: Data, key: Where, where: Where
) -> Data:
    """Return the keys of a table that are true together only, as one side has them.

    Nothing is returned if the sides can be merged key by key: one of them changed none of these.
    """
    if where not in merging.rules.facts:
        return {}
    names = merging.rules.facts[where] or {*base, *ours, *theirs}
    before, here, there = (
        {name: each[name] for name in each if name in names} for each in (base, ours, theirs)
    )
    if are_same(here, there) or _changed_alone(before, here, there):
        return {}
    is_agreed = any(merging.guards((*where, name)) for name in names)
    signed = merging.sealed if is_agreed else None
    chosen = merging.settle(key, before, here, there, signed=signed)
    known = chosen if isinstance(chosen, dict) else {}
    return {name: known.get(name) for name in names}


def _merge_seals(merging: _Merging, base: Data, ours: Data, theirs: Data, key: Where) -> Data:
    """Return the seal of what both machines sealed; each record on disk goes with its seal.

    If both sealed the same, each for another party, the seal that was sent stays. Otherwise it is
    asked, and the question names the days of the signatures.
    """
    seals, days = (
        [_table(each, name) for each in (ours, theirs)] for name in ("seal", "signatures")
    )
    here, there = seals
    agreed = here.get(AGREED)
    if are_same(here[RECORD], there[RECORD]) or (agreed and are_same(agreed, there.get(AGREED))):
        return {"seal": {**here, **there}}
    side = merging.ask((*key, "signatures"), _table(base, "signatures"), *days)
    order = -1 if side == "here" else 1
    return {
        name: {**first, **last}
        for name, (first, last) in (("seal", seals[::order]), ("signatures", days[::order]))
    }


def _table(holder: Data, name: str) -> Data:
    found = holder.get(name)
    return found if isinstance(found, dict) else {}


def _is_agreed(merging: _Merging, where: Where, *values: object) -> bool:
    """Whether a value is one of what was sealed; a personal objective is in no contract."""
    known = [each for each in values if isinstance(each, dict)]
    is_personal = bool(known) and all(each.get("personal") is True for each in known)
    return merging.guards(where) and not is_personal


_Named = Mapping[str, Data]


def _name_all(
    merging: _Merging, where: Where, *lists: object
) -> tuple[_Named, _Named, _Named] | None:
    """Return the records of three lists by their names, or None if these do not tell them apart."""
    keys = merging.rules.names[where]
    named = [_by_name(each, keys) for each in lists]
    before, here, there = named
    if before is None or here is None or there is None:
        return None
    return before, here, there


def _by_name(records: object, keys: tuple[str, ...]) -> _Named | None:
    if records is None:
        return {}
    if not isinstance(records, list) or not all(isinstance(each, dict) for each in records):
        return None
    names = [",".join(str(each.get(key)) for key in keys) for each in records]
    if not keys:
        contents = [_content(each) for each in records]
        names = [f"{each} {contents[:n].count(each)}" for n, each in enumerate(contents)]
    return dict(zip(names, records, strict=True)) if len({*names}) == len(names) else None


def _content(value: object) -> str:
    """Return a text that is the same for the same content, whatever its order."""
    if isinstance(value, dict):
        return repr(sorted((key, _content(each)) for key, each in value.items()))
    return repr(value)


def _merge_records(
    merging: _Merging, named: tuple[_Named, _Named, _Named], key: Where, where: Where
) -> object:
    """Merge the records of a list, in the remote's order; those of this machine come after."""
    base, ours, theirs = named
    merged = []
    for name in dict.fromkeys((*theirs, *ours)):
        values = (base.get(name), ours.get(name), theirs.get(name))
        value = _merge(merging, *values, (*key, name), (*where, "*"))
        if value is not None:
            merged.append(value)
    return merged or None
