"""The data held of a client's contact: in the client's file, contracts and invoices."""

from collections.abc import Iterator
from datetime import date

from phmcoach.domain.contract.signed import CONTRACT_RECORD, amendment_record_name
from phmcoach.domain.money.ledger import LedgerEntry
from phmcoach.domain.privacy.fields import At
from phmcoach.domain.privacy.held import Held, Holding, recorded
from phmcoach.domain.privacy.keeping import RuleOn, kept_until, over_by_all, over_since
from phmcoach.domain.records.parties import Client
from phmcoach.value import replace

KEYS = ("contact", "contact_role", "email", "billing_email")
"""What the file of a client says of its contact."""


def held_of_contact(
    name: str,
    ref: str,
    client: Client | None,
    holdings: tuple[Holding, ...],
    rule_on: RuleOn,
    today: date,
) -> Iterator[Held]:
    """Yield everything that is held of a contact of a client, whose file may be gone.

    What the client's file says is kept as long as the contract of the client that ends last.
    """
    present = client if client is not None and client.contact == name else None
    over_on = over_by_all(each.dossier for each in holdings)
    rule = rule_on("contract-data", over_on or today)
    until = None if over_on is None else kept_until(rule, over_on)
    for key in KEYS:
        if present is not None and getattr(present, key) is not None:
            yield Held("contact", f"clients/{ref}.toml", ref, rule, until, (key,))
    for each in holdings:
        yield from _held_in_engagement(name, each, rule_on, today, is_present=present is not None)
        for file, entry in each.entries.items():
            if at := _place_in(entry, name):
                yield replace(recorded(file, entry, each.ref, rule_on, "person"), at=at)


def _held_in_engagement(
    name: str, holding: Holding, rule_on: RuleOn, today: date, *, is_present: bool
) -> Iterator[Held]:
    """Yield what an engagement and the records of its contract hold.

    What the organisation observed at the evaluation are the words of the present contact.
    """
    over_on = over_since(holding.dossier)
    rule = rule_on("contract-data", over_on or today)
    until = None if over_on is None else kept_until(rule, over_on)
    for at in _places_in(holding, name):
        yield Held("contact", holding.file, holding.ref, rule, until, at)
    for record, at in _records_with(holding, name):
        file = f"documents/{holding.ref}/{record}"
        yield Held("record", file, holding.ref, rule, until, at)
    evaluation = holding.dossier.engagement.evaluation
    if is_present and evaluation is not None and evaluation.observations is not None:
        short = rule_on("private-data", over_on or today)
        until = None if over_on is None else kept_until(short, over_on)
        at = ("evaluation", "observations")
        yield Held("contact-words", holding.file, holding.ref, short, until, at)


def _places_in(holding: Holding, name: str) -> Iterator[At]:
    for place, amendment in enumerate(holding.dossier.engagement.amendments):
        if amendment.contact == name:
            yield "amendments", place, "contact"
            if amendment.contact_role is not None:
                yield "amendments", place, "contact_role"


def _records_with(holding: Holding, name: str) -> Iterator[tuple[str, At]]:
    signed = holding.signed
    if signed.contract is not None and signed.contract.client.contact == name:
        yield CONTRACT_RECORD, ("client", "contact")
    for each in signed.amendments.values():
        file = amendment_record_name(each.amendment.number)
        if each.amendment.contact == name:
            yield file, ("amendment", "contact")
        if each.client is not None and each.client.contact == name:
            yield file, ("client", "contact")


def _place_in(entry: LedgerEntry, name: str) -> At:
    """Return where an entry names the contact; nowhere is an empty place."""
    paper = entry.document
    is_named = paper is not None and paper.buyer.contact == name
    return (entry.kind, "buyer", "contact") if is_named else ()
