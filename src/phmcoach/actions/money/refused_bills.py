"""Why the next invoice of an engagement would be refused, although something is to bill.

`coach show` names that first: it asks the rules that `coach invoice` asks. An invoice is drafted
only if it could contradict other papers, because a draft is validated, which takes time.
"""

from phmcoach.actions.context import Context
from phmcoach.actions.money.billed_elsewhere import may_be_billed_elsewhere
from phmcoach.actions.money.billing_context import BillingContext, unbillable_problems
from phmcoach.actions.opening import Opened
from phmcoach.domain.money.account import billed_shares, deposits_of
from phmcoach.domain.money.billed import compare_billed
from phmcoach.domain.money.drafting import Drafting
from phmcoach.domain.money.twins import find_session_twins
from phmcoach.errors import Problem, RuleRefusedError, errors_of
from phmcoach.store.folder import Listing
from phmcoach.store.ledger import Ledger


def find_refusals(
    context: Context,
    opened: Opened,
    ledger: Ledger,
    drafting: Drafting,
    listing: Listing | None = None,
) -> tuple[Problem, ...]:
    """Return what stops an invoice of today, in the order in which it can be mended."""
    listing, on = listing or Listing(context.folder, lenient=True), drafting.issued_on
    billing = BillingContext(
        drafting.practice, drafting.law, ledger, specimen=drafting.specimen, listing=listing
    )
    problems = unbillable_problems(context, billing, opened, on)
    if problems:
        return problems
    compared = compare_billed(drafting.case, drafting.billed)
    twins = find_session_twins(drafting.case, drafting.billed, through=on)
    return errors_of((*compared, *twins)) or _refused_draft(context, billing, opened, drafting)


def find_lost(opened: Opened, ledger: Ledger) -> tuple[Problem, ...]:
    """Return what the file has lost of what invoices show: it would be billed a second time."""
    billed = map(billed_shares, ledger.accounts(opened.ref))
    return errors_of(found for each in billed for found in compare_billed(opened.case, each))


def _refused_draft(
    context: Context, billing: BillingContext, opened: Opened, drafting: Drafting
) -> tuple[Problem, ...]:
    """Return why a draft is refused that meets other papers: a deposit, or those of a namesake.

    A deposit can only be outdated once the practice has changed its VAT regime.
    """
    deposits = deposits_of(drafting.account) if drafting.practice.vat_regimes else ()
    if not any(each.left for each in deposits) and not may_be_billed_elsewhere(
        billing.ledger, opened.case, specimen=billing.specimen
    ):
        return ()
    from phmcoach.actions.money.invoices import Request, draft_for

    try:
        draft_for(context, billing, opened, Request(opened.ref))
    except RuleRefusedError as error:
        return errors_of(error.problems)
    return ()
