"""The designation of each line of a paper, in the language of the paper.

The sentence is made once, when the paper is drafted, and stored in the ledger, so the PDF, the
e-invoice and a later duplicate agree even if the catalogues change.
"""

from calendar import monthrange

from phmcoach.domain.money.invoice import Invoice, InvoiceLine
from phmcoach.domain.money.quote import Quote
from phmcoach.i18n import Translator
from phmcoach.value import replace


def designate(invoice: Invoice) -> Invoice:
    """Return the paper with a designation for every line that has none."""
    words = Translator(invoice.language)
    return replace(
        invoice,
        lines=tuple(
            line if line.designation else replace(line, designation=_sentence(words, invoice, line))
            for line in invoice.lines
        ),
    )


def designate_quote(quote: Quote) -> Quote:
    """Return the quote with the designations of its lines."""
    words = Translator(quote.language)
    hourly, package = "paper.quoted-hours", "paper.quoted-package"
    return replace(
        quote,
        lines=tuple(
            replace(
                line,
                designation=words.text(
                    hourly if line.minutes else package,
                    name=quote.beneficiary,
                    count=quote.sessions,
                    minutes=quote.session_minutes,
                ),
            )
            for line in quote.lines
        ),
    )


def _sentence(words: Translator, invoice: Invoice, line: InvoiceLine) -> str:
    if line.kind == "instalment":
        return _instalment(words, invoice.beneficiary, line)
    if line.kind == "travel":
        return words.text("paper.travel", label=line.label)
    if line.kind == "package":
        return _package(words, invoice.beneficiary, line)
    return _time(words, invoice, line)


def _package(words: Translator, name: str, line: InvoiceLine) -> str:
    """Name a package, with the share billed after an early end and the credited amount."""
    message = "paper.package" if line.percent is None else "paper.package-share"
    args = {"name": name, "count": len(line.sessions), "percent": line.percent}
    whole = words.text(message, **args)
    if line.given_up is None:
        return whole
    return words.text("paper.package-less", whole=whole, amount=line.given_up)


def _time(words: Translator, invoice: Invoice, line: InvoiceLine) -> str:
    """Name hours by their month, or by their days if the price changed within the month."""
    args = {"name": invoice.beneficiary, "percent": line.percent, "month": line.start_on}
    if _is_part_of_month(invoice, line):
        message = "paper.hours-days" if line.kind == "hours" else "paper.reserved-days"
        return words.text(message, start_on=line.start_on, end_on=line.end_on, **args)
    return words.text("paper.hours" if line.kind == "hours" else "paper.reserved", **args)


def _is_part_of_month(invoice: Invoice, line: InvoiceLine) -> bool:
    """Whether the line covers only a part of the month, because the price changed within it."""
    day = line.start_on
    last = day.replace(day=monthrange(day.year, day.month)[1])
    return day.day != 1 or line.end_on < min(last, invoice.issued_on)


def _instalment(words: Translator, name: str, line: InvoiceLine) -> str:
    if line.parts is None:
        return words.text("paper.deposit", name=name)
    if line.percent is None:
        return words.text("paper.instalment", name=name, part=line.part, parts=line.parts)
    return words.text(
        "paper.instalment-percent",
        name=name,
        part=line.part,
        parts=line.parts,
        percent=line.percent,
    )
