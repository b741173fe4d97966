"""The fields of a record that the inventory of personal data lists, for tests of all of them."""

from collections.abc import Iterator

from phmcoach.domain.base import Record, annotations_of, is_record
from phmcoach.domain.privacy.fields import TECHNICAL
from phmcoach.domain.values.marks import Limits


def fields_held(kind: type[Record]) -> Iterator[tuple[type[Record], str]]:
    """Yield each field of a record and of those inside it that the inventory lists."""
    for name, annotation in annotations_of(kind).items():
        inner = [each for each in classes_in(annotation) if is_record(each)]
        if name in TECHNICAL:
            continue
        if not inner:
            yield kind, name
        for each in inner:
            yield from fields_held(each)


def classes_in(annotation: object) -> Iterator[object]:
    yield annotation
    for each in getattr(annotation, "__args__", ()):
        if not isinstance(each, (str, Limits)):
            yield from classes_in(each)
