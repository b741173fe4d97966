"""The parts of a paper that earlier credit notes left, which can still be taken back."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal

from phmcoach.domain.case import Billed
from phmcoach.domain.money.account import Account, TravelKey, billed_shares, deposit_of
from phmcoach.domain.money.invoice import BilledSession, Deduction, Invoice, InvoiceLine
from phmcoach.domain.money.joint import take_due_first
from phmcoach.domain.money.payment import vat_of_waived
from phmcoach.domain.values.money import CENT, check_amount, round_cents, spread, total
from phmcoach.errors import Problem, RuleRefusedError
from phmcoach.remedy import Remedy
from phmcoach.value import Value, replace


class LineLeft(Value):
    """The rest of a line after earlier credit notes."""

    number: int
    line: InvoiceLine
    amount: Decimal
    net: Decimal
    sessions: tuple[BilledSession, ...]

    @property
    def is_whole(self) -> bool:
        """Whether nothing of the line was taken back, also no cent without VAT alone."""
        was = self.line
        return (self.amount, self.net, self.sessions) == (was.amount, was.net, was.sessions)

    @property
    def is_gone(self) -> bool:
        """Whether nothing is left of the line."""
        return not (self.amount or self.net or self.sessions)

    def rest(self) -> InvoiceLine:
        """Return the line that takes back all that is left."""
        if self.is_whole:
            return replace(self.line, credits_line=self.number)
        return self.part(self.amount, self.net, self.sessions)

    def part(
        self, amount: Decimal, net: Decimal, sessions: tuple[BilledSession, ...]
    ) -> InvoiceLine:
        """Return the line that takes back an amount and some sessions."""
        return replace(
            self.line,
            credits_line=self.number,
            minutes=None,
            quantity=Decimal(1),
            unit_price=amount,
            amount=amount,
            net=net,
            sessions=sessions,
        )

    def net_of(self, amount: Decimal) -> Decimal:
        """Return the part of an amount without VAT, in proportion to what is left of the line."""
        if amount == self.amount:
            return self.net
        return min(round_cents(self.net * amount / self.amount), self.net)


class PaperLeft(Value):
    """The rest of all lines of a paper, in order, and of its VAT."""

    lines: tuple[LineLeft, ...]
    vat: Decimal

    @property
    def net(self) -> Decimal:
        """The amount left without VAT."""
        return total(each.net for each in self.lines)

    @property
    def amount(self) -> Decimal:
        """The amount left, in the price basis of the paper."""
        return total(each.amount for each in self.lines)


def paper_left(paper: Invoice, account: Account) -> PaperLeft:
    """Return the rest of a paper; for a deposit, the part that no invoice deducts."""
    before = account.credits_of(paper.number or "")
    vat = paper.total_vat - total(credit.total_vat for credit in before)
    if paper.type == "deposit":
        deposit = deposit_of(account, paper)
        gross = paper.total_gross - total(credit.total_gross for credit in before)
        if deposit.left != gross:
            (line,) = paper.lines
            amount = deposit.left_net if paper.price_basis == "net" else deposit.left
            return PaperLeft((LineLeft(1, line, amount, deposit.left_net, ()),), deposit.left_vat)
    taken = [line for credit in before for line in credit.lines]
    found = []
    for number, line in enumerate(paper.lines, 1):
        own = [each for each in taken if each.credits_line == number]
        gone = {session.id for each in own for session in each.sessions}
        found.append(
            LineLeft(
                number,
                line,
                line.amount - total(each.amount for each in own),
                line.net - total(each.net for each in own),
                tuple(session for session in line.sessions if session.id not in gone),
            )
        )
    return PaperLeft(tuple(found), vat)


class Reduction(Value):
    """A part of a paper that is spread over all its lines, and its VAT."""

    lines: tuple[InvoiceLine, ...]
    vat: Decimal


def reduce_paper(paper: Invoice, account: Account, left: PaperLeft, gross: Decimal) -> Reduction:
    """Return a sum with VAT as a part of what is left of each line, pro rata to the cent.

    On an invoice of several contracts it is first taken of what is due, not paid by a deposit.
    Its VAT is that of the payment that does not come: the VAT of what was received before stays.
    What is left keeps a cent without VAT, so that it can be taken back. A sum of a few cents may be
    VAT alone; its line is then one of nothing.
    Raises RuleRefusedError for more than is left of the paper.
    """
    whole = left.net + left.vat
    if check_amount(gross) > whole:
        args = {"number": paper.number, "left": whole}
        raise RuleRefusedError(Problem("credit.beyond-paper", args, remedy=Remedy.OTHER_AMOUNT))
    if gross == whole:
        return Reduction(tuple(e.rest() for e in left.lines if not e.is_gone), left.vat)
    vat = vat_of_waived(paper, account, gross)
    if vat is None:
        vat = round_cents(left.vat * gross / whole)
    vat = max(min(vat, left.vat), gross - left.net + CENT)
    nets = _spread_net(paper, account, left, gross, gross - vat)
    amounts = nets
    if paper.price_basis == "gross":
        reduced = max(min(gross, left.amount - CENT), Decimal(0))
        amounts = spread(reduced, [each.amount for each in left.lines])
    shares = zip(left.lines, amounts, nets, strict=True)
    parts = [each.part(amount, net, ()) for each, amount, net in shares if amount or net]
    alone = (each.part(Decimal(0), Decimal(0), ()) for each in left.lines if not each.is_gone)
    return Reduction(tuple(parts or [next(alone)]), vat)


def _spread_net(
    paper: Invoice, account: Account, left: PaperLeft, gross: Decimal, net: Decimal
) -> list[Decimal]:
    nets = [each.net for each in left.lines]
    if not paper.contracts:
        return spread(net, nets)
    before = account.credits_of(paper.number or "")
    taken = take_due_first(paper, before, deductions_left(paper, before), gross)
    refs = [each.line.engagement or paper.engagement for each in left.lines]
    lines = [*zip(refs, nets, strict=True)]
    whole = {ref: total(own for name, own in lines if name == ref) or CENT for ref in taken}
    over = spread(net, [own * taken[ref] / whole[ref] for ref, own in lines])
    parts = [min(pair) for pair in zip(over, nets, strict=True)]
    rest = spread(net - total(parts), [n - p for n, p in zip(nets, parts, strict=True)])
    return [part + more for part, more in zip(parts, rest, strict=True)]


def deductions_left(paper: Invoice, before: Sequence[Invoice]) -> tuple[Deduction, ...]:
    """Return the deposits that an invoice still deducts after its credit notes."""
    found = []
    for each in paper.deductions:
        released = [d for credit in before for d in credit.deductions if d.number == each.number]
        net = each.net - total(d.net for d in released)
        vat = each.vat - total(d.vat for d in released)
        if net or vat:
            found.append(replace(each, net=net, vat=vat))
    return tuple(found)


def is_freed(paper: Invoice, account: Account, name: str) -> bool:
    """Whether a credit note took a session of a paper back so that it is billed again."""
    return any(
        session.id == name
        for credit in account.credits_of(paper.number or "")
        if credit.frees
        for line in credit.lines
        for session in line.sessions
    )


def showing_paper(account: Account, name: str, travel: Iterable[TravelKey] = ()) -> Invoice | None:
    """Return the last invoice that still bills one of these costs of a session, else its time.

    If none bills the time, it is the one that bills any share of the session.
    """
    keys = set(travel)
    other = None
    for paper in reversed(account.papers):
        if paper.type == "credit":
            continue
        for each in paper_left(paper, account).lines:
            if all(session.id != name for session in each.sessions):
                continue
            is_travel = each.line.kind == "travel"
            if (name, each.line.label or "", each.line.amount) in keys if keys else not is_travel:
                return paper
            other = other or paper
    return other


def priced_sessions(paper: Invoice) -> tuple[BilledSession, ...]:
    """Return the sessions with a price of their own on a paper; those of a package have none."""
    lines = (line for line in paper.lines if line.kind in ("hours", "reserved", "travel"))
    return tuple(session for line in lines for session in line.sessions)


def is_credited(account: Account, paper: Invoice) -> bool:
    """Whether credit notes took the whole of a paper back."""
    return not paper_left(paper, account).amount


def last_invoice(account: Account) -> Invoice | None:
    """Return the last invoice of a package, unless a credit note took it back to be billed again.

    If several were issued, the one that stands comes before those that were credited.
    """
    found = [paper for paper in issued_parts(account).values() if paper.type == "invoice"]
    standing = (each for each in found if not is_credited(account, each))
    return next(standing, found[-1] if found else None)


def billing_package(accounts: Iterable[Account]) -> Iterator[str | None]:
    """Yield the number of each invoice that bills a whole package, and was not credited."""
    for account in accounts:
        last = last_invoice(account)
        if last is not None and not is_credited(account, last):
            yield last.number


def billed_by(accounts: Iterable[Account]) -> Billed:
    """Return what the accounts of an engagement bill of it."""
    known = tuple(accounts)
    return Billed(
        frozenset(name for account in known for name in billed_shares(account).sessions),
        any(billing_package(known)),
    )


def issued_parts(account: Account) -> Mapping[int, Invoice]:
    """Map the number of each billed instalment of a package to its paper.

    An instalment that credit notes took back to the last cent, to be billed again, is not included.
    """
    found: dict[int, Invoice] = {}
    for paper in account.papers:
        for line in paper.lines:
            if line.part is None:
                continue
            if paper.type != "credit":
                found[line.part] = paper
            elif _frees_part(account, paper):
                found.pop(line.part, None)
    return found


def find_waived(account: Account) -> Iterator[tuple[Invoice, InvoiceLine, Decimal]]:
    """Yield each line that changes what a package waives of a part, and by how much.

    A credit note that frees nothing waives its lines. An instalment, or the last invoice, that is
    billed although no credit note freed it is billed again: it takes back what was waived, so the
    amount is negative.
    """
    billed: set[tuple[int, str]] = set()
    for paper in account.papers:
        for line in paper.lines:
            if line.part is None:
                continue
            part = (line.part, line.kind)
            if paper.type == "credit" and not paper.frees:
                yield paper, line, line.amount
            elif paper.type == "credit":
                if _frees_part(account, paper):
                    billed.discard(part)
            else:
                if part in billed:
                    yield paper, line, -line.amount
                billed.add(part)


def freed_parts(account: Account) -> frozenset[int]:
    """Return the instalments of a package that were billed, and that credit notes freed since."""
    lines = (line for paper in account.papers if paper.type != "credit" for line in paper.lines)
    return frozenset(line.part for line in lines if line.part) - issued_parts(account).keys()


def _frees_part(account: Account, credit: Invoice) -> bool:
    """Whether a credit note that frees an instalment leaves nothing of it: else it stays billed."""
    number = credit.corrects.number if credit.corrects else ""
    paper, notes = account.paper(number), account.credits_of(number)
    if not credit.frees or paper is None:
        return credit.frees
    so_far = notes[: notes.index(credit) + 1]
    return total(each.total_gross for each in so_far) >= paper.total_gross
