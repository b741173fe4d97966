"""The client: who is billed, an organisation or the person himself."""

from typing import Annotated, Literal, Self

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from phmcoach.domain.base import ACCOUNTING, Line, Record
from phmcoach.domain.identifiers import Siren, Siret, VatNumber
from phmcoach.domain.practice import Address
from phmcoach.words import ClientKind


class Client(Record):
    """`clients/<reference>.toml`. Identity may come later; documents ask for what they lack."""

    schema_version: Annotated[Literal[1], Field(alias="schema"), ACCOUNTING]
    kind: Annotated[ClientKind, ACCOUNTING]
    name: Annotated[Line, ACCOUNTING]
    siren: Annotated[Siren | None, ACCOUNTING] = None
    siret: Annotated[Siret | None, ACCOUNTING] = None
    vat_number: Annotated[VatNumber | None, ACCOUNTING] = None
    contact: Annotated[Line | None, ACCOUNTING] = None
    contact_role: Annotated[Line | None, ACCOUNTING] = None
    email: Annotated[Line | None, ACCOUNTING] = None
    address: Annotated[Address | None, ACCOUNTING] = None

    @model_validator(mode="after")
    def _identifiers_agree(self) -> Self:
        if self.siret and self.siren and self.siret[:9] != self.siren:
            raise PydanticCustomError("shape.siret-of-another", "not this SIREN's SIRET")
        if self.kind == "private" and (self.siren or self.siret or self.vat_number):
            raise PydanticCustomError("shape.private-with-siren", "a private person has no SIREN")
        return self

    @property
    def is_private(self) -> bool:
        """Whether the client is a consumer: prices with VAT, no penalties, two signatures."""
        return self.kind == "private"

    @property
    def known_siren(self) -> str | None:
        """The SIREN, also where only the SIRET was given."""
        return self.siren or (self.siret[:9] if self.siret else None)
