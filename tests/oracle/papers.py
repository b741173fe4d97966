"""The papers of the ledger, with amounts computed from the sessions and the terms."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_DOWN, Decimal

from tests.oracle.files import Files, Table, cents
from tests.oracle.law import vat_of


@dataclass(frozen=True)
class Paper:
    """An invoice, a deposit invoice or a credit note.

    `net` and `vat` are those of the whole, `taken_net` and `taken_vat` what deposits paid of them.
    """

    place: int
    recorded_on: date
    number: str
    type: str
    client: str
    engagement: str
    issued_on: date
    due_on: date
    category: str
    rate: Decimal
    net: Decimal
    vat: Decimal
    taken_net: Decimal
    taken_vat: Decimal
    deducted: tuple[tuple[str, Decimal], ...]
    corrects: str | None
    paid_on: date | None
    method: str | None

    @property
    def gross(self) -> Decimal:
        """The whole, with VAT."""
        return self.net + self.vat

    @property
    def sign(self) -> int:
        """The sign of its amounts in the books."""
        return -1 if self.type == "credit" else 1

    @property
    def own_net(self) -> Decimal:
        """What no deposit invoice had billed before, without VAT."""
        return self.net - self.taken_net

    @property
    def own_vat(self) -> Decimal:
        """The VAT of what no deposit invoice had billed before."""
        return self.vat - self.taken_vat

    @property
    def own(self) -> Decimal:
        """What no deposit invoice had billed before: what the client owes for this paper."""
        return self.own_net + self.own_vat


def papers_of(files: Files) -> tuple[Paper, ...]:
    """Return the papers in the order of the ledger."""
    return tuple(_papers(files))


def _papers(files: Files) -> Iterator[Paper]:
    earlier: dict[str, Paper] = {}
    for entry in files.entries:
        if entry["kind"] == "invoice":
            paper = _paper(files, entry, earlier)
            earlier[paper.number] = paper
            yield paper


def _paper(files: Files, entry: Table, earlier: dict[str, Paper]) -> Paper:
    found = entry["invoice"]
    corrected = found["corrects"]["number"] if "corrects" in found else None
    if corrected:
        category, rate = earlier[corrected].category, earlier[corrected].rate
    else:
        category, rate = vat_of(found["buyer"]["kind"], files.regime(_service_day(found)))
    amount = sum((_amount(files, found, line) for line in found["lines"]), Decimal(0))
    if found["buyer"]["kind"] == "private":  # its prices include VAT (C. conso. art. L112-1)
        net = (amount * 100 / (100 + rate)).quantize(Decimal("0.01"), ROUND_HALF_DOWN)
        vat = amount - net  # of 1,000.05 at 20 %, it is the VAT that gets the half cent
    else:
        net, vat = amount, cents(amount * rate / 100)
    taken = found["deductions"]
    paid = found.get("paid", {})
    return Paper(
        place=entry["place"],
        recorded_on=entry["recorded_at"].date(),
        number=found["number"],
        type=found["type"],
        client=found["buyer"]["name"],
        engagement=found["engagement"],
        issued_on=found["issued_on"],
        due_on=found["due_on"],
        category=category,
        rate=rate,
        net=net,
        vat=vat,
        taken_net=sum((each["net"] for each in taken), Decimal(0)),
        taken_vat=sum((each["vat"] for each in taken), Decimal(0)),
        deducted=tuple((each["number"], each["net"] + each["vat"]) for each in taken),
        corrects=corrected,
        paid_on=paid.get("received_on"),
        method=paid.get("method"),
    )


def _service_day(found: Table) -> date:
    """Return the day that decides about the VAT (CIBS art. L223-3).

    A deposit has that of its issue, a package that of its last session, hours those of their own.
    """
    if found["type"] == "deposit":
        days: list[date] = [found["issued_on"]]
    else:
        days = [session["on"] for line in found["lines"] for session in line["sessions"]]
    days = days or [line["end_on"] for line in found["lines"]]
    return max(days)


def _amount(files: Files, found: Table, line: Table) -> Decimal:
    """Return the amount of a line: hours at the agreed rate, or what the coach typed."""
    engagement = files.engagements[line.get("engagement", found["engagement"])]
    terms = engagement["terms"]
    if line["kind"] == "instalment" and "percent" in line and "reason" not in found:
        return cents(terms["package_price"] * line["percent"] / 100)
    if found["type"] == "credit" or line["kind"] == "instalment":
        return Decimal(line["amount"])
    if line["kind"] == "travel":
        sessions = {each["id"]: each for each in engagement["sessions"]}
        own = [each["id"].rpartition("/")[2] for each in line["sessions"]]
        costs = [cost for each in own for cost in sessions[each]["travel"]]
        return sum((cost["amount"] for cost in costs if cost["label"] == line["label"]), Decimal(0))
    if line["kind"] == "package":
        share = Decimal(1)
        if "ended_on" in engagement.get("outcome", {}):
            held = [each for each in engagement["sessions"] if each["status"] == "held"]
            share = Decimal(len(held)) / terms["sessions"]
        given_up: Decimal = line.get("given_up", Decimal(0))
        return cents(terms["package_price"] * share) - given_up
    percent = terms["late_cancel_percent"] if line["kind"] == "reserved" else 100
    minutes = sum(session["minutes"] for session in line["sessions"])
    return cents(terms["hourly_rate"] * minutes * percent / 6000)
