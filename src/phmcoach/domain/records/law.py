"""The law as dated data: the rules in force on a day, with their sources.

A day without known rules is refused. The program never extrapolates the law.
"""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import Annotated, Literal, TypeVar

from phmcoach.domain.base import ACCOUNTING, Day, Line, Money, Percent, Record
from phmcoach.domain.values.marks import Key, Limits, ShapeError
from phmcoach.errors import RuleRefusedError
from phmcoach.value import field_names
from phmcoach.words import ClientKind, DeclarationRhythm, Language, VatCategory


class Dated(Record):
    """A rule in force between two days, both included, with its legal source."""

    valid_from: Annotated[Day, ACCOUNTING]
    valid_to: Annotated[Day | None, ACCOUNTING] = None
    source: Annotated[Line, ACCOUNTING]

    def check(self) -> None:
        """Refuse an end before the start."""
        if self.valid_to is not None and self.valid_to < self.valid_from:
            raise ShapeError("shape.ends-before-start")

    def holds(self, on: date) -> bool:
        """Whether the rule is in force on a day."""
        return self.valid_from <= on and (self.valid_to is None or on <= self.valid_to)


class VatRule(Dated):
    """The VAT of a regime and a kind of client: category in EN 16931, and rate in percent.

    An exemption has the code of its reason (VATEX list) and the id of its mention.
    """

    liable: Annotated[bool, ACCOUNTING]
    clients: Annotated[tuple[ClientKind, ...], Limits(min_length=1), ACCOUNTING]
    category: Annotated[VatCategory, ACCOUNTING]
    rate: Annotated[Percent, ACCOUNTING]
    exemption_code: Annotated[Line | None, ACCOUNTING] = None
    mention: Annotated[Line | None, ACCOUNTING] = None


class Mention(Dated):
    """A sentence that a document must carry, word for word; `text_en` is for English papers.

    Papers for the kinds of client in `clients` always carry it; a mention without `clients` is
    requested by id, by a VAT rule or a command.
    """

    id: Annotated[Line, ACCOUNTING]
    text: Annotated[str, ACCOUNTING]
    text_en: Annotated[str, ACCOUNTING]
    clients: Annotated[tuple[ClientKind, ...], ACCOUNTING] = ()

    def in_language(self, language: Language) -> str:
        """Return the sentence in the language of a paper."""
        return self.text if language == "fr" else self.text_en


class Limit(Dated):
    """An amount that a law sets, in euros."""

    id: Annotated[Line, ACCOUNTING]
    amount: Annotated[Money, ACCOUNTING]


class LegalRate(Dated):
    """A rate that a law sets, in percent."""

    id: Annotated[Line, ACCOUNTING]
    rate: Annotated[Percent, ACCOUNTING]


class Filing(Dated):
    """Until when a declaration is filed: between two days of the month after its period.

    `last_day` 31 is the end of that month. Without a `first_day`, it can be filed at once.
    """

    id: Annotated[Line, ACCOUNTING]
    every: Annotated[DeclarationRhythm, ACCOUNTING]
    first_day: Annotated[int | None, Limits(ge=1, le=31), ACCOUNTING] = None
    last_day: Annotated[int, Limits(ge=1, le=31), ACCOUNTING]


class LateRule(Dated):
    """The cost of late payment for a kind of client.

    The yearly rate is the `basis` of the half-year plus `points`. `fixed` keeps the rate of the
    first day; `after_notice` means that interest starts with a formal notice. An agreed rate must
    be at least `floor` times the legal one; without a floor, no rate can be agreed. `indemnity` is
    due once for each paper. A claim expires `years` after the due date, or after the end of its
    year.
    """

    clients: Annotated[tuple[ClientKind, ...], Limits(min_length=1), ACCOUNTING]
    basis: Annotated[Literal["refinancing", "legal"], ACCOUNTING]
    points: Annotated[Percent, ACCOUNTING] = Decimal(0)
    fixed: Annotated[bool, ACCOUNTING] = False
    after_notice: Annotated[bool, ACCOUNTING] = False
    floor: Annotated[int | None, Limits(ge=1), ACCOUNTING] = None
    indemnity: Annotated[Money, ACCOUNTING] = Decimal("0.00")
    years: Annotated[int, Limits(ge=1), ACCOUNTING]
    from_year_end: Annotated[bool, ACCOUNTING] = False


class HalfYear(Dated):
    """The rates of a half-year, in percent a year, as published for its first day.

    `refinancing` is the rate of the European Central Bank's main refinancing operations, `legal`
    the legal interest rate for a professional creditor (C. mon. fin. L313-2).
    """

    refinancing: Annotated[Percent, ACCOUNTING]
    legal: Annotated[Percent, ACCOUNTING]

    def check(self) -> None:
        """Refuse days that are not a civil half-year."""
        super().check()
        if (self.valid_from, self.valid_to) != _half_year_of(self.valid_from):
            raise ShapeError("shape.not-a-half-year")


def _half_year_of(on: date) -> tuple[date, date]:
    """Return the first and the last day of the civil half-year of a day."""
    if on < date(on.year, 7, 1):
        return date(on.year, 1, 1), date(on.year, 6, 30)
    return date(on.year, 7, 1), date(on.year, 12, 31)


D = TypeVar("D", bound=Dated)


class Law(Record):
    """All legal rules that the program knows."""

    vat: Annotated[tuple[VatRule, ...], ACCOUNTING] = ()
    mentions: Annotated[tuple[Mention, ...], ACCOUNTING] = ()
    limits: Annotated[tuple[Limit, ...], ACCOUNTING] = ()
    rates: Annotated[tuple[LegalRate, ...], ACCOUNTING] = ()
    filings: Annotated[tuple[Filing, ...], ACCOUNTING] = ()
    late_rules: Annotated[tuple[LateRule, ...], ACCOUNTING] = ()
    half_years: Annotated[tuple[HalfYear, ...], ACCOUNTING] = ()

    def above(self, other: "Law") -> "Law":
        """Merge two sets of rules; this one prevails on a day that both know."""
        names = field_names(Law)
        return Law(**{name: (*getattr(self, name), *getattr(other, name)) for name in names})

    def vat_rule(self, *, liable: bool, client: ClientKind, on: date) -> VatRule:
        """Return the VAT rule of a day; `liable` says whether the practice owes VAT."""
        found = (each for each in self.vat if each.liable == liable and client in each.clients)
        return _only(found, "vat", on)

    def mention(self, name: str, on: date, language: Language) -> str:
        """Return the sentence that the law requires on a day."""
        found = (item for item in self.mentions if item.id == name)
        return _only(found, name, on).in_language(language)

    def limit(self, name: str, on: date) -> Decimal:
        """Return the amount that a law sets on a day."""
        found = (item for item in self.limits if item.id == name)
        return _only(found, name, on).amount

    def rate(self, name: str, on: date) -> Decimal:
        """Return the rate that a law sets on a day, in percent."""
        found = (item for item in self.rates if item.id == name)
        return _only(found, name, on).rate

    def filing(self, name: str, every: DeclarationRhythm, on: date) -> Filing:
        """Return until when the declaration of a period is filed that ends on a day."""
        found = (
            item
            for item in self.filings
            if item.id == name and item.every == every and item.holds(on)
        )
        return _only(found, name, on)

    def late_rule(self, client: ClientKind, on: date) -> LateRule:
        """Return the rule on late payment for a kind of client on a day."""
        found = (rule for rule in self.late_rules if client in rule.clients)
        return _only(found, "late-payment", on)

    def half_year(self, on: date) -> HalfYear:
        """Return the rates of the half-year of a day.

        Raises RuleRefusedError, with the file to update, if they are not known yet.
        """
        held = next((half for half in self.half_years if half.holds(on)), None)
        if held is None:
            start_on, end_on = _half_year_of(on)
            raise RuleRefusedError.of(
                "law.unknown-half-year",
                start_on=start_on,
                end_on=end_on,
                file="law/late-payment.toml",
            )
        return held

    def mentions_for(self, client: ClientKind) -> tuple[str, ...]:
        """Return the ids of the mentions that every invoice to a kind of client carries."""
        named = (mention.id for mention in self.mentions if client in mention.clients)
        return tuple(dict.fromkeys(named))


class OwnLaw(Law):
    """A file in the folder's `law/`: rules that the coach adds before the program has them."""

    schema_version: Annotated[Literal[1], Key("schema"), ACCOUNTING]


def find_contradiction(one: Law, other: Law) -> tuple[str, date] | None:
    """Return what two files set in different ways, and the first such day, or None.

    Which of them is right, only the coach can say.
    """
    for name in field_names(Law):
        for rule in getattr(one, name):
            for rival in getattr(other, name):
                day = max(rule.valid_from, rival.valid_from)
                both = _subjects(rule) & _subjects(rival)
                if both and rule != rival and rule.holds(day) and rival.holds(day):
                    return f"{name} {min(both)}".strip(), day
    return None


def _subjects(rule: Dated) -> frozenset[str]:
    """Return what a rule sets; on one day, each is set once."""
    match rule:
        case VatRule():
            return frozenset(f"{client} {rule.liable}" for client in rule.clients)
        case Filing():
            return frozenset((f"{rule.id} {rule.every}",))
        case LateRule():
            return frozenset(rule.clients)
        case Mention() | Limit() | LegalRate():
            return frozenset((rule.id,))
        case _:
            return frozenset(("",))


def _only(found: Iterable[D], what: str, on: date) -> D:
    """Return the one of some rules that is in force on a day."""
    rules = tuple(found)
    held = next((rule for rule in rules if rule.holds(on)), None)
    if held is None:
        _refuse_too_early(rules, on)
        raise RuleRefusedError.of("law.unknown-date", what=what, on=on)
    return held


def _refuse_too_early(rules: Iterable[Dated], on: date) -> None:
    """Refuse a day before the first rule: no newer version of the program will know it."""
    first = min((rule.valid_from for rule in rules), default=on)
    if on < first:
        raise RuleRefusedError.of("law.too-early", on=on, first=first)
