"""Records are validated as the models would be that Pydantic itself makes of their annotations."""

from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime, time
from decimal import Decimal
from importlib import import_module
from pathlib import Path
from pkgutil import walk_packages
from typing import Any

import pytest
from hypothesis import given, settings
from pydantic_core import ValidationError
from tests.domain.record_models import validate_with_models
from tests.domain.test_accepted import EXAMPLES, FILES, changed_files

from phmcoach import domain
from phmcoach.domain.base import Record, annotations_of
from phmcoach.domain.shape.pydantic_schemas import validate_with_pydantic
from phmcoach.domain.shape.validation import InvalidRecordError
from phmcoach.store.problems import problems_of

ODD: tuple[object, ...] = (
    *(None, True, False, {}, [], [None], [1], {"a": 1}, {"a": {}}, {"A b": 1}, {1: 1}, b"a", 1.5),
    *(0, 1, -1, -2, 10, 11, 45, 46, 100, 101, 201, 1000, 1441, 1989, 2200, 1_000_000, 1 << 80),
    *("", " ", "a", "a\n", "a\tb", "\u200b", "\x00", "\ufeffa", "o1", "s1", "FR", "a b", "a@b.fr"),
    *("x" * 21, "x" * 61, "x" * 201, "x" * 5001, "0" * 64, "0" * 63, "F-2026-0001", "2026-02-03"),
    *(["a", "b", "c", "d", "e"], ["phone"], ["phone", "phone"], ("phone",), {"phone"}),
    *(Decimal(text) for text in ("0", "-0.0", "1.5", "-1.5", "1.005", "100.1", "1e-7", "1e7")),
    *(Decimal(text) for text in ("123456789012.5", "1E+20", "NaN", "Infinity", "-Infinity")),
    *(date(2026, 2, 3), date(1989, 12, 31), date(2200, 1, 1), time(9, 30), time(9, tzinfo=UTC)),
    *(datetime(2026, 2, 3, tzinfo=UTC), datetime(2026, 2, 3, 9, 30)),  # noqa: DTZ001 - of a file
)


def outcome_of(
    validate: Callable[[Any, object], object], annotation: object, value: object
) -> object:
    """Return what a value becomes, or all that is wrong with it."""
    try:
        return repr(validate(annotation, value))
    except ValidationError as error:
        details = InvalidRecordError(error.errors(include_url=False))
        model = annotation if isinstance(annotation, type) else None
        return problems_of(details, Path("file.toml"), None, model=model)


def compare(annotation: object, value: object) -> None:
    expected = outcome_of(validate_with_models, annotation, value)
    assert outcome_of(validate_with_pydantic, annotation, value) == expected


def all_records() -> list[type[Record]]:
    for _, name, _ in walk_packages(domain.__path__, "phmcoach.domain."):
        import_module(name)
    kinds: list[type[Record]] = [Record]
    for kind in kinds:
        kinds += kind.__subclasses__()
    return [kind for kind in kinds[1:] if kind.__module__.startswith("phmcoach.")]


def test_each_field_accepts_what_a_model_accepts_and_refuses_the_rest_alike() -> None:
    for kind in all_records():
        for annotation in annotations_of(kind).values():
            for value in ODD:
                compare(annotation, value)


@pytest.mark.parametrize("number", range(len(FILES)))
def test_a_file_of_a_landed_version_is_validated_alike(number: int) -> None:
    compare(*FILES[number])


@settings(max_examples=EXAMPLES)
@given(changed_files())
def test_a_changed_file_is_validated_alike(file: tuple[type[Record], Mapping[str, object]]) -> None:
    compare(*file)
