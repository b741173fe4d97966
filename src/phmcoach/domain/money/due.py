"""The invoices that are due now for an engagement: sessions, deposits and instalments.

The gates decide whether an engagement may be billed, and the ledger numbers the invoices.
"""

from collections.abc import Iterator, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from phmcoach.domain.contract.ending import ending_of
from phmcoach.domain.contract.lifecycle import recording_remedy
from phmcoach.domain.money.account import deposits_of, less_deposits
from phmcoach.domain.money.billable import (
    by_paper,
    find_billable,
    find_later,
    report_uncovered,
)
from phmcoach.domain.money.billed import compare_billed
from phmcoach.domain.money.credit_left import is_credited, issued_parts, last_invoice
from phmcoach.domain.money.drafting import Drafting, finish, report_split
from phmcoach.domain.money.invoice import Invoice, InvoiceLine
from phmcoach.domain.money.package import (
    Instalment,
    due_instalments,
    find_delay,
    given_up,
    instalment_line,
    instalments,
    instalments_left,
    make_line,
    package_line,
    price_due,
    price_left,
    served_package,
)
from phmcoach.domain.money.payment import carried_between
from phmcoach.domain.money.settlement import (
    open_deposits,
    report_deposits_in_the_way,
    report_later,
    report_outdated,
    report_surpluses,
    settle,
)
from phmcoach.domain.money.twins import find_session_twins
from phmcoach.domain.records.session import Session
from phmcoach.domain.values.money import check_amount
from phmcoach.domain.values.vat import tax_gross, tax_net
from phmcoach.errors import Problem, RuleRefusedError, about, as_warnings, refuse
from phmcoach.remedy import Remedy
from phmcoach.value import Value, replace


class NothingToBillError(RuleRefusedError):
    """Nothing is due for an engagement now; a round of all engagements skips it silently."""


class Due(Value):
    """Invoices without a number, one a month, the oldest first.

    `uncovered` are sessions that the contract does not cover. `warnings` name the billed sessions
    that were changed since.
    """

    invoices: tuple[Invoice, ...]
    uncovered: tuple[Session, ...] = ()
    warnings: tuple[Problem, ...] = ()


def deposit_line(drafting: Drafting, amount: Decimal) -> InvoiceLine:
    """Return the line of a deposit invoice, in the price basis of the contract."""
    return InvoiceLine(
        kind="instalment",
        start_on=drafting.issued_on,
        end_on=drafting.issued_on,
        quantity=Decimal(1),
        unit_price=amount,
        amount=amount,
        net=amount,
        vat_rate=drafting.rule.rate,
    )


def draft_deposit(drafting: Drafting, amount: Decimal) -> Due:
    """Return a deposit invoice for an amount, in the price basis of the contract.

    Raises RuleRefusedError if the amount is not positive, and for a package, whose instalments are
    its deposits.
    """
    if drafting.terms.plan == "package":
        refuse(_package_problems(drafting), about=drafting.case.ref)
    invoice = finish(drafting, [deposit_line(drafting, check_amount(amount))], kind="deposit")
    return Due((invoice,))


def _package_problems(drafting: Drafting) -> Iterator[Problem]:
    """Yield why a package has no other deposit, and what stops the invoice that is named else."""
    try:
        draft_due(drafting, drafting.issued_on)
    except NothingToBillError:
        yield Problem("package.no-deposit", remedy=Remedy.SHOW)
    except RuleRefusedError as error:
        yield from (Problem("package.no-deposit", remedy=Remedy.NOTHING), *error.problems)
    else:
        yield Problem("package.no-deposit")


def draft_waived(drafting: Drafting, part: int) -> Due:
    """Return the paper that bills a waived part of a package again; raises as its line does.

    The last invoice deducts the deposits, as it did before.
    """
    line = waived_line(drafting, part)
    if line.kind == "package":
        return Due(tuple(_less_deposits(drafting, [(served_package(drafting), [line])], part)[0]))
    return Due((finish(drafting, [line], kind="deposit"),))


def waived_parts(drafting: Drafting) -> Iterator[tuple[int, Invoice]]:
    """Yield each part of a package that can be billed again, and the paper that was credited."""
    terms = drafting.case.agreed_terms
    if terms is None or terms.plan != "package":  # a hand removed them: nothing can be billed
        return
    for part, paper in issued_parts(drafting.account).items():
        try:
            waived_line(drafting, part)
        except RuleRefusedError:
            continue
        yield part, paper


def waived_line(drafting: Drafting, part: int) -> InvoiceLine:
    """Return the line that bills a part of a package again which a credit note waived by mistake.

    The amount of an instalment is all that was waived of it, so the price is what it was before;
    that of the last invoice is what it would be now. Raises RuleRefusedError if the last invoice
    counts on the waiver, if the credit notes did not take the whole part back, or freed it, and
    before it is due.
    """
    account, ref = drafting.account, drafting.case.ref
    issued, last = issued_parts(account), last_invoice(account)
    paper, not_waived = issued.get(part), Problem("package.not-waived", {"part": part}, ref=ref)
    if paper is None or not is_credited(account, paper):
        raise RuleRefusedError(not_waived)
    if last is not None and not is_credited(account, last):
        args = {"part": part, "by": last.number}
        raise RuleRefusedError(Problem("package.last-billed", args, ref=ref))
    if paper.type == "invoice":
        return _last_line(drafting)
    instalment = next((each for each in instalments(drafting.agreed) if each.part == part), None)
    waived = given_up(drafting, (part,))
    if instalment is None or not waived:
        raise RuleRefusedError(not_waived)
    if waived != instalment.amount:
        instalment = replace(instalment, percent=None)
    on = drafting.issued_on
    return make_line(drafting, "instalment", instalment, waived, on, on)


def _last_line(drafting: Drafting) -> InvoiceLine:
    last = instalments(drafting.agreed)[-1]
    delay = find_delay(drafting, last)
    if delay is not None:
        raise RuleRefusedError(delay.naming(drafting.case.ref))
    if not price_left(drafting, last):
        case, on = drafting.case, drafting.issued_on
        raise NothingToBillError(*about(case.ref, _nothing_to_bill(drafting, (), on, [])))
    return package_line(served_package(drafting), last)


def draft_due(drafting: Drafting, through: date) -> Due:
    """Draft the instalments of a package that are due, and the hours and costs of each month.

    `through` is the last day whose sessions are billed. Raises RuleRefusedError if a billed session
    is gone, if two sessions are the same, if a deposit is unpaid, and if nothing is due, with the
    reasons.
    """
    differing = compare_billed(drafting.case, drafting.billed)
    twice = (each for each in differing if each.level == "error")  # would be billed a second time
    refuse(twice, about=drafting.case.ref)
    last = min(through, drafting.issued_on)
    found = find_billable(drafting, through=last)
    invoices: list[Invoice] = []
    delays: list[Problem] = []
    notes: list[Problem] = []
    if drafting.terms.plan == "package":
        invoices.extend(_draft_instalments(drafting, delays))
        invoices.extend(finish(own, lines) for own, lines in by_paper(drafting, found))
    else:
        made, waits = _less_deposits(drafting, tuple(by_paper(drafting, found)))
        invoices.extend(made)
        notes.extend(waits)
    if not invoices:
        later = report_later(find_later(drafting))
        delays += (replace(each, remedy=Remedy.NOTHING) for each in later)
        nothing = _nothing_to_bill(drafting, found.uncovered, last, delays)
        raise NothingToBillError(*about(drafting.case.ref, nothing))
    doubled = find_session_twins(drafting.case, drafting.billed, through=last)
    refuse((each for each in doubled if each.level == "error"), about=drafting.case.ref)
    return Due(tuple(invoices), found.uncovered, (*differing, *notes, *report_split(invoices)))


def _draft_instalments(drafting: Drafting, delays: list[Problem]) -> Iterator[Invoice]:
    """Yield the invoices of the instalments that are due, or note why the next one is not."""
    if not price_due(drafting):
        return
    due = due_instalments(drafting)
    for each in due:
        yield _draft_instalment(drafting, each)
    for each in () if due else instalments_left(drafting)[:1]:
        delays.extend(filter(None, [find_delay(drafting, each)]))


def _draft_instalment(drafting: Drafting, instalment: Instalment) -> Invoice:
    if not instalment.is_last:
        return finish(drafting, [instalment_line(drafting, instalment)], kind="deposit")
    _refuse_surplus(drafting)
    own = served_package(drafting)
    made, _ = _less_deposits(drafting, [(own, [package_line(own, instalment)])])
    return made[0]


def _refuse_surplus(drafting: Drafting) -> None:
    """Refuse the last invoice if the deposits exceed it: the excess could not be returned.

    A deposit that an invoice deducts can no longer be credited, so it must be credited before.
    """
    refuse(report_surpluses(settle(drafting)))


def _less_deposits(
    drafting: Drafting,
    papers: Sequence[tuple[Drafting, list[InvoiceLine]]],
    part: int | None = None,
) -> tuple[list[Invoice], tuple[Problem, ...]]:
    """Complete the invoices and deduct the deposits from them, in order.

    An invoice deducts the deposits with its own VAT. One of an earlier regime stops it, until it is
    billed anew: then the invoices before it come with the reason. Raises RuleRefusedError if there
    are none, and while a deposit is neither paid nor credited, since what to deduct is not known.
    """
    deposits = deposits_of(drafting.account)
    if papers:
        open_ones = open_deposits(deposits)
        refuse(report_deposits_in_the_way(open_ones, part), about=drafting.case.ref)
    made: list[Invoice] = []
    for own, lines in papers:
        bare = finish(own, lines)
        outdated = tuple(report_outdated(bare, (each for each in deposits if each.left)))
        if outdated and made:
            return made, as_warnings(outdated)
        refuse(outdated, about=drafting.case.ref)
        made.append(less_deposits(bare, deposits))
        deposits = tuple(deposit.less(made[-1].deductions) for deposit in deposits)
    return made, ()


def draft_renewed(drafting: Drafting, credited: Invoice, *, is_included: bool) -> Invoice:
    """Return the deposit invoice that replaces a credited one, with the VAT of the day of issue.

    If an instalment of a package has that VAT already, the new one has that of the last session.
    The new VAT is included in the sum of the old one, or its price without VAT stays the same.
    What the client paid of the old one counts for it. Raises RuleRefusedError if a consumer would
    pay VAT beyond the agreed price (C. conso. L112-1).
    """
    number = credited.corrects.number if credited.corrects else ""
    if drafting.basis == "gross" and not is_included:
        raise RuleRefusedError.of("renew.price-with-vat", number=number, about=drafting.case.ref)
    (old,), (before,) = credited.lines, credited.vat
    if old.part is not None and before.rate == drafting.rule.rate:
        drafting = served_package(drafting)
    tax, sum_ = (tax_gross, credited.total_gross) if is_included else (tax_net, credited.total_net)
    taxed = tax((sum_,), drafting.rule.rate)
    amount = taxed.gross if drafting.basis == "gross" else taxed.base
    line = replace(deposit_line(drafting, amount), label=old.label, part=old.part, parts=old.parts)
    others: Any = {"renewed_vat": credited.renewed_vat, "replaces": credited.corrects}
    new = finish(drafting, [line], kind="deposit", taxed=taxed, reason=credited.reason, **others)
    paper, account = drafting.account.paper(number), drafting.account
    if credited not in account.papers:
        account = replace(account, papers=(*account.papers, credited))
    carried_over = (paper and carried_between(paper, new, account)) or None
    return replace(new, carried_over=carried_over)


def _nothing_to_bill(
    drafting: Drafting, uncovered: tuple[Session, ...], through: date, delays: list[Problem]
) -> list[Problem]:
    case, is_over = drafting.case, ending_of(drafting.case) is not None
    remedy = Remedy.SHOW if is_over else recording_remedy(case, drafting.issued_on)
    if delays:
        remedy = Remedy.NOTHING
    args = {"ref": case.ref, "through": through}
    nothing = Problem("invoice.nothing-to-bill", args, remedy=remedy)
    return [nothing, *delays, *(report_uncovered(session, case) for session in uncovered)]
