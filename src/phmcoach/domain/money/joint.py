"""One invoice of several contracts of a client, which the coach asks for: it is never the default.

Each of its lines belongs to one contract, and names its sessions by the engagement too, because
ids repeat: `roche-2026/s4`. The account of an engagement contains the whole paper, so what is owed
of it is the same everywhere, but only the sessions of its own lines, so a session is billed once.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from phmcoach.domain.money.invoice import BilledSession, Deduction, Invoice, InvoiceLine
from phmcoach.domain.records.engagement import BilledContract
from phmcoach.domain.shape.validation import checked
from phmcoach.domain.values.money import spread, total
from phmcoach.domain.values.vat import VatKey, tax_net, vat_key
from phmcoach.errors import Problem
from phmcoach.value import field_names, replace
from phmcoach.words import JointDatum

_Period = tuple[date, VatKey, tuple[str, ...]]
"""What services on one paper have in common: their month, their VAT and the mentions."""


def have_one_vat(one: Invoice, other: Invoice) -> bool:
    """Whether two papers have the same VAT."""
    (first,), (second,) = one.vat, other.vat
    return vat_key(first) == vat_key(second)


def full_name(engagement: str, session: str) -> str:
    """Return the name of a session on a paper of several contracts."""
    return f"{engagement}/{session}"


def name_on(paper: Invoice, session: str) -> str:
    """Return how a paper, as the account of an engagement contains it, names a session of that."""
    return full_name(paper.engagement, session) if paper.contracts else session


def split_name(paper: Invoice, session: str) -> tuple[str, str]:
    """Return the engagement and the id of a session, as a paper names it."""
    engagement, _, name = session.rpartition("/")
    return engagement or paper.engagement, name


def seen_from(paper: Invoice, engagement: str) -> Invoice:
    """Return a paper as the account of one of its engagements contains it.

    The lines of the other engagements stay, without their sessions.
    """
    own = next((each for each in paper.contracts or () if each.engagement == engagement), None)
    if own is None:
        return paper
    lines = tuple(_own_sessions(line, engagement) for line in paper.lines)
    return replace(paper, lines=lines, **_contract_fields(own))


def _contract_fields(of: Invoice | BilledContract) -> Mapping[str, Any]:
    """Return what a paper, or its list of contracts, says of one contract."""
    return {name: getattr(of, name) for name in field_names(BilledContract)}


def _own_sessions(line: InvoiceLine, engagement: str) -> InvoiceLine:
    if line.engagement != engagement:
        return replace(line, sessions=())
    prefix = full_name(engagement, "")
    return _rename(line, lambda each: each.id.removeprefix(prefix))


def contract_shares(paper: Invoice, credits_: Iterable[Invoice] = ()) -> Mapping[str, Decimal]:
    """Return what credit notes leave of each contract of a paper, with its share of the VAT."""
    nets, vats = _shares_left(paper, credits_)
    return {engagement: net + vats[engagement] for engagement, net in nets.items()}


def vat_of_ended(
    paper: Invoice, credits_: Iterable[Invoice], lines: Sequence[InvoiceLine]
) -> Mapping[str, Decimal]:
    """Return the VAT left of each contract that a credit note of some lines credits wholly."""
    nets, vats = _shares_left(paper, credits_)
    for line in lines:
        nets[line.engagement or paper.engagement] -= line.net
    return {engagement: vats[engagement] for engagement, net in nets.items() if not net}


def _shares_left(
    paper: Invoice, credits_: Iterable[Invoice]
) -> tuple[dict[str, Decimal], dict[str, Decimal]]:
    """Return the amounts without VAT that are left of each contract, and those of their VAT.

    The VAT of a paper was rounded once for all of them, so it is split from the running total. A
    credit note takes all VAT that is left of a contract it ends; the rest is that of the others.
    """
    nets = _contract_nets(paper)
    vats = dict(zip(nets, spread(paper.total_vat, [*nets.values()]), strict=True))
    for credit in credits_:
        taken = _contract_nets(credit)
        nets = {engagement: net - taken[engagement] for engagement, net in nets.items()}
        ended = {engagement: vats[engagement] for engagement, net in nets.items() if not net}
        others = [Decimal(0) if each in ended else taken[each] for each in nets]
        rest = spread(credit.total_vat - total(ended.values()), others)
        for engagement, part in zip(nets, rest, strict=True):
            vats[engagement] -= ended.get(engagement, part)
    return nets, vats


def _contract_nets(paper: Invoice) -> dict[str, Decimal]:
    """Return the amount without VAT of the lines of each contract of a paper."""
    nets = dict.fromkeys(paper.engagements, Decimal(0))
    for line in paper.lines:
        nets[line.engagement or paper.engagement] += line.net
    return nets


def take_due_first(
    paper: Invoice, before: Sequence[Invoice], deducted: Iterable[Deduction], gross: Decimal
) -> Mapping[str, Decimal]:
    """Split a reduction by contract: first what is due, then what deposits paid."""
    shares, paid = contract_shares(paper, before), dict.fromkeys(paper.engagements, Decimal(0))
    for each in deducted:
        paid[each.engagement or paper.engagement] += each.gross
    due = {ref: max(share - paid[ref], Decimal(0)) for ref, share in shares.items()}
    first = min(gross, total(due.values()))
    parts = spread(first, [*due.values()]), spread(gross - first, [*paid.values()])
    return {ref: total(each) for ref, *each in zip(shares, *parts, strict=True)}


def released_deposits(
    paper: Invoice, deducted: Sequence[Deduction], before: Iterable[Invoice], credit: Invoice
) -> tuple[Deduction, ...]:
    """Return the deposits that a credit note gives back to the client.

    `deducted` are those that the paper still deducts after the credit notes `before` it.

    It first reduces what was due after the deposits of the same contract. Those that exceed what it
    leaves of the contract are released, the last one first, to be deducted again or refunded, with
    the VAT that the contract does not bear any more. No more than its amount is released: that of
    an earlier version may be a cent less than was left of a contract that it ended.
    """
    most = credit.total_gross
    released: list[Deduction] = []
    nets, vats = _shares_left(paper, (*before, credit))
    for engagement, net in nets.items():
        own = [each for each in deducted if (each.engagement or paper.engagement) == engagement]
        vat_beyond = total(each.vat for each in own) - vats[engagement]
        beyond = min(total(each.gross for each in own) - net - vats[engagement], most)
        freed: list[Deduction] = []
        for each in reversed(own):
            taken = min(each.gross, beyond)
            if taken <= 0:
                break
            vat = min(max(vat_beyond, taken - each.net, Decimal(0)), each.vat, taken)
            freed.insert(0, replace(each, net=taken - vat, vat=vat))
            beyond, most, vat_beyond = beyond - taken, most - taken, vat_beyond - vat
        released += freed
    return tuple(released)


def with_full_names(paper: Invoice) -> Invoice:
    """Return a paper that names its sessions by the engagement too, as joint ones do."""
    if paper.contracts:
        return paper
    return replace(paper, lines=tuple(_of_contract(line, paper.engagement) for line in paper.lines))


def _of_contract(line: InvoiceLine, engagement: str) -> InvoiceLine:
    return replace(_rename(line, lambda it: full_name(engagement, it.id)), engagement=engagement)


def _rename(line: InvoiceLine, name: Callable[[BilledSession], str]) -> InvoiceLine:
    return replace(line, sessions=tuple(replace(each, id=name(each)) for each in line.sessions))


def _address(paper: Invoice) -> str:
    found = paper.buyer.billing_address or paper.buyer.address
    place = f"{found.street}, {found.postcode} {found.city}"
    return place if found.country == "FR" else f"{place}, {found.country}"


def _write_vat(paper: Invoice) -> str:
    (group,) = paper.vat
    return group.exemption_text or f"{group.rate.normalize():f} %"


def _month_of(paper: Invoice) -> date:
    return paper.start_on.replace(day=1)


def _period(paper: Invoice) -> _Period:
    (group,) = paper.vat
    return _month_of(paper), vat_key(group), tuple(each.id for each in paper.mentions)


_SHARED: Mapping[JointDatum, Callable[[Invoice], str]] = {
    "client": lambda paper: paper.buyer.reference,
    "billing-address": _address,
    "purchase-order": lambda paper: paper.purchase_order or "–",
    "contract-number": lambda paper: paper.contract_number or "–",
    "payment-days": lambda paper: str((paper.due_on - paper.issued_on).days),
    "language": lambda paper: paper.language,
}
"""What all contracts of one invoice have in common, and how it is reported."""


def joint_problems(
    drafts: Sequence[Sequence[Invoice]], *, is_first: bool = True
) -> Iterator[Problem]:
    """Yield why the invoices of some engagements cannot be one paper, with what differs.

    Each needs a paper with the month and VAT of an earlier one. Once the first paper of a command
    was issued, a month may be left that only one of them has.

    A part of a package belongs to one contract alone, and a private client reads the days of one
    person's sessions.
    """
    first = drafts[0][0]
    for papers in drafts:
        paper = papers[0]
        named = {"ref": paper.engagement}
        if paper.buyer.kind == "private":
            yield Problem("joint.private", named, ref=paper.engagement)
        elif any(line.part is not None for each in papers for line in each.lines):
            yield Problem("joint.package", named, ref=paper.engagement)
        for datum, write in _SHARED.items():
            if write(paper) != write(first):
                yield _differs(datum, paper, first, write)
    for n, papers in enumerate(drafts[1:], 1):
        yield from _other_period(
            papers, [each for before in drafts[:n] for each in before], is_first
        )


def _other_period(
    papers: Sequence[Invoice], before: Sequence[Invoice], is_first: bool
) -> Iterator[Problem]:
    """Yield what differs if nothing of an engagement is billed with those before it."""
    for each in papers:
        of_month = [one for one in before if _month_of(one) == _month_of(each)]
        if of_month and _period(each) not in map(_period, of_month):
            yield _differs("vat-rate", each, of_month[0], _write_vat)
    months = {*map(_month_of, before)}
    if is_first and months.isdisjoint(map(_month_of, papers)):
        paper, other = papers[0], before[0]
        both = {"ref": paper.engagement, "other": other.engagement}
        values: dict[str, object] = {"one": _month_of(paper), "two": _month_of(other)}
        yield Problem("joint.other-month", both | values, ref=paper.engagement)


def _differs(
    datum: JointDatum, paper: Invoice, first: Invoice, write: Callable[[Invoice], str]
) -> Problem:
    both = {"ref": paper.engagement, "other": first.engagement, "datum": datum}
    values = {"one": write(paper), "two": write(first)}
    return Problem("joint.differs", both | values, ref=paper.engagement)


def by_month(drafts: Iterable[Sequence[Invoice]]) -> tuple[tuple[Invoice, ...], ...]:
    """Return the drafts that make one paper: those of a civil month that have the same VAT."""
    found: dict[_Period, list[Invoice]] = {}
    for papers in drafts:
        for each in papers:
            found.setdefault(_period(each), []).append(each)
    groups = sorted(found.values(), key=lambda group: group[0].start_on)
    return tuple(map(tuple, groups))


def join(papers: Sequence[Invoice]) -> Invoice:
    """Return the drafts of several engagements as one draft; a single one stays what it is.

    The contract that is named on its head would be one of several, so it names none: each line
    names its own. The deposits are to be deducted from the whole, whose VAT may be a cent more or
    less than that of the drafts together.
    """
    first, *others = papers
    if not others:
        return first
    lines = [_of_contract(line, paper.engagement) for paper in papers for line in paper.lines]
    (group,) = first.vat
    taxed = tax_net(tuple(line.amount for line in lines), group.rate)
    nets = zip(lines, taxed.nets, strict=True)
    return checked(
        replace(
            first,
            contracts=tuple(BilledContract(**_contract_fields(paper)) for paper in papers),
            contract_reference=None,
            quote=None,
            deductions=(),
            start_on=min(paper.start_on for paper in papers),
            end_on=max(paper.end_on for paper in papers),
            prints_session_dates=all(paper.prints_session_dates for paper in papers),
            names_beneficiary=all(paper.names_beneficiary for paper in papers),
            total_net=taxed.base,
            total_vat=taxed.vat,
            total_gross=taxed.gross,
            vat=(replace(group, base=taxed.base, vat=taxed.vat),),
            lines=tuple(replace(line, net=net) for line, net in nets),
        )
    )
