"""The client: the organisation or person who is billed, and their address."""

from typing import Annotated, Literal, Self

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from phmcoach.domain.base import ACCOUNTING, Email, Line, Record
from phmcoach.domain.records.practice import Address, check_postcode
from phmcoach.domain.values.identifiers import EuVatNumber, Siren, Siret
from phmcoach.words import ClientKind, Language


class Client(Record):
    """`clients/<reference>.toml`. The identity may come later; documents ask for what they need.

    `service_code` identifies a department of a public body (code service of Chorus Pro).
    `language` is that of the documents for the client.
    """

    schema_version: Annotated[Literal[1], Field(alias="schema"), ACCOUNTING]
    kind: Annotated[ClientKind, ACCOUNTING]
    name: Annotated[Line, ACCOUNTING]
    siren: Annotated[Siren | None, ACCOUNTING] = None
    siret: Annotated[Siret | None, ACCOUNTING] = None
    vat_number: Annotated[EuVatNumber | None, ACCOUNTING] = None
    service_code: Annotated[Line | None, ACCOUNTING] = None
    language: Annotated[Language, ACCOUNTING] = "fr"
    contact: Annotated[Line | None, ACCOUNTING] = None
    contact_role: Annotated[Line | None, ACCOUNTING] = None
    email: Annotated[Email | None, ACCOUNTING] = None
    address: Annotated[Address | None, ACCOUNTING] = None

    @model_validator(mode="after")
    def _identifiers_agree(self) -> Self:
        if self.siret and self.siren and self.siret[:9] != self.siren:
            raise PydanticCustomError("shape.siret-not-of-siren", "not this SIREN's SIRET")
        if self.kind == "private" and (self.siren or self.siret or self.vat_number):
            raise PydanticCustomError("shape.private-with-siren", "a private person has no SIREN")
        if self.kind == "company-eu" and (self.siren or self.siret):
            raise PydanticCustomError("shape.siren-outside-france", "a SIREN is a French number")
        if self.kind in ("company-fr", "public") and not (self.vat_number or "FR").startswith("FR"):
            raise PydanticCustomError("shape.vat-number-not-french", "a French client's is FR")
        if self.address and self.address.country == "FR":
            check_postcode(self.address.postcode)
        return self

    @property
    def is_private(self) -> bool:
        """Whether the client is a consumer: prices with VAT, no penalties, two signatures."""
        return self.kind == "private"

    @property
    def known_siren(self) -> str | None:
        """The SIREN, taken from the SIRET if only that is given."""
        return self.siren or (self.siret[:9] if self.siret else None)
