"""What the files of a practice say, read with the TOML of the standard library."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path
from typing import Any

Table = Mapping[str, Any]


@dataclass(frozen=True)
class Files:
    """The practice, its engagements by reference, and the entries of the ledger in their order."""

    practice: Table
    engagements: Mapping[str, Table]
    entries: tuple[Table, ...]

    def until(self, place: int) -> "Files":
        """Return the files as they were when the ledger ended with a place."""
        return Files(self.practice, self.engagements, self.entries[:place])

    def regime(self, on: date) -> str:
        """Return the VAT regime on a day."""
        changes = [(each["valid_from"], each["regime"]) for each in self.practice["vat_regimes"]]
        begun = [regime for start, regime in sorted(changes) if start <= on]
        return str(begun[-1] if begun else self.practice["vat_regime"])


def read(folder: Path) -> Files:
    """Read the files of a practice."""
    engagements = sorted((*folder.glob("engagements/*.toml"), *folder.glob("archive/*/*.toml")))
    return Files(
        parse(folder / "practice.toml"),
        {path.stem: parse(path) for path in engagements},
        tuple(map(parse, sorted(folder.glob("ledger/*/*.toml"), key=lambda path: path.stem))),
    )


def parse(path: Path) -> Table:
    """Parse a file, with its amounts as they are written."""
    return tomllib.loads(path.read_text("utf-8"), parse_float=Decimal)


def cents(amount: Decimal) -> Decimal:
    """Round to the cent, half up."""
    return amount.quantize(Decimal("0.01"), ROUND_HALF_UP)


def euros(amount: Decimal) -> Decimal:
    """Round to the euro, half up."""
    return amount.quantize(Decimal(1), ROUND_HALF_UP)
