"""Drafting a quote from the terms, and comparing the contract with the accepted quote.

The contract must match the quote that the client accepted: another number, length or price is
refused before anyone signs.
"""

from collections.abc import Iterator, Sequence
from datetime import date
from decimal import Decimal

from phmcoach.domain.case import Dossier
from phmcoach.domain.money.billable import hours_of
from phmcoach.domain.money.drafting import Drafting, buyer_of, seller_of
from phmcoach.domain.money.quote import Quote, QuoteLine
from phmcoach.domain.records.engagement import QuoteAcceptance
from phmcoach.domain.records.terms import Terms
from phmcoach.domain.shape.validation import checked
from phmcoach.domain.values.money import price_minutes
from phmcoach.errors import Problem
from phmcoach.remedy import Remedy
from phmcoach.value import field_names, replace

_KEPT_TERMS = tuple(name for name in field_names(Quote) if name in field_names(Terms))
"""The terms that a quote copies: those that it has a field for."""

_MAY_MOVE = frozenset({"start_on", "end_on", "place", "concluded", "small_company"})
"""The terms that may still change between quote and signature."""

QUOTED_TERMS = tuple(name for name in _KEPT_TERMS if name not in _MAY_MOVE)
"""The terms that a client accepts with a quote."""


def draft_quote(drafting: Drafting, valid_until: date) -> Quote:
    """Return a quote for the terms, complete except for its number and designation.

    It has one line: the hours of all sessions, or the package. The terms must be set.
    """
    case, terms, practice = drafting.case, drafting.terms, drafting.practice
    drafting = drafting.serving(max(drafting.issued_on, terms.start_on))
    minutes = terms.sessions * terms.session_minutes
    package = terms.package_price
    agreed = price_minutes(minutes, terms.hourly_rate) if package is None else package
    taxed = drafting.tax([agreed])
    line = QuoteLine(
        minutes=minutes if package is None else None,
        quantity=hours_of(minutes) if package is None else Decimal(1),
        unit_price=terms.hourly_rate if package is None else package,
        amount=agreed,
        net=taxed.base,
        vat_rate=drafting.rule.rate,
    )
    return checked(
        Quote(
            **{name: getattr(terms, name) for name in _KEPT_TERMS},
            specimen=drafting.specimen,
            language=case.client.language,
            engagement=case.ref,
            beneficiary=case.engagement.beneficiary.name,
            issued_on=drafting.issued_on,
            valid_until=valid_until,
            price_basis=drafting.basis,
            total_net=taxed.base,
            total_vat=taxed.vat,
            total_gross=taxed.gross,
            seller=seller_of(practice, drafting.issued_on, served_on=drafting.served_on),
            buyer=buyer_of(case),
            mediator=practice.mediator if case.private else None,
            mentions=(drafting.mention(drafting.rule.mention),) if drafting.rule.mention else (),
            vat=drafting.groups(taxed),
            lines=(line,),
        )
    )


def changed_since(quote: Quote, terms: Terms) -> tuple[str, ...]:
    """Return the keys of the terms that differ from the quote."""
    return tuple(name for name in QUOTED_TERMS if getattr(quote, name) != getattr(terms, name))


def acceptance_problems(dossier: Dossier, quote: Quote | None) -> Iterator[Problem]:
    """Yield the problems of the accepted quote: it is unknown, expired, or has other terms.

    `quote` is the quote of this engagement with the accepted number, if the ledger has one. There
    are no problems if the engagement names no accepted quote.
    """
    acceptance = dossier.engagement.quote
    if acceptance is None:
        return
    number, on = acceptance.number, acceptance.accepted_on
    terms = dossier.engagement.terms
    if quote is None:
        yield Problem("quote.unknown", {"number": number})
        return
    if on < quote.issued_on:
        args = {"number": number, "on": on, "issued_on": quote.issued_on}
        yield Problem("quote.accepted-before-issue", args)
    if on > quote.valid_until:
        args = {"number": number, "on": on, "valid_until": quote.valid_until}
        yield Problem("quote.expired", args)
    if terms is None:
        yield Problem("gate.no-terms", words={"rate": ()})
    elif changed := changed_since(quote, terms):
        args = {"number": number, "keys": changed}
        yield Problem("quote.other-terms", args)


def mended_quote_problems(
    quotes: Sequence[Quote], dossier: Dossier, today: date
) -> tuple[Problem, ...]:
    """Compare an engagement with the quote that it names as accepted, and name what mends it.

    Once there is a quote of these terms, it is to be accepted, and no further one is issued. After
    a signature, only the file can be changed.
    """
    problems = quote_problems(quotes, dossier)
    if not problems:
        return ()
    if dossier.engagement.signatures.days:
        return tuple(replace(each, remedy=Remedy.EDIT) for each in problems)
    if find_fitting_quote(quotes, dossier, today):
        return tuple(replace(each, remedy=Remedy.ACCEPT_QUOTE) for each in problems)
    return problems


def find_fitting_quote(quotes: Sequence[Quote], dossier: Dossier, on: date) -> str | None:
    """Return the number of the last quote if it could be accepted on a day, or None."""
    if not quotes:
        return None
    acceptance = QuoteAcceptance(number=quotes[-1].number or "", accepted_on=on)
    accepted = dossier.having(replace(dossier.engagement, quote=acceptance))
    return None if quote_problems(quotes, accepted) else acceptance.number


def quote_problems(quotes: Sequence[Quote], dossier: Dossier) -> tuple[Problem, ...]:
    """Compare an engagement with the quote that it names as accepted, if it names one.

    `quotes` are those of the engagement, oldest first.
    """
    accepted = dossier.engagement.quote
    if accepted is None:
        return ()
    quote = next((each for each in quotes if each.number == accepted.number), None)
    return tuple(acceptance_problems(dossier, quote))
