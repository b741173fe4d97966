"""What the papers and receipts of one engagement come to: billed, credited, paid, still owed.

None of it is stored. Each answer is computed from the documents in the order in which they were
issued, so no flag can ever disagree with them.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from phmcoach.domain.money.invoice import BilledSession, Deduction, Invoice, InvoiceLine
from phmcoach.domain.money.ledger import LedgerEntry
from phmcoach.domain.money.receipt import Receipt
from phmcoach.domain.values.money import round_cents, total
from phmcoach.words import ReceiptNature

TravelKey = tuple[str, str, Decimal]
"""A billed travel cost: the id of its session, its label, its amount."""


@dataclass(frozen=True)
class Account:
    """All invoices, deposit invoices and credit notes of an engagement, and all its receipts.

    Both are in the order of the ledger. What was paid as it was issued is a receipt too. Specimens
    and real papers never share an account.
    """

    papers: tuple[Invoice, ...] = ()
    receipts: tuple[Receipt, ...] = ()

    def paper(self, number: str) -> Invoice | None:
        """Return the paper with this number, or None."""
        return next((paper for paper in self.papers if paper.number == number), None)

    def credits_of(self, number: str) -> tuple[Invoice, ...]:
        """Return the credit notes on a paper."""
        return tuple(
            paper for paper in self.papers if paper.corrects and paper.corrects.number == number
        )

    def receipts_of(self, number: str, nature: ReceiptNature = "fees") -> tuple[Receipt, ...]:
        """Return what was paid of a paper's price, or of what its lateness cost, and went back."""
        return tuple(
            receipt
            for receipt in self.receipts
            if receipt.document == number and receipt.nature == nature
        )


def account_of(entries: Iterable[LedgerEntry], engagement: str, *, specimen: bool) -> Account:
    """Collect the account of one engagement from the entries of a ledger."""
    own = [entry for entry in entries if entry.specimen == specimen]
    papers = tuple(
        entry.invoice for entry in own if entry.invoice and entry.invoice.engagement == engagement
    )
    receipts = (entry.money for entry in own)
    return Account(
        papers, tuple(each for each in receipts if each and each.engagement == engagement)
    )


@dataclass(frozen=True)
class Balance:
    """What one paper comes to, in euros with VAT.

    `due` is its price less what deposits paid of it, `credited` what credit notes gave back of it,
    `received` what was paid, at its issue too, less what went back.
    """

    due: Decimal
    credited: Decimal
    received: Decimal

    @property
    def outstanding(self) -> Decimal:
        """What the client still owes; less than nothing is what he is owed."""
        return self.due - self.credited - self.received


def balance_of(account: Account, paper: Invoice) -> Balance:
    """Return the balance of an invoice or deposit invoice; a credit note is in that of its own."""
    number = paper.number or ""
    return Balance(
        due=paper.price_owed,
        credited=total(credit.price_owed for credit in account.credits_of(number)),
        received=total(receipt.signed for receipt in account.receipts_of(number)),
    )


@dataclass(frozen=True)
class BilledShares:
    """What no invoice may bill again: the time of sessions, and single travel costs.

    `sessions` maps the id of each session of which any share is billed to what was billed and the
    number of the last paper that did.
    """

    sessions: Mapping[str, tuple[BilledSession, str]]
    time: frozenset[str]
    travel: Counter[TravelKey]


def billed_shares(account: Account) -> BilledShares:
    """Walk through the papers: an invoice bills, a credit note that frees takes back.

    A credit note's travel line may hold less than the cost: what an earlier one left of it.
    """
    time: dict[str, tuple[BilledSession, str]] = {}
    travel: Counter[TravelKey] = Counter()
    seen: dict[str, tuple[BilledSession, str]] = {}
    for paper in account.papers:
        if paper.type == "credit" and not paper.frees:
            continue
        corrected = account.paper(paper.corrects.number) if paper.corrects else None
        for line in paper.lines:
            billing = (
                corrected.lines[line.credits_line - 1] if corrected and line.credits_line else line
            )
            for session in line.sessions:
                key = _travel_key(billing, session)
                if paper.type != "credit":
                    seen[session.id] = (session, paper.number or "")
                    if key:
                        travel[key] += 1
                    else:
                        time[session.id] = seen[session.id]
                elif key:
                    travel[key] -= 1
                else:
                    time.pop(session.id, None)
    held = +travel
    of_travel = {name for name, _, _ in held}
    sessions = {name: found for name, found in seen.items() if name in time or name in of_travel}
    return BilledShares(sessions, frozenset(time), held)


def already_billed(account: Account, paper: Invoice) -> Mapping[str, str]:
    """Map each session whose time a new paper would bill again to the number that bills it."""
    if paper.type == "credit":
        return {}
    billed = billed_shares(account)
    timed = (line.sessions for line in paper.lines if line.kind != "travel")
    return {
        session.id: billed.sessions[session.id][1]
        for sessions in timed
        for session in sessions
        if session.id in billed.time
    }


def find_duplicate_billing(paper: Invoice, papers: Iterable[Invoice]) -> Invoice | None:
    """Return a paper that bills sessions of this one under the reference of another engagement.

    The ledger knows an engagement by its reference, which is the name of its file: a file that was
    renamed or copied would be billed anew. The same person's sessions with the same ids on the
    same days are the same sessions.
    """
    own = _fingerprints(paper)
    return next(
        (
            other
            for other in papers
            if other.engagement != paper.engagement
            and other.specimen == paper.specimen
            and (other.beneficiary, other.buyer.reference)
            == (paper.beneficiary, paper.buyer.reference)
            and own & _fingerprints(other)
        ),
        None,
    )


def _fingerprints(paper: Invoice) -> frozenset[tuple[str, date, int]]:
    sessions = (session for line in paper.lines for session in line.sessions)
    return frozenset((session.id, session.on, session.minutes) for session in sessions)


def _travel_key(line: InvoiceLine, session: BilledSession) -> TravelKey | None:
    if line.kind != "travel":
        return None
    return (session.id, line.label or "", line.amount)


@dataclass(frozen=True)
class Deposit:
    """A deposit invoice: what is left of it after its credits, and what was deducted already."""

    paper: Invoice
    balance: Balance
    left_net: Decimal
    left_vat: Decimal

    @property
    def left(self) -> Decimal:
        """What of it can still be taken off an invoice, with VAT."""
        return self.left_net + self.left_vat

    def less(self, taken: Iterable[Deduction]) -> "Deposit":
        """Return the deposit with what a paper took of it gone."""
        own = [each for each in taken if each.number == self.paper.number]
        net = self.left_net - total(each.net for each in own)
        return replace(self, left_net=net, left_vat=self.left - total(e.gross for e in own) - net)


def deposits_of(account: Account) -> tuple[Deposit, ...]:
    """Return the deposit invoices of which something is left to deduct."""
    found = (deposit_of(account, paper) for paper in account.papers if paper.type == "deposit")
    return tuple(deposit for deposit in found if deposit.left)


def deposit_of(account: Account, paper: Invoice) -> Deposit:
    """Return where a deposit invoice stands."""
    net, vat = paper.total_net, paper.total_vat
    for credit in account.credits_of(paper.number or ""):
        net, vat = net - credit.total_net, vat - credit.total_vat
    for other in account.papers:
        sign = 1 if other.type == "credit" else -1
        for deduction in other.deductions:
            if deduction.number == paper.number:
                net, vat = net + sign * deduction.net, vat + sign * deduction.vat
    return Deposit(paper, balance_of(account, paper), net, vat)


def deduct(deposits: Iterable[Deposit], gross: Decimal) -> tuple[Deduction, ...]:
    """Take deposits off a total, the oldest first, never more than the total.

    Of a deposit that is larger than what is left of the total, VAT goes in proportion.
    """
    found: list[Deduction] = []
    for deposit in deposits:
        taken = min(deposit.left, gross)
        if not taken:
            continue
        vat = round_cents(deposit.left_vat * taken / deposit.left)
        found.append(
            Deduction(
                number=deposit.paper.number or "",
                issued_on=deposit.paper.issued_on,
                net=taken - vat,
                vat=vat,
            )
        )
        gross -= taken
    return tuple(found)


def issued_parts(account: Account) -> Mapping[int, Invoice]:
    """Map the number of each instalment of a package that stands to its paper.

    An instalment that a credit note took back whole, to be billed again, does not stand.
    """
    found: dict[int, Invoice] = {}
    for paper in account.papers:
        for line in paper.lines:
            if line.part is None:
                continue
            if paper.type != "credit":
                found[line.part] = paper
            elif paper.frees:
                found.pop(line.part, None)
    return found
