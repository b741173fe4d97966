"""Data that is held for longer than its rule says, by engagement and by kind of data."""

from collections.abc import Iterable, Iterator
from datetime import date

from phmcoach.domain.case import Case
from phmcoach.domain.privacy.fields import leaves
from phmcoach.domain.privacy.held import Held, PaperKind
from phmcoach.domain.privacy.keeping import KEEPINGS, RuleOn, kept_until, over_since
from phmcoach.domain.privacy.papers import PRIVATE_PAPERS, PROOF_PAPERS, kind_of_paper
from phmcoach.domain.values.pauses import ONE_DAY
from phmcoach.errors import Problem
from phmcoach.remedy import Remedy
from phmcoach.value import Value


class Due(Value):
    """One kind of data of an engagement, or of a client, that should not be held since a day.

    An engagement that is not `closed` is closed before it is erased.
    """

    name: str
    ref: str
    data: str
    since: date
    closed: bool = True

    @property
    def problem(self) -> Problem:
        """The warning about it."""
        args = {"name": self.name, "since": self.since, "of": self.ref}
        remedy = None if self.closed else Remedy.CLOSE
        return Problem(f"past.{self.data}", args, level="warning", ref=self.ref, remedy=remedy)


def find_due(name: str, held: Iterable[Held], today: date) -> Iterator[Due]:
    """Yield what is due of what is held of a person, whose `name` it is.

    Entries of the ledger stay in its chain, whatever their age: each one proves the next. So does
    the record without a name that they refer to. A file of the coach's own goes by no command.
    """
    last: dict[tuple[str, str], date] = {}
    for each in held:
        stays = each.what in _STAYS or (each.keeping == "accounts-data" and each.at)
        if each.until is not None and each.is_due(today) and not stays:
            key = (each.ref, each.keeping)
            last[key] = min(each.until, last.get(key, each.until))
    for keeping in KEEPINGS:
        for (ref, data), until in last.items():
            if data == keeping:
                yield Due(name, ref, data, until + ONE_DAY)


class LeftOfArchived(Value):
    """The files beside an archived engagement, by their names alone.

    The work was over at the end of its `year`, which is that of its folder in the archive.
    """

    ref: str
    year: int
    papers: tuple[str, ...]
    has_notes: bool


def report_past(
    cases: Iterable[Case], archived: Iterable[LeftOfArchived], rule_on: RuleOn, today: date
) -> Problem | None:
    """Report how many engagements hold something for too long, open and archived ones.

    The archive stays closed for it: what an erasure deletes beside an engagement says enough.
    """
    count = sum(is_past(each, rule_on, today) for each in cases)
    count += sum(_is_left(each, rule_on, today) for each in archived)
    return Problem("past.some", {"count": count}, level="warning") if count else None


def _is_left(archived: LeftOfArchived, rule_on: RuleOn, today: date) -> bool:
    over_on = date(archived.year, 12, 31)
    past = {each for each in KEEPINGS if kept_until(rule_on(each, over_on), over_on) < today}
    kinds = PRIVATE_PAPERS if "private-data" in past else frozenset[PaperKind]()
    kinds |= PROOF_PAPERS if "contract-data" in past else frozenset()
    has_notes = archived.has_notes and "private-data" in past
    return has_notes or any(kind_of_paper(archived.ref, it) in kinds for it in archived.papers)


def is_past(case: Case, rule_on: RuleOn, today: date) -> bool:
    """Whether the file of an engagement says something for longer than its rule allows."""
    over_on = over_since(case)
    engagement = case.engagement
    if over_on is None or engagement.is_erased("engagement"):
        return False
    past = {each for each in KEEPINGS if kept_until(rule_on(each, over_on), over_on) < today}
    if not engagement.signatures.days:  # there is no contract to prove
        past |= {"contract-data"} if "private-data" in past else frozenset()
    if not past:
        return False
    return any(each.keeping in past for each in leaves(engagement, is_private=case.private))


_STAYS = ("invoice", "quote", "receipt", "other-paper")
