"""Data of every class of records, as its annotations allow it.

Each field gets values that are valid by themselves; a check that no plain value passes needs an
example in `FORMS`. `AGREEING` makes the fields of a record agree, as far as its rules ask for it.
"""

from collections.abc import Callable, Mapping
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from types import NoneType, UnionType
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from hypothesis import strategies as st

from phmcoach.domain.base import Record, annotations_of, is_record
from phmcoach.domain.money.ledger import Gap, LedgerEntry, Recovery
from phmcoach.domain.money.receipt import Receipt
from phmcoach.domain.records.billing import Billing
from phmcoach.domain.records.evaluation import Evaluation
from phmcoach.domain.records.law_rules import HalfYear, VatRule
from phmcoach.domain.records.practice import Address, Practice, Profile
from phmcoach.domain.records.session import Session
from phmcoach.domain.records.terms import Terms
from phmcoach.domain.shape.validation import InvalidRecordError, validate_value
from phmcoach.domain.values.marks import Check, Limits
from phmcoach.value import field_defaults, fields_of, replace

Data = st.SearchStrategy[Any]
Table = dict[str, Any]

FORMS: list[object] = [
    *("o1", "s1", "FR", "F", "D", "martin", "#1f4e5f", "a@b.fr", "TESTFRPPXXX", "testfrpp"),
    *("900 000 001", "900000001", "90000000100017", "90 000 000 100 017"),
    *("FR68900000001", "fr68 900 000 001", "BE0403019261", "BE 403 019 261"),
    *("FR7699999000010000000000115", "fr76 9999 9000 0100 0000 0001 15"),
    *(
        "F-2026-0001",
        "SPECIMEN-2026-0012",
        "0" * 64,
        "5e" * 32,
        "5e" * 16,
        "A-2026-03",
        "0225:900000001",
        "W691234567",
        "Europe/Paris",
    ),
    ["−−", "−", "=", "+", "++"],
]
WORD = "A word"
WORDS = st.one_of(
    st.sampled_from([WORD, "Créer l’équipe.", "e\u0301", "=1+1", '"quoted" \\ \u202f', "[a] # b"]),
    st.text(st.characters(exclude_categories=["C", "Z"]), min_size=1, max_size=12),
)
PLAIN: Mapping[object, Data] = {
    bool: st.booleans(),
    str: WORDS,
    date: st.dates(date(2025, 12, 1), date(2026, 12, 31)),
    datetime: st.datetimes(datetime(2026, 1, 1), datetime(2026, 12, 31)),  # noqa: DTZ001 - as TOML reads it
    time: st.times(),
}


def fits(annotation: Any, value: object) -> bool:  # noqa: ANN401 - a type, as typing returns it
    """Whether Pydantic accepts a value for a field."""
    try:
        validate_value(annotation, value)
    except InvalidRecordError:
        return False
    return True


_MADE: dict[type[Record], Data] = {}


def data_of(kind: type[Record]) -> Data:
    """Return the strategy of the data of a record; keys with a default may be missing.

    It is made once: Hypothesis checks each new strategy, and records contain records.
    """
    if kind not in _MADE:
        _MADE[kind] = _make_data_of(kind)
    return _MADE[kind]


def _make_data_of(kind: type[Record]) -> Data:
    fields = {
        kind.keys[name]: (name, values_of(annotation))
        for name, annotation in annotations_of(kind).items()
    }
    defaults = field_defaults(kind)
    needed = {key: values for key, (name, values) in fields.items() if name not in defaults}
    others = {key: values for key, (name, values) in fields.items() if name in defaults}
    data = st.fixed_dictionaries(needed, optional=others)
    if kind is LedgerEntry:  # one body
        data = st.one_of([st.fixed_dictionaries(needed | {it: others[it]}) for it in BODIES])
    return data.map(_in_order).map(AGREEING.get(kind, dict))


def _in_order(data: Table) -> Table:
    """Let what begins end, and what is lowest be below what is highest."""
    for first, second in ORDERED:
        if first in data and second in data and data[first] > data[second]:
            data |= {first: data[second], second: data[first]}
    return data


def _agree_in_receipt(data: Table) -> Table:
    shares = [each | {"net": abs(each["net"]), "vat": Decimal(1)} for each in data["shares"]]
    paid = sum(each["net"] + each["vat"] for each in shares) + data["surplus"]
    return data | {"shares": shares, "amount": paid}


def _agree_in_entry(data: Table) -> Table:
    """Name the kind of what is recorded; a document has a number and a PDF, some a schema."""
    kind = next(name for name in BODIES if name in data)
    is_joint = bool(data[kind].get("contracts"))
    data |= {"schema": 3 if is_joint else {"recovery": 2, "gap": 4}.get(kind, 1)}
    if kind in ("invoice", "quote"):
        numbered = {"number": "F-2026-0001"} | data[kind]
        data |= {kind: numbered, "pdf_sha256": "5e" * 32}
    return data | {"kind": kind}


def _agree_in_terms(data: Table) -> Table:
    """Keep what belongs to the plan: a package has a price, and one schedule or none."""
    if "package_price" not in data:
        return {key: data[key] for key in data.keys() - {"plan", "schedule", "monthly"}}
    one = {"schedule": [Decimal(40), Decimal(60)], "monthly": False} if "schedule" in data else {}
    return data | {"plan": "package"} | one


def _agree_in_evaluation(data: Table) -> Table:
    for name in ("shown", "approved"):
        if {f"{name}_on", f"{name}_sha256"} - data.keys():
            data.pop(f"{name}_on", None)
            data.pop(f"{name}_sha256", None)
    return data | {"score_shared": "approved_on" in data}


def _agree_in_session(data: Table) -> Table:
    if "purpose" in data:
        data |= {"type": "three-way"}
    if data.get("status", "planned") == "planned":
        data.pop("earlier_invoice", None)
    return data


BODIES = ("invoice", "quote", "receipt", "recovery", "gap")
ORDERED = [
    ("start_on", "end_on"),
    ("valid_from", "valid_to"),
    ("wrong_from", "wrong_to"),
    ("issued_on", "due_on"),
    ("sessions_min", "sessions_max"),
    ("session_minutes_min", "session_minutes_max"),
    ("months_min", "months_max"),
    ("debrief_minutes", "minutes"),
]
AGREEING: Mapping[type[Record], Callable[[Table], Table]] = {
    Address: lambda data: data | {"postcode": "75011"},
    Profile: lambda data: {"session_minutes_min": 1, "session_minutes_max": 1440} | data,
    Practice: lambda data: {"vat_number": "FR68900000001"} | data | {"billing": {}},
    Billing: lambda data: data | {"prefix": "F", "quote_prefix": "D"},
    Terms: _agree_in_terms,
    VatRule: lambda data: (
        {"exemption_code": WORD, "mention": WORD} | data | {"category": "E", "rate": Decimal(0)}
    ),
    HalfYear: lambda data: data | {"valid_from": date(2026, 7, 1), "valid_to": date(2026, 12, 31)},
    Receipt: lambda data: _agree_in_receipt({"shares": [], "surplus": Decimal(2)} | data),
    Recovery: lambda data: data | {"right_on": data["wrong_from"] - timedelta(days=1)},
    Gap: lambda data: data | {"first": "F-2026-0008", "last": "F-2026-0009"},
    LedgerEntry: _agree_in_entry,
    Evaluation: _agree_in_evaluation,
    Session: _agree_in_session,
}


def values_of(annotation: Any, *marks: object) -> Data:  # noqa: ANN401 - a type
    """Return the strategy of the values of a field; a file has no None."""
    origin, arguments = get_origin(annotation), get_args(annotation)
    if origin is Annotated:
        return values_of(arguments[0], *annotation.__metadata__, *marks)
    if origin in (Union, UnionType):
        (inner,) = (each for each in arguments if each is not NoneType)
        return values_of(inner, *marks)
    if is_record(annotation):
        return st.deferred(lambda: data_of(annotation))
    if origin is Mapping:
        return st.dictionaries(*map(values_of, arguments), max_size=1)
    if origin is Literal:
        return st.sampled_from(arguments)
    return _marked_values(annotation, marks)


def _marked_values(annotation: Any, marks: tuple[object, ...]) -> Data:  # noqa: ANN401 - a type
    """Return the strategy of single values, and of lists, that have limits and checks."""
    whole = Annotated[(annotation, *marks)] if marks else annotation
    limits = Limits()
    for mark in marks:
        if isinstance(mark, Limits):
            given = {name: it for name, it in fields_of(mark).items() if it is not None}
            limits = replace(limits, **given)
    if get_origin(annotation) is tuple:
        if any(isinstance(mark, Check) for mark in marks):
            return _of_form(whole)
        least = limits.min_length or 0
        items = values_of(get_args(annotation)[0])
        return st.lists(items, min_size=least, max_size=least + 1)
    if annotation is str and not fits(whole, WORD):
        return _of_form(whole)
    plain = _numbers(annotation, limits) if annotation in (int, Decimal) else PLAIN[annotation]
    return plain.filter(lambda value: fits(whole, value)) if marks else plain


def _numbers(kind: type[int] | type[Decimal], limits: Limits) -> Data:
    """Return the strategy of the numbers of a range; whole ones are decimals in a file too."""
    low = next((it for it in (limits.ge, limits.gt) if isinstance(it, int | Decimal)), -3)
    high = next((it for it in (limits.le, limits.lt) if isinstance(it, int | Decimal)), 10_000)
    whole = st.integers(int(low), int(min(high, 10_000)))
    if kind is int:
        return whole
    amounts = st.decimals(low, high, places=2)
    return st.one_of(whole, amounts, st.sampled_from([Decimal("-0.0"), Decimal("1E+2")]))


def _of_form(annotation: Any) -> Data:  # noqa: ANN401 - a type
    return st.sampled_from([form for form in FORMS if fits(annotation, form)])
