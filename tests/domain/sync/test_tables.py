"""Whatever a file contains, its three versions become one."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.domain.record_data import data_of

from phmcoach.domain.sync.rules import ENGAGEMENT, OTHERS, Rules, rules_of
from phmcoach.domain.sync.tables import MergedTable, merge_tables
from phmcoach.domain.sync.trees import Choices, Side
from phmcoach.domain.values.same import are_same
from phmcoach.store.toml.data import parse_toml, plain_value, render_document
from phmcoach.store.toml.rewriting import rewrite

CLIENT = rules_of("clients/acme.toml")
assert CLIENT is not None
ALL = [ENGAGEMENT, CLIENT, *OTHERS.values()]
FILE = "a.toml"
Data = dict[str, Any]


def merge(rules: Rules, *versions: Data, choices: Choices | None = None) -> MergedTable:
    base, ours, theirs = versions
    return merge_tables(FILE, base, ours, theirs, rules, choices or {})


def settled(rules: Rules, *versions: Data, side: Side) -> Data:
    found, choices = merge(rules, *versions), dict[tuple[str, str | None], Side]()
    while found.conflicts:
        choices |= {each.place: side for each in found.conflicts}
        found = merge(rules, *versions, choices=choices)
    return found.data


@pytest.mark.parametrize("rules", ALL, ids=lambda rules: rules.model.__name__)
@given(st.data())
def test_any_three_versions_become_one(rules: Rules, data: st.DataObject) -> None:
    drawn: list[Any] = [plain_value(data.draw(data_of(rules.model))) for _ in range(3)]
    base, ours, theirs = drawn
    assert are_same(merge(rules, base, ours, base).data, ours)
    assert are_same(merge(rules, base, base, theirs).data, theirs)
    assert are_same(merge(rules, base, ours, ours).data, ours)

    merged = settled(rules, base, ours, theirs, side=data.draw(st.sampled_from(["here", "there"])))
    assert {*merged} <= {*ours, *theirs}
    text = rewrite(render_document(theirs), merged, lambda path: rules.names.get(_where(path), ()))
    assert are_same(parse_toml(text), merged)


def _where(path: tuple[str | int, ...]) -> tuple[str, ...]:
    return tuple(part if isinstance(part, str) else "*" for part in path)
