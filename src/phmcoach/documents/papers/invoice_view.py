"""The view for the template of an invoice: the snapshot, without values that it must not print.

The ledger keeps the day of each session, because billing is checked against it. The invoice goes to
an accounts department, so the view contains the days only if the contract discloses them.
"""

from phmcoach.documents.papers.designation import describe_contract
from phmcoach.documents.papers.page import View, view_sender
from phmcoach.domain.base import Reader
from phmcoach.domain.disclosure import Disclosed, disclose
from phmcoach.domain.money.invoice import Invoice
from phmcoach.domain.records.session import MEETING_KINDS
from phmcoach.i18n import Translator

_IN_THE_HEAD = ("nature",)
"""The mention that the head of the page prints."""

_NOT_TO_PAY = (
    *_IN_THE_HEAD,
    "no-discount",
    "late-penalties",
    "late-penalties-public",
    "recovery-indemnity",
    "recovery-indemnity-public",
)
"""What a credit note does not print: its client has nothing to pay, so nothing late or early."""


def view_invoice(invoice: Invoice) -> View:
    """Compose the view of an invoice.

    `unit_price` and `amount` of a line are in the price basis of the invoice. `contract` of a
    deduction names whose deposit it is, if the invoice has several. `remote` says that a consumer
    had remote sessions.
    """
    seen, words = disclose(invoice, Reader.ACCOUNTING), Translator(invoice.language)
    contracts = {c.engagement: describe_contract(words, c) for c in invoice.contracts or ()}
    return {
        **seen,
        **view_sender(invoice.seller, invoice.language),
        "lines": tuple(_line(line, days=invoice.prints_session_dates) for line in seen["lines"]),
        "deductions": tuple(
            {
                **deduction,
                "gross": deduction["net"] + deduction["vat"],
                "contract": contracts.get(deduction["engagement"]),
            }
            for deduction in seen["deductions"]
        ),
        "amount_due": invoice.amount_due,
        "mentions": tuple(
            mention["text"]
            for mention in seen["mentions"]
            if mention["id"] not in (_NOT_TO_PAY if invoice.type == "credit" else _IN_THE_HEAD)
        ),
        "remote": _is_remote(invoice),
    }


def _is_remote(invoice: Invoice) -> bool:
    sessions = (session for line in invoice.lines for session in line.sessions)
    return invoice.buyer.kind == "private" and any(
        MEETING_KINDS[session.type].at_a_distance for session in sessions
    )


def _line(line: Disclosed, *, days: bool) -> View:
    """Replace the sessions of a line by their days, which are empty if not disclosed."""
    printed = {name: value for name, value in line.items() if name != "sessions"}
    on = {session["on"] for session in line["sessions"]} if days else set()
    return printed | {"days": tuple(sorted(on))}
