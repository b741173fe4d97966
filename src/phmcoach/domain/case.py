"""One engagement with everything that its rules need, in one value.

A `Dossier` is the file of an engagement, with its amendments applied once. A `Case` adds facts from
other files: the client, the closures of the practice, the billed sessions. A rule that needs only
the file takes a `Dossier`, so it can judge a file whose client is missing. Nothing is cached on the
records themselves: a copy of a record would keep the stale value.
"""

from collections.abc import Iterator, Mapping
from datetime import date
from functools import cached_property
from typing import Any, Never, Self

from phmcoach.domain.history import Step, fold_amendments
from phmcoach.domain.records.engagement import Beneficiary, Engagement, Pause
from phmcoach.domain.records.given_ids import last_objective, number_of
from phmcoach.domain.records.objective import Objective
from phmcoach.domain.records.parties import Client
from phmcoach.domain.records.practice import Closure
from phmcoach.domain.records.signed import SignedAmendment, SignedContract
from phmcoach.domain.records.terms import Terms, contract_papers
from phmcoach.domain.values.pauses import DayRange
from phmcoach.errors import Problem
from phmcoach.value import NOTHING, Value, replace
from phmcoach.words import ContractPaper, Party


class NotReadError(RuntimeError):
    """A rule asked for data that was not read: a bug, which must not pass as an answer."""


class NotRead:
    """The placeholder for a part of a case that was not read; its use raises `NotReadError`."""

    def __repr__(self) -> str:
        return "NOT_READ"

    def __contains__(self, _: object) -> bool:
        return self._refuse()

    def __iter__(self) -> Iterator[Never]:
        return self._refuse()

    def __len__(self) -> int:
        return self._refuse()

    def __str__(self) -> str:
        return self._refuse()

    def __bool__(self) -> bool:
        return self._refuse()

    def __getattr__(self, name: str) -> Never:
        if name.startswith("__"):  # what Python asks of every object, such as how to copy it
            raise AttributeError(name)
        self._refuse()

    def _refuse(self) -> Never:
        message = "a rule asked for a part of a case that was not read"
        raise NotReadError(message)


NOT_READ = NotRead()


class Dossier(Value):
    """The file of an engagement, and everything that follows from it alone."""

    ref: str
    engagement: Engagement

    def having(self, engagement: Engagement) -> Self:
        """Return a copy with another version of the engagement and an empty cache."""
        return replace(self, engagement=engagement)

    @property
    def paper_reference(self) -> str:
        """The reference that papers print: the number of the contract, else that of the file."""
        return self.engagement.contract_reference or self.ref

    @property
    def already_held(self) -> int:
        """The number of sessions of unknown days that an earlier tool recorded and billed."""
        return self.engagement.already_held or 0

    @cached_property
    def history(self) -> tuple[Step, ...]:
        """All amendments in order, whether they bind or not."""
        return fold_amendments(self.engagement)

    @cached_property
    def binding(self) -> tuple[Step, ...]:
        """The amendments that bind, in the order in which they were agreed."""
        return tuple(step for step in self.history if step.signed_on is not None)

    @cached_property
    def waiting(self) -> tuple[Step, ...]:
        """The amendments that not everyone has signed, in order."""
        return tuple(step for step in self.history if step.signed_on is None)

    @property
    def next_to_sign(self) -> Step | None:
        """The first amendment that not everyone has signed."""
        return self.waiting[0] if self.waiting else None

    @property
    def agreed_terms(self) -> Terms | None:
        """The terms that the parties agreed last, even if they take effect later.

        Read the number of sessions, the start, the end and the price of a package here: they apply
        to the whole contract, not to a day.
        """
        return self.binding[-1].after.terms if self.binding else self.engagement.terms

    @property
    def agreed_objectives(self) -> tuple[Objective, ...]:
        """The objectives that the parties agreed last, including the personal ones."""
        return self.binding[-1].after.objectives if self.binding else self.engagement.objectives

    @property
    def beneficiary(self) -> Beneficiary:
        """The person with the name and the role agreed last; the contract keeps its own."""
        person = self.engagement.beneficiary
        agreed = self.binding[-1].after if self.binding else None
        return replace(person, name=agreed.beneficiary, role=agreed.role) if agreed else person

    @property
    def client_reference(self) -> str:
        """The client who is a party now: that of the contract, or its latest successor."""
        named = (step.amendment.client for step in reversed(self.binding))
        return next((each for each in named if each is not None), self.engagement.client)

    @cached_property
    def own_pauses(self) -> tuple[DayRange, ...]:
        """The pauses of the engagement itself, as pairs of days."""
        return tuple((pause.start_on, pause.end_on) for pause in self.engagement.pauses)

    def terms_on(self, day: date) -> Terms | None:
        """Return the terms in force on a day, or None if none are set.

        A later amendment prevails over an earlier one, whichever takes effect first.
        """
        return next((terms for start, terms in reversed(self._periods) if start <= day), None)

    def terms_since(self, day: date) -> tuple[Terms, ...]:
        """Return the terms in force on a day, and all that take effect after it."""
        later = (terms for start, terms in self._periods if start > day)
        current = self.terms_on(day)
        return () if current is None else (current, *later)

    def as_agreed_by(self, day: date) -> Self:
        """Return a copy with only the amendments that everyone had signed by a day."""
        known = tuple(
            step.amendment for step in self.binding if step.signed_on and step.signed_on <= day
        )
        if known == self.engagement.amendments:
            return self
        return self.having(replace(self.engagement, amendments=known))

    @cached_property
    def _periods(self) -> tuple[tuple[date, Terms], ...]:
        """The terms by the day from which they are in force; those of the contract come first."""
        contract = self.engagement.terms
        if contract is None:
            return ()
        changes = [(it.amendment.effective_on, it.amendment.changed_terms) for it in self.binding]
        periods = [(date.min, contract)]
        for start in sorted({effective_on for effective_on, _ in changes}):
            in_force: dict[str, Any] = {}
            for effective_on, changed in changes:
                if effective_on <= start:
                    in_force |= changed
            periods.append((start, replace(contract, **in_force)))
        return tuple(periods)


class SignedRecords(Value):
    """The records of what was signed, as they were read; amendments by the digest in their seal.

    A contract without a seal may have a record all the same, and `unsealed` are the records of
    amendments that no seal names. `changed` are problems with records that are no longer what their
    seal says: nothing is signed, written or billed on them, nor on those that are `broken`, and say
    nothing. `unreadable` are those of records that the system refuses to read: nobody knows yet
    what they say. `missing` are those of records without a file, `foreign` those of records that
    are another engagement's, and prove nothing here, or that have the name of another amendment's.
    `lost` are those without a file that nothing can make again: what was signed is not known.
    `confirmed` are such records of a contract whose price and day of signature invoices tell.
    `papers` are the names of read-only PDFs, if one is signed that nothing else proves.
    """

    contract: SignedContract | None = None
    amendments: Mapping[str, SignedAmendment] = NOTHING
    unsealed: tuple[SignedAmendment, ...] = ()
    papers: tuple[str, ...] = ()
    broken: tuple[Problem, ...] = ()
    changed: tuple[Problem, ...] = ()
    missing: tuple[Problem, ...] = ()
    unreadable: tuple[Problem, ...] = ()
    foreign: tuple[Problem, ...] = ()
    lost: tuple[Problem, ...] = ()
    confirmed: tuple[Problem, ...] = ()

    def client_named(self, ref: str) -> Client | None:
        """Return the client with a reference as they signed: a successor, or the first one."""
        for each in self.amendments.values():
            if each.amendment.client == ref and each.client is not None:
                return each.client
        record = self.contract
        return record.client if record is not None and record.client_reference == ref else None


class Billed(Value):
    """The sessions of an engagement that invoices bill, and whether they bill all its package.

    The last invoice of a package bills its whole price, unless credit notes took it back.
    """

    sessions: frozenset[str] = frozenset()
    package: bool = False


class Case(Dossier):
    """One engagement with everything that its rules need.

    `closures` are those of the practice. `billed` is what invoices bill.
    `time_zone` is the practice's. `signed` are the records of what was signed. None has a default:
    the caller passes what was read, or `NOT_READ`.
    """

    client: Client
    closures: tuple[Closure, ...] | NotRead
    billed: Billed | NotRead
    time_zone: str | NotRead
    signed: SignedRecords | NotRead

    @property
    def private(self) -> bool:
        """Whether the client is a person, so no organisation has to sign."""
        return self.client.is_private

    @property
    def parties(self) -> tuple[Party, ...]:
        """The parties who must sign the contract; the organisation signs if it pays."""
        return ("coach", "beneficiary") if self.private else ("coach", "beneficiary", "sponsor")

    @property
    def next_objective_id(self) -> str:
        """An id that no objective has, and none that something still names, or was signed, had."""
        signed = self.signed
        recorded = (
            *(signed.contract.objectives if signed.contract else ()),
            *(
                each
                for one in (*signed.amendments.values(), *signed.unsealed)
                for each in one.amendment.objectives
            ),
        )
        numbers = (number_of(each.id) for each in recorded)
        return f"o{max((last_objective(self.engagement), *numbers)) + 1}"

    @cached_property
    def contracted_on(self) -> date | None:
        """The day of the last signature of the contract, or None while one is missing."""
        days = [self.engagement.signatures.signed_on(party) for party in self.parties]
        known = [day for day in days if day is not None]
        return max(known) if len(known) == len(days) else None

    @cached_property
    def pauses(self) -> tuple[DayRange, ...]:
        """The engagement's pauses and the practice's closures, as pairs of days."""
        return (*self.own_pauses, *self.closed_days)

    @cached_property
    def closed_days(self) -> tuple[DayRange, ...]:
        """The closures of the practice, as pairs of days."""
        return tuple((closure.start_on, closure.end_on) for closure in self.closures)

    @property
    def named_pauses(self) -> tuple[Pause, ...]:
        """The engagement's pauses and the practice's closures, each with its reason."""
        return self.engagement.pauses + tuple(
            Pause(start_on=closure.start_on, end_on=closure.end_on, reason="closure")
            for closure in self.closures
        )

    def with_billed(self, billed: Billed | NotRead) -> Self:
        """Return a copy with what invoices bill, or `NOT_READ`."""
        return replace(self, billed=billed)

    def papers_of(self, step: Step) -> tuple[ContractPaper, ...]:
        """Return the papers of an amendment, one for each paper of the contract that it changes."""
        terms = self.engagement.terms
        if terms is None:
            return ("private",) if self.private else ("three-party",)
        return tuple(
            paper
            for paper in contract_papers(terms, private=self.private)
            if paper != "beneficiary" or step.concerns_beneficiary
        )
