"""The rules of a merge name the lists and keys that the files have, and each list."""

from collections.abc import Iterator, Mapping
from types import NoneType, UnionType
from typing import Annotated, Any, Union, get_args, get_origin

import pytest

from phmcoach.domain.base import Record, annotations_of, is_record
from phmcoach.domain.sync.rules import ENGAGEMENT, OTHERS, Rules, Where, rules_of

CLIENT = rules_of("clients/acme.toml")
assert CLIENT is not None
ALL = {rules.model: rules for rules in (ENGAGEMENT, CLIENT, *OTHERS.values())}


def bare(annotation: Any) -> Any:  # noqa: ANN401 - a type, as typing returns it
    if get_origin(annotation) is Annotated:
        return bare(get_args(annotation)[0])
    if get_origin(annotation) in (Union, UnionType):
        (inner,) = (each for each in get_args(annotation) if each is not NoneType)
        return bare(inner)
    return annotation


def places(kind: type[Record], where: Where = ()) -> Iterator[tuple[Where, bool]]:
    """Yield the keys of a file, and whether each has records in a list."""
    for name, annotation in annotations_of(kind).items():
        inner = (*where, kind.keys[name])
        found = bare(annotation)
        item = bare(get_args(found)[0]) if get_origin(found) is tuple else None
        yield inner, is_record(item)
        if is_record(found):
            yield from places(found, inner)
        if item is not None:
            yield (*inner, "*"), False
        if is_record(item):
            yield from places(item, (*inner, "*"))


@pytest.mark.parametrize("rules", ALL.values(), ids=lambda rules: rules.model.__name__)
def test_each_list_of_records_says_what_tells_them_apart(rules: Rules) -> None:
    known = dict(places(rules.model))
    assert {where for where, has_records in known.items() if has_records} == {*rules.names}
    for where, keys in rules.names.items():
        assert {(*where, "*", key) for key in keys} <= known.keys()


@pytest.mark.parametrize("rules", ALL.values(), ids=lambda rules: rules.model.__name__)
def test_no_rule_is_about_a_key_that_the_file_has_not(rules: Rules) -> None:
    known = {*dict(places(rules.model)), ()}
    inner: Mapping[Where, Any] = {
        where: keys for where, keys in (*rules.facts.items(), *rules.agreed.items()) if keys
    }
    named = [
        (*where, *((key,) if isinstance(key, str) else key))
        for where in inner
        for key in inner[where]
    ]
    assert {*rules.facts, *rules.joined, *rules.agreed, *named} <= known


@pytest.mark.parametrize(
    "path",
    [
        "law/2027.toml",
        "templates/fr/invoice.typ.j2",
        "documents/martin-2026/contract.signed.toml",
        "ledger/2026/000001.toml",
        "ledger/head.toml",
        "engagements/martin-2026 (1).toml",
        "engagements/martin-2026.toml.bak",
        "clients/acme",
        "notes.toml",
    ],
)
def test_no_other_file_is_merged_by_its_records(path: str) -> None:
    assert rules_of(path) is None
