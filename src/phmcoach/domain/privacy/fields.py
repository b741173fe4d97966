"""The fields of an engagement that hold personal data, and the kind of each.

A field of a record needs no line here: it is private if the organisation may not see it, else part
of the contract. The exceptions are named below.
"""

from collections.abc import Iterator, Mapping

from phmcoach.domain.base import Reader, Record
from phmcoach.domain.privacy.keeping import Keeping
from phmcoach.domain.records.engagement import Engagement
from phmcoach.domain.records.erased import ERASED_TEXT, NO_SITUATION, ErasedPart
from phmcoach.domain.records.objective import Objective
from phmcoach.value import Value, field_defaults, fields_of, replace

At = tuple[str | int, ...]
"""Where a value is in a file: the keys, and the positions in arrays, that lead to it."""

TECHNICAL = frozenset(
    {
        *("schema_version", "seal", "bounds", "removed_sessions", "last_session"),
        *("last_objective", "shown_sha256", "approved_sha256", "called_off", "dropped", "erased"),
    }
)
"""Fields that say nothing of a person: digests, bounds, and ids that are not given again."""

_PROOF = frozenset(
    {
        *("Beneficiary.id", "Beneficiary.email", "Engagement.profile", "Engagement.follow_up_of"),
        *("HoursConsent.given", "HoursConsent.on", "Terms.set_on", "Session.on", "Session.at"),
        *("Session.type", "Session.status", "Session.debrief_minutes", "Session.notified_at"),
        *("Session.proposed_by_beneficiary", "Outcome.declined_by", "Outcome.ended_by"),
        *("Outcome.withdrawal", "Outcome.evaluation_planned_on"),
    }
)
"""What the organisation may not see, and what is kept with the contract all the same, as proof."""

_STANDS_IN: Mapping[str, tuple[object, ErasedPart]] = {
    "Demand.situations": (NO_SITUATION, "demand"),
    "Pause.reason": ("other", "reasons"),
}
"""The word of a list that a field has once its part is erased; it says nothing private before."""

_EVALUATION = frozenset({"Evaluation", "Rating", "Alliance"})
"""The evaluation: private, also where the organisation may see it."""


class Leaf(Value):
    """A value in a record: where it is, the field that has it, and the kind of data that it is."""

    at: At
    kind: type[Record]
    name: str
    value: object
    keeping: Keeping


def leaves(record: Record, *, is_private: bool) -> Iterator[Leaf]:
    """Yield each value of a record that says something.

    If the client `is_private`, their contract states all objectives and the demand in their words.
    """
    parts = {each.what for each in record.erased} if isinstance(record, Engagement) else ()
    for leaf in _leaves(record, is_private=is_private, at=()):
        other, part = _STANDS_IN.get(f"{leaf.kind.__name__}.{leaf.name}", (None, None))
        if leaf.value != other:
            yield leaf
        elif part not in parts and "engagement" not in parts:
            yield replace(leaf, keeping="contract-data")


def _leaves(record: Record, *, is_private: bool, at: At) -> Iterator[Leaf]:
    defaults = field_defaults(type(record))
    for name, value in fields_of(record).items():
        if name in TECHNICAL or value == ERASED_TEXT or (name in defaults and _is_nothing(value)):
            continue
        here = (*at, record.keys[name])
        if isinstance(value, Record):
            yield from _leaves(value, is_private=is_private, at=here)
        elif isinstance(value, tuple) and any(isinstance(each, Record) for each in value):
            for place, each in enumerate(value):
                yield from _leaves(each, is_private=is_private, at=(*here, place))
        else:
            keeping = _keeping_of(record, name, is_private=is_private)
            yield Leaf(here, type(record), name, value, keeping)


def _is_nothing(value: object) -> bool:
    return value is None or value is False or value == ()


def _keeping_of(record: Record, name: str, *, is_private: bool) -> Keeping:
    if isinstance(record, Objective) and record.personal and not is_private:
        return "private-data"
    if is_private and (type(record).__name__, name) == ("Demand", "request"):
        return "contract-data"
    return keeping_of_field(type(record), name)


def keeping_of_field(kind: type[Record], name: str) -> Keeping:
    """Return the kind of data that a field holds; an objective is that of the contract here."""
    if kind.__name__ in _EVALUATION:
        return "private-data"
    if kind is Objective or f"{kind.__name__}.{name}" in _PROOF:
        return "contract-data"
    is_narrow = kind.audiences[name].reader in (Reader.COACH, Reader.BENEFICIARY)
    return "private-data" if is_narrow else "contract-data"
