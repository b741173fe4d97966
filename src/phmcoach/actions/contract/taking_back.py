"""Taking back a validation, signatures, an agreement, an evaluation or an amendment.

What somebody has signed since is not undone: the signature rests on it.
"""

from collections.abc import Collection, Iterator
from functools import partial
from pathlib import Path

from phmcoach.actions.changing import KeyPath, change_record, without_facts
from phmcoach.actions.context import Context
from phmcoach.actions.contract.amendment_draft import (
    find_step,
    name_pauses,
    papers_to_put_aside,
    put_papers_aside,
)
from phmcoach.actions.contract.reports import reports_to_put_aside, stale_reports
from phmcoach.actions.contract.succeeding import with_its_client
from phmcoach.actions.money.billed_elsewhere import archived_beside
from phmcoach.actions.money.billing_context import billed_since, refuse_over
from phmcoach.actions.opening import (
    Opened,
    open_engagement,
    open_practice,
    refuse_if_anyone_signed,
    refuse_if_over,
)
from phmcoach.actions.saving import (
    Edits,
    report_aside,
    save_and_put_aside,
    save_change,
    save_engagement,
)
from phmcoach.domain.case import Case
from phmcoach.domain.contract.evaluating import voided_agreement
from phmcoach.domain.contract.gates import first_signature_problems, new_breaches
from phmcoach.domain.contract.outcome import standing_problems
from phmcoach.domain.contract.seal import recorded_signatures, removed_amendments
from phmcoach.domain.contract.signed import name_taken_back, paper_of, papers_in
from phmcoach.domain.history import Step
from phmcoach.domain.money.account import is_billed
from phmcoach.domain.money.package import last_without_ground
from phmcoach.domain.records.engagement import Engagement
from phmcoach.domain.records.evaluation import APPROVAL
from phmcoach.errors import Problem, RuleRefusedError, about, refuse, without_remedy
from phmcoach.remedy import Remedy
from phmcoach.store.copies import report_copies_of
from phmcoach.store.folder import Listing
from phmcoach.store.ledger import Ledger, open_ledger, read_ledger
from phmcoach.store.lock import lock_folder
from phmcoach.store.records import Loaded
from phmcoach.store.signed import amendment_record_file, contract_record_file, put_file_aside
from phmcoach.store.two_files import Aside, choose_aside
from phmcoach.value import Value
from phmcoach.words import PARTIES, Party

_OF_VALIDATION = ("request", "shared_request", "analysed_on", "validated_on", "disciplinary")


class TakenBack(Value):
    """The engagement without the fact; `warnings` name the papers that were made with it.

    `unplanned` says that it was only the planned day of an evaluation, `reports_only` that it was
    only a report of one that was taken back before. `parties` are those whose signature of the
    contract, or the amendment `number`, was taken back, `files` what was kept with it, which stays.
    """

    ref: str
    unplanned: bool = False
    reports_only: bool = False
    parties: tuple[Party, ...] = ()
    number: int | None = None
    files: tuple[str, ...] = ()
    warnings: tuple[Problem, ...] = ()


def take_back_validation(context: Context, *, ref: str) -> TakenBack:
    """Remove the beneficiary's validation of their demand, with their words.

    Raises RuleRefusedError if there is none, if the engagement is over or after a signature, and if
    another engagement of the person then has the same demand.
    """
    with lock_folder(context.folder):
        opened = open_engagement(context.folder, ref)
        refuse_if_over(opened, before_contract=True)
        if opened.engagement.demand.validated_on is None:
            raise RuleRefusedError.of("taken-back.no-validation", about=opened.ref)
        if opened.engagement.signatures.days:
            billed = is_billed(read_ledger(context.folder).accounts(opened.ref))
            refuse_if_anyone_signed(opened, billed=billed)
        values: Edits = {("demand", key): None for key in _OF_VALIDATION}
        changed = change_record(opened.loaded, values=values)
        refuse(_same_demands(Listing(context.folder), changed), about=opened.ref)
        save_engagement(context, opened, changed)
    return TakenBack(opened.ref)


def _same_demands(listing: Listing, changed: Loaded[Engagement]) -> Iterator[Problem]:
    """Yield each engagement that commands could no longer distinguish from this one.

    Its own validation distinguishes it, unless it is in the archive.
    """
    for copy in report_copies_of(listing, changed, archived=True):
        other = copy.args["other"]
        remedy = None if other in listing.engagements.names else Remedy.SHOW
        yield Problem("taken-back.same-demand", {"other": other}, remedy=remedy)


def take_back_approval(context: Context, *, ref: str) -> TakenBack:
    """Remove the beneficiary's agreement to the evaluation, which stays; refused once closed."""
    with lock_folder(context.folder):
        opened = open_engagement(context.folder, ref)
        found = opened.engagement.evaluation
        if found is None or found.approved_on is None:
            raise RuleRefusedError.of("taken-back.no-approval", about=opened.ref)
        _refuse_if_closed(opened)
        values: Edits = {("evaluation", key): None for key in sorted(APPROVAL)}
        after = save_change(context, opened, values=values).case
    return TakenBack(opened.ref, warnings=about(opened.ref, stale_reports(context.folder, after)))


def take_back_evaluation(context: Context, *, ref: str) -> TakenBack:
    """Remove the evaluation, its day and the agreement to it; refused once it is closed.

    The report to the sponsor is put aside in the same step, also one that an evaluation left that
    is gone. If there is neither, remove the day on which it is planned.
    """
    with lock_folder(context.folder):
        opened = open_engagement(context.folder, ref)
        outcome = opened.engagement.outcome
        is_done = opened.engagement.is_evaluated
        reports, refused = reports_to_put_aside(context, opened.case)
        if not is_done and (reports or refused):
            done, left = put_papers_aside(context, reports)
            warnings = (*report_aside(context, "report.put-aside", done), *refused, *left)
            return TakenBack(opened.ref, reports_only=True, warnings=about(opened.ref, warnings))
        if not is_done and outcome.evaluation_planned_on is None:
            raise RuleRefusedError.of("taken-back.no-evaluation", about=opened.ref)
        _refuse_if_closed(opened)
        fact = "evaluated_on" if is_done else "evaluation_planned_on"
        values: Edits = {("evaluation",): None} if is_done else {}
        values |= without_facts(opened.loaded, (fact,))
        changed = change_record(opened.loaded, values=values)
        saved, done = save_and_put_aside(context, opened, changed, reports)
        accounts = read_ledger(context.folder).accounts(opened.ref) if is_done else ()
    billed = (each for it in accounts for each in last_without_ground(saved.case, it))
    warnings = (*report_aside(context, "report.put-aside", done), *refused, *billed)
    return TakenBack(opened.ref, unplanned=not is_done, warnings=about(opened.ref, warnings))


def _refuse_if_closed(opened: Opened) -> None:
    closed_on = opened.engagement.outcome.closed_on
    if closed_on is not None:
        raise RuleRefusedError.of("outcome.closed-since", on=closed_on, about=opened.ref)


def take_back_amendment(context: Context, *, ref: str) -> TakenBack:
    """Remove the last amendment unless everyone has signed it; its pauses are named.

    It never came into force, so its papers and the record of what some have signed are put aside in
    the same step: the next one gets its number. A record or papers that are all that is left of an
    amendment are put aside too. Raises RuleRefusedError if there is nothing to take back.
    """
    with lock_folder(context.folder):
        opened = open_engagement(context.folder, ref)
        step = opened.case.history[-1] if opened.case.history else None
        gone = None if step is None or step.signed_on is not None else step.amendment
        left = next(removed_amendments(opened.case), None)
        named = gone or (left.amendment if left else None)
        number = named.number if named else len(opened.case.history) + 1
        papers, refused = papers_to_put_aside(context, opened, number)
        if not (gone or left or papers or refused):
            if step is None:
                raise RuleRefusedError.of("taken-back.no-amendment", about=opened.ref)
            refuse_signed_amendment(context, opened, step, "taken-back.amendment-signed")
        if step is not None and gone is not None:
            changed = change_record(opened.loaded, values={("amendments", step.place): None})
            asides = (*_record_to_put_aside(context, opened, number), *papers)
            _, done = save_and_put_aside(context, opened, changed, asides)
        else:
            _put_record_aside(context, opened, number)
            done, left_there = put_papers_aside(context, papers)
            refused = (*refused, *left_there)
        pauses = () if named is None else name_pauses(opened, named)
        aside = report_aside(context, "amend.put-aside", (it for it in papers if it in done))
        warnings = (*aside, *pauses, *refused)
    return TakenBack(opened.ref, warnings=about(opened.ref, warnings))


def refuse_signed_amendment(context: Context, opened: Opened, step: Step, message: str) -> None:
    """Refuse an amendment that is signed; what rests on its signatures is named first."""
    args = {"number": step.amendment.number, "on": step.signed_on}
    refuse_over(context, opened, with_standing(context, opened, step, Problem(message, args)))


def with_standing(
    context: Context, opened: Opened, step: Step | None, signed: Problem
) -> tuple[Problem, ...]:
    """Return what is signed, with what rests on its signatures, which goes first."""
    ledger = open_ledger(context.folder)
    opened = opened.with_billed(ledger.billed(opened.ref))
    standing = _without_signatures(context, opened, ledger, step, PARTIES).standing
    return (*without_remedy((signed,)), *standing) if standing else (signed,)


def take_back_signatures(
    context: Context, *, ref: str, number: int | None = None, party: Party | None = None
) -> TakenBack:
    """Remove the signatures of the contract or of an amendment, or that of one party.

    With the last of them the seal goes, and the record is put aside in the same step. A record that
    is all that is left of a signature is put aside too. Signed papers and scans stay as they are.
    Raises RuleRefusedError if there are none, and with each thing that rests on them.
    """
    with lock_folder(context.folder):
        practice = open_practice(context.folder)
        opened = open_engagement(context.folder, ref, practice)
        ledger = open_ledger(context.folder)
        opened = opened.with_billed(ledger.billed(opened.ref))
        case = opened.case
        step = None if number is None else find_step(opened, number)
        paper = paper_of(case, step)
        signed = [each for each in PARTIES if paper.signatures.signed_on(each) is not None]
        again = tuple(recorded_signatures(case, step)) if party is None else ()
        taken = tuple(each for each in signed if party in (None, each)) or again
        if not taken:
            raise RuleRefusedError.of("taken-back.no-signature", about=opened.ref)
        refuse(first_signature_problems(case, step, taken), about=opened.ref)
        unsigned = _without_signatures(context, opened, ledger, step, taken)
        after = unsigned.case
        refuse_over(context, opened, unsigned.standing or new_breaches(case, after))
        if signed:
            record = _record_to_put_aside(context, opened, number) if unsigned.is_all else ()
            after = save_and_put_aside(context, opened, unsigned.changed, record)[0].case
        else:
            _put_record_aside(context, opened, number)
    undone = voided_agreement(case, after)
    stale = stale_reports(context.folder, after) if undone else ()
    return TakenBack(
        opened.ref,
        parties=taken,
        number=number,
        files=papers_in(paper.seal) if unsigned.is_all else (),
        warnings=about(opened.ref, (*undone, *stale)),
    )


def _record_to_put_aside(context: Context, opened: Opened, number: int | None) -> tuple[Aside, ...]:
    """Return how the record of the contract, or of an amendment, is put aside, if there is one."""
    path = _record_file(context, opened, number)
    aside = choose_aside(path, partial(name_taken_back, path.name))
    return () if aside is None else (aside,)


def _put_record_aside(context: Context, opened: Opened, number: int | None) -> None:
    """Put a record aside that is all that is left of a signature."""
    path = _record_file(context, opened, number)
    put_file_aside(path, partial(name_taken_back, path.name))


def _record_file(context: Context, opened: Opened, number: int | None) -> Path:
    if number is None:
        return contract_record_file(context.folder, opened.ref)
    return amendment_record_file(context.folder, opened.ref, number)


class _Unsigned(Value):
    """An engagement without signatures, and what rests on them."""

    changed: Loaded[Engagement]
    case: Case
    standing: tuple[Problem, ...]
    is_all: bool


def _without_signatures(
    context: Context, opened: Opened, ledger: Ledger, step: Step | None, taken: Collection[Party]
) -> _Unsigned:
    """Return the engagement without signatures; with the client's, without their request too."""
    case, paper = opened.case, paper_of(opened.case, step)
    path: KeyPath = () if step is None else ("amendments", step.place)
    is_all = {*taken} >= {each for each in PARTIES if paper.signatures.signed_on(each) is not None}
    if is_all:
        tables = {"signatures": bool(paper.signatures.days), "seal": bool(paper.seal)}
        values: Edits = {(*path, key): None for key, is_there in tables.items() if is_there}
    else:
        asked = isinstance(paper, Engagement) and paper.signatures.express_request_on is not None
        is_of_client = asked and case.client.party in taken
        gone = (*taken, *(("express_request_on",) if is_of_client else ()))
        values = {(*path, "signatures", key): None for key in gone}
    changed = change_record(opened.loaded, values=values)
    after = with_its_client(context, case.having(changed.value), case)
    billed = tuple(billed_since(ledger, case, step))
    closed = archived_beside(context, ledger, case.ref, billed)
    standing = (*closed, *standing_problems(case, after, step, billed))
    return _Unsigned(changed, after, standing, is_all)
