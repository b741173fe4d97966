"""What is read without Pydantic is what Pydantic would make, or it is not read at all.

It is compared with Pydantic for the files of practices that version 0.1.0 wrote, and for data made
from the annotations of each class of records. Both are also changed in many small ways: a value of
another kind, a key too many or missing, an item twice.
"""

import os
from contextlib import suppress
from copy import deepcopy
from datetime import UTC, date, datetime, time
from decimal import Decimal
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from tests.domain.record_data import data_of

from phmcoach import law
from phmcoach.domain.base import Record
from phmcoach.domain.money.ledger import LedgerEntry, LedgerHead
from phmcoach.domain.records.engagement import Engagement
from phmcoach.domain.records.evaluation import EvaluationForm
from phmcoach.domain.records.law import Law
from phmcoach.domain.records.law_rules import OwnLaw
from phmcoach.domain.records.parties import Client
from phmcoach.domain.records.practice import Practice
from phmcoach.domain.shape.accepted import NotAcceptedError, build_accepted
from phmcoach.domain.shape.validation import InvalidRecordError, validate
from phmcoach.store.toml.data import parse_toml

FOLDERS = Path(__file__).parents[1] / "folders" / "0.1.0"
KINDS: dict[str, type[Record]] = {
    "practice.toml": Practice,
    "clients": Client,
    "engagements": Engagement,
    "archive": Engagement,
    "law": OwnLaw,
    "ledger": LedgerEntry,
    "form.toml": EvaluationForm,
}
# `make test` tries some; COACH_LIGHT=10000 tries as many changed files, and as many made records.
EXAMPLES = int(os.environ.get("COACH_LIGHT", "300"))


def find_kinds() -> list[type[Record]]:
    """Return every class of records that files contain."""
    for path in Path(law.__file__).parents[1].rglob("*.py"):
        if "domain" in path.parts:
            import_module(".".join(path.with_suffix("").parts[path.parts.index("phmcoach") :]))
    kinds = [Record]
    for kind in kinds:
        kinds += kind.__subclasses__()
    ours = (kind for kind in kinds[1:] if kind.__module__.startswith("phmcoach."))
    return [kind for kind in ours if kind.__qualname__ == kind.__name__]


RECORDS = find_kinds()
OF_EACH = max(8, EXAMPLES // 40)


def kind_of(path: Path) -> type[Record]:
    return LedgerHead if path.name == "head.toml" else KINDS[path.relative_to(FOLDERS).parts[1]]


def read_files() -> list[tuple[type[Record], dict[str, Any]]]:
    """Return the kind and the data of each file that is valid."""
    found: list[tuple[type[Record], dict[str, Any]]] = []
    paths = sorted(path for part in KINDS for path in FOLDERS.glob(f"*/{part}/**/*.toml"))
    for path in [*FOLDERS.glob("*/*.toml"), *paths]:
        kind = kind_of(path)
        with suppress(ValueError):  # one was cut, another changed by hand
            data = parse_toml(path.read_text("utf-8"))
            validate(kind, data)
            found.append((kind, data))
    return found


FILES = read_files()
VALUES = st.one_of(
    st.sampled_from(["", "a", "martin", "o1", "s1", "FR", "75011", "phone", "a b", "e\u0301"]),
    st.sampled_from(["900 000 001", "900000001", "90000000100017", "90 000 000 100 017"]),
    st.sampled_from(["FR68900000001", "fr68 900 000 001", "BE0403019261", "BE 403 019 261"]),
    st.sampled_from(["FR76 9999 9000 0100 0000 0001 15", "fr7699999000010000000000115"]),
    st.sampled_from(["TESTFRPP", "testfrppxxx", "a@b.fr", "F-2026-0001", "#1f4e5f", "0" * 64]),
    st.integers(-2, 2000),
    st.booleans(),
    st.sampled_from([Decimal("0.1"), Decimal("1.00"), Decimal("1.005"), Decimal("-0.0")]),
    st.sampled_from([Decimal("33.333"), Decimal(100), Decimal("1E+2"), Decimal("1e-7")]),
    st.sampled_from([date(2026, 2, 3), date(1989, 1, 1), time(9, 30), datetime(2026, 2, 3, 9)]),  # noqa: DTZ001 - as TOML reads it
    st.just(datetime(2026, 2, 3, 9, tzinfo=UTC)),
    st.sampled_from([[], [1], ["phone"], {}, {"a": 1}, [{}]]),
)


def places_in(data: object) -> list[tuple[Any, Any]]:
    """Return each container inside the data with each of its keys or places."""
    found: list[tuple[Any, Any]] = []
    if isinstance(data, dict | list):
        for key, value in data.items() if isinstance(data, dict) else enumerate(data):
            found += [(data, key), *places_in(value)]
    return found


@st.composite
def changed_files(draw: st.DrawFn) -> tuple[type[Record], dict[str, Any]]:
    kind, data = FILES[draw(st.integers(0, len(FILES) - 1))]
    return kind, change(draw, data, draw(st.integers(0, 3)))


def change(draw: st.DrawFn, original: dict[str, Any], times: int) -> dict[str, Any]:
    """Return a copy of the data with some changes."""
    data = deepcopy(original)
    for _ in range(times):
        places = places_in(data) or [(data, "a")]
        inside, key = places[draw(st.integers(0, len(places) - 1))]
        match draw(st.sampled_from(["replace", "remove", "add", "repeat"])):
            case "replace":
                inside[key] = deepcopy(draw(VALUES))
            case "remove":
                inside.pop(key, None) if isinstance(inside, dict) else inside.pop(key)
            case "add" if isinstance(inside, dict):
                new = draw(st.sampled_from(["a", "schema", "place", "email", "at"]))
                inside[new] = deepcopy(draw(VALUES))
            case _ if isinstance(inside, list):
                inside.append(deepcopy(inside[key]))
    return data


SHAPES = {"missing", "extra_forbidden", "literal_error", "is_instance_of", "decimal_type"}


def is_of_another_shape(error: InvalidRecordError) -> bool:
    """Whether a key is missing, unknown or of another type, and not only out of its limits."""
    kinds = {detail["type"] for detail in error.details}
    return bool(kinds & SHAPES) or any(kind.endswith("_type") for kind in kinds)


def compare(kind: type[Record], data: dict[str, Any]) -> None:
    """Build a record that Pydantic accepts, and compare it with Pydantic's."""
    expected = validate(kind, deepcopy(data))
    built = build_accepted(kind, data)
    assert built == expected
    assert repr(built) == repr(expected)


@pytest.mark.parametrize("number", range(len(FILES)))
def test_a_file_of_a_landed_version_is_read_alike(number: int) -> None:
    compare(*FILES[number])


@settings(max_examples=EXAMPLES)
@given(changed_files())
@example((LedgerHead, {"schema": True, "entries": 0}))  # to Pydantic, True is 1
def test_a_changed_file_is_read_alike_or_not_at_all(
    file: tuple[type[Record], dict[str, Any]],
) -> None:
    compare_if_valid(*file)


def compare_if_valid(kind: type[Record], data: dict[str, Any]) -> None:
    """Compare what Pydantic accepts; what has another shape for it must be refused here too."""
    try:
        compare(kind, data)
    except InvalidRecordError as error:
        if is_of_another_shape(error):
            with pytest.raises(NotAcceptedError):
                build_accepted(kind, data)
    except NotAcceptedError:
        pass  # it is validated again


@st.composite
def made_and_changed(draw: st.DrawFn, kind: type[Record]) -> tuple[dict[str, Any], dict[str, Any]]:
    made = draw(data_of(kind))
    return made, change(draw, made, draw(st.integers(1, 2)))


@pytest.mark.parametrize("kind", RECORDS, ids=[kind.__name__ for kind in RECORDS])
def test_a_record_made_of_its_annotations_is_read_alike(kind: type[Record]) -> None:
    compared: list[bool] = []

    @settings(max_examples=OF_EACH)
    @given(made_and_changed(kind))
    def compare_made(both: tuple[dict[str, Any], dict[str, Any]]) -> None:
        made, changed = both
        with suppress(InvalidRecordError):  # its fields contradict each other
            compare(kind, made)
            compared.append(True)
        compare_if_valid(kind, changed)

    compare_made()
    assert len(compared) >= OF_EACH // 8


def test_the_law_of_the_program_is_valid() -> None:
    data: dict[str, Any] = {}
    for path in Path(law.__file__).parent.glob("*.toml"):
        data |= parse_toml(path.read_text("utf-8"))
    assert validate(Law, data) == law.load_law()


def test_every_record_can_be_read_without_pydantic() -> None:
    assert len(RECORDS) > 40
    for kind in RECORDS:
        with pytest.raises(NotAcceptedError):
            build_accepted(kind, {"no": "record"})
