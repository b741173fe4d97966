"""Whatever two machines change of one engagement, nothing that either recorded is lost."""

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from phmcoach.domain.sync.trees import Merged, Side
from phmcoach.domain.values.same import are_same
from phmcoach.store.sync.merging import merge_trees
from phmcoach.store.toml.data import parse_toml
from phmcoach.store.toml.edit import append_table, set_values

FILE = "engagements/martin-2026.toml"
ROOT = Path("/practice")
START = """\
schema = 1
client = "acme"
last_session = "s2"

# Whom it is about.
[beneficiary]
id = "claire-martin"
name = "Claire Martin"

[demand]
received_on = 2026-01-05
situations = ["new-role"]

[[objectives]]
id = "o1"
statement = "Déléguer."

[[sessions]] # the first one
id = "s1"
on = 2026-01-20
minutes = 120
status = "held"

[[sessions]]
id = "s2"
on = 2026-02-03
minutes = 90
"""

Step = tuple[Any, ...]
Tables = list[dict[str, Any]]


def tables(text: str, array: str) -> Tables:
    found: Any = parse_toml(text).get(array, [])
    return list(found)


def apply(text: str, step: Step) -> str:
    """Do what a command does to the file of an engagement."""
    data: Any = parse_toml(text)
    sessions = tables(text, "sessions")
    changes: dict[tuple[str | int, ...], object] = {}
    match step:
        case ("log", on, minutes):
            name = f"s{int(data['last_session'][1:]) + 1}"
            text = append_table(text, "sessions", {"id": name, "on": on, "minutes": minutes})
            changes = {("last_session",): name}
        case ("aim", statement):
            name = f"o{int(data.get('last_objective', 'o1')[1:]) + 1}"
            text = append_table(text, "objectives", {"id": name, "statement": statement})
            changes = {("last_objective",): name}
        case ("set", at, key, value) if at < len(sessions):
            changes = {("sessions", at, key): value}
        case ("remove", at) if at < len(sessions):
            gone = [*data.get("removed_sessions", []), sessions[at]["id"]]
            changes = {("sessions", at): None, ("removed_sessions",): gone}
        case ("pause", on) if on not in [each["start_on"] for each in tables(text, "pauses")]:
            text = append_table(text, "pauses", {"start_on": on, "end_on": date(2026, 5, 1)})
        case ("call off", at) if at < len(sessions):
            names = [*data.get("outcome", {}).get("called_off", []), sessions[at]["id"]]
            changes = {("outcome", "called_off"): list(dict.fromkeys(names))}
        case ("key", path, value):
            changes = {path: value}
        case ("comment", words):
            text = f"# {words}\n{text}"
    return set_values(text, changes)


DAYS = st.sampled_from([date(2026, 2, 10), date(2026, 3, 3)])
PLACES = st.integers(0, 3)
KEYS = [("beneficiary", "role"), ("justification",), ("demand", "request")]
STEPS = st.one_of(
    st.tuples(st.just("log"), DAYS, st.sampled_from([60, 90])),
    st.tuples(st.just("aim"), st.sampled_from(["Écouter.", "Décider."])),
    st.tuples(st.just("set"), PLACES, st.just("minutes"), st.sampled_from([45, 60])),
    st.tuples(st.just("set"), PLACES, st.just("status"), st.sampled_from(["held", "no-show"])),
    st.tuples(st.just("set"), PLACES, st.just("next"), st.sampled_from(["Relire.", None])),
    st.tuples(st.just("remove"), PLACES),
    st.tuples(st.just("pause"), DAYS),
    st.tuples(st.just("call off"), PLACES),
    st.tuples(st.just("key"), st.sampled_from(KEYS), st.sampled_from(["Cheffe", "Élue", None])),
    st.tuples(st.just("comment"), st.sampled_from(["À voir.", "Fait."])),
)
SIDES = st.sampled_from(["here", "there"])


@st.composite
def versions(draw: st.DrawFn) -> str:
    text = START
    for step in draw(st.lists(STEPS, max_size=4)):
        text = apply(text, step)
    return text


def merge(ours: str, theirs: str, choices: dict[tuple[str, str | None], Side]) -> Merged:
    base, here, there = ({FILE: text.encode()} for text in (START, ours, theirs))
    return merge_trees(ROOT, base, here, there, choices)


def text_of(merged: Merged) -> str:
    content = merged.files[FILE]
    assert content is not None
    return content.decode()


def settled(ours: str, theirs: str, side: Side) -> tuple[Merged, str]:
    """Return the merge as it asks, and the text once each question is answered with a side."""
    asked = found = merge(ours, theirs, {})
    choices: dict[tuple[str, str | None], Side] = {}
    while found.conflicts:
        choices |= {each.place: side for each in found.conflicts}
        found = merge(ours, theirs, choices)
    return asked, text_of(found)


def without_id(records: Tables) -> list[Mapping[str, object]]:
    return [{key: value for key, value in each.items() if key != "id"} for each in records]


def written(record: Mapping[str, object]) -> str:
    return repr(sorted(record.items()))


@given(versions())
def test_what_one_side_changed_is_taken_as_it_is(changed: str) -> None:
    assert text_of(merge(changed, START, {})) == changed
    assert text_of(merge(START, changed, {})) == changed
    assert text_of(merge(changed, changed, {})) == changed


@given(versions(), versions())
def test_a_merge_that_was_stopped_ends_alike(ours: str, theirs: str) -> None:
    found = merge(ours, theirs, {})
    if not found.conflicts:
        again = merge(text_of(found), theirs, {})
        assert (text_of(again), again.conflicts) == (text_of(found), ())


@given(versions(), versions(), SIDES)
def test_each_record_that_a_side_added_is_in_the_result(ours: str, theirs: str, side: Side) -> None:
    _, text = settled(ours, theirs, side)
    for array in ("sessions", "objectives"):
        names = [each["id"] for each in tables(text, array)]
        assert len(names) == len({*names})
        known = {each["id"] for each in tables(START, array)}
        for version in (ours, theirs):
            added = [each for each in tables(version, array) if each["id"] not in known]
            for wanted in without_id(added):
                assert any(are_same(each, wanted) for each in without_id(tables(text, array)))


@given(versions(), versions(), SIDES)
def test_a_known_session_stays_unless_a_side_removed_it(ours: str, theirs: str, side: Side) -> None:
    asked, text = settled(ours, theirs, side)
    left, here, there = (
        {each["id"] for each in tables(version, "sessions")} for version in (text, ours, theirs)
    )
    questions = {each.key for each in asked.conflicts}
    for name in ("s1", "s2"):
        assert (name in left) == (name in here & there) or f"sessions.{name}" in questions


@given(versions(), versions())
def test_the_order_of_the_machines_decides_only_who_is_renumbered(ours: str, theirs: str) -> None:
    one, other = merge(ours, theirs, {}), merge(theirs, ours, {})
    assert {each.key for each in one.conflicts} == {each.key for each in other.conflicts}
    if not one.conflicts:
        for array in ("sessions", "objectives"):
            left, right = (without_id(tables(text_of(each), array)) for each in (one, other))
            assert sorted(map(written, left)) == sorted(map(written, right))
