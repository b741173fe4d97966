"""Law as dated data: what held on a day, and where it is written.

A day outside the dates that are known is refused. The program never extrapolates the law.
"""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Annotated, Literal, Self, TypeVar

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from phmcoach.domain.base import ACCOUNTING, Day, Line, Money, Percent, Record
from phmcoach.errors import RuleRefusedError
from phmcoach.words import ClientKind, Language, VatCategory


class Dated(Record):
    """Something that holds from a day to a day, both included, and the text that says so."""

    valid_from: Annotated[Day, ACCOUNTING]
    valid_to: Annotated[Day | None, ACCOUNTING] = None
    source: Annotated[Line, ACCOUNTING]

    @model_validator(mode="after")
    def _ends_after_it_starts(self) -> Self:
        if self.valid_to is not None and self.valid_to < self.valid_from:
            raise PydanticCustomError("shape.ends-before-start", "ends before it starts")
        return self

    def holds(self, on: date) -> bool:
        """Whether it holds on a day."""
        return self.valid_from <= on and (self.valid_to is None or on <= self.valid_to)


class VatRule(Dated):
    """The VAT of a regime and a kind of client: category in EN 16931, and rate in percent.

    What is not taxed has the code of its reason (list VATEX) and the mention that says it.
    """

    liable: Annotated[bool, ACCOUNTING]
    clients: Annotated[tuple[ClientKind, ...], Field(strict=False, min_length=1), ACCOUNTING]
    category: Annotated[VatCategory, ACCOUNTING]
    rate: Annotated[Percent, ACCOUNTING]
    exemption_code: Annotated[Line | None, ACCOUNTING] = None
    mention: Annotated[Line | None, ACCOUNTING] = None


class Mention(Dated):
    """A sentence that a document must carry, word for word; `text_en` is for English papers.

    `clients` are those whose papers carry it; without them, a rule of VAT or a command asks for it
    by its id.
    """

    id: Annotated[Line, ACCOUNTING]
    text: Annotated[str, ACCOUNTING]
    text_en: Annotated[str, ACCOUNTING]
    clients: Annotated[tuple[ClientKind, ...], Field(strict=False), ACCOUNTING] = ()

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


class LateRule(Dated):
    """What lateness costs a kind of client.

    The yearly rate is the `basis` of the half-year plus `points`; `fixed` keeps that of the first
    day to the end, `after_notice` counts from a formal notice only. An agreed rate is at least
    `floor` times the legal one; without a floor none can be agreed. `indemnity` is for each paper.
    A claim can be brought for `years`, from the due date or from the end of its year.
    """

    clients: Annotated[tuple[ClientKind, ...], Field(strict=False, min_length=1), ACCOUNTING]
    basis: Annotated[Literal["refinancing", "legal"], ACCOUNTING]
    points: Annotated[Percent, ACCOUNTING] = Decimal(0)
    fixed: Annotated[bool, ACCOUNTING] = False
    after_notice: Annotated[bool, ACCOUNTING] = False
    floor: Annotated[int | None, Field(ge=1), ACCOUNTING] = None
    indemnity: Annotated[Money, ACCOUNTING] = Decimal("0.00")
    years: Annotated[int, Field(ge=1), ACCOUNTING]
    from_year_end: Annotated[bool, ACCOUNTING] = False


class HalfYear(Dated):
    """The rates of a half-year, in percent a year, as they were on its first day.

    `refinancing` is that of the European Central Bank's main operations, `legal` the legal
    interest of a professional creditor (C. mon. fin. L313-2).
    """

    refinancing: Annotated[Percent, ACCOUNTING]
    legal: Annotated[Percent, ACCOUNTING]

    @model_validator(mode="after")
    def _is_a_half_year(self) -> Self:
        if (self.valid_from, self.valid_to) != _half_year_of(self.valid_from):
            raise PydanticCustomError("shape.not-a-half-year", "not a half-year")
        return self


def _half_year_of(on: date) -> tuple[date, date]:
    """Return the first and the last day of the civil half-year of a day."""
    if on < date(on.year, 7, 1):
        return date(on.year, 1, 1), date(on.year, 6, 30)
    return date(on.year, 7, 1), date(on.year, 12, 31)


T = TypeVar("T")


class Law(Record):
    """Everything that the program knows of the law."""

    vat: Annotated[tuple[VatRule, ...], Field(strict=False), ACCOUNTING] = ()
    mentions: Annotated[tuple[Mention, ...], Field(strict=False), ACCOUNTING] = ()
    limits: Annotated[tuple[Limit, ...], Field(strict=False), ACCOUNTING] = ()
    rates: Annotated[tuple[LegalRate, ...], Field(strict=False), ACCOUNTING] = ()
    late_rules: Annotated[tuple[LateRule, ...], Field(strict=False), ACCOUNTING] = ()
    half_years: Annotated[tuple[HalfYear, ...], Field(strict=False), ACCOUNTING] = ()

    def above(self, other: "Law") -> "Law":
        """Return both; on a day that both know, this one is right."""
        names = Law.model_fields
        return Law(**{name: (*getattr(self, name), *getattr(other, name)) for name in names})

    def vat_rule(self, *, liable: bool, client: ClientKind, on: date) -> VatRule:
        """Return the VAT on a day, for a practice that owes it or does not and a kind of client."""
        found = (
            rule
            for rule in self.vat
            if rule.liable == liable and client in rule.clients and rule.holds(on)
        )
        return _only(found, "vat", on)

    def mention(self, name: str, on: date, language: Language = "fr") -> str:
        """Return the sentence that the law wants on a day."""
        found = (item for item in self.mentions if item.id == name and item.holds(on))
        return _only(found, name, on).in_language(language)

    def limit(self, name: str, on: date) -> Decimal:
        """Return the amount that a law sets on a day."""
        found = (item for item in self.limits if item.id == name and item.holds(on))
        return _only(found, name, on).amount

    def rate(self, name: str, on: date) -> Decimal:
        """Return the rate that a law sets on a day, in percent."""
        found = (item for item in self.rates if item.id == name and item.holds(on))
        return _only(found, name, on).rate

    def late_rule(self, client: ClientKind, on: date) -> LateRule:
        """Return what lateness costs a kind of client, by the law of a day."""
        found = (rule for rule in self.late_rules if client in rule.clients and rule.holds(on))
        return _only(found, "late-payment", on)

    def half_year(self, on: date) -> HalfYear:
        """Return the rates of the half-year of a day.

        Raises RuleRefusedError, with the file to update, where they are not known yet.
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
        """Return the ids of the sentences that every invoice to this kind of client carries."""
        named = (mention.id for mention in self.mentions if client in mention.clients)
        return tuple(dict.fromkeys(named))


class OwnLaw(Law):
    """A file of the folder's own `law/`: what the coach adds before the program knows it."""

    schema_version: Annotated[Literal[1], Field(alias="schema"), ACCOUNTING]


def _only(found: Iterator[T], what: str, on: date) -> T:
    held = next(found, None)
    if held is None:
        raise RuleRefusedError.of("law.unknown-date", what=what, on=on)
    return held
