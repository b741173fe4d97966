"""The designation of each line of a paper, in the language of the paper.

The sentence is made once, when the paper is drafted, and stored in the ledger, so the PDF, the
e-invoice and a later duplicate agree even if the catalogues change.
"""

from calendar import monthrange
from collections.abc import Mapping

from phmcoach.documents.papers.paper_input import TEXT
from phmcoach.domain.money.invoice import Invoice, InvoiceLine
from phmcoach.domain.money.quote import Quote
from phmcoach.domain.records.engagement import BilledContract
from phmcoach.i18n import Translator
from phmcoach.value import replace
from phmcoach.words import ContractPaper

_RESERVED_TIME: Mapping[int, Mapping[ContractPaper, int]] = {
    1: {"three-party": 23, "service": 20},
    2: {"three-party": 13, "service": 13},
}
"""The article on postponed and missed sessions, in each text of each paper of an organisation."""


def designate(invoice: Invoice, paper: ContractPaper = "three-party", text: int = TEXT) -> Invoice:
    """Return the paper with a designation for every line that has none.

    `paper` and `text` are those that the client signed: an invoice may name one of their articles.
    """
    words, reserved = Translator(invoice.language), _RESERVED_TIME[text].get(paper)
    return replace(
        invoice,
        lines=tuple(
            line
            if line.designation
            else replace(line, designation=_sentence(words, invoice, line, reserved))
            for line in invoice.lines
        ),
    )


def name_contract(invoice: Invoice) -> Invoice:
    """Return the paper with its contract named in every line, because it bills others too.

    Only a line of time names it otherwise.
    """
    words = Translator(invoice.language)
    contract = _subject(words, invoice)
    return replace(
        invoice,
        lines=tuple(
            line
            if contract in line.designation
            else replace(
                line,
                designation=words.text(
                    "paper.of-contract", what=line.designation, contract=contract
                ),
            )
            for line in invoice.lines
        ),
    )


def designate_quote(quote: Quote) -> Quote:
    """Return the quote with the designations of its lines; only a private client's names anyone."""
    words = Translator(quote.language)
    named = quote.buyer.kind == "private"
    hourly = "paper.quoted-hours" if named else "paper.quoted-time"
    package = "paper.quoted-package" if named else "paper.quoted-package-time"
    return replace(
        quote,
        lines=tuple(
            replace(
                line,
                designation=words.text(
                    hourly if line.minutes else package,
                    **({"name": quote.beneficiary} if named else {}),
                    count=quote.sessions,
                    minutes=quote.session_minutes,
                ),
            )
            for line in quote.lines
        ),
    )


def _sentence(words: Translator, invoice: Invoice, line: InvoiceLine, reserved: int | None) -> str:
    subject = _subject(words, invoice)
    if line.kind == "instalment":
        return _instalment(words, subject, line)
    if line.kind == "travel":
        return words.text("paper.travel", label=line.label)
    if line.kind == "package":
        return _package(words, subject, line)
    if line.kind == "reserved" and line.minutes is None:
        return words.text("paper.reserved-time", article=reserved)
    return _time(words, invoice, line, subject)


def _subject(words: Translator, invoice: Invoice) -> str:
    """Name what is billed: the contract by its number and day, or the beneficiary.

    The invoice of an organisation goes through many hands, so it names the beneficiary only if they
    agreed in the contract.
    """
    if invoice.buyer.kind == "private":
        return invoice.beneficiary
    contract = describe_contract(words, invoice)
    if not invoice.names_beneficiary:
        return contract
    return words.text("paper.named-contract", name=invoice.beneficiary, contract=contract)


def describe_contract(words: Translator, contract: Invoice | BilledContract) -> str:
    """Name a contract by its number and day; one that was signed without a number, by its day."""
    args: dict[str, object] = {"on": contract.contract_signed_on}
    if contract.contract_reference is None:
        return words.text("paper.contract-of", **args)
    return words.text("paper.contract", number=contract.contract_reference, **args)


def _package(words: Translator, subject: str, line: InvoiceLine) -> str:
    """Name a package, with the share billed after an early end and the credited amount."""
    message = "paper.package" if line.percent is None else "paper.package-share"
    args = {"name": subject, "count": len(line.sessions), "percent": line.percent}
    whole = words.text(message, **args)
    if line.given_up is None:
        return whole
    return words.text("paper.package-less", whole=whole, amount=line.given_up)


def _time(words: Translator, invoice: Invoice, line: InvoiceLine, subject: str) -> str:
    """Name time by its month, or by its days if the price changed within the month."""
    of_month, of_days = "paper.time", "paper.time-days"
    if line.kind == "reserved":
        of_month, of_days = "paper.reserved", "paper.reserved-days"
    elif invoice.buyer.kind == "private":
        of_month, of_days = "paper.hours", "paper.hours-days"
    args = {"name": subject, "percent": line.percent, "month": line.start_on}
    if _is_part_of_month(invoice, line):
        return words.text(of_days, start_on=line.start_on, end_on=line.end_on, **args)
    return words.text(of_month, **args)


def _is_part_of_month(invoice: Invoice, line: InvoiceLine) -> bool:
    """Whether the line covers only a part of the month, because the price changed within it."""
    day = line.start_on
    last = day.replace(day=monthrange(day.year, day.month)[1])
    return day.day != 1 or line.end_on < min(last, invoice.issued_on)


def _instalment(words: Translator, subject: str, line: InvoiceLine) -> str:
    if line.parts is None:
        return words.text("paper.deposit", name=subject)
    if line.percent is None:
        return words.text("paper.instalment", name=subject, part=line.part, parts=line.parts)
    return words.text(
        "paper.instalment-percent",
        name=subject,
        part=line.part,
        parts=line.parts,
        percent=line.percent,
    )
