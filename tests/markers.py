"""Fill records with a unique marker for each text, day and time, and find the markers in outputs.

The fields come from the models, not from a list: a new field is filled and searched for without
any change here. A marker is found in every spelling: a text in capitals, in a file name or cut
short, a day in any format.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from functools import lru_cache
from itertools import count
from types import UnionType
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from phmcoach.domain.base import Reader, Record, annotations_of
from phmcoach.formats import MONTHS
from phmcoach.value import Value, field_names

Path = tuple[str, ...]
Forms = Mapping[tuple[str, str] | str, Any]
"""Given values of fields: by class and name of the field, or by its whole path."""

NARROW_TO_WIDE = tuple(Reader)
SLUGS = {"client", "profile", "follow_up_of", "id"}
_FIRST_DAY = date(2050, 1, 1)


class _Numbering:
    """Counters that make each marker unique."""

    texts = count(1)
    days = count(1)


def number_anew() -> None:
    """Restart the markers, so that another practice gets the same ones and can be compared."""
    _Numbering.texts, _Numbering.days = count(1), count(1)


def _next_day() -> date:
    return _FIRST_DAY + timedelta(days=37 * next(_Numbering.days))


class Each(tuple[Any, ...]):
    """The values of a field of listed records: one for each record, the last for the rest."""

    __slots__ = ()

    def at(self, place: int) -> object:
        return self[min(place, len(self) - 1)]


class Several(tuple[Any, ...]):
    """A list of records: one for each name in it."""

    __slots__ = ()


def types_of(model: type[Record]) -> dict[str, Any]:
    """Return the type of each field of a record, without what else its annotation says."""
    return {name: get_args(each)[0] for name, each in annotations_of(model).items()}


def fill(model: type[Record], forms: Forms, path: Path = (), at: int = 0) -> dict[str, Any]:
    """Return the data of a record full of markers; `forms` are given values, None omits a field."""
    data: dict[str, Any] = {}
    for name, annotation in types_of(model).items():
        inner, key, where = model_of(annotation), model.keys[name], (*path, name)
        form = forms.get(".".join(where), forms.get((model.__name__, name), _NO_FORM))
        if isinstance(form, Each):
            form = form.at(at)
        if isinstance(form, Several):
            assert inner is not None
            data[key] = [fill(inner, forms, (*where, str(n)), n) for n in range(len(form))]
        elif form is not _NO_FORM:
            data[key] = form
        elif inner is None:
            data[key] = marker(annotation, name)
        elif get_origin(annotation) is tuple:
            data[key] = [fill(inner, forms, (*where, "0"), 0)]
        else:
            data[key] = fill(inner, forms, where, at)
    return {key: value for key, value in data.items() if value is not None}


_NO_FORM = object()


def turn(model: type[Record], data: dict[str, Any], kept: frozenset[str]) -> dict[str, Any]:
    """Return the data of a record with every value changed that the sponsor may not see.

    A yes, a level or a word of a list cannot be a marker. It is hidden if another value changes
    nothing in the outputs. `kept` are fields, as `Class.name`, whose effect others may see.
    """
    turned = dict(data)
    for name, annotation in types_of(model).items():
        key, inner = model.keys[name], model_of(annotation)
        value = data.get(key)
        if isinstance(value, dict) and inner is not None:
            turned[key] = turn(inner, value, kept)
        elif isinstance(value, list) and inner is not None:
            turned[key] = [turn(inner, each, kept) for each in value]
        elif _is_hidden(model, name, data) and f"{model.__name__}.{name}" not in kept:
            turned[key] = _other(value, _parts(annotation)[1])
    return {key: value for key, value in turned.items() if key in data}


def _is_hidden(model: type[Record], name: str, data: Mapping[str, Any]) -> bool:
    audience = model.audiences[name]
    personal = data.get("personal") or data.get("objective") == "o2"
    return audience.reader in (Reader.COACH, Reader.BENEFICIARY) and (
        audience.opened_by is None or bool(personal)
    )


def _other(value: object, words: list[object]) -> object:
    """Return another value of the same kind, or a marker unchanged."""
    if isinstance(value, bool):
        return not value
    if isinstance(value, int):
        return value + 1
    if isinstance(value, list) and words:
        return [word for word in words if word not in value][:1]
    return next((word for word in words if word != value), value)


def model_of(annotation: object) -> type[Record] | None:
    """Return the record class in the type of a field: alone, in a union or in a tuple."""
    if isinstance(annotation, type) and issubclass(annotation, Record):
        return annotation
    if get_origin(annotation) in (Union, UnionType, tuple, Annotated):
        found = (model_of(each) for each in get_args(annotation))
        return next((each for each in found if each is not None), None)
    return None


def marker(annotation: object, name: str) -> Any:  # noqa: ANN401, PLR0911 - one line a type
    """Return a value of a type: a unique text or day, else the first or smallest value."""
    kinds, literals = _parts(annotation)
    several = _has_tuple(annotation)
    if get_origin(annotation) is Mapping:
        return {"a": text_marker(name)}
    if bool in kinds:
        return True
    if datetime in kinds:
        return datetime.combine(_next_day(), time(12))
    if date in kinds:
        return _next_day()
    if str in kinds:
        texts = [text_marker(name) for _ in range(5 if name == "levels" else 1)]
        return texts if several else texts[0]
    if literals:
        return [literals[0]] if several else literals[0]
    return time(12) if time in kinds else 1


def text_marker(name: str) -> str:
    """Return a unique text that contains the name of its field."""
    text = f"Zq{next(_Numbering.texts)}-{name.replace('_', '-')}-qZ"
    if "email" in name:
        return f"{text}@example.org".lower()
    return text.lower() if name in SLUGS else text


def _has_tuple(annotation: object) -> bool:
    return get_origin(annotation) is tuple or any(map(_has_tuple, get_args(annotation)))


def _parts(annotation: object) -> tuple[set[object], list[object]]:
    """Return the plain types and the literal words that an annotation allows."""
    if get_origin(annotation) is Literal:
        return set(), list(get_args(annotation))
    kinds: set[object] = set() if get_args(annotation) else {annotation}
    literals: list[object] = []
    for each in get_args(annotation):
        inner_kinds, inner_literals = _parts(each)
        kinds |= inner_kinds
        literals += inner_literals
    return kinds, literals


def leaves(value: object, path: Path = ()) -> Iterator[tuple[Path, object]]:
    """Yield each value of a record or a view, with its path."""
    if isinstance(value, Value):
        value = {name: getattr(value, name) for name in field_names(type(value))}
    if isinstance(value, Mapping):
        for key, each in value.items():
            yield from leaves(each, (*path, str(key)))
    elif isinstance(value, tuple | list):
        for number, each in enumerate(value):
            yield from leaves(each, (*path, str(number)))
    else:
        yield path, value


def fields_of(model: type[Record]) -> set[str]:
    """Return each field of a record class, at any depth, as `Class.name`."""
    found = set()
    for name, annotation in types_of(model).items():
        found.add(f"{model.__name__}.{name}")
        for each in (annotation, *get_args(annotation)):
            inner = model_of(each)
            found |= fields_of(inner) if inner is not None else set()
    return found


def filled_fields(value: object) -> Iterator[str]:
    """Yield each field that is not empty, at any depth, as `Class.name`."""
    if isinstance(value, Record):
        for name in field_names(type(value)):
            if getattr(value, name) not in (None, (), {}):
                yield f"{type(value).__name__}.{name}"
                yield from filled_fields(getattr(value, name))
    elif isinstance(value, tuple | dict):
        for each in value.values() if isinstance(value, dict) else value:
            yield from filled_fields(each)


@dataclass(frozen=True)
class Sight:
    """What a reader may see: by the audiences, by conditions that hold, and by fields named here.

    `opened` are the conditions that hold for the whole output; no condition opens what is personal,
    or the day of a session that was not held. `besides` are fields, as `Class.name`, that the
    output may show whatever their audience; `without` are fields that it may not show, although
    their audience may read them elsewhere.
    """

    reader: Reader
    opened: frozenset[str] = frozenset()
    besides: frozenset[str] = frozenset()
    without: frozenset[str] = frozenset()


def is_open(record: Record, path: Path, sight: Sight) -> bool:
    """Return whether a field may be seen: the rule of the audiences, implemented a second time."""
    inner: Any = record
    for part in path:
        if isinstance(inner, tuple):
            inner = inner[int(part)]
        elif isinstance(inner, dict):
            inner = inner[part]
        else:
            if not _may_see(inner, part, sight, record):
                return False
            inner = getattr(inner, part)
    return True


def _may_see(inner: Record, name: str, sight: Sight, whole: Record) -> bool:
    audience = type(inner).audiences[name]
    if f"{type(inner).__name__}.{name}" in sight.without:
        return False
    if NARROW_TO_WIDE.index(sight.reader) <= NARROW_TO_WIDE.index(audience.reader):
        return True
    if f"{type(inner).__name__}.{name}" in sight.besides:
        return True
    if sight.reader is not Reader.SPONSOR or audience.opened_by not in sight.opened:
        return False
    objectives = {each.id: each.personal for each in getattr(whole, "objectives", ())}
    personal = objectives.get(getattr(inner, "objective", ""), getattr(inner, "personal", False))
    return not personal and getattr(inner, "status", "held") == "held"


def open_keys(record: Record, sight: Sight) -> set[str]:
    """Return the keys of all markers of a record that a reader may see."""
    return {
        key
        for path, value in leaves(record)
        if is_open(record, path, sight)
        for key in keys_of(value)
    }


def all_keys(value: object) -> dict[str, str]:
    """Return the key of each marker of a record, with the path of its field."""
    return {key: ".".join(path) for path, each in leaves(value) for key in keys_of(each)}


def keys_of(value: object) -> frozenset[str]:
    """Return the keys by which a value is found; none if it cannot be a marker, such as a yes."""
    match value:
        case datetime():
            return keys_of(value.date()) | keys_of(value.time())
        case date():
            return frozenset({f"{value:%Y-%m-%d}", f"{value:--%m-%d}"})
        case time():
            return frozenset({f"{value:%H:%M}"})
        case Decimal() if value % 1:
            return frozenset({f"{value.normalize():f}"})
        case str():
            return frozenset(_TEXT.findall(value.lower()) + _DIGEST.findall(value))
        case _:
            return frozenset()


_TEXT = re.compile(r"zq\d+(?=\D)")
_DIGEST = re.compile(r"[0-9a-f]{16,64}")
_NAMES = {
    name.lower(): month for names in MONTHS.values() for month, name in enumerate(names, start=1)
}
_LETTER_DAY = re.compile(
    rf"(?<!\d)(?P<d>\d\d?)(?:er)?\s(?P<m>{'|'.join(_NAMES)})(?:\s(?P<y>\d{{4}}))?", re.IGNORECASE
)
_ISO_DAY = re.compile(r"(?<!\d)(?P<y>\d{4})(?P<s>-?)(?P<m>\d\d)(?P=s)(?P<d>\d\d)(?!\d)")
_SHORT_DAY = re.compile(r"(?<!\d)(?P<d>\d\d)/(?P<m>\d\d)/(?P<y>\d{4})(?!\d)")
_HOUR = re.compile(r"(?<!\d)(\d\d?)\s?[h:]\s?(\d\d)(?!\d)")
_AMOUNT = re.compile(r"(?<![\d.,])(\d{1,3}(?:[ \u202f,]\d{3})+|\d+)[.,](\d+)(?!\d)")


@lru_cache(maxsize=1000)
def keys_in(text: str) -> frozenset[str]:
    """Return the keys of everything in a text that may be a marker, in any spelling."""
    plain = re.sub(r"\s+", " ", text.replace("\\", ""))
    found = set(_TEXT.findall(re.sub(r"[^0-9a-z]", "", f"{plain}.".lower()) + "."))
    found |= set(_DIGEST.findall(plain))
    found |= {f"{int(hour):02}:{minute}" for hour, minute in _HOUR.findall(plain)}
    for whole, part in _AMOUNT.findall(plain):
        amount = Decimal(re.sub(r"\D", "", whole) + "." + part)
        found.add(f"{amount.normalize():f}")
    for form in (_LETTER_DAY, _ISO_DAY, _SHORT_DAY):
        for match in form.finditer(plain):
            month = _NAMES.get(match["m"].lower()) or int(match["m"])
            day = f"{month:02}-{int(match['d']):02}"
            found.add(f"{match['y']}-{day}" if match["y"] else f"--{day}")
    return frozenset(found)
