"""What clients have not paid, by age, and what they are owed: the list to go through each month."""

from collections.abc import Sequence
from datetime import date

from phmcoach.domain.money.client_credit import ClientCredit
from phmcoach.domain.money.lateness import Lateness
from phmcoach.domain.money.sheet import Line, Period, Sheet, SheetColumn, make_sheet


def unpaid_sheet(
    unpaid: Sequence[Lateness], as_of: date, owed: Sequence[ClientCredit] = ()
) -> Sheet:
    """Return what is left to pay of each paper, the longest due first, by days since it was due.

    Below stands what clients are `owed`, apart: open deposits, and what is to be given back.
    """
    columns = (
        SheetColumn("column.due-on", "date"),
        SheetColumn("column.invoice"),
        SheetColumn("column.client"),
        SheetColumn("column.days-late", "number"),
        SheetColumn("column.not-yet-due", "money"),
        SheetColumn("column.late-30", "money"),
        SheetColumn("column.late-60", "money"),
        SheetColumn("column.late-more", "money"),
        SheetColumn("column.left-to-pay", "money"),
        SheetColumn("column.owed-to-client", "money"),
    )
    lines = [Line(late.paper.due_on, (*_cells(late), None)) for late in unpaid]
    lines += [Line(each.paper.due_on, _cells_of_credit(each)) for each in owed]
    return make_sheet("unpaid", Period(as_of, as_of), columns, lines, spans=())


def _cells(late: Lateness) -> tuple[object, ...]:
    left = late.balance.outstanding
    ages = [
        left if low <= late.days <= high else None
        for low, high in ((0, 0), (1, 30), (31, 60), (61, 100_000))
    ]
    paper = late.paper
    return (paper.due_on, late.number, paper.buyer.name, late.days, *ages, left)


def _cells_of_credit(credit: ClientCredit) -> tuple[object, ...]:
    paper = credit.paper
    ages = (None,) * 4
    return (paper.due_on, paper.number, paper.buyer.name, None, *ages, None, credit.amount)
