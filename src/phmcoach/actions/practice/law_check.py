"""The check of the law that a practice needs: its own files, and data that ends soon."""

from collections.abc import Callable, Collection, Iterable, Iterator
from datetime import date, timedelta
from functools import partial

from phmcoach.actions.context import Context
from phmcoach.actions.money.billing_context import open_listed_law, report_contradictions
from phmcoach.domain.money.thresholds import FRANCHISE, FRANCHISE_UPPER, MICRO
from phmcoach.domain.money.views import INCOME_TAX
from phmcoach.domain.records.law import Law
from phmcoach.domain.records.law_rules import OwnLaw, find_unasked, names_of
from phmcoach.domain.records.parties import Client
from phmcoach.domain.records.practice import Practice
from phmcoach.domain.values.pauses import ONE_DAY
from phmcoach.errors import CoachError, Place, Problem, RuleRefusedError
from phmcoach.law import load_law
from phmcoach.store.folder import Listing
from phmcoach.store.records import Loaded, load_record
from phmcoach.value import replace
from phmcoach.words import LAW_TOPICS, ClientKind

WARNED_BEFORE = timedelta(days=60)
"""How long before its end the doctor reports that data ends."""


def find_law_problems(
    context: Context,
    listing: Listing,
    practice: Loaded[Practice] | None,
    clients: Iterable[Loaded[Client] | None],
) -> Iterator[Problem]:
    """Yield what is wrong with the files of the coach's law, or else what of the law ends soon."""
    own, problems = _own_files(listing)
    yield from problems
    for loaded in own:
        yield from _find_unasked(loaded)
    if problems or practice is None:
        return
    kinds = {client.value.kind for client in clients if client}
    yield from find_ending_law(open_listed_law(listing), practice.value, kinds, context.today)


def _own_files(listing: Listing) -> tuple[list[Loaded[OwnLaw]], tuple[Problem, ...]]:
    """Return the valid files of the coach's own law, and the problems of the others and of all."""
    own: list[Loaded[OwnLaw]] = []
    problems: list[Problem] = []
    for name in listing.law.names:
        try:
            own.append(load_record(listing.folder.law_file(name), OwnLaw))
        except CoachError as error:
            problems += error.problems
    return own, (*problems, *report_contradictions(own))


def _find_unasked(own: Loaded[OwnLaw]) -> Iterator[Problem]:
    """Yield a warning for each rule of a file that nothing asks for, such as a misspelled id."""
    known = load_law()
    for key, subject, place in find_unasked(own.value, known):
        yield Problem(
            "law.unasked",
            {"what": subject, "list": key, "names": names_of(known, key)},
            place=Place(own.path, own.line_of(key, place)),
            level="warning",
        )


def find_ending_law(
    law: Law, practice: Practice, kinds: Collection[ClientKind], today: date
) -> Iterator[Problem]:
    """Yield a warning for each day after which data that the practice needs is not known.

    That is a day within the next weeks, or one that is over.
    """
    found: list[Problem] = []
    for look_up in _needs(law, practice, kinds, today):
        for on in (today, today + WARNED_BEFORE):
            try:
                look_up(on)
            except RuleRefusedError as error:
                found += (each for each in error.problems if each not in found)
                break
    ending: dict[date, list[object]] = {}
    for problem in found:
        start_on, what = problem.args.get("start_on"), problem.args.get("what")
        if what in LAW_TOPICS and isinstance(start_on, date):
            ending.setdefault(start_on - ONE_DAY, []).append(what)
        else:
            yield replace(problem, level="warning")
    for on in sorted(ending):
        file = f"law/{(on + ONE_DAY).year}.toml"
        args = {"on": on, "what": tuple(ending[on]), "file": file}
        yield Problem("law.ends", args, level="warning")


def _needs(
    law: Law, practice: Practice, kinds: Collection[ClientKind], today: date
) -> Iterator[Callable[[date], object]]:
    """Yield a lookup for each rule that the practice needs, with its regimes and its clients."""
    liable = practice.charges_vat_on(today)
    limits = ["cash", *(() if liable else (FRANCHISE, FRANCHISE_UPPER))]
    if practice.tax_regime_on(today) == "micro-bnc":
        limits.append(MICRO)
        flat = (INCOME_TAX,) if practice.flat_income_tax else ()
        for name in (practice.social_fund, "training-fund", *flat):
            yield partial(law.rate, name)
    yield from (partial(law.limit, name) for name in limits)
    yield law.half_year
    for kind in sorted(kinds):
        yield partial(law.late_rule, kind)
        yield partial(_mentions, law, practice, kind)


def _mentions(law: Law, practice: Practice, kind: ClientKind, on: date) -> None:
    """Look up the VAT and the mentions of an invoice to a kind of client."""
    rule = law.vat_rule(liable=practice.charges_vat_on(on), client=kind, on=on)
    for name in (*law.mentions_for(kind), *((rule.mention,) if rule.mention else ())):
        law.mention(name, on, "fr")
