"""The facts besides its file that the next step of an engagement depends on."""

from collections.abc import Iterable
from pathlib import Path

from phmcoach.actions.context import Context
from phmcoach.actions.documents import find_form
from phmcoach.actions.money.billing_context import drafting_today, open_law
from phmcoach.actions.money.refused_bills import find_lost, find_refusals
from phmcoach.actions.money.reminders import steps_to_remind
from phmcoach.actions.money.settling import (
    report_awaited,
    report_owed,
    report_refunds,
    report_settlement,
    report_unbilled,
    report_unpaid,
    steps_to_instalment,
)
from phmcoach.actions.opening import Opened, is_specimen
from phmcoach.documents.papers.file_names import (
    amendment_paper_names,
    contract_paper_names,
    report_names,
)
from phmcoach.domain.case import Case
from phmcoach.domain.contract.ending import ending_of
from phmcoach.domain.contract.gates import dated_problems
from phmcoach.domain.contract.next_step import (
    ARCHIVE,
    CLOSE,
    Surroundings,
    amendment_ways,
    next_step,
    steps_to_report,
)
from phmcoach.domain.contract.paper_gates import client_gate, paper_gate
from phmcoach.domain.contract.seal import seal_problems
from phmcoach.domain.contract.signed import as_signed
from phmcoach.domain.money.credit_left import find_waived
from phmcoach.domain.money.drafting import Drafting
from phmcoach.domain.money.due import waived_parts
from phmcoach.domain.money.quoting import find_fitting_quote, quote_problems
from phmcoach.domain.money.repricing import signing_problems
from phmcoach.domain.money.settlement import (
    Settlement,
    open_balances,
    report_later,
    report_misbilled,
    report_surpluses,
    report_waived,
    settle,
)
from phmcoach.domain.records.practice import Practice
from phmcoach.errors import Problem
from phmcoach.store.keeping.drafts import draft_problems
from phmcoach.store.known_files import KnownFiles
from phmcoach.store.ledger import Ledger, quotes_of
from phmcoach.value import replace


def find_next_step(
    context: Context, opened: Opened, practice: Practice, ledger: Ledger
) -> Problem | None:
    """Return the next step of an engagement, or None once it is archived."""
    if opened.is_archived:
        return None
    from phmcoach.actions.contract.paper_inputs import unsigned_papers
    from phmcoach.actions.contract.proofs import find_outdated

    around = look_around(context, opened, practice, ledger)
    make = unsigned_papers(context, opened.case, practice)
    outdated = find_outdated(_documents(context, opened), make, context.today)
    around = replace(around, outdated=outdated, lost=find_lost(opened, ledger))
    return next_step(opened.case, around).naming(opened.ref)


def look_around(
    context: Context, opened: Opened, practice: Practice, ledger: Ledger
) -> Surroundings:
    """Look for all that the next step depends on, except whether papers are outdated."""
    if ending_of(opened.case) is not None:
        around = _after_the_end(context, opened, practice, ledger)
    elif opened.case.contracted_on is None:
        around = _before_the_contract(context, opened, practice, ledger)
    else:
        around = Surroundings(context.today, form=find_form(context.folder, opened.ref))
    return _with_amendment(context, opened, ledger, around)


def _documents(context: Context, opened: Opened) -> Path:
    return context.folder.documents_dir(opened.ref)


def _before_the_contract(
    context: Context, opened: Opened, practice: Practice, ledger: Ledger
) -> Surroundings:
    """Look for what stops a signature, and for the papers of the contract until one is made."""
    case = opened.case
    has_begun = case.engagement.signatures.first_on is not None
    return Surroundings(
        context.today,
        signing_problems=(
            *dated_problems(case, context.today),
            *_quote_steps(context, case, practice, ledger),
            *seal_problems(case),
        ),
        contract_problems=client_gate(case),
        contract_written=has_begun
        or _are_there(_documents(context, opened), contract_paper_names(case)),
    )


def _quote_steps(
    context: Context, case: Case, practice: Practice, ledger: Ledger
) -> tuple[Problem, ...]:
    """Return the steps to an accepted quote of the present terms, if one of others was accepted."""
    quotes = quotes_of(ledger, case.ref)
    problems = quote_problems(quotes, case)
    if not problems:
        return ()
    if number := find_fitting_quote(quotes, case, context.today):
        return (Problem("step.accept-quote", {"number": number}),)
    return (*paper_gate(case, practice), *problems)


def _with_amendment(
    context: Context, opened: Opened, ledger: Ledger, around: Surroundings
) -> Surroundings:
    """Look for what stops the signature of the first amendment that needs one, and for its papers.

    Its papers are not asked for if the client as signed has no address to print.
    """
    case = opened.case
    step = case.next_to_sign
    if step is None:
        return around
    problems = signing_problems(case, step, ledger.accounts(case.ref))
    if step.amendment.client is not None:
        from phmcoach.actions.contract.succeeding import report_unnamed_successor

        problems += report_unnamed_successor(context.folder, case, step)
    has_begun = bool(step.amendment.signatures.days) or bool(client_gate(as_signed(case)))
    names = amendment_paper_names(case, step)
    return replace(
        around,
        amendment_problems=problems,
        amendment_written=has_begun or _are_there(_documents(context, opened), names),
    )


def _are_there(documents: Path, names: Iterable[str]) -> bool:
    return all((documents / name).exists() for name in names)


def _after_the_end(
    context: Context, opened: Opened, practice: Practice, ledger: Ledger
) -> Surroundings:
    """Look for what is left to report, to bill, to remind of and to settle."""
    drafting = _draft_today(context, opened, ledger, practice, context.known)
    settlement = settle(drafting) if drafting else _balances(context, opened, ledger, practice)
    documents = _documents(context, opened)
    unbilled = report_unbilled(settlement)
    return Surroundings(
        context.today,
        sponsor_report_written=_is_reported(documents, opened.ref),
        to_bill=(
            *report_surpluses(settlement),
            *report_misbilled(settlement),
            *(find_refusals(context, opened, ledger, drafting) if drafting and unbilled else ()),
            *steps_to_instalment(settlement),
            *report_awaited(settlement),
            *unbilled,
            *report_later(settlement.later),
            *report_refunds(settlement),
        ),
        to_remind=tuple(
            steps_to_remind(context, ledger, settlement.unpaid, drafting.law if drafting else None)
        ),
        to_settle=(
            *report_unpaid(settlement),
            *report_owed(settlement),
            *draft_problems(context.folder, opened.ref),
        ),
    )


def steps_besides_money(
    context: Context, opened: Opened, ledger: Ledger
) -> tuple[tuple[Problem, ...], tuple[Problem, ...]]:
    """Return the ways out of an amendment in preparation, and the next step to the reports."""
    case, documents = opened.case, _documents(context, opened)
    around = Surroundings(context.today, sponsor_report_written=_is_reported(documents, opened.ref))
    around = _with_amendment(context, opened, ledger, around)
    return amendment_ways(case, around), tuple(steps_to_report(case, around))[:1]


def _is_reported(documents: Path, ref: str) -> bool:
    return any((documents / name).exists() for name in report_names(ref, "sponsor"))


def closing_steps(
    context: Context,
    opened: Opened,
    ledger: Ledger,
    practice: Practice,
    known: KnownFiles | None = None,
) -> tuple[Problem, ...]:
    """Return the remaining steps of an engagement that is over: settle, close, report, archive.

    A report that is left keeps nobody from the archive: the beneficiary may refuse to agree to it.
    """
    ending = ending_of(opened.case)
    if ending is None or opened.is_archived:
        return ()
    left = report_money(context, opened, ledger, practice, known)
    amendment, reports = steps_besides_money(context, opened, ledger)
    if ending.state != "closed":
        return (*amendment, *left, CLOSE)
    return (*amendment, *left, *reports, *(() if amendment or left else (ARCHIVE,)))


def report_money(
    context: Context,
    opened: Opened,
    ledger: Ledger,
    practice: Practice,
    known: KnownFiles | None = None,
) -> tuple[Problem, ...]:
    """Report what is left to settle today, and what stops the next invoice."""
    if (drafting := _draft_today(context, opened, ledger, practice, known)) is None:
        return report_settlement(_balances(context, opened, ledger, practice))
    left = settle(drafting)
    refusals = find_refusals(context, opened, ledger, drafting) if report_unbilled(left) else ()
    return report_settlement(left, refusals)


def settlement_of(
    context: Context, opened: Opened, ledger: Ledger, practice: Practice
) -> Settlement:
    """Return the amounts that are left to bill, to be paid and to be refunded today."""
    drafting = _draft_today(context, opened, ledger, practice, context.known)
    return settle(drafting) if drafting else _balances(context, opened, ledger, practice)


def _draft_today(
    context: Context, opened: Opened, ledger: Ledger, practice: Practice, known: KnownFiles | None
) -> Drafting | None:
    """Return what the next paper is drafted with, or None without a contract: it needs no law."""
    if opened.engagement.terms is None or opened.case.contracted_on is None:
        return None
    account = ledger.account(opened.ref, specimen=is_specimen(context, practice))
    return drafting_today(context, opened.case, account, practice, open_law(context.folder, known))


def _balances(context: Context, opened: Opened, ledger: Ledger, practice: Practice) -> Settlement:
    """Return what is left to be paid and to be refunded, without what could still be billed."""
    account = ledger.account(opened.ref, specimen=is_specimen(context, practice))
    unpaid, owed = open_balances(account)
    return Settlement(unpaid=unpaid, owed=owed)


def money_left(
    context: Context, opened: Opened, ledger: Ledger, practice: Practice
) -> tuple[Problem, ...]:
    """Return what is owed to the client before the end; in the archive, also what they owe.

    After the end, both are among the steps to the close. A client owes invoices all along.
    """
    if ending_of(opened.case) is not None and not opened.is_archived:
        return ()
    left = _balances(context, opened, ledger, practice)
    left = left if opened.is_archived else replace(left, unpaid=())
    return (*report_unpaid(left), *report_owed(left))


def left_by_end(
    context: Context, opened: Opened, ledger: Ledger, practice: Practice
) -> tuple[Problem, ...]:
    """Return what an early end leaves wrong on invoices, and what a withdrawal gives back.

    They are steps to the archive too; `doctor` repeats them, because the law has a day for a
    refund.
    """
    if opened.engagement.outcome.ended_on is None:
        return ()
    settlement = settlement_of(context, opened, ledger, practice)
    return (*report_misbilled(settlement), *report_refunds(settlement))


def waived_remarks(
    context: Context, opened: Opened, ledger: Ledger, practice: Practice
) -> tuple[Problem, ...]:
    """Return a remark on each part of a package that a credit note waived, to be billed again."""
    account = ledger.account(opened.ref, specimen=is_specimen(context, practice))
    if opened.is_archived or not any(find_waived(account)):
        return ()
    law = open_law(context.folder, context.known)
    drafting = drafting_today(context, opened.case, account, practice, law)
    return tuple(report_waived(waived_parts(drafting)))
