"""The data of a person for another program (GDPR 20): JSON with the keys of the files."""

import json
from collections.abc import Iterable
from datetime import date

from phmcoach.domain.base import as_data
from phmcoach.domain.privacy.fields import Leaf
from phmcoach.domain.privacy.given import GivenPart
from phmcoach.domain.privacy.people import Person
from phmcoach.domain.records.practice import Practice
from phmcoach.value import unfold


def write_person_data(
    person: Person, parts: Iterable[GivenPart], practice: Practice, on: date
) -> bytes:
    """Return what a person is given as JSON in UTF-8; amounts are texts, days as in ISO 8601."""
    address = as_data(practice.address)
    coach = {"name": practice.printed_name, "email": practice.email, "address": address}
    answer = {
        "schema": 1,
        "on": on,
        "person": {"name": person.name, "role": person.role},
        "controller": coach,
        "parts": [_part(each) for each in parts],
    }
    return (json.dumps(answer, default=str, ensure_ascii=False, indent=2) + "\n").encode()


def _part(part: GivenPart) -> dict[str, object]:
    leaves = [leaf for own in part.leaves.values() for leaf in own]
    return {
        "reference": part.ref,
        "title": part.title,
        "client": part.client,
        "data": nest(leaves),
        "papers": [{"file": file, "what": what} for file, what in part.papers.items()],
        "ledger": [unfold(each) for each in part.entries],
        "notes": [unfold(each) for each in part.notes],
        "kept": [
            {"data": rule.id, "years": rule.years, "until": until, "source": rule.source}
            for rule, until in part.kept
        ],
        "left_out": part.left_out,
    }


def nest(leaves: Iterable[Leaf]) -> object:
    """Return values as tables and arrays, as in the file that they are from."""
    root: dict[str | int, object] = {}
    for leaf in leaves:
        *path, last = leaf.at
        place = root
        for key in path:
            inner = place.setdefault(key, {})
            assert isinstance(inner, dict)  # noqa: S101 - a value has no values inside it
            place = inner
        place[last] = leaf.value
    return _as_arrays(root)


def _as_arrays(value: object) -> object:
    """Turn tables with positions for keys into arrays; a position that is left out closes up."""
    if not isinstance(value, dict):
        return value
    inner = {key: _as_arrays(each) for key, each in value.items()}
    if any(isinstance(key, int) for key in inner):
        return [inner[key] for key in sorted(inner)]
    return inner
