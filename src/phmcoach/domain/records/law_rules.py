"""The legal rules as records: each holds from one day to another and names its source."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Annotated, Literal

from phmcoach.domain.base import ACCOUNTING, Day, Line, Money, Percent, Record, Text
from phmcoach.domain.values.marks import Key, Limits, ShapeError
from phmcoach.value import Value, field_names
from phmcoach.words import ClientKind, FilingRhythm, Language, VatCategory


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

    @property
    def subjects(self) -> frozenset[str]:
        """The subjects of the rule; on one day, each is set once."""
        return frozenset(("",))


class Named(Dated):
    """A rule that is asked for by its id."""

    id: Annotated[Line, ACCOUNTING]

    @property
    def subjects(self) -> frozenset[str]:
        """The id alone."""
        return frozenset((self.id,))


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

    def check(self) -> None:
        """Refuse VAT in the franchise, a rate beside an exemption, and one without its reason."""
        super().check()
        is_taxed = self.category == "S"
        is_exempt = self.exemption_code is not None and self.mention is not None
        if is_taxed is (self.rate == 0) or is_taxed is is_exempt or (is_taxed and not self.liable):
            raise ShapeError("shape.bad-vat-rule")

    @property
    def subjects(self) -> frozenset[str]:
        """The kinds of client, each in a regime."""
        return frozenset(vat_subject(client, liable=self.liable) for client in self.clients)


def vat_subject(client: ClientKind, *, liable: bool) -> str:
    """Return what a VAT rule sets for a kind of client and a regime."""
    return f"{client} {'liable' if liable else 'franchise'}"


class Mention(Named):
    """A sentence that a document must carry, word for word; `text_en` is for English papers.

    Papers for the kinds of client in `clients` always carry it; a mention without `clients` is
    requested by id, by a VAT rule or a command.
    """

    text: Annotated[Text, ACCOUNTING]
    text_en: Annotated[Text, ACCOUNTING]
    clients: Annotated[tuple[ClientKind, ...], ACCOUNTING] = ()

    def in_language(self, language: Language) -> str:
        """Return the sentence in the language of a paper."""
        return self.text if language == "fr" else self.text_en


class Limit(Named):
    """An amount that a law sets, in euros."""

    amount: Annotated[Money, Limits(gt=0), ACCOUNTING]


class LegalRate(Named):
    """A rate that a law sets, in percent."""

    rate: Annotated[Percent, ACCOUNTING]


class Filing(Named):
    """Until when a declaration is filed: between two days of a month after its period.

    The month is the first one after it, or that of `months_after`. `last_day` 31 is the end of that
    month. Without a `first_day`, it can be filed at once.
    """

    every: Annotated[FilingRhythm, ACCOUNTING]
    months_after: Annotated[int, Limits(ge=1, le=12), ACCOUNTING] = 1
    first_day: Annotated[int | None, Limits(ge=1, le=31), ACCOUNTING] = None
    last_day: Annotated[int, Limits(ge=1, le=31), ACCOUNTING]

    @property
    def subjects(self) -> frozenset[str]:
        """The id, with the rhythm."""
        return frozenset((f"{self.id} {self.every}",))


class Duration(Named):
    """A time that a law sets, in whole years."""

    years: Annotated[int, Limits(ge=1, le=100), ACCOUNTING]


class Duty(Named):
    """A sentence about a duty that coaches should know when they begin."""

    text: Annotated[Text, ACCOUNTING]
    text_en: Annotated[Text, ACCOUNTING]

    def in_language(self, language: Language) -> str:
        """Return the sentence in the language of the coach."""
        return self.text if language == "fr" else self.text_en


class LateRule(Dated):
    """The cost of late payment for a kind of client.

    The yearly rate is the `basis` of the half-year plus `points`. `fixed` keeps the rate of the
    first day; `after_notice` means that interest starts with a formal notice. An agreed rate must
    be at least `floor` times the legal one; without a floor, no rate can be agreed. `indemnity` is
    due once for each paper. A claim expires `years` after the due date, or after the end of its
    year. `days` is the longest usual time to pay from the day of issue.
    """

    clients: Annotated[tuple[ClientKind, ...], Limits(min_length=1), ACCOUNTING]
    basis: Annotated[Literal["refinancing", "legal"], ACCOUNTING]
    points: Annotated[Percent, ACCOUNTING] = Decimal(0)
    fixed: Annotated[bool, ACCOUNTING] = False
    after_notice: Annotated[bool, ACCOUNTING] = False
    floor: Annotated[int | None, Limits(ge=1), ACCOUNTING] = None
    indemnity: Annotated[Money, ACCOUNTING] = Decimal("0.00")
    years: Annotated[int, Limits(ge=1, le=100), ACCOUNTING]
    days: Annotated[int | None, Limits(ge=1, le=365), ACCOUNTING] = None
    from_year_end: Annotated[bool, ACCOUNTING] = False

    @property
    def subjects(self) -> frozenset[str]:
        """The kinds of client."""
        return frozenset(self.clients)


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
        if (self.valid_from, self.valid_to) != half_year_of(self.valid_from):
            raise ShapeError("shape.not-a-half-year")


def half_year_of(on: date) -> tuple[date, date]:
    """Return the first and the last day of the civil half-year of a day."""
    if on < date(on.year, 7, 1):
        return date(on.year, 1, 1), date(on.year, 6, 30)
    return date(on.year, 7, 1), date(on.year, 12, 31)


class Rules(Record):
    """The legal rules of a file, or of all files."""

    vat: Annotated[tuple[VatRule, ...], ACCOUNTING] = ()
    mentions: Annotated[tuple[Mention, ...], ACCOUNTING] = ()
    limits: Annotated[tuple[Limit, ...], ACCOUNTING] = ()
    rates: Annotated[tuple[LegalRate, ...], ACCOUNTING] = ()
    filings: Annotated[tuple[Filing, ...], ACCOUNTING] = ()
    late_rules: Annotated[tuple[LateRule, ...], ACCOUNTING] = ()
    half_years: Annotated[tuple[HalfYear, ...], ACCOUNTING] = ()
    durations: Annotated[tuple[Duration, ...], ACCOUNTING] = ()
    duties: Annotated[tuple[Duty, ...], ACCOUNTING] = ()


class OwnLaw(Rules):
    """A file in the folder's `law/`: rules that the coach adds before the program has them."""

    schema_version: Annotated[Literal[1], Key("schema"), ACCOUNTING]


class Contradiction(Value):
    """Two rules that contradict each other: the list, the subject, the first such day.

    `place` is the position of the second rule in its list.
    """

    key: str
    subject: str
    on: date
    place: int


def find_contradictions(one: Rules, other: Rules) -> Iterator[Contradiction]:
    """Yield what two files, or two tables of one file, set in different ways on a day."""
    for key in field_names(Rules):
        firsts = getattr(one, key)
        for place, rival in enumerate(getattr(other, key)):
            for rule in firsts[:place] if one is other else firsts:
                on = max(rule.valid_from, rival.valid_from)
                both = rule.subjects & rival.subjects
                if both and rule != rival and rule.holds(on) and rival.holds(on):
                    yield Contradiction(key, min(both), on, place)


def find_unasked(one: Rules, known: Rules) -> Iterator[tuple[str, str, int]]:
    """Yield the rules of a file that nothing asks for: their list, subject and place in it.

    Such a rule would be left out without a word: its id is not that of a rule of the program.
    """
    for key in ("limits", "rates", "filings", "durations"):
        asked = names_of(known, key)
        for place, rule in enumerate(getattr(one, key)):
            yield from ((key, subject, place) for subject in rule.subjects if subject not in asked)


def names_of(rules: Rules, key: str) -> tuple[str, ...]:
    """Return the subjects of a list of rules, each once."""
    return tuple(dict.fromkeys(name for rule in getattr(rules, key) for name in rule.subjects))
