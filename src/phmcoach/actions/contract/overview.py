"""What the coach sees of his engagements: a line each, or one in full with its next step."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date

from phmcoach.actions.context import Context
from phmcoach.actions.contract.ending import settlement_of, step_archive, step_close
from phmcoach.actions.money.invoiced import Invoiced
from phmcoach.actions.opening import (
    Opened,
    is_specimen,
    open_all,
    open_anywhere,
    open_practice,
)
from phmcoach.domain.contract.amending import (
    Change,
    agreed_objectives,
    agreed_terms,
    changes_of,
    signed_by_all_on,
    wording_changes,
)
from phmcoach.domain.contract.amendment_gates import unsigned_amendments
from phmcoach.domain.contract.coverage import count_sessions, in_order, uncovered_sessions
from phmcoach.domain.contract.gates import contract_gate, demand_warnings, signed_gate
from phmcoach.domain.contract.outcome import end_of
from phmcoach.domain.money.account import billed_shares
from phmcoach.domain.money.settlement import tell_settlement
from phmcoach.domain.records.amendment import Amendment, Signatures
from phmcoach.domain.records.engagement import Engagement
from phmcoach.domain.records.objective import Objective
from phmcoach.domain.records.practice import Closure
from phmcoach.domain.records.session import Session
from phmcoach.domain.records.terms import Terms
from phmcoach.errors import Problem
from phmcoach.store.ledger import open_ledger
from phmcoach.words import State


@dataclass(frozen=True)
class Summary:
    """One engagement in a list. `counted` is the number of sessions used of those contracted."""

    ref: str
    beneficiary: str
    client: str
    state: State
    counted: int
    contracted: int | None
    last_on: date | None
    end_on: date | None


@dataclass(frozen=True)
class SessionLine:
    """One session with what became of it: the invoice that bills it, or why none may."""

    session: Session
    invoice: str | None
    uncovered: str | None


@dataclass(frozen=True)
class AmendmentLine:
    """One amendment, what it changes, and the day of its last signature, once all have signed.

    `wordings` are the changes of each objective that it rewords, by its id.
    """

    amendment: Amendment
    changes: tuple[Change, ...]
    wordings: Mapping[str, tuple[Change, ...]]
    signed_on: date | None


@dataclass(frozen=True)
class Overview:
    """One engagement in full. `next_steps` are the facts that are missing for the next gate.

    `warnings` are facts that the coach should not forget, and that stop nothing; `private` says
    that the client is the beneficiary himself.
    """

    summary: Summary
    engagement: Engagement
    sessions: tuple[SessionLine, ...]
    next_steps: tuple[Problem, ...]
    warnings: tuple[Problem, ...] = ()
    archived: bool = False
    private: bool = False

    @property
    def terms(self) -> Terms | None:
        """The terms that the parties agreed last, once they are set."""
        return agreed_terms(self.engagement)

    @property
    def amendments(self) -> tuple[AmendmentLine, ...]:
        """All amendments, signed or not, in their order."""
        engagement = self.engagement
        return tuple(
            AmendmentLine(
                each,
                changes_of(engagement, each),
                wording_changes(engagement, each),
                signed_by_all_on(engagement, each),
            )
            for each in engagement.amendments
        )

    @property
    def objectives(self) -> tuple[Objective, ...]:
        """All objectives, the personal ones too: this is the coach's own screen."""
        return agreed_objectives(self.engagement)

    @property
    def signatures(self) -> Signatures:
        """Who signed, and when."""
        return self.engagement.signatures


@dataclass(frozen=True)
class Listed:
    """A line for each engagement that could be read, and what is wrong with the others."""

    summaries: tuple[Summary, ...]
    problems: tuple[Problem, ...] = ()


def list_engagements(context: Context, *, archived: bool = False) -> Listed:
    """Return a line for every open engagement of the folder, or for every archived one."""
    found = open_all(context.folder, archived=archived)
    invoiced = Invoiced(context.folder)
    summaries = tuple(
        _summary(opened, context.today, invoiced.of(opened)) for opened in found.opened
    )
    return Listed(summaries, found.problems)


def show_engagement(context: Context, *, ref: str) -> Overview:
    """Return one engagement, archived or not, with its sessions, their invoices, its next step."""
    opened = open_anywhere(context.folder, ref)
    practice = open_practice(context.folder)
    specimen = is_specimen(context, practice)
    ledger = open_ledger(context.folder)
    billed = billed_shares(ledger.account(opened.ref, specimen=specimen))
    invoiced = ledger.invoiced_sessions(opened.ref)
    return Overview(
        summary=_summary(opened, context.today, invoiced),
        engagement=opened.engagement,
        sessions=_sessions(
            opened, {k: number for k, (_, number) in billed.sessions.items()}, invoiced
        ),
        next_steps=next_steps(opened, practice.closures) or last_steps(context, opened),
        warnings=demand_warnings(opened.engagement),
        archived=opened.is_archived,
        private=opened.private,
    )


def next_steps(opened: Opened, closures: tuple[Closure, ...]) -> tuple[Problem, ...]:
    """Return what stands before a signed contract, or before an amendment that binds."""
    if end_of(opened.engagement) is not None:
        return ()
    before = contract_gate(
        opened.engagement, private=opened.private, ref=opened.ref, closures=closures
    )
    unsigned = signed_gate(opened.engagement, private=opened.private, ref=opened.ref)
    return before or unsigned or unsigned_amendments(opened.engagement, ref=opened.ref)


def last_steps(context: Context, opened: Opened) -> tuple[Problem, ...]:
    """Return what an engagement that is over leaves to do: to settle it, close it, put it away."""
    end, ref = end_of(opened.engagement), opened.ref
    if end is None or opened.is_archived:
        return ()
    left = tell_settlement(settlement_of(context, opened), ref)
    unsigned = unsigned_amendments(opened.engagement, ref=ref)
    if opened.engagement.outcome.closed_on is None:
        return (*unsigned, *left, step_close(ref))
    return (*unsigned, *(left or (step_archive(ref),)))


def _sessions(
    opened: Opened, invoices: Mapping[str, str], invoiced: Collection[str]
) -> tuple[SessionLine, ...]:
    uncovered = uncovered_sessions(opened.engagement, private=opened.private, billed=invoiced)
    return tuple(
        SessionLine(session, invoices.get(session.id), uncovered.get(session.id))
        for session in in_order(opened.engagement.sessions)
    )


def _summary(opened: Opened, as_of: date, invoiced: Collection[str]) -> Summary:
    engagement = opened.engagement
    terms = agreed_terms(engagement)
    held = [session.on for session in engagement.sessions if session.status == "held"]
    return Summary(
        ref=opened.ref,
        beneficiary=engagement.beneficiary.name,
        client=opened.client.name,
        state=opened.state(as_of),
        counted=count_sessions(engagement, private=opened.private, billed=invoiced),
        contracted=terms.sessions if terms else None,
        last_on=max(held, default=None),
        end_on=terms.end_on if terms else None,
    )
