"""The account of one engagement: the amounts billed, credited, paid and still owed.

Nothing is stored. Each amount is computed from the documents in the order of their issue, so no
flag can contradict them.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal

from phmcoach.domain.money.invoice import (
    BilledSession,
    Deduction,
    Invoice,
    InvoiceLine,
)
from phmcoach.domain.money.joint import contract_shares, have_one_vat, name_on, seen_from
from phmcoach.domain.money.ledger import LedgerEntry
from phmcoach.domain.money.receipt import Receipt
from phmcoach.domain.values.money import round_cents, total
from phmcoach.value import NOTHING, Value, replace
from phmcoach.words import PaymentMethod, ReceiptNature

TravelKey = tuple[str, str, Decimal]
"""A billed travel cost: the id of its session, its label, its amount."""


class Account(Value):
    """All invoices, deposit invoices and credit notes of an engagement, and all its receipts.

    Both are in the order of the ledger. An invoice that was paid on issue has a receipt too.
    Specimens and real papers never share an account.
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

    def means_of(self, number: str | None) -> PaymentMethod:
        """Return how a paper was last paid, and so is given back; by transfer if none is known."""
        came = (r.method for r in self.receipts if r.document == number and r.signed > 0)
        return next((each for each in reversed([*came]) if each), "transfer")

    def receipts_of(self, number: str, nature: ReceiptNature = "fees") -> tuple[Receipt, ...]:
        """Return the payments and refunds of a paper, for its price or for its late payment."""
        return tuple(it for it in self.receipts if (it.document, it.nature) == (number, nature))


def account_of(entries: Iterable[LedgerEntry], engagement: str, *, specimen: bool) -> Account:
    """Collect the account of one engagement from the entries of a ledger."""
    papers: list[Invoice] = []
    receipts: list[Receipt] = []
    joint: set[str | None] = set()
    for entry in entries:
        paper, money = entry.invoice, entry.money
        if entry.specimen != specimen:
            continue
        if paper is not None and engagement in paper.engagements:
            papers.append(seen_from(paper, engagement))
            joint.update({paper.number} if paper.contracts else ())
        if money is not None and (money.engagement == engagement or money.document in joint):
            receipts.append(money)
    return Account(tuple(papers), tuple(receipts))


def is_billed(accounts: Iterable[Account]) -> bool:
    """Whether an invoice of an engagement was issued, credited or not."""
    return any(each.papers for each in accounts)


class Balance(Value):
    """The balance of one paper, in euros with VAT.

    `due` is its price less the deducted deposits. `credited` is the sum of its credit notes.
    `received` is the sum of the payments, including one on issue, less the refunds.
    """

    due: Decimal
    credited: Decimal
    received: Decimal

    @property
    def outstanding(self) -> Decimal:
        """The amount that the client still owes; negative if the client is owed money."""
        return self.due - self.credited - self.received


def balance_of(account: Account, paper: Invoice) -> Balance:
    """Return the balance of an invoice or deposit invoice, including its credit notes."""
    number = paper.number or ""
    return Balance(
        due=paper.price_owed,
        credited=total(credit.price_owed for credit in account.credits_of(number)),
        received=total(receipt.signed for receipt in account.receipts_of(number)),
    )


class BilledShares(Value):
    """The sessions and travel costs that no invoice may bill again.

    `sessions` maps the id of each session with a billed share to the session as it was billed, and
    to the number of the last paper that billed it. `periods` maps it to the days that it may have
    without being another session than its papers show, and `names` to how that paper names it.
    `unplaced` ones are on papers that do not say whether people met in person or by video: those of
    a consumer alone state the place. Credit notes took back all of the `credited` ones, whether
    they freed them or not, and the costs of `credited_travel` without freeing them.
    """

    sessions: Mapping[str, tuple[BilledSession, str]]
    time: frozenset[str]
    travel: Counter[TravelKey]
    periods: Mapping[str, tuple[date, date]] = NOTHING
    credited: frozenset[str] = frozenset()
    credited_travel: Mapping[TravelKey, int] = NOTHING
    names: Mapping[str, str] = NOTHING
    unplaced: frozenset[str] = frozenset()

    def shows_day(self, name: str, on: date) -> bool:
        """Whether what the papers show of a session is true of this day too."""
        period = self.periods.get(name)
        return period is not None and period[0] <= on <= period[1]


def billed_shares(account: Account) -> BilledShares:
    """Collect the billed shares; a credit note that frees them makes them billable again.

    The travel line of a credit note may be smaller than the cost, if a part was credited before.
    """
    time: dict[str, tuple[BilledSession, str]] = {}
    travel: Counter[TravelKey] = Counter()
    seen: dict[str, tuple[BilledSession, str]] = {}
    periods: dict[str, tuple[date, date]] = {}
    waived: Counter[TravelKey] = Counter()
    names: dict[str, str] = {}
    placed: set[str] = set()
    for paper in account.papers:
        corrected = account.paper(paper.corrects.number) if paper.corrects else None
        for line in paper.lines:
            own = (
                corrected.lines[line.credits_line - 1] if corrected and line.credits_line else line
            )
            for session in line.sessions:
                key = _travel_key(own, session)
                if paper.type == "credit" and not paper.frees:
                    if key:
                        waived[key] += 1
                elif paper.type != "credit":
                    seen[session.id] = (session, paper.number or "")
                    names[session.id] = name_on(paper, session.id)
                    placed.update({session.id} if paper.buyer.kind == "private" else ())
                    shown = _shown_period(paper, line, session)
                    first, last = periods.get(session.id, shown)
                    periods[session.id] = (max(first, shown[0]), min(last, shown[1]))
                    if key:
                        travel[key] += 1
                    else:
                        time[session.id] = seen[session.id]
                elif key:
                    travel[key] -= 1
                else:
                    time.pop(session.id, None)
                    periods.pop(session.id, None)
    held = +travel
    of_travel = {name for name, _, _ in held}
    sessions = {name: found for name, found in seen.items() if name in time or name in of_travel}
    credited, unplaced = _credited_sessions(account), frozenset(sessions) - placed
    found = (sessions, frozenset(time), held, periods, credited, waived)
    return BilledShares(*found, names=names, unplaced=unplaced)


def _shown_period(paper: Invoice, line: InvoiceLine, session: BilledSession) -> tuple[date, date]:
    """Return the first and the last day that a line may mean: those of its period, or one day."""
    if paper.prints_session_dates:
        return session.on, session.on
    return line.start_on, line.end_on


def _credited_sessions(account: Account) -> frozenset[str]:
    """Return the sessions of which credit notes took back every line."""
    left: Counter[str] = Counter()
    for paper in account.papers:
        sign = -1 if paper.type == "credit" else 1
        for line in paper.lines:
            left.update({session.id: sign for session in line.sessions})
    return frozenset(name for name, lines in left.items() if lines <= 0)


def already_billed(account: Account, paper: Invoice) -> Mapping[str, str]:
    """Map each session that a new paper would bill twice to the number that bills it already.

    The last invoice of a package may list those of an earlier one that was wholly taken back.
    """
    if paper.type == "credit":
        return {}
    billed = billed_shares(account)
    return {
        session.id: billed.sessions[session.id][1]
        for line in paper.lines
        for session in line.sessions
        if line.kind != "travel" and session.id in billed.time
        if line.kind != "package" or session.id not in billed.credited
    }


def _travel_key(line: InvoiceLine, session: BilledSession) -> TravelKey | None:
    if line.kind != "travel":
        return None
    return (session.id, line.label or "", line.amount)


class Deposit(Value):
    """A deposit invoice, with the amount left after its credit notes and deductions."""

    paper: Invoice
    balance: Balance
    left_net: Decimal
    left_vat: Decimal

    @property
    def left(self) -> Decimal:
        """The amount that can still be deducted from an invoice, with VAT."""
        return self.left_net + self.left_vat

    def less(self, taken: Iterable[Deduction]) -> "Deposit":
        """Return the deposit after the deductions of a paper."""
        own = [each for each in taken if each.number == self.paper.number]
        net = self.left_net - total(each.net for each in own)
        return replace(self, left_net=net, left_vat=self.left - total(e.gross for e in own) - net)


def deposits_of(account: Account) -> tuple[Deposit, ...]:
    """Return the deposit invoices that still have an amount to deduct."""
    found = (deposit_of(account, paper) for paper in account.papers if paper.type == "deposit")
    return tuple(deposit for deposit in found if deposit.left)


def deposit_of(account: Account, paper: Invoice) -> Deposit:
    """Return the deposit of a deposit invoice."""
    net, vat = paper.total_net, paper.total_vat
    for credit in account.credits_of(paper.number or ""):
        net, vat = net - credit.total_net, vat - credit.total_vat
    for other in account.papers:
        sign = 1 if other.type == "credit" else -1
        for deduction in other.deductions:
            if deduction.number == paper.number:
                net, vat = net + sign * deduction.net, vat + sign * deduction.vat
    return Deposit(paper, balance_of(account, paper), net, vat)


def less_deposits(paper: Invoice, deposits: Sequence[Deposit]) -> Invoice:
    """Return a paper that deducts the deposits with its own VAT, each from its own contract."""
    alike = [each for each in deposits if have_one_vat(each.paper, paper)]
    taken: list[Deduction] = []
    for engagement, gross in contract_shares(paper).items():
        own = deduct((d for d in alike if d.paper.engagement == engagement), gross)
        whose = engagement if paper.contracts else None
        taken.extend(replace(each, engagement=whose) for each in own)
    return replace(paper, deductions=tuple(taken))


def deduct_in_turn(papers: Iterable[Invoice], deposits: Sequence[Deposit]) -> tuple[Invoice, ...]:
    """Return papers that deduct deposits in order, each what the ones before have left."""
    made: list[Invoice] = []
    for paper in papers:
        made.append(less_deposits(paper, deposits))
        deposits = [each.less(made[-1].deductions) for each in deposits]
    return tuple(made)


def deduct(deposits: Iterable[Deposit], gross: Decimal) -> tuple[Deduction, ...]:
    """Deduct deposits from a total, the oldest first, never more than the total.

    If a deposit exceeds the remaining total, its VAT is deducted pro rata.
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
