"""The money that came in and went back, each sum with its price, its VAT and its surplus."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from tests.oracle.files import Files, Table, cents
from tests.oracle.law import vat_of
from tests.oracle.papers import Paper, papers_of

NOTHING = Decimal(0)


@dataclass(frozen=True)
class Move:
    """A sum that came in, or went back (negative). What is neither price nor VAT is no turnover."""

    place: int
    recorded_on: date
    on: date
    nature: str
    method: str | None
    voucher: str
    client: str | None
    paper: str | None
    amount: Decimal
    fees: Decimal | None
    category: str
    rate: Decimal
    net: Decimal
    vat: Decimal

    @property
    def turnover(self) -> Decimal:
        """What counts as turnover: fees and other income, without VAT."""
        return self.net if self.nature in ("fees", "other") else NOTHING


def moves_of(files: Files) -> tuple[Move, ...]:
    """Return the moves of money in the order of the ledger."""
    accounts = Accounts()
    papers = {paper.place: paper for paper in papers_of(files)}
    found: dict[int, Move] = {}
    for entry in files.entries:
        if paper := papers.get(entry["place"]):
            accounts.add(paper)
            if move := accounts.settled_on_issue(paper):
                found[move.place] = move
        elif entry["kind"] == "receipt":
            move = _move(files, entry, accounts, found)
            accounts.record(move)
            found[move.place] = move
    return tuple(found.values())


class Accounts:
    """What each paper is owed and has received, as the ledger goes on."""

    def __init__(self) -> None:
        self.papers: dict[str, Paper] = {}
        self.moves: list[Move] = []

    def add(self, paper: Paper) -> None:
        """Add the next paper of the ledger."""
        self.papers[paper.number] = paper

    def record(self, move: Move) -> None:
        """Record the next move of money."""
        self.moves.append(move)

    def owed(self, number: str) -> Decimal:
        """Return what the client owes for a paper, after its credit notes."""
        return self.papers[number].own - sum(each.own for each in self._credits(number))

    def owed_vat(self, number: str) -> Decimal:
        """Return the VAT in what the client owes."""
        return self.papers[number].own_vat - sum(each.own_vat for each in self._credits(number))

    def of(self, number: str) -> Iterator[Move]:
        """Yield what was paid for the price of a paper."""
        return (move for move in self.moves if (move.paper, move.nature) == (number, "fees"))

    def left(self, number: str) -> Decimal:
        """Return what is left to pay; it is negative if it is owed to the client."""
        return self.owed(number) - sum(move.amount for move in self.of(number))

    def _credits(self, number: str) -> Iterable[Paper]:
        return [each for each in self.papers.values() if each.corrects == number]

    def settled_on_issue(self, paper: Paper) -> Move | None:
        """Return what a paper received when it was issued, if it was paid then.

        If deposits paid all of it, but their VAT is a cent more or less, the paper itself counts as
        a receipt of that VAT, without any money (CGI art. 283-3); its credit note takes it back.
        """
        has_cent = paper.type != "deposit" and not paper.own and paper.own_vat
        if paper.paid_on is None and not has_cent:
            return None
        move = Move(
            place=paper.place,
            recorded_on=paper.recorded_on,
            on=paper.paid_on or paper.issued_on,
            nature="fees",
            method=paper.method,
            voucher=paper.number,
            client=paper.client,
            paper=paper.corrects or paper.number,
            amount=paper.own,
            fees=None,
            category=paper.category,
            rate=paper.rate,
            net=paper.sign * paper.own_net,
            vat=paper.sign * paper.own_vat,
        )
        self.record(move)
        return move

    def split(self, number: str, amount: Decimal) -> tuple[Decimal, Decimal]:
        """Return the price of a payment or refund (negative), and the VAT in it.

        A payment pays what is owed and the rest is surplus; a refund gives back the surplus first.
        The VAT is that of the running total, so that all payments have the VAT of the paper.
        """
        before = sum((move.net + move.vat for move in self.of(number)), NOTHING)
        surplus = sum((move.amount for move in self.of(number)), NOTHING) - before
        owed = self.owed(number)
        price = (
            min(amount, max(owed - before, NOTHING))
            if amount > 0
            else min(amount + surplus, NOTHING)
        )
        rate, after = self.papers[number].rate, before + price
        if after <= owed and owed:
            vat = self.owed_vat(number) * after / owed
        else:
            vat = max(self.owed_vat(number), NOTHING) + (after - max(owed, NOTHING)) * rate / (
                100 + rate
            )
        return price, cents(vat) - sum((move.vat for move in self.of(number)), NOTHING)


def _move(files: Files, entry: Table, accounts: Accounts, earlier: dict[int, Move]) -> Move:
    found = entry["receipt"]
    document, nature = found.get("document"), found["nature"]
    sign = 1 if found["direction"] == "in" else -1
    amount = sign * found["amount"]
    client = " – ".join(found[key] for key in ("client", "label") if key in found)
    move = Move(
        place=entry["place"],
        recorded_on=entry["recorded_at"].date(),
        on=found["received_on"],
        nature=nature,
        method=found.get("method"),
        voucher=document or found.get("reference") or f"{entry['place']:06}",
        client=client or None,
        paper=document,
        amount=amount,
        fees=sign * found["fees"] if "fees" in found else None,
        category="O",
        rate=NOTHING,
        net=amount,
        vat=NOTHING,
    )
    if "counters" in found:  # it cancels an entry: no money went back, and nothing of it remains
        wrong = earlier[found["counters"]]
        return replace(
            move, category=wrong.category, rate=wrong.rate, net=-wrong.net, vat=-wrong.vat
        )
    if nature == "other":
        category, rate = vat_of("private", files.regime(move.on))
        vat = cents(amount * rate / (100 + rate))
        return replace(move, category=category, rate=rate, net=amount - vat, vat=vat)
    if nature == "fees":
        paper = accounts.papers[document]
        price, vat = accounts.split(document, amount)
        return replace(move, category=paper.category, rate=paper.rate, net=price - vat, vat=vat)
    return move
