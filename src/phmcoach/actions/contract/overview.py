"""The coach's view of one engagement: its sessions and their invoices, and its next step."""

from collections.abc import Mapping
from contextlib import suppress
from datetime import date

from phmcoach.actions.context import Context
from phmcoach.actions.contract.listing import Summary, summarize
from phmcoach.actions.contract.next_steps import (
    closing_steps,
    find_next_step,
    money_left,
    waived_remarks,
)
from phmcoach.actions.contract.signed_files import (
    KeptFiles,
    signed_with_amendment,
    signed_with_contract,
)
from phmcoach.actions.money.billing_context import drafting_today, law_remarks, open_listed_law
from phmcoach.actions.money.instalments import InstalmentLine, list_instalments, steps_to_bill
from phmcoach.actions.money.withdrawal_mail import report_unconfirmed
from phmcoach.actions.opening import (
    is_specimen,
    load_client,
    open_anywhere,
    open_practice,
    report_other_files,
)
from phmcoach.domain.cadence.calendar_line import MonthMarks, mark_months
from phmcoach.domain.case import Case
from phmcoach.domain.contract.amended_bounds import bounds_to_mend
from phmcoach.domain.contract.amendment_gates import unsigned_amendments
from phmcoach.domain.contract.coverage import (
    Uncovered,
    coverage_problems,
    in_order,
    uncovered_sessions,
)
from phmcoach.domain.contract.ending import archived_problems, ending_of
from phmcoach.domain.contract.gates import (
    contract_gate,
    demand_warnings,
    is_signature_lost,
    signed_gate,
)
from phmcoach.domain.contract.next_step import ARCHIVE, CLOSE
from phmcoach.domain.contract.outcome import planned_problems
from phmcoach.domain.contract.pausing import pauses_outside
from phmcoach.domain.contract.planning import remedied_planning_problems
from phmcoach.domain.contract.remarks import unasked_plans
from phmcoach.domain.contract.seal import seal_remarks, unsigned_records
from phmcoach.domain.history import Change
from phmcoach.domain.money.account import BilledShares, billed_shares
from phmcoach.domain.money.billed import billed_otherwise
from phmcoach.domain.money.twins import find_session_twins
from phmcoach.domain.records.amendment import Amendment, Signatures
from phmcoach.domain.records.engagement import Engagement
from phmcoach.domain.records.objective import Objective
from phmcoach.domain.records.parties import Client
from phmcoach.domain.records.session import Session
from phmcoach.domain.records.terms import Terms
from phmcoach.errors import (
    CoachError,
    InvalidDataError,
    Problem,
    StorageError,
    about,
    as_warnings,
    errors_of,
    warnings_of,
)
from phmcoach.remedy import Remedy
from phmcoach.store.folder import Folder, Listing
from phmcoach.store.ledger import read_ledger
from phmcoach.store.renamed import is_exchanged
from phmcoach.value import NOTHING, Value, replace


class SessionLine(Value):
    """One session, with the invoice that bills it or the reason why it is not covered.

    `credited` says that credit notes took back all that was billed of it, and freed none of it.
    """

    session: Session
    invoice: str | None
    credited: bool
    uncovered: Uncovered | None


class AmendmentLine(Value):
    """One amendment, its changes, and the day of its last signature, once all have signed.

    `wordings` are the changes of each reworded objective, by its id. `successor` is the client whom
    it brings in, if their file or the record of the amendment can be read. `kept` are the files of
    what was signed.
    """

    amendment: Amendment
    changes: tuple[Change, ...]
    wordings: Mapping[str, tuple[Change, ...]]
    signed_on: date | None
    successor: Client | None
    kept: KeptFiles | None


class Overview(Value):
    """One engagement in full; `next_steps` are the facts that the next gate lacks.

    `next_step` is the one step that comes next; None once it is archived, or if what the steps need
    cannot be read: a warning says so. `later_steps` are those of `next_steps` after it, without the
    close of an engagement that has a planned session, the bounds that signed amendments break, the
    sessions that are not covered or will not be, or are recorded twice, and what is due or owed
    before the end, or owed in the archive.
    `warnings` are facts that the coach should not forget, and that block nothing. `damage` is what
    is wrong with the ledger, so that the invoices of the sessions may be. `successors` are the
    clients whom amendments bring in, by their references. `instalments` are those of a package.
    `months` are those of the contract, with their sessions.
    """

    summary: Summary
    case: Case
    sessions: tuple[SessionLine, ...]
    next_steps: tuple[Problem, ...]
    next_step: Problem | None
    later_steps: tuple[Problem, ...] = ()
    warnings: tuple[Problem, ...] = ()
    archived: bool = False
    damage: tuple[Problem, ...] = ()
    successors: Mapping[str, Client] = NOTHING
    instalments: tuple[InstalmentLine, ...] = ()
    months: tuple[MonthMarks, ...] = ()

    @property
    def engagement(self) -> Engagement:
        """The engagement as it is in its file."""
        return self.case.engagement

    @property
    def terms(self) -> Terms | None:
        """The latest agreed terms, or None before they are set."""
        return self.case.agreed_terms

    @property
    def amendments(self) -> tuple[AmendmentLine, ...]:
        """All amendments, signed or not, in their order."""
        return tuple(
            AmendmentLine(
                amendment=step.amendment,
                changes=step.changes,
                wordings=step.wording_changes,
                signed_on=step.signed_on,
                successor=self.successors.get(step.amendment.client or ""),
                kept=signed_with_amendment(self.case, step),
            )
            for step in self.case.history
        )

    @property
    def kept(self) -> KeptFiles | None:
        """The files of the contract that were signed, or None before it is sealed with a record."""
        return signed_with_contract(self.case)

    @property
    def objectives(self) -> tuple[Objective, ...]:
        """All objectives, including personal ones: only the coach sees this screen."""
        return self.case.agreed_objectives

    @property
    def signatures(self) -> Signatures:
        """The signatures of the parties, with their days."""
        return self.engagement.signatures


def show_engagement(context: Context, *, ref: str) -> Overview:
    """Return one engagement, archived or not, with its sessions, their invoices, its next step."""
    practice = open_practice(context.folder, context.known)
    listing = Listing(context.folder, lenient=True)
    opened = open_anywhere(listing, ref, practice, context.known)
    specimen = is_specimen(context, practice)
    ledger = read_ledger(context.folder, context.known)
    account = ledger.account(opened.ref, specimen=specimen)
    billed = billed_shares(account)
    opened = opened.with_billed(ledger.billed(opened.ref))
    others = report_other_files(listing, opened, "warning")
    is_other = any(map(is_exchanged, others))
    changed = () if is_other else seal_remarks(opened.case, has_records=not others)
    other_vat = billed_otherwise(account, practice)
    unasked = warnings_of(coverage_problems(opened.case))
    unsaid = () if opened.is_archived else report_unconfirmed(context.folder, opened.case)
    remarks: tuple[Problem, ...] = (
        *demand_warnings(opened.case),
        *unasked,
        *unsaid,
        *changed,
        *other_vat,
    )
    if opened.is_archived:
        remarks = (*as_warnings(archived_problems(opened.case)), *remarks)
    steps: tuple[Problem, ...] = ()
    unread = (*listing.unlisted, *listing.law.unlisted)
    step, owed = None, money_left(context, opened, ledger, practice)
    if not others:  # the commands of all steps would be refused
        try:
            steps = next_steps(opened.case) or closing_steps(
                context, opened, ledger, practice, context.known
            )
            step = find_next_step(context, opened, practice, ledger)
            if opened.case.contracted_on is not None and not opened.is_archived:
                law = open_listed_law(listing, context.known)
                drafting = drafting_today(context, opened.case, account, practice, law)
                owed = (*steps_to_bill(context, opened, ledger, drafting, listing), *owed)
            said = about(opened.ref, (*owed, *([step] if step else [])))
            twins = about(opened.ref, errors_of(find_session_twins(opened.case, billed)))
            owed = (*(each for each in twins if each not in said), *owed)
            remarks = (*remarks, *waived_remarks(context, opened, ledger, practice))
        except (InvalidDataError, StorageError) as error:  # of `law/`, after the end
            unread += tuple(each for each in error.problems if each not in unread)
    hidden = as_warnings(unread)
    told = about(opened.ref, remarks)
    refused = tuple(replace(each, level="error") for each in told)
    owed = tuple(each for each in about(opened.ref, owed) if each not in refused)
    return Overview(
        summary=summarize(opened, context.today),
        case=opened.case,
        sessions=_sessions(opened.case, billed),
        next_steps=about(opened.ref, steps),
        next_step=step,
        later_steps=about(opened.ref, (*_later_steps(opened.case, step, steps), *owed)),
        warnings=(*others, *law_remarks(listing), *hidden, *told),
        archived=opened.is_archived,
        damage=ledger.damage,
        successors=_successors(context.folder, opened.case),
        instalments=list_instalments(opened.case, account),
        months=mark_months(opened.case, context.today),
    )


_BEFORE_SIGNING = (Remedy.PAPERS_AGAIN, Remedy.REBILL)
"""The remedies of what stops a signature."""


def next_steps(case: Case) -> tuple[Problem, ...]:
    """Return the steps that are missing for a signed contract, or for a binding amendment."""
    if ending_of(case) is not None:
        return ()
    to_sign = unsigned_records(case) or signed_gate(case) or unsigned_amendments(case)
    return contract_gate(case) or to_sign


def _later_steps(
    case: Case, step: Problem | None, steps: tuple[Problem, ...]
) -> tuple[Problem, ...]:
    if is_signature_lost(case):
        return tuple(remedied_planning_problems(case))
    is_in_the_way = bool(planned_problems(case)) and ending_of(case) is not None
    not_yet: tuple[Problem, ...] = (CLOSE, ARCHIVE) if is_in_the_way else ()
    successors = {each.amendment.client for each in case.waiting} - {None}
    if step is not None and (step.ref in successors or step.remedy in _BEFORE_SIGNING):
        # the signature is refused before this step
        not_yet = (*signed_gate(case), *unsigned_amendments(case))
    later = (each for each in steps if each.naming(case.ref) != step and each not in not_yet)
    if step is None:
        return tuple(later)
    uncovered = errors_of(coverage_problems(case))
    mending = (*bounds_to_mend(case), *uncovered, *pauses_outside(case))
    return (*later, *mending, *unasked_plans(case), *remedied_planning_problems(case))


def _successors(folder: Folder, case: Case) -> dict[str, Client]:
    """Return the client whom each amendment brings in, as they signed, else as their file says."""
    found: dict[str, Client] = {}
    for name in filter(None, (step.amendment.client for step in case.history)):
        with suppress(CoachError):
            recorded = case.signed.client_named(name)
            found[name] = recorded or load_client(folder, name, needed_by=case).value
    return found


def _sessions(case: Case, billed: BilledShares) -> tuple[SessionLine, ...]:
    uncovered = uncovered_sessions(case)
    invoices = {name: number for name, (_, number) in billed.sessions.items()}
    return tuple(
        SessionLine(
            session,
            invoices.get(session.id),
            session.id in invoices and session.id in billed.credited,
            uncovered.get(session.id),
        )
        for session in in_order(case.engagement.sessions)
    )
