"""A quote on the screen and in JSON."""

from typing import TYPE_CHECKING

from phmcoach.cli.shell.output import Column, Output
from phmcoach.formats import format_minutes

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from phmcoach.domain.money.quote import Quote
    from phmcoach.errors import Problem


def print_quote(out: Output, quote: "Quote") -> None:
    """Print the lines and the totals, as they would be on the paper."""
    columns: list[Column | str] = [
        "column.line",
        "column.quantity",
        Column("column.unit-price", "money"),
        Column("column.amount", "money"),
    ]
    rows = [
        (
            line.designation,
            format_minutes(line.minutes) if line.minutes else f"{line.quantity:.0f}",
            line.unit_price,
            line.amount,
        )
        for line in quote.lines
    ]
    out.table(columns, rows)
    out.result(
        out.tr.text(
            "quote.totals",
            net=quote.total_net,
            vat=quote.total_vat,
            gross=quote.total_gross,
            valid_until=quote.valid_until,
        )
    )


def quote_data(
    quote: "Quote", path: "Path | None" = None, warnings: "Sequence[Problem]" = ()
) -> dict[str, object]:
    """Return a quote for a program: the fields of the ledger's entry; a draft has no path."""
    return {**quote.model_dump(), "path": path, "warnings": warnings}
