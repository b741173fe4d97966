"""The inventory: each thing that is held of a person, where it is, and until when.

Whoever exports the data of a person, erases it or says what is due asks this one list, so nothing
is found by one and forgotten by another.
"""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Literal

from phmcoach.domain.case import Dossier, SignedRecords
from phmcoach.domain.money.ledger import LedgerEntry
from phmcoach.domain.privacy.fields import At, leaves
from phmcoach.domain.privacy.keeping import Keeping, RuleOn, kept_until, over_by_all, over_since
from phmcoach.domain.records.erased import ERASED_TEXT
from phmcoach.domain.records.law_rules import Duration
from phmcoach.domain.records.parties import Client
from phmcoach.domain.records.terms import SERVICE_ONLY, marked_terms
from phmcoach.value import Value

Whose = Literal["person", "organisation", "others"]
"""Whom a thing is about: the person, the organisation alone, or somebody else as well."""

PaperKind = Literal[
    "record",
    "contract-paper",
    "service-paper",
    "choices-paper",
    "annex",
    "report",
    "form",
    "attendance",
    "billing-paper",
    "mail",
    "other-paper",
]
"""What a file beside an engagement is, by its name."""

Section = Literal[
    "identity",
    "demand",
    "objectives",
    "contract",
    "choices",
    "pauses",
    "sessions",
    "end",
    "evaluation",
    "own-words",
    "contact",
    "contact-words",
]
Recorded = Literal["invoice", "quote", "receipt"]
What = Section | PaperKind | Recorded | Literal["notes"]


class Held(Value):
    """One thing that is held: a value in a file, or a whole file, for which `at` is empty.

    `rule` says for how long it is kept and why, `until` the last day of that; None means that the
    engagement goes on. `ref` is the reference of the engagement, or that of a client.
    """

    what: What
    file: str
    ref: str
    rule: Duration
    until: date | None
    at: At = ()
    whose: Whose = "person"

    @property
    def keeping(self) -> str:
        """The kind of data: `private-data`, `contract-data` or `accounts-data`."""
        return self.rule.id

    def is_due(self, today: date) -> bool:
        """Whether it should not be held any more."""
        return self.until is not None and self.until < today


class Holding(Value):
    """An engagement and the files beside its own.

    `file` is its path in the practice. `papers` are the names in its folder of documents with what
    they are, `notes` the days of the private notes, `entries` those of the ledger by their paths.
    """

    dossier: Dossier
    file: str
    client: Client
    signed: SignedRecords
    papers: Mapping[str, PaperKind]
    notes: tuple[date, ...]
    entries: Mapping[str, LedgerEntry]

    @property
    def ref(self) -> str:
        """The reference of the engagement."""
        return self.dossier.ref

    @property
    def is_signed(self) -> bool:
        """Whether anyone signed the contract, whose proof is then kept."""
        return bool(self.dossier.engagement.signatures.days)

    @property
    def is_pair(self) -> bool:
        """Whether only a paper of the organisation states the price."""
        terms = self.dossier.engagement.terms
        is_pair = terms is not None and terms.contract == "pair"
        return is_pair and not self.client.is_private


_SECTIONS: Mapping[str, What] = {
    "beneficiary": "identity",
    "demand": "demand",
    "objectives": "objectives",
    "evaluation": "evaluation",
    "pauses": "pauses",
    "hours_consent": "choices",
    "sessions": "sessions",
    "outcome": "end",
    "explanations": "own-words",
    "justification": "own-words",
}
"""What each key of an engagement is about; the others are about the contract."""

_PAPERS: Mapping[PaperKind, tuple[Keeping, Whose]] = {
    "record": ("contract-data", "person"),
    "contract-paper": ("contract-data", "person"),
    "service-paper": ("contract-data", "organisation"),
    "choices-paper": ("contract-data", "person"),
    "annex": ("contract-data", "person"),
    "report": ("private-data", "person"),
    "form": ("private-data", "person"),
    "attendance": ("accounts-data", "person"),
    "billing-paper": ("accounts-data", "organisation"),
    "mail": ("private-data", "others"),
    "other-paper": ("contract-data", "others"),
}
_SERVICE_TERMS = marked_terms(SERVICE_ONLY)
OF_CONTACT = frozenset({"contact", "contact_role"})


def held_of_beneficiary(holding: Holding, rule_on: RuleOn, today: date) -> Iterator[Held]:
    """Yield everything that one engagement holds of its beneficiary."""
    over_on = over_since(holding.dossier)
    is_erased = holding.dossier.engagement.is_erased("engagement")

    def held(what: What, file: str, keeping: Keeping, at: At = (), whose: Whose = "person") -> Held:
        kept = keeping if holding.is_signed or keeping != "contract-data" else "private-data"
        if is_erased and at:  # of what is left, only the accounts have a use
            kept = "accounts-data"
        rule = rule_on(kept, over_on or today)
        until = None if over_on is None else kept_until(rule, over_on)
        return Held(what, file, holding.ref, rule, until, at, whose)

    for leaf in leaves(holding.dossier.engagement, is_private=holding.client.is_private):
        what = _SECTIONS.get(str(leaf.at[0]), "contract")
        yield held(what, holding.file, leaf.keeping, leaf.at, _whose(holding, leaf.at))
    folder = f"documents/{holding.ref}"
    for name, kind in holding.papers.items():
        keeping, whose = _PAPERS[kind]
        is_own = holding.client.is_private and whose == "organisation"
        yield held(kind, f"{folder}/{name}", keeping, (), "person" if is_own else whose)
    for on in holding.notes:
        yield held("notes", f"notes/{holding.ref}/{on}.age", "private-data")
    for file, entry in holding.entries.items():
        whose = "person" if holding.client.is_private else "organisation"
        yield recorded(file, entry, holding.ref, rule_on, whose)


def held_of_client(
    ref: str, client: Client, holdings: tuple[Holding, ...], rule_on: RuleOn, today: date
) -> Iterator[Held]:
    """Yield what the file of a private client holds, until their last contract is forgotten.

    Of a demand that nobody signed there is no proof to keep.
    """
    if client.name == ERASED_TEXT:
        return
    over_on = over_by_all(each.dossier for each in holdings)
    is_signed = any(each.is_signed for each in holdings)
    rule = rule_on("contract-data" if is_signed else "private-data", over_on or today)
    until = None if over_on is None else kept_until(rule, over_on)
    for leaf in leaves(client, is_private=True):
        yield Held("identity", f"clients/{ref}.toml", ref, rule, until, leaf.at)


def recorded(file: str, entry: LedgerEntry, ref: str, rule_on: RuleOn, whose: Whose) -> Held:
    """Return what an entry of the ledger holds, for as long as the accounts are kept."""
    what: What = "invoice" if entry.invoice else "quote" if entry.quote else "receipt"
    rule = rule_on("accounts-data", entry.recorded_on)
    return Held(what, file, ref, rule, kept_until(rule, entry.recorded_on), (), whose)


def _whose(holding: Holding, at: At) -> Whose:
    """Return whom a value of an engagement is about.

    In a pair the price is the organisation's alone, and its contact is always somebody else.
    """
    top, key = at[0], at[-1]
    if key in OF_CONTACT:
        return "others"
    is_term = top in ("terms", "amendments", "quote")
    if holding.is_pair and is_term and (top == "quote" or key in _SERVICE_TERMS):
        return "organisation"
    if holding.is_pair and "travel" in at:
        return "organisation"
    return "person"
