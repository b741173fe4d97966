"""The debts of clients on a day (`Lateness`), and those to clients (`ClientCredit`).

Nothing is stored. The program does not know whether a letter was sent, because the coach mails it
themselves; so the level is only a proposal, based on the days and on the letters that were written,
and the coach may choose another.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

from phmcoach.domain.money.account import Account, Balance, balance_of, deposit_of
from phmcoach.domain.money.invoice import Invoice
from phmcoach.domain.money.ledger import LedgerEntry
from phmcoach.domain.money.penalties import Penalties, find_penalties, find_time_bar, payments_of
from phmcoach.domain.money.sheet import Period, Sheet, SheetColumn, SheetLine, make_sheet
from phmcoach.domain.records.law import Law
from phmcoach.domain.values.money import total
from phmcoach.errors import Problem, RuleRefusedError
from phmcoach.value import Value, replace
from phmcoach.words import REMINDER_LEVELS, ReminderLevel

if TYPE_CHECKING:
    from phmcoach.domain.money.receipt import Receipt

LEVEL_DAYS: Mapping[ReminderLevel, int] = {"formal": 30, "firm": 15, "friendly": 3}
"""Number of days after the due date from which each letter is usual, the latest first."""

REPLY_DAYS = 8
"""Number of days that a letter leaves to pay; the next one is not written before they are over."""

BAR_WARNING_DAYS = 90
"""Number of days before a claim expires from which the coach is warned."""


class Lateness(Value):
    """The state of a paper on a day: the amount left to pay and the cost of its lateness.

    `penalties` is None if they are unknown or were not requested; `compensated` is the part of them
    that was received already. The claim expires after `claimable_until`. `letters` maps each level
    to the day of its first letter; None if nobody looked for them.
    """

    paper: Invoice
    as_of: date
    balance: Balance
    claimable_until: date
    penalties: Penalties | None
    compensated: Decimal
    letters: Mapping[ReminderLevel, date] | None = None

    @property
    def number(self) -> str:
        """The number of the issued paper."""
        return self.paper.number or ""

    @property
    def days(self) -> int:
        """Number of days since the due date, or 0 before it."""
        return max((self.as_of - self.paper.due_on).days, 0)

    @property
    def is_barred(self) -> bool:
        """Whether the claim has expired."""
        return self.as_of > self.claimable_until

    @property
    def usual(self) -> ReminderLevel | None:
        """The letter that is usual after so many days, whatever was written before, or None."""
        if self.is_barred:
            return None
        return next((level for level, days in LEVEL_DAYS.items() if self.days >= days), None)

    @property
    def level(self) -> ReminderLevel | None:
        """The letter that it is time for, or None.

        Each one follows the letter before it, once that has left its days to pay; until then it is
        that letter. If a file is lost, it is time for a milder letter, never for a harder one.
        """
        usual = self.usual
        if usual is None or self.letters is None:
            return usual
        written = [level for level in REMINDER_LEVELS if level in self.letters]
        if not written:
            return REMINDER_LEVELS[0]
        last = REMINDER_LEVELS.index(written[-1])
        is_over = self.as_of >= self.letters[written[-1]] + timedelta(days=REPLY_DAYS)
        reached = min(last + is_over, REMINDER_LEVELS.index(usual))
        return REMINDER_LEVELS[max(last, reached)]

    @property
    def lacks_firm_letter(self) -> bool:
        """Whether no firm letter has left its days to pay, so that a formal notice is early."""
        first_on = (self.letters or {}).get("firm")
        return first_on is None or self.as_of < first_on + timedelta(days=REPLY_DAYS)

    @property
    def compensation(self) -> Decimal:
        """The interest and indemnity still owed, as far as they are known."""
        cost = self.penalties.amount if self.penalties else Decimal("0.00")
        return max(cost - self.compensated, Decimal("0.00"))


class Claim(Value):
    """Facts that only the coach knows: the day of the formal notice, an agreed rate."""

    notified_on: date | None = None
    agreed: Decimal | None = None


def find_unpaid(
    entries: Iterable[LedgerEntry], law: Law, *, as_of: date, specimen: bool
) -> tuple[tuple[Lateness, ...], tuple[Problem, ...]]:
    """Return all papers with an amount left to pay on a day, the longest due first.

    Later papers and receipts are ignored. If the rates of a half-year are not known, the penalties
    of a paper are None and a warning says so; another warning reports a claim about to expire.
    """
    found: list[Lateness] = []
    problems: list[Problem] = []
    real = (
        entry for entry in entries if entry.specimen == specimen and _happened_on(entry) <= as_of
    )
    for paper, own in _by_paper(real).values():
        late = _measure_price(paper, own, law, as_of)
        if late.balance.outstanding <= 0:
            continue
        try:
            late = _measure_cost(late, own, law, Claim())
        except RuleRefusedError as error:
            problems += (problem for problem in error.problems if problem not in problems)
        found.append(late)
    found.sort(key=lambda late: (late.paper.due_on, late.number))
    return tuple(found), (*problems, *(p for late in found for p in _near_the_bar(late)))


def _happened_on(entry: LedgerEntry) -> date:
    """Return the day of issue or receipt, which may differ from the day of recording."""
    if entry.receipt is not None:
        return entry.receipt.received_on
    return entry.document.issued_on if entry.document else date.max


def measure_lateness(
    entries: Iterable[LedgerEntry],
    paper: Invoice,
    law: Law,
    *,
    as_of: date,
    claim: Claim | None = None,
) -> Lateness:
    """Return the lateness of a paper on a day; `entries` may include those of other papers.

    Without a claim, the cost of lateness is not computed and no rate is needed. Raises what
    `find_penalties` raises.
    """
    _, own = _by_paper(entries)[paper.number or ""]
    late = _measure_price(paper, own, law, as_of)
    return late if claim is None else _measure_cost(late, own, law, claim)


def _measure_cost(late: Lateness, own: Sequence[LedgerEntry], law: Law, claim: Claim) -> Lateness:
    penalties = find_penalties(
        kind=late.paper.buyer.kind,
        due_on=late.paper.due_on,
        owed=late.balance.due - late.balance.credited,
        payments=payments_of(own, late.number),
        as_of=late.as_of,
        law=law,
        notified_on=claim.notified_on,
        agreed=claim.agreed,
    )
    return replace(late, penalties=penalties)


def _near_the_bar(late: Lateness) -> Iterator[Problem]:
    args: dict[str, object] = {"number": late.number, "on": late.claimable_until}
    if late.is_barred:
        yield Problem("remind.time-barred", args)
    elif late.as_of >= late.claimable_until - timedelta(days=BAR_WARNING_DAYS):
        yield Problem("remind.nearly-time-barred", args)


def _measure_price(paper: Invoice, own: Sequence[LedgerEntry], law: Law, as_of: date) -> Lateness:
    """Measure everything that needs no rate."""
    account = Account(
        tuple(entry.invoice for entry in own if entry.invoice),
        tuple(receipt for entry in own if (receipt := entry.money)),
    )
    received = total(
        receipt.signed for receipt in account.receipts if not receipt.counts_as_turnover
    )
    bar = find_time_bar(
        kind=paper.buyer.kind,
        due_on=paper.due_on,
        payments=payments_of(own, paper.number or ""),
        law=law,
    )
    return Lateness(paper, as_of, balance_of(account, paper), bar, None, received)


def _by_paper(
    entries: Iterable[LedgerEntry],
) -> dict[str, tuple[Invoice, list[LedgerEntry]]]:
    """Group each invoice with its credit notes and receipts, in one pass over the ledger."""
    found: dict[str, tuple[Invoice, list[LedgerEntry]]] = {}
    for entry in entries:
        paper, receipt = entry.invoice, entry.receipt
        number = entry.number or (receipt.document if receipt else None) or ""
        if paper is not None and paper.corrects is None:
            found[number] = (paper, [entry])
            continue
        if paper is not None and paper.corrects is not None:
            number = paper.corrects.number
        if number in found:
            found[number][1].append(entry)
    return found


class ClientCredit(Value):
    """An amount owed to a client for a paper, to be refunded or deducted later, with VAT."""

    paper: Invoice
    amount: Decimal


def find_client_credits(
    entries: Iterable[LedgerEntry], *, specimen: bool
) -> tuple[ClientCredit, ...]:
    """Return each paper with an amount owed to its client, in the order of the ledger."""
    papers: dict[str, list[Invoice]] = {}
    receipts: dict[str, list[Receipt]] = {}
    for entry in entries:
        if entry.specimen != specimen:
            continue
        if paper := entry.invoice:
            for ref in paper.engagements:
                papers.setdefault(ref, []).append(paper)
        if (money := entry.money) and money.engagement:
            receipts.setdefault(money.engagement, []).append(money)
    found = []
    for engagement, own in papers.items():
        account = Account(tuple(own), tuple(receipts.get(engagement, ())))
        found += [
            ClientCredit(paper, amount)
            for paper in own
            if paper.type != "credit" and paper.engagement == engagement
            if (amount := _owed_back(account, paper)) > 0
        ]
    return tuple(found)


def _owed_back(account: Account, paper: Invoice) -> Decimal:
    outstanding = balance_of(account, paper).outstanding
    if outstanding > 0:
        return Decimal(0)
    advance = deposit_of(account, paper).left if paper.type == "deposit" else Decimal(0)
    return advance - outstanding


def unpaid_sheet(
    unpaid: Sequence[Lateness], as_of: date, owed: Sequence[ClientCredit] = ()
) -> Sheet:
    """Return the amount left to pay of each paper, by age, the longest due first.

    Amounts `owed` to clients follow separately: open deposits and refunds.
    """
    columns = (
        SheetColumn("column.due-on", "date"),
        SheetColumn("column.invoice"),
        SheetColumn("column.client"),
        SheetColumn("column.days-late", "number"),
        SheetColumn("column.not-yet-due", "money"),
        SheetColumn("column.late-30", "money"),
        SheetColumn("column.late-60", "money"),
        SheetColumn("column.late-more", "money"),
        SheetColumn("column.left-to-pay", "money"),
        SheetColumn("column.owed-to-client", "money"),
    )
    lines = [SheetLine(late.paper.due_on, (*_cells(late), None)) for late in unpaid]
    lines += [SheetLine(each.paper.due_on, _cells_of_credit(each)) for each in owed]
    return make_sheet("unpaid", Period(as_of, as_of), columns, lines, spans=())


def _cells(late: Lateness) -> tuple[object, ...]:
    left = late.balance.outstanding
    ages = [
        left if low <= late.days <= high else None
        for low, high in ((0, 0), (1, 30), (31, 60), (61, 100_000))
    ]
    paper = late.paper
    return (paper.due_on, late.number, paper.buyer.name, late.days, *ages, left)


def _cells_of_credit(credit: ClientCredit) -> tuple[object, ...]:
    paper = credit.paper
    ages = (None,) * 4
    return (paper.due_on, paper.number, paper.buyer.name, None, *ages, None, credit.amount)
