"""Checking an identifier as soon as it is typed, so that only one answer has to be repeated."""

from typing import Annotated, Literal

from pydantic import AfterValidator, TypeAdapter, ValidationError

from phmcoach.domain.base import Email, Line
from phmcoach.domain.records.practice import check_postcode
from phmcoach.domain.values.identifiers import Bic, Iban, Siret, VatNumber
from phmcoach.errors import UsageError
from phmcoach.store.problems import problems_of

Postcode = Annotated[str, AfterValidator(check_postcode)]

_KINDS = {
    "siret": Siret,
    "iban": Iban,
    "bic": Bic,
    "vat-number": VatNumber,
    "email": Email,
    "line": Line,
    "postcode": Postcode,
}

IdentifierKind = Literal["siret", "iban", "bic", "vat-number", "email", "line", "postcode"]


def check_identifier(kind: IdentifierKind, text: str) -> str:
    """Return an identifier in its plain form; raise UsageError if its check digits are wrong."""
    try:
        checked: str = TypeAdapter(_KINDS[kind]).validate_python(text)
    except ValidationError as error:
        raise UsageError(*problems_of(error, None, None)) from None
    return checked
