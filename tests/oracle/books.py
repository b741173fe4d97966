"""The views of the ledger, as a list of lines and of sums, with amounts as the JSON shows them."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal

from tests.oracle.files import Files, cents
from tests.oracle.money import NOTHING, Move, moves_of
from tests.oracle.papers import Paper, papers_of

Line = Mapping[str, object]
Sums = Mapping[tuple[str, date], Mapping[str, str]]
"""The sums of each month, quarter and year, by their first day, and those of the whole period."""


class Books:
    """The papers and the money of a practice."""

    def __init__(self, files: Files) -> None:
        self.files = files
        self.papers: tuple[Paper, ...] = papers_of(files)
        self.moves: tuple[Move, ...] = moves_of(files)

    def receipts(self, start: date, end: date) -> tuple[list[Line], Sums]:
        """Return the receipts book: by day, with the sums of months, quarters and years.

        What was received before the folder began counts for the year, but for no month or quarter.
        """
        moves = sorted(
            (each for each in self.moves if start <= each.on <= end),
            key=lambda each: (each.on, each.place),
        )
        lines: list[Line] = [
            {
                "received_on": str(each.on),
                "voucher": each.voucher,
                "client": each.client,
                "nature": each.nature,
                "method": each.method,
                "received": show(each.amount),
                "cash": show(each.amount) if each.method == "cash" else None,
                "vat": show(each.vat),
                "place": each.place,
                "recorded_on": str(each.recorded_on),
                "bank_fees": None if each.fees is None else show(each.fees),
            }
            for each in moves
        ]
        sums = sums_of(
            start,
            end,
            (
                (each.on, name, amount, "year" if each.nature == "opening" else "month")
                for each in moves
                for name, amount in (
                    ("received", each.amount),
                    ("cash", each.amount if each.method == "cash" else NOTHING),
                    ("vat", each.vat),
                    ("bank_fees", each.fees or NOTHING),
                )
            ),
        )
        return lines, sums

    def sales(self, start: date, end: date) -> tuple[list[Line], Sums]:
        """Return the sales book: what each paper bills that no deposit invoice billed before."""
        papers = [each for each in self.papers if start <= each.issued_on <= end]
        lines: list[Line] = [
            {
                "issued_on": str(each.issued_on),
                "invoice": each.number,
                "type": each.type,
                "client": each.client,
                "net": show(each.sign * each.own_net),
                "vat": show(each.sign * each.own_vat),
                "gross": show(each.sign * each.own),
                "place": each.place,
                "recorded_on": str(each.recorded_on),
            }
            for each in papers
        ]
        sums = sums_of(
            start,
            end,
            (
                (each.issued_on, name, each.sign * amount, "month")
                for each in papers
                for name, amount in (
                    ("net", each.own_net),
                    ("vat", each.own_vat),
                    ("gross", each.own),
                )
            ),
        )
        return lines, sums

    def turnover(self, start: date, end: date) -> tuple[list[Line], Sums]:
        """Return what was received and what was invoiced, without VAT, by month."""
        facts = [
            (each.on, "turnover_received", each.turnover, "quarter")
            for each in self.moves
            if start <= each.on <= end
        ] + [
            (each.issued_on, "turnover_invoiced", each.sign * each.own_net, "quarter")
            for each in self.papers
            if start <= each.issued_on <= end
        ]
        months: dict[date, dict[str, Decimal]] = defaultdict(lambda: defaultdict(Decimal))
        for on, name, amount, _ in facts:
            months[first_day(on, "month")][name] += amount
        lines: list[Line] = [
            {
                "month": str(month),
                "turnover_received": show(found["turnover_received"]),
                "turnover_invoiced": show(found["turnover_invoiced"]),
            }
            for month, found in sorted(months.items())
            if any(found.values())
        ]
        return lines, sums_of(start, end, facts)

    def unpaid(self, on: date) -> tuple[list[Line], Mapping[str, str]]:
        """Return what clients owe on a day, by how late it is, and what is owed to them.

        A deposit that was paid, and that no invoice deducts yet, is owed to the client.
        """
        rows: list[tuple[date, Paper, str, Decimal]] = []
        for paper in self.papers:
            if paper.type == "credit":
                continue
            credited = sum(
                (each.own for each in self.papers if each.corrects == paper.number), NOTHING
            )
            left = paper.own - credited - self.paid(paper)
            owed = -left
            if paper.type == "deposit" and left <= 0:
                owed += paper.own - credited - self.deducted(paper)
            if left > 0:
                rows.append((paper.due_on, paper, "left", left))
            if owed > 0:
                rows.append((paper.due_on, paper, "owed", owed))
        lines = [_unpaid_line(on, *row) for row in rows]
        names = ("not_yet_due", "late_30", "late_60", "late_more", "left_to_pay", "owed_to_client")
        totals = {
            name: show(sum((Decimal(str(line[name] or 0)) for line in lines), NOTHING))
            for name in names
        }
        return lines, totals

    def paid(self, paper: Paper) -> Decimal:
        """Return what came in for the price of a paper, less what went back."""
        paid = (each for each in self.moves if (each.paper, each.nature) == (paper.number, "fees"))
        return sum((each.amount for each in paid), NOTHING)

    def deducted(self, deposit: Paper) -> Decimal:
        """Return what invoices deduct of a deposit, less what credit notes release."""
        parts = ((each.sign, part) for each in self.papers for part in each.deducted)
        return sum(
            (sign * amount for sign, (number, amount) in parts if number == deposit.number), NOTHING
        )


def _unpaid_line(on: date, due_on: date, paper: Paper, side: str, amount: Decimal) -> Line:
    late = max((on - due_on).days, 0)
    column = next(
        name
        for days, name in (
            (0, "not_yet_due"),
            (30, "late_30"),
            (60, "late_60"),
            (None, "late_more"),
        )
        if days is None or late <= days
    )
    empty: dict[str, object] = dict.fromkeys(
        ("not_yet_due", "late_30", "late_60", "late_more", "left_to_pay", "owed_to_client")
    )
    found = {"due_on": str(due_on), "invoice": paper.number, "client": paper.client, **empty}
    if side == "owed":
        return {**found, "days_late": None, "owed_to_client": show(amount)}
    return {**found, "days_late": late, column: show(amount), "left_to_pay": show(amount)}


def show(amount: Decimal) -> str:
    """Return an amount as the JSON shows it."""
    return str(cents(amount) + 0)


def first_day(on: date, span: str) -> date:
    """Return the first day of the month, quarter or year of a day."""
    if span == "year":
        return date(on.year, 1, 1)
    return date(on.year, on.month if span == "month" else (on.month - 1) // 3 * 3 + 1, 1)


def sums_of(start: date, end: date, facts: Iterable[tuple[date, str, Decimal, str]]) -> Sums:
    """Add up amounts for each span; a fact names the shortest span in which it counts.

    What counts for the year alone counts for a period that begins with the year.
    """
    sums: dict[tuple[str, date], dict[str, Decimal]] = defaultdict(lambda: defaultdict(Decimal))
    for on, name, amount, shortest in facts:
        order = ("month", "quarter", "year")
        for span in order[order.index(shortest) :]:
            sums[span, first_day(on, span)][name] += amount
        if shortest != "year" or start <= first_day(on, "year"):
            sums["period", start][name] += amount
    del end
    return {key: {name: show(each) for name, each in row.items()} for key, row in sums.items()}
