"""Checking an identifier of a practice while it is typed."""

from typing import Annotated, Literal

from phmcoach.actions.practice.client_files import check_email
from phmcoach.domain.base import Email, Line
from phmcoach.domain.records import practice
from phmcoach.domain.records.practice import check_postcode
from phmcoach.domain.shape.validation import InvalidRecordError, validate_value
from phmcoach.domain.values.identifiers import Bic, Iban, Siret, VatNumber
from phmcoach.domain.values.marks import Check, ShapeError
from phmcoach.errors import UsageError
from phmcoach.store.problems import problems_of

SIREN_LENGTH = 9

_Postcode = Annotated[str, Check(check_postcode)]

_IDENTIFIERS = {
    "siret": Siret,
    "iban": Iban,
    "bic": Bic,
    "vat-number": VatNumber,
    "email": Email,
    "line": Line,
    "postcode": _Postcode,
}

IdentifierKind = Literal["siret", "iban", "bic", "vat-number", "email", "line", "postcode"]


def check_identifier(kind: IdentifierKind, text: str) -> str:
    """Return an identifier in its plain form; raise UsageError if its check digits are wrong.

    A command asks for it as soon as it is typed, so that only one answer has to be repeated.
    """
    try:
        checked: str = validate_value(_IDENTIFIERS[kind], text)
    except InvalidRecordError as error:
        raise UsageError(*problems_of(error, None, None)) from None
    if kind == "email":
        check_email(checked)
    return checked


def read_own_vat_number(siret: str, text: str) -> str:
    """Return the practice's VAT number; raise UsageError if it is wrong or another company's."""
    number, siren = check_identifier("vat-number", text), "".join(siret.split())[:SIREN_LENGTH]
    try:
        return practice.check_own_vat_number(number, siren)
    except ShapeError as error:
        raise UsageError.of(error.message) from None


def propose_vat_number(siret: str) -> str | None:
    """Return the VAT number that the tax office makes of a SIREN: FR, its key, the SIREN.

    None is returned for what is no SIRET.
    """
    siren = "".join(siret.split())[:SIREN_LENGTH]
    if len(siren) < SIREN_LENGTH or not siren.isdecimal():
        return None
    return f"FR{(12 + 3 * (int(siren) % 97)) % 97:02}{siren}"
