"""The client: the organisation or person who is billed, and their address.

The address decides the VAT: in France, overseas, in the EU or outside of it.
"""

from collections.abc import Iterator
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from phmcoach.domain.base import ACCOUNTING, Email, Line, Record
from phmcoach.domain.records.practice import Address, Practice, check_postcode
from phmcoach.domain.values.identifiers import EuVatNumber, Siren, Siret
from phmcoach.errors import Problem
from phmcoach.words import ClientKind, Language

# fmt: off
EU_COUNTRIES = frozenset(
    ("AT", "BE", "BG", "CY", "CZ", "DE", "DK", "EE", "ES", "FI", "FR", "GR", "HR", "HU",
     "IE", "IT", "LT", "LU", "LV", "MT", "NL", "PL", "PT", "RO", "SE", "SI", "SK")
)
# fmt: on
"""The member states since 2021, by ISO 3166 (directive 2006/112/EC, art. 5)."""


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


def is_overseas(postcode: str) -> bool:
    """Whether a French postcode is in an overseas department or territory (97…, 98…)."""
    return postcode.startswith(("97", "98"))


def territory_problems(client: Client) -> Iterator[Problem]:
    """Yield the reasons why the address of a client forbids billing; none if it is unknown."""
    if client.address is None:
        return
    country, postcode = client.address.country, client.address.postcode
    named: dict[str, object] = {"name": client.name, "country": country}
    if country not in EU_COUNTRIES:
        yield Problem("gate.client-outside-eu", named)
    elif client.kind == "company-eu" and country == "FR":
        yield Problem("gate.client-in-france", named)
    elif client.kind in ("company-fr", "public") and country != "FR":
        yield Problem("gate.client-country-mismatch", named)
    elif client.kind in ("company-fr", "public") and is_overseas(postcode):
        yield Problem("gate.client-overseas", {"name": client.name, "postcode": postcode})
    if client.kind == "company-eu" and country in EU_COUNTRIES - {"FR"} and client.vat_number:
        prefix = "EL" if country == "GR" else country
        if not client.vat_number.startswith(prefix):
            args = named | {"prefix": prefix, "vat_number": client.vat_number}
            yield Problem("gate.vat-number-country-mismatch", args)


def practice_problems(practice: Practice) -> Iterator[Problem]:
    """Yield the reason why the address of the practice forbids billing: overseas VAT rates differ.

    Under the VAT franchise there is no VAT, so the address does not matter (CGI 293 B, 294, 296).
    """
    postcode = practice.address.postcode
    if practice.vat_regime != "franchise" and is_overseas(postcode):
        yield Problem("gate.practice-overseas", {"postcode": postcode})
