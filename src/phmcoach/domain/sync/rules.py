"""The rules of a merge: the key of each list of records, and what is no conflict.

Whatever is not named here is merged key by key. A list of plain values is one value.
"""

from collections.abc import Callable, Mapping
from datetime import date
from typing import TypeAlias

from phmcoach.domain.base import Record
from phmcoach.domain.contract.signed import OWN_WORDS, RECORD
from phmcoach.domain.contract.signed_changes import NOT_AGREED
from phmcoach.domain.keeping.backup import LAST_BACKUP, LastBackup
from phmcoach.domain.records.amendment import SIGNED_KEYS
from phmcoach.domain.records.archives import ArchiveLog
from phmcoach.domain.records.calendar import CalendarLog
from phmcoach.domain.records.engagement import Engagement, Outcome
from phmcoach.domain.records.evaluation import CONSENTS
from phmcoach.domain.records.given_ids import number_of
from phmcoach.domain.records.later import LaterLog
from phmcoach.domain.records.note_keys import NoteKeys
from phmcoach.domain.records.parties import Client
from phmcoach.domain.records.practice import Practice
from phmcoach.domain.records.signed import SignedDemand
from phmcoach.domain.records.terms import Terms
from phmcoach.domain.values.same import are_same
from phmcoach.references import is_reference
from phmcoach.value import NOTHING, Value, field_names

Data: TypeAlias = dict[str, object]
"""A table of a file."""

Where: TypeAlias = tuple[str, ...]
"""The keys to a value; `*` stands for any record of a list."""

Join: TypeAlias = Callable[[object, object, object], object]
"""What the last common value, this machine's and the remote's are together."""


class Rules(Value):
    """The rules of one kind of file.

    `names` are the keys that tell the records of a list apart; a list without such keys has records
    that never change. `facts` are the keys of a table that are true together only, or None for all:
    no session was held on the day of one machine with the status of the other. `joined` are values
    that two machines may change: nothing is to be asked.
    `agreed` maps a table with a seal to what of it nobody may change once it is sealed.
    `begins_alike` says that two machines may make this file, each for itself.
    """

    model: type[Record]
    names: Mapping[Where, tuple[str, ...]] = NOTHING
    facts: Mapping[Where, frozenset[str] | None] = NOTHING
    joined: Mapping[Where, Join] = NOTHING
    agreed: Mapping[Where, frozenset[Where]] = NOTHING
    begins_alike: bool = False


def rules_of(path: str) -> Rules | None:
    """Return the rules of a file by its path in the folder; None for one that is merged whole."""
    match path.removesuffix(".toml").split("/"):
        case ["engagements", name] | ["archive", _, name] if is_reference(name):
            rules = ENGAGEMENT
        case ["clients", name] if is_reference(name):
            rules = _CLIENT
        case _:
            return OTHERS.get(path)
    return rules if path.endswith(".toml") else None


def reference_of(path: str) -> str | None:
    """Return the reference of the engagement whose file has a path, open or archived, or None."""
    rules = rules_of(path)
    return path.rpartition("/")[2].removesuffix(".toml") if rules is ENGAGEMENT else None


def _unite(base: object, ours: object, theirs: object) -> object:
    """Return a set of which each side may have added and removed some."""
    before, here, there = (each if isinstance(each, list) else [] for each in (base, ours, theirs))
    kept = [each for each in there if each in here or each not in before]
    return [*kept, *(each for each in here if each not in before and each not in kept)]


def _later(_: object, ours: object, theirs: object) -> object:
    """Return the later of two days; either may be missing."""
    days = [each for each in (ours, theirs) if isinstance(each, date)]
    return max(days, default=None)


def _higher(_: object, ours: object, theirs: object) -> object:
    """Return the higher of two ids; either may be missing."""
    ids = [each for each in (ours, theirs) if isinstance(each, str)]
    return max(ids, default=None, key=number_of)


def _sent_first(_: object, ours: object, theirs: object) -> object:
    return ours if theirs is None else theirs


def _exported_last(_: object, ours: object, theirs: object) -> object:
    """Return the event that a calendar program has last; it replaces one of the same sequence.

    It may be another one than that which either program has, so its sequence is higher.
    """
    if not isinstance(ours, dict) or not isinstance(theirs, dict):
        return ours or theirs
    here, there = ours.get("sequence", 0), theirs.get("sequence", 0)
    if here != there:
        return ours if here > there else theirs
    return {**theirs, "sequence": there + 1}


_DEMAND = tuple(name for name in field_names(SignedDemand) if name != OWN_WORDS)
_TERMS = tuple(name for name in field_names(Terms) if name not in NOT_AGREED)

ENGAGEMENT = Rules(
    Engagement,
    names={
        ("sessions",): ("id",),
        ("sessions", "*", "travel"): (),
        ("objectives",): ("id",),
        ("amendments",): ("number",),
        ("amendments", "*", "objectives"): ("id",),
        ("evaluation", "ratings"): ("objective",),
        ("pauses",): ("start_on",),
        ("explanations",): ("month_on",),
        ("erased",): (),
    },
    facts={
        ("sessions", "*"): frozenset(
            ("on", "at", "minutes", "type", "status", "notified_at", "debrief_minutes")
        ),
        ("pauses", "*"): None,
        ("explanations", "*"): None,
        ("terms",): frozenset(("plan", "hourly_rate", "package_price", "schedule", "monthly")),
        ("outcome",): frozenset(
            name for name in field_names(Outcome) if name.startswith(("decline", "end", "withdraw"))
        ),
        ("evaluation",): CONSENTS,
        ("evaluation", "alliance"): None,
        ("evaluation", "ratings", "*"): None,
        ("quote",): None,
        ("hours_consent",): None,
    },
    joined={
        ("removed_sessions",): _unite,
        ("outcome", "called_off"): _unite,
        ("terms", "set_on"): _later,
        ("last_session",): _higher,
        ("last_objective",): _higher,
    },
    agreed={
        (): frozenset(
            [
                ("contract_reference",),
                ("client",),
                ("beneficiary", "name"),
                ("beneficiary", "role"),
                *(("demand", name) for name in _DEMAND),
                ("quote",),
                *(("terms", name) for name in _TERMS),
                ("objectives", "*"),
            ]
        ),
        ("amendments", "*"): frozenset((name,) for name in SIGNED_KEYS),
    },
)

_CLIENT = Rules(Client, facts={("address",): None, ("billing_address",): None})

_PRACTICE = Rules(
    Practice,
    facts=dict.fromkeys(
        (
            *((name,) for name in ("address", "bank", "company", "insurance", "mediator")),
            *((f"{name}s", "*") for name in ("vat_regime", "tax_regime", "declaration", "rate")),
            *((f"{name}s", "*") for name in ("bank_account", "payment_term", "closure")),
            ("franchise_kept", "*"),
        )
    ),
    names={
        **{
            (name,): ("valid_from",)
            for name in (
                "vat_regimes",
                "tax_regimes",
                "declarations",
                "bank_accounts",
                "payment_terms",
            )
        },
        ("franchise_kept",): ("on",),
        ("rates",): ("valid_from", "client_kind"),
        ("closures",): ("start_on",),
    },
)

OTHERS: Mapping[str, Rules] = {
    "practice.toml": _PRACTICE,
    "later.toml": Rules(LaterLog, names={("rows",): ()}, begins_alike=True),
    "exports/archives.toml": Rules(ArchiveLog, names={("archives",): ()}, begins_alike=True),
    "exports/calendar.toml": Rules(
        CalendarLog,
        names={("events",): ("engagement", "session")},
        joined={("key",): _sent_first, ("events", "*"): _exported_last},
        begins_alike=True,
    ),
    LAST_BACKUP: Rules(LastBackup, joined={("made_on",): _later}, begins_alike=True),
    "notes/keys.toml": Rules(NoteKeys, joined={("recovery_tried_on",): _later}),
}
"""The rules of the files of which a practice has one."""


def has_new_record(before: object, seal: object) -> bool:
    """Whether a table was sealed, for the first time or for another record than before."""
    record = seal.get(RECORD) if isinstance(seal, dict) else None
    earlier = before.get(RECORD) if isinstance(before, dict) else None
    return record is not None and not are_same(record, earlier)
