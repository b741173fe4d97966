"""Credit notes: they take a paper back line by line, never more than is left of it.

A credit note names the same parties as its paper and copies its lines, so it needs only the paper
and the earlier credit notes. The one that takes back the rest uses the exact VAT that is left,
because the VAT of several parts, each rounded, can be a cent more than that of the whole.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal

from phmcoach.domain.money.account import Account, already_billed, deposit_of
from phmcoach.domain.money.billable import hours_of
from phmcoach.domain.money.credit_left import (
    LineLeft,
    deductions_left,
    is_freed,
    paper_left,
    priced_sessions,
    reduce_paper,
)
from phmcoach.domain.money.invoice import BilledSession, Corrected, Invoice, InvoiceLine
from phmcoach.domain.money.joint import full_name, released_deposits, split_name, vat_of_ended
from phmcoach.domain.shape.validation import checked
from phmcoach.domain.values.money import CENT, round_cents, total
from phmcoach.domain.values.vat import vat_of
from phmcoach.errors import Problem, RuleRefusedError, UsageError, refuse
from phmcoach.remedy import Remedy
from phmcoach.value import NOTHING, Value, replace
from phmcoach.words import RenewedVat


class Selection(Value):
    """The parts of a paper to take back; an empty selection takes all that is left.

    `lines` are numbers of printed lines, from 1. `sessions` are ids; they include the hours and the
    travel costs. `amounts` reduce the price of a line, in the price basis of the paper. `reduced`
    is a sum with VAT by which all lines together are reduced.
    """

    lines: tuple[int, ...] = ()
    sessions: tuple[str, ...] = ()
    amounts: Mapping[int, Decimal] = NOTHING
    reduced: Decimal | None = None

    @property
    def takes_all(self) -> bool:
        """Whether the selection takes back all that is left."""
        return not (self.reduces or self.lines or self.sessions)

    @property
    def reduces(self) -> bool:
        """Whether the selection reduces a price, which nothing bills again."""
        return self.reduced is not None or bool(self.amounts)


def draft_credit(
    paper: Invoice,
    account: Account,
    selection: Selection,
    *,
    reason: str,
    frees: bool,
    issued_on: date,
    waived: Collection[int] = (),
    renewed_vat: RenewedVat | None = None,
) -> Invoice:
    """Return the credit note, complete but for its number.

    `frees` makes them billable again; `waived` are the parts of a package that are so without it.
    `renewed_vat` is that of a deposit that is billed anew at once.
    If invoices deducted a part of a deposit, the rest can be taken back. Raises RuleRefusedError,
    with all problems, if something cannot be taken back, UsageError if a part is named twice.
    """
    before = account.credits_of(paper.number or "")
    refuse(_find_billed_elsewhere(paper, account, selection, frees=frees))
    refuse(_find_problems(paper, account, frees=frees))  # no other part of it would help
    refuse(_find_wrong_names(paper, selection, frees=frees))
    left = paper_left(paper, account)
    refuse(_find_gone(paper, account, left.lines, selection))
    _refuse_two_ways(paper, selection)
    reduced = selection.reduced
    if reduced is not None and not left.amount:
        raise RuleRefusedError(_nothing_left(paper, waived))
    part = None if reduced is None else reduce_paper(paper, account, left, reduced)
    lines = part.lines if part else _select(paper, left.lines, selection)
    if not lines:
        names = dict.fromkeys(each.id for each in priced_sessions(paper))
        gone = (name for name in names if frees or is_freed(paper, account, name))
        refuse(_already_credited(paper, account, name) for name in gone)
        raise RuleRefusedError(_nothing_left(paper, waived))
    is_rest = part is None and total(line.amount for line in lines) == left.amount
    (group,) = paper.vat
    base = total(line.net for line in lines)
    vat = part.vat if part else min(_vat_of_part(paper, before, lines), left.vat)
    vat = left.vat if is_rest else vat
    credit = replace(
        paper,
        type="credit",
        number=None,
        issued_on=issued_on,
        due_on=issued_on,
        reason=reason,
        frees=frees,
        renewed_vat=renewed_vat,
        carried_over=None,
        replaces=None,
        corrects=Corrected(number=paper.number or "", issued_on=paper.issued_on, type=paper.type),
        paid=None,
        deductions=(),
        total_net=base,
        total_vat=vat,
        total_gross=base + vat,
        vat=(replace(group, base=base, vat=vat),),
        lines=tuple(lines),
        start_on=min(line.start_on for line in lines),
        end_on=max(line.end_on for line in lines),
    )
    released = released_deposits(paper, deductions_left(paper, before), before, credit)
    return checked(replace(credit, deductions=released))


def _nothing_left(paper: Invoice, waived: Collection[int]) -> Problem:
    """Return the problem of a paper that was taken back; a waived part is billed again."""
    problem = Problem("credit.nothing-left", {"number": paper.number}, ref=paper.engagement)
    part = paper.lines[0].part
    if part not in waived:
        return problem
    return replace(problem, remedy=Remedy.BILL_WAIVED, words={"part": part})


def _find_problems(paper: Invoice, account: Account, *, frees: bool) -> Iterator[Problem]:
    named: dict[str, object] = {"number": paper.number}
    if paper.type == "credit":
        yield Problem("credit.credit-note", named, ref=paper.engagement)
    if by := find_deducting(paper, account, frees=frees):
        remedy, words = Remedy.REBILL if frees else None, {"invoice": by}
        yield Problem("credit.deposit-deducted", named | {"by": by}, remedy=remedy, words=words)


def _find_billed_elsewhere(
    paper: Invoice, account: Account, selection: Selection, *, frees: bool
) -> Iterator[Problem]:
    """Report the sessions of the selection that another paper prices, and this one does not."""
    priced = {session.id for session in priced_sessions(paper)}
    known = {name for each in priced for name in (each, split_name(paper, each)[1])}
    for name in selection.sessions:
        if name not in known and (bill := _bill_of(account, paper, name)):
            remedy = Remedy.REBILL_SESSION if frees else Remedy.CREDIT_SESSION
            yield Problem("credit.session-on-other", bill, remedy=remedy)


def _find_wrong_names(paper: Invoice, selection: Selection, *, frees: bool) -> Iterator[Problem]:
    """Report the lines and sessions of the selection that the paper does not have."""
    named: dict[str, object] = {"number": paper.number}
    if frees and paper.type != "deposit" and selection.reduces:
        yield Problem("credit.reduction-rebills-nothing")
    for number in (*selection.lines, *selection.amounts):
        if not 1 <= number <= len(paper.lines):
            args = {"line": number, "count": len(paper.lines)}
            remedy = Remedy.OTHER_LINES if number in selection.lines else Remedy.NOTHING
            yield Problem("credit.no-such-line", named | args, remedy=remedy)
    priced = list(dict.fromkeys(session.id for session in priced_sessions(paper)))
    for name in (each for each in selection.sessions if each not in priced):
        same = [each for each in priced if split_name(paper, each)[1] == name]
        if priced:
            message = "credit.session-of-which" if same else "credit.other-session"
            found = {"id": name, "names": same or priced}
            yield Problem(message, named | found, remedy=Remedy.OTHER_CREDITED)
        else:
            yield Problem("credit.no-such-session", named | {"id": name}, remedy=Remedy.NOTHING)


def _bill_of(account: Account, paper: Invoice, name: str) -> dict[str, object] | None:
    """Return the last other paper that prices a session, and its name there, or None."""
    for other in reversed(account.papers):
        for each in () if other.type == "credit" else priced_sessions(other):
            found = split_name(other, each.id)
            if found == split_name(paper, name):
                there = full_name(*found) if other.contracts else found[1]
                return {"number": other.number, "id": there}
    return None


def _refuse_two_ways(paper: Invoice, selection: Selection) -> None:
    """Refuse to take a line back twice: reduced, as a whole or by one of its sessions."""
    for number in selection.lines:
        for name in (each.id for each in paper.lines[number - 1].sessions):
            if name in selection.sessions:
                raise UsageError.of("credit.session-in-line", line=number, id=name)
    for number in selection.amounts:
        ids = {session.id for session in paper.lines[number - 1].sessions}
        if number in selection.lines or not ids.isdisjoint(selection.sessions):
            raise UsageError.of("credit.line-twice", line=number)


def _find_gone(
    paper: Invoice, account: Account, left: Sequence[LineLeft], selection: Selection
) -> Iterator[Problem]:
    """Report the lines and sessions of the selection that were taken back before."""
    named: dict[str, object] = {"number": paper.number}
    gone = {each.number for each in left if each.is_gone}
    for number in dict.fromkeys((*selection.lines, *selection.amounts)):
        if number in gone:
            args = named | {"line": number}
            yield Problem("credit.line-already-credited", args, ref=paper.engagement)
    kept = {session.id for each in left for session in each.sessions}
    for name in dict.fromkeys(selection.sessions):
        if name not in kept:
            yield _already_credited(paper, account, name)


def _already_credited(paper: Invoice, account: Account, name: str) -> Problem:
    """Return the problem of a session that was taken back before, with what can be done with it.

    If it was freed, it is billed again, or was since. If not, no invoice bills it again: the
    session is removed and, if it took place, recorded anew. A paper of several contracts names it
    otherwise than the engagement, and than an invoice of that one alone.
    """
    args, (ref, own) = {"number": paper.number, "id": name}, split_name(paper, name)
    by = already_billed(account, paper).get(name)
    if not is_freed(paper, account, name):
        return Problem("credit.session-already-credited", args, ref=ref, words={"session": own})
    bill = _bill_of(account, paper, name)
    if by is None or bill is None:
        return Problem("credit.session-freed", args, ref=ref)
    words = {"session": bill["id"]}
    return Problem("credit.session-billed-again", args | {"by": by}, ref=ref, words=words)


def find_deducting(paper: Invoice, account: Account, *, frees: bool) -> str | None:
    """Return the invoice to credit before a deposit that it deducts.

    What is left of a deposit can be credited, unless the credit note `frees` it to be billed again.
    """
    for other in account.papers:
        if other.type == "credit" or not any(d.number == paper.number for d in other.deductions):
            continue
        left = deductions_left(other, account.credits_of(other.number or ""))
        if any(each.number == paper.number for each in left):
            return None if deposit_of(account, paper).left and not frees else other.number
    return None


def _select(paper: Invoice, left: Sequence[LineLeft], selection: Selection) -> list[InvoiceLine]:
    lines = []
    for each in left:
        if each.is_gone:
            continue
        if selection.takes_all or each.number in selection.lines:
            lines.append(each.rest())
        elif each.number in selection.amounts:
            lines.append(_reduction(paper, each, selection.amounts[each.number]))
        elif each.line.kind in ("hours", "reserved", "travel"):
            named = [session for session in each.sessions if session.id in selection.sessions]
            if len(named) == len(each.sessions) and named:
                lines.append(each.rest())
            elif named:
                lines.append(_share_of_sessions(each, named))
    return lines


def _vat_of_part(
    paper: Invoice, before: Sequence[Invoice], lines: Sequence[InvoiceLine]
) -> Decimal:
    """Return the VAT of lines that are only a part of the rest of their paper.

    A consumer's prices include VAT, so a consumer gets back exactly the selected amount; its VAT
    may then differ by a cent from the rule. So may that of the last lines of a contract on a paper
    of several: it is what is left of that contract's share.
    """
    (group,) = paper.vat
    if paper.contracts:
        ended = vat_of_ended(paper, before, lines)
        others = (e.net for e in lines if (e.engagement or paper.engagement) not in ended)
        return max(total(ended.values()) + vat_of(total(others), group.rate), Decimal(0))
    base = total(line.net for line in lines)
    vat, promised = vat_of(base, group.rate), total(line.amount for line in lines)
    if paper.price_basis == "net":
        return vat
    return max(min(promised - base, vat + CENT), Decimal(0))


def _reduction(paper: Invoice, left: LineLeft, amount: Decimal) -> InvoiceLine:
    if not 0 < amount <= left.amount:
        args = {"number": paper.number, "line": left.number, "left": left.amount}
        raise RuleRefusedError(Problem("credit.beyond-line", args, remedy=Remedy.OTHER_REDUCTION))
    return left.part(amount, left.net_of(amount), ())


def _share_of_sessions(left: LineLeft, named: Sequence[BilledSession]) -> InvoiceLine:
    """Take back the share of some sessions in a line of time, in proportion to their minutes."""
    minutes = sum(session.minutes for session in named)
    whole = left.line.minutes or sum(session.minutes for session in left.line.sessions)
    amount = min(round_cents(left.line.amount * minutes / whole), left.amount)
    line = left.part(amount, left.net_of(amount), tuple(named))
    if left.line.minutes is None:
        return line
    price = left.line.unit_price
    return replace(line, minutes=minutes, quantity=hours_of(minutes), unit_price=price)
