"""Identifiers, checked by their keys.

No official rule of the e-invoice checks the key of a SIREN, a VAT number or an IBAN, and a
transposed digit pays a stranger: it is checked here, when the file is read.
"""

from collections.abc import Callable
from typing import Annotated, LiteralString

from pydantic import AfterValidator
from pydantic_core import PydanticCustomError


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


def _checked(message: LiteralString, validate: Callable[[str], str]) -> AfterValidator:
    def check(value: str) -> str:
        from stdnum.exceptions import ValidationError

        try:
            return validate(value)
        except ValidationError:
            raise PydanticCustomError(message, "wrong key") from None

    return AfterValidator(check)


Siren = Annotated[str, _checked("shape.bad-siren", _siren)]
"""Nine digits with a Luhn key (INSEE); spaces are dropped."""

Siret = Annotated[str, _checked("shape.bad-siret", _siret)]
"""Fourteen digits, the SIREN first, with a Luhn key (INSEE)."""

VatNumber = Annotated[str, _checked("shape.bad-vat-number", _vat)]
"""FR, two key characters, the SIREN (CGI 286 ter)."""

EuVatNumber = Annotated[str, _checked("shape.bad-eu-vat-number", _eu_vat)]
"""A VAT number of any country of the European Union, with the key of that country.

Northern Ireland's (XI) is none for services: they are supplied outside of the Union there.
"""

Iban = Annotated[str, _checked("shape.bad-iban", _iban)]
"""ISO 13616, key modulo 97 and the length of the country."""

Bic = Annotated[str, _checked("shape.bad-bic", _bic)]
"""ISO 9362."""
