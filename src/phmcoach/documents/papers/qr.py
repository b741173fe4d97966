"""The QR code of a SEPA transfer (EPC069-12), from which a banking app fills in the transfer.

The payload is written here, line by line as in the standard, because a wrong line could send the
money to the wrong account. A test compares the whole payload.
"""

from decimal import Decimal
from io import BytesIO

import segno

from phmcoach.documents.engine.escape import drop_invisible
from phmcoach.domain.disclosure import Disclosed

_NAME_MAX = 70
_TEXT_MAX = 140
_BETWEEN = ", "


def draw_transfer(holder: str, bank: Disclosed, *, amount: Decimal, reference: str) -> str:
    """Return the QR code, as an SVG, of a transfer to the account of a holder."""
    payload = transfer_payload(
        name=holder,
        iban=bank["iban"],
        bic=bank["bic"],
        amount=amount,
        reference=reference,
    )
    return draw_qr(payload)


def transfer_payload(
    *, name: str, iban: str, bic: str | None, amount: Decimal, reference: str
) -> str:
    """Return the lines of an EPC069-12 payload, version 002, UTF-8, unstructured remittance.

    `amount` is in euros; the name is cut to the 70 characters that the standard allows, `reference`
    to the numbers that fit into 140. Line breaks are removed from the name, because the text after
    one would be read as the account number.
    """
    holder = " ".join(drop_invisible(name).split())
    lines = (
        "BCD",
        "002",
        "1",
        "SCT",
        bic or "",
        holder[:_NAME_MAX].rstrip(),
        iban,
        f"EUR{amount:.2f}",
        "",
        "",
        _shorten(reference),
    )
    return "\n".join(lines)


def _shorten(reference: str) -> str:
    """Return the reference, without the last of its numbers if they are too many."""
    if len(reference) <= _TEXT_MAX:
        return reference
    whole, _, _ = reference[: _TEXT_MAX + len(_BETWEEN)].rpartition(_BETWEEN)
    return whole or reference[:_TEXT_MAX]


def draw_qr(payload: str) -> str:
    """Return a payload as a QR code in SVG, level M as the standard requires, without a margin."""
    code = segno.make_qr(payload, encoding="utf-8", eci=False, error="m", boost_error=False)
    buffer = BytesIO()
    code.save(buffer, kind="svg", border=0, xmldecl=False, svgns=True, nl=False)
    return buffer.getvalue().decode()
