"""The client: the organisation or person who is billed, and their address."""

from typing import Annotated, Literal

from phmcoach.domain.base import ACCOUNTING, Email, Line, Record
from phmcoach.domain.records.practice import Address, check_postcode
from phmcoach.domain.values.identifiers import ElectronicAddress, EuVatNumber, Rna, Siren, Siret
from phmcoach.domain.values.marks import Key, ShapeError
from phmcoach.words import ClientKind, Language, Party

FRENCH_ORGANISATIONS: tuple[ClientKind, ...] = ("company-fr", "association", "public")
"""The kinds of clients that are in France and may have a SIREN."""


class Client(Record):
    """`clients/<reference>.toml`. The identity may come later; documents ask for what they need.

    `service_code` identifies a department of a public body (code service of Chorus Pro).
    `language` is that of the documents for the client. Invoices go to the `billing_address` and,
    like reminders, to the `billing_email` if they are given; a letter goes to the `address`. A
    platform delivers to the `electronic_address` (BT-49), else to the SIREN. `buyer_reference` is
    what their accounts department sorts invoices by, such as a cost centre (BT-10).
    """

    schema_version: Annotated[Literal[1], Key("schema"), ACCOUNTING]
    kind: Annotated[ClientKind, ACCOUNTING]
    name: Annotated[Line, ACCOUNTING]
    siren: Annotated[Siren | None, ACCOUNTING] = None
    siret: Annotated[Siret | None, ACCOUNTING] = None
    rna: Annotated[Rna | None, ACCOUNTING] = None
    vat_number: Annotated[EuVatNumber | None, ACCOUNTING] = None
    service_code: Annotated[Line | None, ACCOUNTING] = None
    buyer_reference: Annotated[Line | None, ACCOUNTING] = None
    electronic_address: Annotated[ElectronicAddress | None, ACCOUNTING] = None
    language: Annotated[Language, ACCOUNTING] = "fr"
    contact: Annotated[Line | None, ACCOUNTING] = None
    contact_role: Annotated[Line | None, ACCOUNTING] = None
    email: Annotated[Email | None, ACCOUNTING] = None
    billing_email: Annotated[Email | None, ACCOUNTING] = None
    address: Annotated[Address | None, ACCOUNTING] = None
    billing_address: Annotated[Address | None, ACCOUNTING] = None

    def check(self) -> None:
        """Refuse identifiers that do not fit each other or the kind of client."""
        if self.siret and self.siren and self.siret[:9] != self.siren:
            raise ShapeError("shape.siret-not-of-siren")
        if self.kind == "private" and (self.siren or self.siret or self.vat_number):
            raise ShapeError("shape.private-with-siren")
        if self.kind == "company-eu" and (self.siren or self.siret):
            raise ShapeError("shape.siren-outside-france")
        if self.kind in FRENCH_ORGANISATIONS and not (self.vat_number or "FR").startswith("FR"):
            raise ShapeError("shape.vat-number-not-french")
        if self.address and self.address.country == "FR":
            check_postcode(self.address.postcode)
        if self.billing_address and self.billing_address.country == "FR":
            check_postcode(self.billing_address.postcode, "billing_address")
        if self.electronic_address and self.known_siren:
            own = f"0225:{self.known_siren}"
            if not self.electronic_address.startswith(own):
                raise ShapeError("shape.electronic-address-of-other", siren=self.known_siren)

    @property
    def is_private(self) -> bool:
        """Whether the client is a consumer: prices with VAT, no penalties, two signatures."""
        return self.kind == "private"

    @property
    def party(self) -> Party:
        """The party of the contract that the client is: a private client is the beneficiary."""
        return "beneficiary" if self.is_private else "sponsor"

    @property
    def known_siren(self) -> str | None:
        """The SIREN, taken from the SIRET if only that is given."""
        return self.siren or (self.siret[:9] if self.siret else None)

    @property
    def company_numbers(self) -> frozenset[str]:
        """The numbers that tell a company from others: its SIREN, or a foreign VAT number."""
        vat = self.vat_number
        known = {self.known_siren, vat[4:] if vat and vat.startswith("FR") else vat}
        return frozenset(number for number in known if number is not None)

    def is_other_party(self, before: "Client") -> bool:
        """Whether this names another company than before, or a person in the place of one.

        A number that was unknown is no other company. A new name or address is none either.
        """
        if self.is_private != before.is_private:
            return True
        return bool(before.company_numbers) and not self.company_numbers <= before.company_numbers

    def is_twin_of(self, other: "Client") -> bool:
        """Whether two files are probably of one client, because a program or a person copied one.

        Two sites, or two departments, of one company may be clients of their own.
        """
        if (self.name.casefold(), self.siret) != (other.name.casefold(), other.siret):
            return False
        if self.service_code != other.service_code:
            return False
        return self.is_same_party(other)

    def is_same_party(self, other: "Client") -> bool:
        """Whether two records are of one company or person, whatever their files are called.

        A number that both have decides, else the kind, the name and the address together.
        """
        if self.company_numbers and other.company_numbers:
            return not self.company_numbers.isdisjoint(other.company_numbers)
        if (self.kind, self.name.casefold()) != (other.kind, other.name.casefold()):
            return False
        return self.address is not None and self.address == other.address
