"""Invoices that contradict a change of the contract, or what the file now says was agreed.

There are three checks:

- What stops the signature of an amendment. A session is priced by the terms of its day, so a rate
  that takes effect in the past could contradict the price of a billed session. An issued invoice
  stays as it is: the amendment must take effect later, or the invoice must be credited first.
- What the last invoices say of a contract’s prices and signature, if no record or seal proves them.
- What stops taking back an early end: a paper that bills what the end made due.
"""

from collections.abc import Collection, Iterable, Iterator
from decimal import Decimal

from phmcoach.domain.case import Case, Dossier
from phmcoach.domain.contract.amendment_gates import (
    amendment_gate,
    mended_by_taking_back,
    order_problems,
    sessions_left_out,
)
from phmcoach.domain.contract.bounds import refused_bounds
from phmcoach.domain.contract.evaluating import amended_gate
from phmcoach.domain.contract.gates import unchanged_gate
from phmcoach.domain.contract.seal import has_earlier_seal
from phmcoach.domain.contract.signed import amendment_as_recorded
from phmcoach.domain.history import Step
from phmcoach.domain.money.account import Account, billed_shares
from phmcoach.domain.money.credit_left import (
    billing_package,
    find_waived,
    is_credited,
    issued_parts,
    last_invoice,
    paper_left,
)
from phmcoach.domain.money.drafting import Drafting
from phmcoach.domain.money.invoice import BilledSession, Invoice, InvoiceLine
from phmcoach.domain.money.package import instalments, price_left
from phmcoach.domain.records.amendment import Amendment
from phmcoach.domain.records.session import Session
from phmcoach.domain.records.terms import HUNDRED_PERCENT, Terms
from phmcoach.domain.values.money import price_hour, total
from phmcoach.errors import Problem, errors_of
from phmcoach.remedy import Remedy
from phmcoach.value import replace

_MISSED = frozenset({"cancelled-late", "no-show"})


def signing_problems(case: Case, step: Step, accounts: Iterable[Account]) -> tuple[Problem, ...]:
    """Return the problems that prevent the signature of an amendment, whoever signs it."""
    has_begun, accounts = bool(step.amendment.signatures.days), tuple(accounts)
    own = (
        *order_problems(case, step),
        *repricing_problems(case, step, accounts),
        *amended_gate(case, step.amendment),
        *amendment_gate(case, step, refused_bounds),
        *(() if has_begun else sessions_left_out(case, step.amendment)),
    )
    return (
        *unchanged_gate(case),
        *errors_of(contradicting_invoices(case, accounts)),
        *mended_by_taking_back(case, step, own),
    )


def repricing_problems(
    dossier: Dossier, step: Step, accounts: Iterable[Account], *, typed: bool = False
) -> tuple[Problem, ...]:
    """Return a problem for each invoice with sessions that an amendment would price differently.

    It names the last such session. Invoices issued after the last signature of the amendment
    already use its price. A package is priced as a whole, so its last invoice is named.
    `typed`: the amendment comes from the current command and is not in the file yet.
    """
    amendment, terms = step.amendment, dossier.agreed_terms
    if terms is None:
        return ()
    if terms.plan == "package":
        return tuple(_package_billed(step, accounts))
    signed_on = step.signed_on
    found: dict[str, BilledSession] = {}
    for account in accounts:
        billed = billed_shares(account)
        for name in billed.time:
            session, number = billed.sessions[name]
            paper = account.paper(number)
            if signed_on is not None and (paper is None or paper.issued_on >= signed_on):
                continue
            if _prices(amendment, session) and _is_later(session, found.get(number)):
                found[number] = session
    remedy = Remedy.EFFECTIVE_LATER if typed else None
    if amendment.signatures.days:
        remedy = Remedy.REBILL
    return tuple(
        replace(_tell(amendment, session, number), remedy=remedy)
        for number, session in sorted(found.items())
    )


def _package_billed(step: Step, accounts: Iterable[Account]) -> Iterator[Problem]:
    """Yield a problem for the last invoice of a package, whose price an amendment would change."""
    amendment = step.amendment
    if amendment.package_price is None or step.signed_on is not None:
        return
    for number in billing_package(accounts):
        args = {"number": amendment.number, "invoice": number}
        yield Problem("amend.package-already-billed", args, remedy=Remedy.REBILL)


def package_remarks(step: Step, accounts: Iterable[Account]) -> tuple[Problem, ...]:
    """Warn if a new price of a package is less than what is billed of it already."""
    price = step.amendment.package_price
    billed = total(map(_billed_of_package, accounts))
    if price is None or price >= billed:
        return ()
    args = {"price": price, "billed": billed}
    return (Problem("amend.package-below-billed", args, level="warning"),)


def price_stays(step: Step, accounts: Iterable[Account]) -> tuple[Problem, ...]:
    """Warn that another number of sessions leaves the price of a package as it is.

    The last invoice, which bills it, is named: it is credited before another price is agreed.
    """
    before, amendment = step.before.terms, step.amendment
    if before is None or before.package_price is None or amendment.package_price is not None:
        return ()
    if amendment.sessions in (None, before.sessions):
        return ()
    args = {"price": before.package_price, "sessions": amendment.sessions}
    for number in billing_package(accounts):
        message, args = "amend.package-price-billed", args | {"invoice": number}
        return (Problem(message, args, level="warning"),)
    return (Problem("amend.package-price-stays", args, level="warning"),)


def _billed_of_package(account: Account) -> Decimal:
    """Return what papers bill of a package; its last invoice contains the whole price."""
    parts = issued_parts(account)
    lines = [line for part, paper in parts.items() for line in paper.lines if line.part == part]
    whole = [line for line in lines if line.kind == "package"]
    given_up = (amount for _, line, amount in find_waived(account) if line.part in parts)
    return total(line.amount for line in whole or lines) - total(given_up)


def _prices(amendment: Amendment, session: BilledSession) -> bool:
    """Whether an amendment sets the price of a session on its day, by the hour or as a package."""
    is_missed = session.status in _MISSED and amendment.late_cancel_percent is not None
    is_priced = (amendment.hourly_rate, amendment.package_price) != (None, None)
    return session.on >= amendment.effective_on and (is_priced or is_missed)


def _is_later(session: BilledSession, other: BilledSession | None) -> bool:
    return other is None or session.on > other.on


def _tell(amendment: Amendment, session: BilledSession, number: str) -> Problem:
    args = {
        "number": amendment.number,
        "effective_on": amendment.effective_on,
        "id": session.id,
        "on": session.on,
        "invoice": number,
    }
    return Problem("amend.price-already-billed", args)


def contradicting_invoices(case: Case, accounts: Iterable[Account]) -> tuple[Problem, ...]:
    """Return what the last invoices say otherwise than an engagement, which was changed by hand.

    Its prices are compared only if neither a record nor a seal of an earlier version proves them
    (`contract.seal`), and are errors. A day is a warning: a wrong one is corrected by hand.
    """
    known = tuple(accounts)
    prices = () if _is_proved(case) else _billed_otherwise(case, known)
    return (*prices, *_moved_signature(case, known))


def _moved_signature(case: Case, accounts: Iterable[Account]) -> Iterator[Problem]:
    """Yield a warning if the last invoice names another day of a signature.

    No signature is taken back while an invoice stands, so the day was changed by hand. The next
    invoice would print it.
    """
    papers = (paper for account in accounts for paper in _standing(account))
    last, signed_on = max(papers, key=lambda each: each.issued_on, default=None), case.contracted_on
    if last is not None and signed_on not in (None, last.contract_signed_on):
        number, was = last.number, last.contract_signed_on
        args: dict[str, object] = {"number": number, "was": was, "now": signed_on}
        yield Problem("seal.signature-billed", args, level="warning")


def _is_proved(case: Case) -> bool:
    signed, engagement = case.signed, case.engagement
    amended = (step.amendment for step in case.binding)
    return (signed.contract is not None or has_earlier_seal(engagement)) and all(
        has_earlier_seal(each) or amendment_as_recorded(signed, each) is not None
        for each in amended
    )


def _standing(account: Account) -> Iterator[Invoice]:
    """Yield the invoices of an account of which credit notes left something."""
    return (
        each for each in account.papers if each.type != "credit" and not is_credited(account, each)
    )


def _billed_otherwise(case: Case, accounts: Iterable[Account]) -> Iterator[Problem]:
    """Yield a problem for the last hour and the last part of a package with another price.

    The lines of another contract on the same paper have prices of their own.
    """
    agreed = [terms for terms in (case.engagement.terms, *_amended(case)) if terms is not None]
    found: dict[str, Problem] = {}
    for account in accounts:
        waived = {line.part for _, line, _ in find_waived(account)}
        for paper in _standing(account):
            for each in paper_left(paper, account).lines:
                line, message = each.line, PRICED.get(each.line.kind)
                is_other = line.engagement not in (None, case.ref)
                if message is None or is_other or each.is_gone or line.part in waived:
                    continue
                was, prices = price_of(line), [agreed_price(line, terms) for terms in agreed]
                if prices and was not in prices and None not in prices:
                    args = {"number": paper.number, "was": was, "now": prices[-1]}
                    found[message] = Problem(message, args)
    yield from found.values()


PRICED = {
    "hours": "seal.rate-billed",
    "reserved": "seal.rate-billed",
    "package": "seal.package-billed",
    "instalment": "seal.instalment-billed",
}
"""What is reported of each kind of line that has an agreed price."""


def _amended(case: Case) -> Iterator[Terms | None]:
    return (step.after.terms for step in case.binding)


def price_of(line: InvoiceLine) -> Decimal:
    """Return the price that a line bills."""
    if line.kind in ("hours", "reserved"):
        return line.unit_price
    return line.amount + (line.given_up or 0)


def agreed_price(line: InvoiceLine, terms: Terms) -> Decimal | None:
    """Return what a line would bill on these terms; None if they do not tell it.

    After an early end, the last invoice of a package bills a share of the price.
    """
    if line.kind in ("hours", "reserved"):
        return price_hour(terms.hourly_rate, line.percent or HUNDRED_PERCENT)
    if line.kind == "package":
        return None if line.percent is not None else terms.package_price
    parts = instalments(terms) if terms.plan == "package" else ()
    return next((each.amount for each in parts if each.part == line.part), None)


def end_billed_problems(called_off: Collection[Session], drafting: Drafting) -> Iterator[Problem]:
    """Yield a problem for each paper that bills what an early end made due.

    These are the sessions that it called off too late, and the share of a package.
    """
    account = drafting.account
    shares = {
        paper.number: part
        for part, paper in issued_parts(account).items()
        if any(line.kind == "package" and line.percent is not None for line in paper.lines)
    }
    last = last_invoice(account)
    if last is not None and last.number in shares:
        yield from _share_billed(last, shares[last.number], drafting)
    billed = billed_shares(account)
    for session in called_off:
        number = billed.sessions[session.id][1] if session.id in billed.sessions else None
        if number is not None and number not in shares:
            args, words = {"id": session.id, "number": number}, {"id": billed.names[session.id]}
            yield Problem("outcome.session-billed", args, words=words)


def _share_billed(paper: Invoice, part: int, drafting: Drafting) -> Iterator[Problem]:
    """Yield the problem of a billed share; one that was waived is billed again first.

    If no session is left of a waived one, nothing was due, so there is nothing to bill again.
    """
    if not is_credited(drafting.account, paper):
        yield Problem("outcome.share-billed", {"number": paper.number})
        return
    terms = drafting.case.agreed_terms
    is_package = terms is not None and terms.plan == "package"
    if is_package and price_left(drafting, instalments(drafting.agreed)[-1]):
        yield Problem("outcome.share-waived", {"number": paper.number, "part": part})
