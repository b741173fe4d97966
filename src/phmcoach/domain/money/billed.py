"""Comparison of an engagement with the invoices: its own, and those of others.

The ledger is right by definition. A session that was changed or removed after its invoice is
reported; the coach then corrects the file or credits the invoice.

An earlier version sealed no client, so a client's file that was changed by hand passes for the one
that signed. The invoices say otherwise: they are compared before such a contract is carried over,
billed or found in order.

The ledger identifies an engagement by its reference, the name of its file, so the sessions of a
renamed or copied file could be billed again under another name.
"""

from collections import Counter
from collections.abc import Container, Iterable, Iterator

from phmcoach.domain.case import Case, Dossier
from phmcoach.domain.contract.signed_changes import describe, identity_changes
from phmcoach.domain.history import Change
from phmcoach.domain.money.account import Account, BilledShares, TravelKey, billed_shares
from phmcoach.domain.money.credit_left import LineLeft, paper_left
from phmcoach.domain.money.invoice import BilledSession, Buyer, Invoice
from phmcoach.domain.records.parties import Client
from phmcoach.domain.records.practice import Practice
from phmcoach.domain.records.session import Session
from phmcoach.domain.values.money import total
from phmcoach.errors import Problem
from phmcoach.remedy import Remedy
from phmcoach.value import Value, replace

_FACTS = ("on", "minutes", "type", "status")
"""What a paper and the file both say of a session."""

_TYPED = ("name", "siren", "vat_number")
"""The keys that the command puts back."""


def is_as_billed(now: Session, billed: BilledShares) -> bool:
    """Whether a billed session has the length, type and status on its papers, and a day they show.

    A line of a month shows no days, so a session may be on another day of it; the papers of an
    organisation do not say whether it was in person or by video, and both are billed alike. Nothing
    is left on the papers of a session that credit notes took back in whole.
    """
    if now.id in billed.credited:
        return True
    was, _ = billed.sessions[now.id]
    types = {now.type, was.type}
    same_type = len(types) == 1 or (now.id in billed.unplaced and types == {"in-person", "video"})
    same = same_type and (now.minutes, now.status) == (was.minutes, was.status)
    is_there = now.on == was.on or billed.shows_day(now.id, now.on)
    return same and is_there and now.earlier_invoice is None


def earlier_invoice_problems(
    dossier: Dossier, sessions: Iterable[Session], numbers: Container[str | None]
) -> Iterator[Problem]:
    """Yield a problem for each session whose earlier invoice cannot be one of another tool.

    It is then one of the ledger, whose numbers these are, or bills part of a package. Sessions of a
    package have no price of their own; what it does not include has one.
    """
    for session in sessions:
        number, terms = session.earlier_invoice, dossier.terms_on(session.on)
        if number is not None and number in numbers:
            yield Problem("session.billed-here", {"id": session.id, "number": number})
        is_part = terms and terms.plan == "package" and session.type not in terms.also_billed
        if number is not None and is_part:
            yield Problem("session.of-package", {"id": session.id})


def missing_travel(now: Session, billed: BilledShares) -> tuple[TravelKey, ...]:
    """Return the billed travel costs that a session no longer has.

    Those that credit notes took back may be gone.
    """
    return tuple((_shown_travel(now.id, billed) - _travel_of(now)).elements())


def _shown_travel(name: str, billed: BilledShares) -> Counter[TravelKey]:
    shown = Counter({key: count for key, count in billed.travel.items() if key[0] == name})
    return shown - Counter(billed.credited_travel)


def _travel_of(session: Session) -> Counter[TravelKey]:
    return Counter((session.id, cost.label, cost.amount) for cost in session.travel)


def compare_billed(dossier: Dossier, billed: BilledShares) -> tuple[Problem, ...]:
    """Report each billed session that is gone, or that differs from what its papers show.

    A removed travel cost is reported too, because its replacement would be billed again. A problem
    could lead to double billing is an error, any other difference a warning. A session that credit
    notes took back in whole may be gone.
    """
    problems = []
    for name, (was, number) in billed.sessions.items():
        now = dossier.engagement.session(name)
        shown = {key: getattr(was, key) for key in _FACTS}
        if now is None:
            if name not in billed.credited:
                costs = _costs(_shown_travel(name, billed).elements())
                args = {"id": name, "number": number, "on": was.on}
                problems.append(Problem("billing.session-missing", args, words=shown | costs))
            continue
        missing = missing_travel(now, billed)
        words = _restored_travel(now, billed, missing) if missing else _costs(())
        if not is_as_billed(now, billed):
            args = {"id": name, "number": number}
            args |= {f"was_{key}": value for key, value in shown.items()}
            args |= {key: getattr(now, key) for key in _FACTS}
            changed = Problem("billing.session-changed", args, level="warning", words=words)
            is_here = now.earlier_invoice is None
            problems.append(changed if is_here else replace(changed, remedy=Remedy.EDIT))
        if missing:
            args = {"id": name, "number": number}
            problems.append(Problem("billing.travel-changed", args, words=words))
    return tuple(problems)


def _restored_travel(
    now: Session, billed: BilledShares, missing: Iterable[TravelKey]
) -> dict[str, object]:
    """Return the costs to record again: the billed ones, and those that replace none of them.

    The ones that replace the missing costs are as many, those with a known label or amount first.
    """
    shown, gone = _shown_travel(now.id, billed), tuple(missing)
    known = {word for _, *words in gone for word in words}
    others = (_travel_of(now) - shown).elements()
    added = sorted(others, key=lambda key: known.isdisjoint(key[1:]))[len(gone) :]
    return _costs((*shown.elements(), *added))


def _costs(keys: Iterable[TravelKey]) -> dict[str, object]:
    """Return travel costs as words of a command."""
    costs = tuple(keys)
    return {
        "amounts": tuple(amount for _, _, amount in costs),
        "labels": tuple(label for _, label, _ in costs),
    }


def was_billed_in(dossier: Dossier, account: Account) -> bool:
    """Whether an account of another reference bills the sessions of this engagement.

    Its file was renamed then: the person and the client are the same, and so is every session.
    """
    engagement = dossier.engagement
    names = (engagement.beneficiary.name, dossier.beneficiary.name)
    for paper in account.papers:
        if paper.beneficiary not in names or paper.buyer.reference != engagement.client:
            return False
    billed = billed_shares(account)
    own = [engagement.session(name) for name in billed.sessions]
    return bool(own) and all(each is not None and is_as_billed(each, billed) for each in own)


def last_billed(ref: str, accounts: Iterable[Account]) -> Invoice | None:
    """Return the last invoice to a client that no credit note took back, or None.

    It is that of the first account that has one, so the engagement's own come first.
    """
    for account in accounts:
        for paper in reversed(account.papers):
            credited = total(each.total_gross for each in account.credits_of(paper.number or ""))
            is_invoice = paper.type != "credit" and credited < paper.total_gross
            if is_invoice and paper.buyer.reference == ref:
                return paper
    return None


def as_client(buyer: Buyer) -> Client:
    """Return who an invoice names, as the file of a client holds them."""
    return Client(
        schema_version=1,
        kind=buyer.kind,
        name=buyer.name,
        siren=buyer.siren,
        siret=buyer.siret,
        vat_number=buyer.vat_number,
        address=buyer.address,
    )


def party_problems(case: Case, accounts: Iterable[Account]) -> tuple[Problem, ...]:
    """Return a problem if the client of a signed contract is not the one that was billed.

    `accounts` are those of the engagement, then those of other open ones, whose client may be the
    same. A record says who signed, and is compared in `contract.seal`.
    """
    name, is_signed = case.client_reference, bool(case.engagement.signatures.days)
    if not is_signed or case.signed.client_named(name) is not None:
        return ()
    paper = last_billed(name, accounts)
    found = () if paper is None else _changes(case.client, as_client(paper.buyer))
    if paper is None or not found:
        return ()
    before = {change.key: change.before for change in found}
    is_typed = all(key in _TYPED and value is not None for key, value in before.items())
    return (
        Problem(
            "seal.buyer-changed",
            {
                "client": name,
                "name": paper.buyer.name,
                "number": paper.number,
                "keys": tuple(before),
                "changes": tuple(map(describe, found)),
            },
            remedy=None if is_typed else Remedy.NOTHING,
            words={
                "named": before.get("name") or (),
                "siren": before.get("siren") or (),
                "vat": before.get("vat_number") or (),
            },
        ),
    )


def _changes(client: Client, billed: Client) -> tuple[Change, ...]:
    """Return what makes a client another one; without a common number, their name does too."""
    client = replace(client, siren=client.known_siren)
    is_known = bool(client.company_numbers & billed.company_numbers)
    is_renamed = client.name != billed.name and not is_known
    if client.is_other_party(billed) or is_renamed:
        return identity_changes(client, billed)
    return ()


class Overlap(Value):
    """The overlap of two papers: a session of each, or the same instalment of a package."""

    own: BilledSession | None
    other: BilledSession | None
    part: int | None
    paper: Invoice


def find_overlaps(drafted: Invoice, account: Account) -> Iterator[Overlap]:
    """Yield what a draft would bill and the account of another engagement bills already.

    Sessions are compared by their day and length, because the ledger does not contain their hour,
    and instalments by their number and the day of the contract. What was credited is not billed.
    """
    for paper in account.papers:
        if paper.type == "credit" or not _is_same_person(paper, drafted):
            continue
        left = [each for each in paper_left(paper, account).lines if not each.is_gone]
        for own in _timed_sessions(drafted):
            for other in _left_sessions(left):
                if (own.on, own.minutes) == (other.on, other.minutes):
                    yield Overlap(own, other, None, paper)
        if paper.contract_signed_on == drafted.contract_signed_on:
            parts = {each.line.part for each in left}
            for line in drafted.lines:
                if line.part is not None and line.part in parts:
                    yield Overlap(None, None, line.part, paper)


def _is_same_person(one: Invoice, other: Invoice) -> bool:
    """Whether two papers are for one person: names are shared, so their client is one too.

    A name is the same in capitals, and a client under another reference.
    """
    if (one.beneficiary.casefold(), one.specimen) != (other.beneficiary.casefold(), other.specimen):
        return False
    left, right = one.buyer, other.buyer
    return left.reference == right.reference or as_client(left).is_same_party(as_client(right))


def _timed_sessions(paper: Invoice) -> Iterator[BilledSession]:
    for line in paper.lines:
        if line.kind != "travel":
            yield from line.sessions


def _left_sessions(left: Iterable[LineLeft]) -> Iterator[BilledSession]:
    for each in left:
        if each.line.kind != "travel":
            yield from each.sessions


def billed_otherwise(account: Account, practice: Practice) -> Iterator[Problem]:
    """Yield a warning for each invoice of services on days with another VAT regime.

    The day of the service decides whether it bears VAT. A deposit has no services yet, and one that
    was credited is not an invoice of anything; the client of another country owes the tax.
    """
    for paper in account.papers:
        (group,) = paper.vat
        if paper.type != "invoice" or group.category == "AE":
            continue
        bears_vat = paper.seller.vat_regime != "franchise"
        days = [day for line in paper.lines for day in line.served_on]
        wrong = [day for day in days if practice.charges_vat_on(day) != bears_vat]
        if wrong and paper_left(paper, account).amount:
            message = "vat.billed-with" if bears_vat else "vat.billed-without"
            args = {"number": paper.number, "on": min(wrong)}
            yield Problem(message, args, level="warning", ref=paper.engagement)
