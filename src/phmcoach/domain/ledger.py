"""The ledger's entries: one chain over all years, each entry sealed by the one that follows.

The head tells how long the chain is and how it ends. Without it the last entry could be changed
or removed and nobody would know.
"""

from datetime import datetime
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from phmcoach.domain.base import ACCOUNTING, Record
from phmcoach.domain.invoice import Invoice

Sha256 = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
GENESIS = "0" * 64
"""What the first entry names as the entry before it."""


class LedgerEntry(Record):
    """`ledger/<year of recording>/<place>.toml`: written once, never again.

    `previous_sha256` is the digest of the entry file before it, `pdf_sha256` of the very bytes
    that were issued, which stand beside it as `<number>.pdf`.
    """

    schema_version: Annotated[Literal[1], ACCOUNTING] = Field(alias="schema")
    place: Annotated[int, Field(ge=1, le=999_999), ACCOUNTING]
    kind: Annotated[Literal["invoice"], ACCOUNTING]
    recorded_at: Annotated[datetime, ACCOUNTING]
    previous_sha256: Annotated[Sha256, ACCOUNTING]
    pdf_sha256: Annotated[Sha256, ACCOUNTING]
    invoice: Annotated[Invoice, ACCOUNTING]

    @model_validator(mode="after")
    def _document_is_numbered(self) -> Self:
        if self.invoice.number is None:
            raise PydanticCustomError("shape.entry-without-number", "a draft is never recorded")
        return self

    @property
    def number(self) -> str:
        """The document's number, such as F-2026-0007. An entry without one cannot be loaded."""
        return self.invoice.number or ""

    @property
    def series(self) -> str:
        """The series that the number was drawn from, such as F-2026."""
        return self.number.rpartition("-")[0]

    @property
    def prefix(self) -> str:
        """What the series of all years share, such as F."""
        return self.series.rpartition("-")[0]

    @property
    def rank(self) -> int:
        """The place of the document in its series, from 1."""
        return int(self.number.rpartition("-")[2])


class LedgerHead(Record):
    """`ledger/head.toml`. `last_numbers` maps a series, such as F-2026, to its last number."""

    schema_version: Annotated[Literal[1], ACCOUNTING] = Field(alias="schema")
    entries: Annotated[int, Field(ge=0, le=999_999), ACCOUNTING]
    last_sha256: Annotated[Sha256, ACCOUNTING] = GENESIS
    last_numbers: Annotated[dict[str, int], Field(default_factory=dict), ACCOUNTING]
