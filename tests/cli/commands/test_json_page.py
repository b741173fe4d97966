"""The output of `--json` matches docs/json.md and the golden answers.

Every command with `--json` runs in a practice that has a record of each kind, in English and on a
copy in French. `UPDATE_GOLDEN=1` rewrites tests/golden/json: a key that is removed, or whose
meaning changes, breaks the scripts of coaches.
"""

import json
import os
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
from tests.cli.commands.json_walk import WALK, walk

from phmcoach.cli.app import build_program

ROOT = Path(__file__).parents[3]
GOLDEN = ROOT / "tests" / "golden" / "json"
PAGE = (ROOT / "docs" / "json.md").read_text("utf-8")
ROW = re.compile(r"^\| `([^`]+)` \| (.+?) \| .*\|$", re.MULTILINE)
SHAPE = re.compile(r"\[([a-z ]+)\]\(#[a-z-]+\)")
OPEN = {"facts", "value"}

FORMS = {
    "text": r"[\s\S]*",
    "word": r"[a-z][a-z0-9-]*",
    "code": r"[A-Za-z][A-Za-z0-9.-]*",
    "date": r"\d{4}-\d\d-\d\d",
    "time": r"\d\d:\d\d:\d\d",
    "moment": r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d",
    "amount": r"-?\d+\.\d{2,6}",
    "decimal": r"-?\d+(\.\d+)?",
    "path": r"…?/.+",
    "digest": r"[0-9a-f]{64}",
}

Keys = dict[str, str]


def read_sections() -> Mapping[str, str]:
    """Return the text under each heading: shapes, commands and views."""
    found = re.split(r"^##+ (.+)$", PAGE, flags=re.MULTILINE)
    return dict(zip(found[1::2], found[2::2], strict=True))


SECTIONS = read_sections()


def keys_of(heading: str) -> Keys:
    """Return the dotted keys under a heading and their types, including those of its shapes."""
    text = SECTIONS[heading]
    prose = "\n".join(line for line in text.splitlines() if not line.startswith("|"))
    found: Keys = {}
    for shape in SHAPE.findall(prose):
        found |= keys_of(shape)
    for key, named in ROW.findall(text):
        found |= expand(key, named)
    return found


def expand(key: str, named: str) -> Keys:
    shape = SHAPE.match(named)
    if shape is None:
        return {key: named}
    inner = {f"{key}.{name}": type_ for name, type_ in keys_of(shape[1]).items()}
    return {key: SHAPE.sub("object", named)} | inner


def documented(name: str) -> Keys:
    """Return the documented keys of an answer: those of its command and of its ledger view."""
    command, _, more = name.partition(" ")
    heading = f"coach {name}" if f"coach {name}" in SECTIONS else f"coach {command}"
    view = keys_of(name) if name in SECTIONS and more else {}
    return {"schema": "number"} | keys_of(heading) | view


def mistakes(value: object, keys: Keys, key: str = "") -> Iterator[str]:
    """Yield each difference between an answer and the page."""
    if value is None:
        if not keys.get(key, "").endswith(" or null"):
            yield f"{key} is null"
        return
    kind = keys.get(key, "nothing").removesuffix(" or null") if key else "object"
    if isinstance(value, list) and kind not in OPEN:
        for each in value:
            yield from mistakes(each, keys, f"{key}[]")
    elif isinstance(value, dict) and kind == "object":
        expected = children(keys, key)
        if set(value) != expected:
            yield f"{key}: {sorted(set(value) ^ expected)}"
        for name, item in value.items():
            yield from mistakes(item, keys, f"{key}.{name}" if key else name)
    elif not is_of(kind, value):
        yield f"{key} is not of type {kind}: {value!r}"


def children(keys: Keys, key: str) -> set[str]:
    """Return the names directly below a key."""
    below = (name.removeprefix(f"{key}.") for name in keys if not key or name.startswith(f"{key}."))
    return {re.split(r"\.|\[\]", name)[0] for name in below}


def is_of(kind: str, value: object) -> bool:
    if kind == "value":
        return True
    if kind == "facts":
        return isinstance(value, dict)
    if kind == "true/false":
        return isinstance(value, bool)
    if kind == "number":
        return isinstance(value, int) and not isinstance(value, bool)
    return isinstance(value, str) and kind in FORMS and bool(re.fullmatch(FORMS[kind], value))


def seen(value: object, key: str = "") -> Iterator[str]:
    """Yield the dotted keys of an answer."""
    yield key
    if isinstance(value, dict):
        for name, item in value.items():
            yield from seen(item, f"{key}.{name}" if key else name)
    elif isinstance(value, list):
        yield f"{key}[]"
        for item in value:
            yield from seen(item, f"{key}[]")


def without_sentences(value: Any) -> Any:  # noqa: ANN401 - JSON
    if isinstance(value, dict):
        return {key: without_sentences(each) for key, each in value.items() if key != "sentence"}
    if isinstance(value, list):
        return [without_sentences(each) for each in value]
    return value


NAMES = re.findall(r"^\[([^]]+)\] ", WALK, re.MULTILINE)
REFUSED = re.findall(r"^\? (?:-C \S+ )?(\S+)", WALK, re.MULTILINE)


def golden_of(name: str) -> Path:
    return GOLDEN / f"{name.replace(' ', '-')}.json"


@pytest.fixture(scope="module")
def answers() -> Mapping[str, Any]:
    """Return the golden answer of each command by its name."""
    return {name: json.loads(golden_of(name).read_text("utf-8")) for name in NAMES}


def test_an_answer_is_the_golden_one_and_french_changes_only_its_sentences(
    tmp_path: Path,
) -> None:
    """This is one test because the walk is slow and each step needs the ones before."""
    for name, english, french in walk(tmp_path):
        assert english.code == french.code, name
        if name.startswith("? "):
            assert english.code in (2, 3, 5), english
            assert (english.out, french.out) == ("", ""), name
            assert english.err, name
            continue
        if os.environ.get("UPDATE_GOLDEN"):
            golden_of(name).write_text(english.out, "utf-8")
        assert english.out == golden_of(name).read_text("utf-8"), name
        assert without_sentences(french.data) == without_sentences(english.data), name
        if name == "check-cadence":
            assert "Past months with enough sessions" in english.out
            assert "Past months" not in french.out


def test_every_command_with_json_is_run_and_documented() -> None:
    commands = build_program().commands
    having = {
        name
        for name, command in commands.items()
        if any("--json" in param.opts for param in command.params)
    }
    assert {name.partition(" ")[0] for name in NAMES} == having
    assert set(REFUSED) == having
    assert {heading.split()[1] for heading in SECTIONS if heading.startswith("coach ")} == having
    assert {path.name for path in GOLDEN.iterdir()} == {golden_of(name).name for name in NAMES}


def test_an_answer_has_the_documented_keys_and_types(answers: Mapping[str, Any]) -> None:
    found = {
        name: differences
        for name, answer in answers.items()
        if (differences := list(mistakes(answer, documented(name))))
    }
    assert found == {}


def test_every_documented_key_appears_in_an_answer(answers: Mapping[str, Any]) -> None:
    held: dict[str, set[str]] = {}
    for name, answer in answers.items():
        for heading in (name, name.partition(" ")[0]):
            held.setdefault(heading, set()).update(seen(answer))
    everywhere = {f".{key}" for keys in held.values() for key in keys}
    missing = []
    for heading, text in SECTIONS.items():
        found = held.get(heading.removeprefix("coach "))
        for key, _ in ROW.findall(text) if heading != "Types" else ():
            shown = key in found if found else any(each.endswith(f".{key}") for each in everywhere)
            if not shown:
                missing.append((heading, key))
    assert missing == []


def test_every_example_on_the_page_is_part_of_an_answer(answers: Mapping[str, Any]) -> None:
    for heading, text in SECTIONS.items():
        if not heading.startswith("coach "):
            continue
        (example,) = re.findall(r"```json\n(.+?)```", text, re.DOTALL)
        whole = [
            answer
            for name, answer in answers.items()
            if heading in (f"coach {name}", f"coach {name.partition(' ')[0]}")
        ]
        assert any(is_part(json.loads(example), answer) for answer in whole), heading


def is_part(example: Any, answer: Any) -> bool:  # noqa: ANN401 - JSON
    """Return whether an answer contains an example; a list may have more items."""
    if isinstance(example, dict):
        return isinstance(answer, dict) and all(
            key in answer and is_part(each, answer[key]) for key, each in example.items()
        )
    if isinstance(example, list) and example and isinstance(answer, list):
        return all(any(is_part(each, other) for other in answer) for each in example)
    if isinstance(example, str) and isinstance(answer, str):
        return example == re.sub("[\u00a0\u202f]", " ", answer)
    return bool(example == answer)
