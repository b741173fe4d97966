"""Checking an identifier of a practice while it is typed."""

from typing import Annotated, Literal

from phmcoach.actions.practice.client_files import check_email
from phmcoach.domain.base import Email, Line
from phmcoach.domain.records.practice import check_postcode
from phmcoach.domain.shape.validation import InvalidRecordError, validate_value
from phmcoach.domain.values.identifiers import Bic, Iban, Siret, VatNumber
from phmcoach.domain.values.marks import Check
from phmcoach.errors import UsageError
from phmcoach.store.problems import problems_of

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
