"""A deposit that is asked for beside the hours: paid first, taken off the invoices that follow."""

from decimal import Decimal

from phmcoach.domain.money.drafting import Drafting
from phmcoach.domain.money.invoice import InvoiceLine


def deposit_line(drafting: Drafting, amount: Decimal) -> InvoiceLine:
    """Return the line of a deposit of an amount, in the price basis of the contract."""
    return InvoiceLine(
        kind="instalment",
        start_on=drafting.issued_on,
        end_on=drafting.issued_on,
        quantity=Decimal(1),
        unit_price=amount,
        amount=amount,
        net=amount,
        vat_rate=drafting.rule.rate,
    )
