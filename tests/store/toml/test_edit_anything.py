"""Edits of files in any style that TOML allows, drawn at random."""

from copy import deepcopy
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any, TypeAlias

import tomli
from hypothesis import given
from hypothesis import strategies as st

from phmcoach.domain.values.same import are_same
from phmcoach.store.toml.data import parse_toml, render_key, render_path, render_value
from phmcoach.store.toml.edit import append_table, set_values
from phmcoach.store.toml.text import SourceText

NAMES = ("alpha", "beta", "gamma", "a key", "x.y")
LISTS = ("sessions", "pauses")
Key = tuple[str | int, ...]
Tree: TypeAlias = Any  # a value of TOML, whatever its depth

scalars = st.one_of(
    st.booleans(),
    st.integers(-(10**9), 10**9),
    st.decimals(-(10**6), 10**6, places=2),
    st.dates(date(1990, 1, 1), date(2199, 12, 31)),
    st.text(st.characters(exclude_categories=["Cs"]), max_size=12),
    st.sampled_from(["[a]", "x = 1", "# no", '"""', "two\nlines", "]", "'", "\\"]),
    st.lists(st.integers(0, 9), max_size=3),
)
tables = st.dictionaries(st.sampled_from(NAMES), scalars, max_size=3)
full_tables = st.dictionaries(st.sampled_from(NAMES), scalars, min_size=1, max_size=3)
comments = st.sampled_from(["", "# c", "# [x] = ]}", "# é"])
gaps = st.lists(st.sampled_from(["", "# free", "# key = 1"]), max_size=3)
indents = st.sampled_from(["", "  ", "\t"])
equals_signs = st.sampled_from([" = ", "=", "   = "])
dots = st.sampled_from([".", " . "])
session_lists = st.sampled_from([[], [{"n": 1}]])
kinds = st.sampled_from(["table", "element", "inside"])
ends_of_header = st.sampled_from(["", "  # c"])
ends_of_file = st.sampled_from(["", "\n", "\n\n"])


@st.composite
def pairs(draw: st.DrawFn, table: dict[str, Any], prefix: tuple[str, ...] = ()) -> list[str]:
    lines: list[str] = []
    for key, value in table.items():
        indent = draw(indents)
        equals = draw(equals_signs)
        name = draw(dots).join(map(render_key, (*prefix, key)))
        comment = draw(comments)
        line = f"{indent}{name}{equals}{render_value(value)}" + (f" {comment}" if comment else "")
        lines += [*line.split("\n"), *draw(gaps)]
    return lines


@st.composite
def documents(draw: st.DrawFn) -> str:
    """Draw a file: keys, an inline table, dotted keys, tables and interrupted lists of tables."""
    lines = [*draw(gaps), *draw(pairs(draw(tables)))]
    if draw(st.booleans()):
        lines += [f"inline = {render_value(draw(tables))}", *draw(gaps)]
    if draw(st.booleans()):
        lines += draw(pairs(draw(full_tables), ("dotted",)))
    if draw(st.booleans()):
        lines += draw(pairs({"sessions": draw(session_lists)}))
        names: tuple[str, ...] = ("pauses",)
    else:
        names = LISTS
    made: set[str] = set()
    for _ in range(draw(st.integers(0, 5))):
        kind = draw(kinds)
        name = draw(st.sampled_from(names if kind != "table" else ("terms", "demand", "deep")))
        if kind == "inside" and name in made:
            header = f"[[{name}.travel]]"
        elif kind == "table" and name not in made:
            header = f"[{name}.inner]" if name == "deep" else f"[{name}]"
        elif kind == "element":
            header = f"[[{name}]]"
        else:
            continue
        made.add(name)
        lines += [header + draw(ends_of_header), *draw(gaps)]
        lines += [*draw(pairs(draw(tables))), *draw(gaps)]
    return "\n".join(lines) + draw(ends_of_file)


def leaves(value: object, path: Key = ()) -> list[Key]:
    if isinstance(value, dict):
        return [leaf for key in value for leaf in leaves(value[key], (*path, key))]
    if isinstance(value, list) and value and isinstance(value[0], dict):
        return [leaf for n, item in enumerate(value) for leaf in leaves(item, (*path, n))]
    return [path]


def holders(value: object, path: Key = ()) -> list[Key]:
    if isinstance(value, dict):
        inner = [one for key in value for one in holders(value[key], (*path, key))]
        return [path, *inner]
    if isinstance(value, list) and value and isinstance(value[0], dict):
        return [one for n, item in enumerate(value) for one in holders(item, (*path, n))]
    return []


def reach(data: Tree, path: Key) -> Tree:
    for part in path:
        data = data[part]
    return data


def pruned(value: Tree) -> Tree:
    """Drop what is empty, which a file need not spell out."""
    if isinstance(value, dict):
        kept = {key: pruned(one) for key, one in value.items()}
        return {key: one for key, one in kept.items() if one not in ({}, [])}
    if isinstance(value, list):
        return [pruned(one) for one in value]
    return value


@given(documents(), st.sampled_from((*LISTS, "new", "terms.steps", "inline.steps")), tables)
def test_an_append_adds_the_table_and_nothing_else(
    text: str, array: str, table: dict[str, Any]
) -> None:
    before = parse_toml(text)
    after = parse_toml(append_table(text, array, table))
    expected = deepcopy(before)
    *above, last = array.split(".")
    holder: Tree = expected
    for name in above:
        holder = holder.setdefault(name, {})
    holder.setdefault(last, []).append(table)
    assert are_same(after, expected)


@given(documents(), tables, st.sampled_from(["\n", "\r\n"]), st.booleans())
def test_an_append_of_a_header_keeps_every_byte_before_and_after_it(
    text: str, table: dict[str, Any], newline: str, has_mark: bool
) -> None:
    raw = text.replace("\n", newline).encode("utf-8-sig" if has_mark else "utf-8")
    source = SourceText.from_bytes(raw, Path("a.toml"))
    edited = source.with_text(append_table(source.text, "pauses", table)).raw
    added = len(edited) - len(raw)
    assert any(edited[:n] + edited[n + added :] == raw for n in range(len(raw) + 1))


@given(documents(), scalars, st.data())
def test_a_value_that_is_set_changes_and_nothing_else(
    text: str, value: Tree, data: st.DataObject
) -> None:
    before = parse_toml(text)
    known = leaves(before)
    path = data.draw(st.sampled_from(known)) if known else ("alpha",)
    expected = deepcopy(before)
    reach(expected, path[:-1])[path[-1]] = value
    assert are_same(parse_toml(set_values(text, {path: value})), expected)


@given(documents(), scalars, st.lists(st.sampled_from(["n1", "n 2", "n3"]), min_size=1), st.data())
def test_a_value_that_is_added_is_there_and_nothing_else_changes(
    text: str, value: Tree, names: list[str], data: st.DataObject
) -> None:
    before = parse_toml(text)
    path = (*data.draw(st.sampled_from(holders(before))), *names)
    expected = deepcopy(before)
    holder: Tree = expected
    for part in path[:-1]:
        holder = holder.setdefault(part, {}) if isinstance(holder, dict) else holder[part]
    holder[path[-1]] = value
    assert are_same(parse_toml(set_values(text, {path: value})), expected)


@given(documents(), st.data())
def test_what_is_removed_is_gone_and_nothing_else_changes(text: str, data: st.DataObject) -> None:
    before = parse_toml(text)
    paths = [path for path in (*leaves(before), *holders(before)) if path]
    path = data.draw(st.sampled_from(paths)) if paths else ("alpha",)
    expected = deepcopy(before)
    if paths:
        del reach(expected, path[:-1])[path[-1]]
    after = parse_toml(set_values(text, {path: None}))
    assert are_same(pruned(after), pruned(expected))


@given(documents())
def test_the_files_drawn_here_are_toml(text: str) -> None:
    assert tomli.loads(text, parse_float=Decimal) == parse_toml(text)


@given(st.lists(st.text(max_size=5), min_size=1), scalars)
def test_any_key_and_any_value_are_written_so_that_they_are_read_again(
    path: list[str], value: Tree
) -> None:
    expected: Tree = value
    for part in reversed(path):
        expected = {part: expected}
    assert are_same(parse_toml(f"{render_path(path)} = {render_value(value)}"), expected)
