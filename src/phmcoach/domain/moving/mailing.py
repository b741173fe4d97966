"""The readers of each paper that is sent by e-mail, and their addresses.

What only the beneficiary may have is listed for them alone, so that no draft to the organisation
can contain it: their contract of a pair, the personal annex, the sheet of their choices, and their
version of the report.
"""

from collections.abc import Mapping
from datetime import date

from phmcoach.domain.case import Case
from phmcoach.domain.contract.agreement import has_agreed
from phmcoach.domain.money.invoice import Invoice
from phmcoach.domain.records.parties import Client
from phmcoach.value import Value
from phmcoach.words import ContractPaper, MailedPaper, ReportReader

READERS: Mapping[ContractPaper, tuple[ReportReader, ...]] = {
    "private": ("beneficiary",),
    "three-party": ("sponsor", "beneficiary"),
    "service": ("sponsor",),
    "beneficiary": ("beneficiary",),
}
"""Who signs each paper of a contract or an amendment, besides the coach."""


class Recipient(Value):
    """The person whom a draft is addressed to; their address may not be known."""

    reader: ReportReader
    name: str
    email: str | None


def readers_of(case: Case, paper: MailedPaper) -> tuple[ReportReader, ...]:
    """Return who gets a paper unless the coach names one of them; a private client gets all.

    A contract and an amendment go to those who sign them. The report goes to the beneficiary, and
    to the organisation once they have agreed to it. An attendance sheet and a quote go to whoever
    pays.
    """
    if case.private:
        return ("beneficiary",)
    if paper in ("attendance", "quote"):
        return ("sponsor",)
    if paper == "report":
        return ("beneficiary", "sponsor") if has_agreed(case) else ("beneficiary",)
    return ("sponsor", "beneficiary")


def recipient_of(case: Case, client: Client, reader: ReportReader) -> Recipient:
    """Return the contact of the organisation, the beneficiary, or the client who is both."""
    person = case.beneficiary
    if reader == "sponsor":
        return Recipient("sponsor", client.contact or client.name, client.email)
    if case.private:
        return Recipient("beneficiary", client.name, client.email or person.email)
    return Recipient("beneficiary", person.name, person.email)


def is_read_by_organisation(recipient: Recipient, client: Client) -> bool:
    """Whether a paper for the beneficiary would go to an address that the organisation reads.

    A contact who is the beneficiary has one address for both.
    """
    if recipient.reader == "sponsor" or client.is_private or recipient.email is None:
        return False
    known = {each.casefold() for each in (client.email, client.billing_email) if each}
    is_contact = (client.contact or "").casefold() == recipient.name.casefold()
    return recipient.email.casefold() in known and not is_contact


def is_of_month(invoice: Invoice, month: date) -> bool:
    """Whether an invoice or a deposit invoice bills up to a day of a month.

    It is the month of `invoice --month`, whatever the day of issue.
    """
    end_on = invoice.end_on
    return invoice.type != "credit" and (end_on.year, end_on.month) == (month.year, month.month)
