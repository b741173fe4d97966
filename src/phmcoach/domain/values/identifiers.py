"""Identifiers of companies and bank accounts, with their check digits.

No official rule of the e-invoice verifies the check digits of a SIREN, a VAT number or an IBAN,
and a transposed digit pays a stranger. They are verified here, when a file is
validated.
"""

import re
from collections.abc import Callable
from typing import Annotated, LiteralString

from phmcoach.domain.values.marks import Check, ShapeError, written_as

_FRENCH_VAT = "FR[0-9A-Z]{2}[0-9]{9}"


def _siren(value: str) -> str:
    from stdnum.fr import siren

    return str(siren.validate(value))


def _siret(value: str) -> str:
    from stdnum.fr import siret

    return str(siret.validate(value))


def _vat(value: str) -> str:
    from stdnum.fr import tva

    return "FR" + str(tva.validate(value))


def _eu_vat(value: str) -> str:
    from stdnum.eu import vat
    from stdnum.exceptions import InvalidComponent

    found = str(vat.validate(value))
    if found.startswith("XI"):
        raise InvalidComponent
    return found


def _iban(value: str) -> str:
    from stdnum import iban

    return str(iban.validate(value))


def _bic(value: str) -> str:
    from stdnum import bic

    return str(bic.validate(value))


def _checked(message: LiteralString, validate: Callable[[str], str], form: str) -> Check:
    """Return a check; `form` is a pattern of texts that it does not change if it accepts them."""

    def check(value: str) -> str:
        from stdnum.exceptions import ValidationError

        try:
            return validate(value)
        except ValidationError:
            raise ShapeError(message) from None

    def read(value: str) -> str:
        return value if re.fullmatch(form, value) else check(value)

    return Check(check, accepted=read)


Siren = Annotated[str, _checked("shape.bad-siren", _siren, "[0-9]{9}")]
"""Nine digits with a Luhn check digit (INSEE); spaces are removed."""

Siret = Annotated[str, _checked("shape.bad-siret", _siret, "[0-9]{14}")]
"""Fourteen digits that begin with the SIREN, with a Luhn check digit (INSEE)."""

VatNumber = Annotated[str, _checked("shape.bad-vat-number", _vat, _FRENCH_VAT)]
"""FR, two check characters, the SIREN (CGI 286 ter)."""

EuVatNumber = Annotated[str, _checked("shape.bad-eu-vat-number", _eu_vat, _FRENCH_VAT)]
"""A VAT number of any country of the European Union, with the check digits of that country.

A number of Northern Ireland (XI) is rejected: services supplied there are outside the Union.
"""

Iban = Annotated[str, _checked("shape.bad-iban", _iban, "[A-Z]{2}[0-9]{2}[0-9A-Z]{11,30}")]
"""ISO 13616: check digits modulo 97, and the length that the country uses."""

Bic = Annotated[str, _checked("shape.bad-bic", _bic, "[0-9A-Z]{8}([0-9A-Z]{3})?")]
"""ISO 9362."""


def _electronic_address(value: str) -> str:
    scheme, _, address = re.sub(r"\s", "", value).rpartition(":")
    if not scheme and re.fullmatch("[0-9]{14}", address):
        address = f"{address[:9]}_{address}"
    if not re.fullmatch("(0002|0009|0225)?", scheme) or not re.fullmatch(_ADDRESS, address):
        raise ShapeError("shape.bad-electronic-address")
    return f"{scheme or '0225'}:{address}"


Rna = Annotated[str, written_as("W[0-9A-Z]{9}", "shape.bad-rna")]
"""W and nine characters: an association in the national register (RNA) that may have no SIREN."""

_ADDRESS = r"[A-Za-z0-9_.-]{1,125}"

ElectronicAddress = Annotated[str, Check(_electronic_address, accepted=_electronic_address)]
"""Where a platform delivers an e-invoice: a scheme and an address, such as 0225:811222330 (BT-49).

The French directory (0225) knows a company by its SIREN, which may be followed by _ and a SIRET or
a word (XP Z12-012, BR-FR-21, 23 and 25). A SIRET alone is written in this form.
"""
