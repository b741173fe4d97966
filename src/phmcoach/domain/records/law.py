"""The law as dated data: the rules in force on a day, with their sources.

A day without known rules is refused, with the lines that add them. The program never extrapolates
the law.
"""

from collections.abc import Callable, Iterable, Sequence
from datetime import date
from decimal import Decimal
from typing import Annotated, TypeVar

from phmcoach.domain.base import ACCOUNTING, Line, as_data
from phmcoach.domain.records.law_rules import (
    Dated,
    Duration,
    Duty,
    Filing,
    HalfYear,
    LateRule,
    LegalRate,
    Mention,
    Rules,
    VatRule,
    half_year_of,
    vat_subject,
)
from phmcoach.domain.values.pauses import ONE_DAY
from phmcoach.errors import Paste, Problem, RuleRefusedError
from phmcoach.value import field_names, replace
from phmcoach.words import LAW_TOPICS, ClientKind, FilingRhythm, Language

T = TypeVar("T")
D = TypeVar("D", bound=Dated)


class Law(Rules):
    """All legal rules that the program knows.

    `own` are the names of the coach's files among those that the rules come from.
    """

    own: Annotated[tuple[Line, ...], ACCOUNTING] = ()

    def under(self, own: Rules, name: str) -> "Law":
        """Return the law with the rules of a file of the coach, which prevail, above it."""
        both = {key: (*getattr(own, key), *getattr(self, key)) for key in field_names(Rules)}
        return Law(**both, own=(*self.own, name))

    def vat_rule(self, *, liable: bool, client: ClientKind, on: date) -> VatRule:
        """Return the VAT rule of a day; `liable` says whether the practice owes VAT."""
        return self._find("vat", self.vat, vat_subject(client, liable=liable), on)

    def mention(self, name: str, on: date, language: Language) -> str:
        """Return the sentence that the law requires on a day."""
        return self._find("mentions", self.mentions, name, on).in_language(language)

    def limit(self, name: str, on: date) -> Decimal:
        """Return the amount that a law sets on a day."""
        return self._find("limits", self.limits, name, on).amount

    def rate(self, name: str, on: date) -> Decimal:
        """Return the rate that a law sets on a day, in percent."""
        return self._find("rates", self.rates, name, on).rate

    def late_rule(self, client: ClientKind, on: date) -> LateRule:
        """Return the rule on late payment for a kind of client on a day."""
        return self._find("late_rules", self.late_rules, client, on)

    def half_year(self, on: date) -> HalfYear:
        """Return the rates of the half-year of a day."""
        return self._find("half_years", self.half_years, "", on)

    def filing(self, name: str, every: FilingRhythm, on: date) -> Filing:
        """Return until when the declaration of a period is filed that ends on a day."""
        return self._find("filings", self.filings, f"{name} {every}", on)

    def duration(self, name: str, on: date) -> Duration:
        """Return the duration that a law sets on a day."""
        return self._find("durations", self.durations, name, on)

    def durations_from(self, name: str, on: date) -> tuple[Duration, ...]:
        """Return the duration that a law sets on a day, and those that replace it later."""
        now = self.duration(name, on)
        later = (each for each in self.durations if each.id == name and each.valid_from > on)
        by_day = {each.valid_from: each for each in reversed((now, *later))}
        return tuple(by_day[day] for day in sorted(by_day))

    def duties_on(self, on: date) -> tuple[Duty, ...]:
        """Return the duties to tell a coach about who begins on a day."""
        return tuple(each for each in self.duties if each.holds(on))

    def mentions_for(self, client: ClientKind) -> tuple[str, ...]:
        """Return the ids of the mentions that every invoice to a kind of client carries."""
        named = (mention.id for mention in self.mentions if client in mention.clients)
        return tuple(dict.fromkeys(named))

    def _find(self, key: str, rules: Sequence[D], subject: str, on: date) -> D:
        """Return the rule of a list on a subject and a day.

        Raises RuleRefusedError, with the lines that would add it, if it is not known.
        """
        held = next((rule for rule in rules if rule.holds(on) and subject in rule.subjects), None)
        if held is None:
            known = [rule for rule in rules if subject in rule.subjects]
            first = min((rule.valid_from for rule in known), default=on)
            if on < first and key != "half_years":  # no newer program, and no coach, will add it
                raise RuleRefusedError.of("law.too-early", on=on, first=first)
            raise RuleRefusedError(_missing(key, subject, known, on, self.own))
        return held


def gather(lookups: Iterable[Callable[[], T]]) -> tuple[T, ...]:
    """Return what all lookups find; raise RuleRefusedError with everything that is missing."""
    found: list[T] = []
    problems: list[Problem] = []
    for look_up in lookups:
        try:
            found.append(look_up())
        except RuleRefusedError as error:
            problems += (each for each in error.problems if each not in problems)
    if problems:
        raise RuleRefusedError(*problems)
    return tuple(found)


def _missing(
    key: str, subject: str, known: Sequence[Dated], on: date, own: Sequence[str]
) -> Problem:
    """Return the problem that nothing is known on a subject and a day, with what to paste."""
    start_on, end_on = half_year_of(on) if key == "half_years" else _year_of(on)
    before = [rule.valid_to for rule in known if rule.valid_to and rule.valid_to < on]
    after = [rule.valid_from for rule in known if rule.valid_from > on]
    start_on = max([start_on, *(day + ONE_DAY for day in before)])
    end_on = min([end_on, *(day - ONE_DAY for day in after)])
    args: dict[str, object] = {"start_on": start_on, "end_on": end_on}
    topic = f"law-{subject}" if key in _NAMED else f"law-{key.replace('_', '-')}"
    model = _model(key, subject, known, on)
    if model is not None:
        ends = bool(after) or isinstance(model, LegalRate | HalfYear)
        last_on = end_on if ends else None
        added = replace(model, valid_from=start_on, valid_to=last_on, source="…")
        name = f"{start_on.year}"
        args["paste"] = Paste(f"law/{name}.toml", _table(key, added), is_new=name not in own)
    if topic in LAW_TOPICS:
        return Problem("law.missing", args | {"what": topic})
    return Problem("law.missing-named", args | {"what": subject})


_NAMED = frozenset(("mentions", "limits", "rates", "durations"))
"""The lists whose rules are asked for by id."""


def _year_of(on: date) -> tuple[date, date]:
    """Return the first and the last day of the civil year of a day."""
    return date(on.year, 1, 1), date(on.year, 12, 31)


def _model(key: str, subject: str, known: Sequence[Dated], on: date) -> Dated | None:
    """Return the rule to write the missing one by: the last one before a day, or the first."""
    if not known and key == "mentions":
        return Mention(id=subject, text="…", text_en="…", valid_from=on, source="…")
    earlier = [rule for rule in known if rule.valid_from <= on]
    last = max(earlier or known, key=lambda rule: rule.valid_from, default=None)
    match last:
        case VatRule() | LateRule():
            client = subject.split(" ", maxsplit=1)[0]
            return replace(last, clients=tuple(each for each in last.clients if each == client))
        case _:
            return last


def _table(key: str, rule: Dated) -> str:
    """Return a rule as a table of TOML: what it sets, its days and its source."""
    data = as_data(rule, defaults=False)
    dated = ("valid_from", "valid_to", "source")
    names = (*(name for name in data if name not in dated), *(it for it in dated if it in data))
    return "\n".join((f"[[{key}]]", *(f"{name} = {_toml(data[name])}" for name in names)))


def _toml(value: object) -> str:
    """Return a value as TOML; a text has the escapes of JSON."""
    import json

    match value:
        case bool() | str():
            return json.dumps(value, ensure_ascii=False)
        case tuple():
            return f"[{', '.join(map(_toml, value))}]"
        case _:
            return str(value)
