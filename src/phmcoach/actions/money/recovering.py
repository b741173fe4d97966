"""The ways out of what holds up the ledger, and the record of each; first, of a wrong clock.

A computer whose clock is wrong once dates papers ahead, and none is issued before the last one. A
recovery is an entry that says so. It changes no paper: what bears a wrong day is credited and
billed again.
"""

from collections.abc import Iterator, Sequence
from datetime import date

from phmcoach.actions.context import Context
from phmcoach.actions.money.mail import has_duplicate
from phmcoach.actions.opening import is_specimen, open_practice
from phmcoach.domain.money.invoice import Invoice
from phmcoach.domain.money.ledger import Recovery
from phmcoach.domain.money.receipt import Receipt
from phmcoach.errors import Problem, RuleRefusedError
from phmcoach.store.ledger import Ledger, open_ledger
from phmcoach.store.ledger_chain import RecordedEntry
from phmcoach.store.ledger_check import verify_ledger
from phmcoach.store.ledger_issue import record_recovery, unfinished_remarks
from phmcoach.store.ledger_numbers import dated_by_wrong_clock, recorded_ahead
from phmcoach.store.pen.writer import find_pen_problems
from phmcoach.value import Value


class Recovered(Value):
    """A recovery, its place in the ledger, and what is left to do."""

    place: int
    recovery: Recovery
    left: tuple[Problem, ...]
    warnings: tuple[Problem, ...] = ()


def find_recoverable(context: Context) -> tuple[Problem, ...]:
    """Return what can be recovered, each with its command; raises as `open_ledger` does.

    What holds up its recording comes first. Another fault of the ledger, such as a lost PDF, has
    its own command.
    """
    folder = context.folder
    ledger, practice = open_ledger(folder), open_practice(folder)
    ahead = dated_ahead(ledger, context.today, specimen=is_specimen(context, practice))
    found = (*find_pen_problems(folder), *ahead) if ahead else ()
    verified = verify_ledger(folder, lambda each: has_duplicate(folder, each))
    return (*found, *verified.ledger.damage)


def dated_ahead(ledger: Ledger, today: date, *, specimen: bool) -> tuple[Problem, ...]:
    """Return the problem of entries that were recorded after today.

    Once a recovery explains them, return a warning about each paper and each receipt of a day to
    come that is not taken back.
    """
    ahead = recorded_ahead(ledger.entries, today, specimen=specimen)
    if not ahead:
        return tuple(_left_ahead(ledger, today, specimen=specimen))
    recovery = _recovery_of(ahead, today, specimen=specimen)
    args: dict[str, object] = {
        "today": today,
        "count": len(ahead),
        "wrong_from": recovery.wrong_from,
        "wrong_to": recovery.wrong_to,
        "entries": [each.number for each in ahead],
    }
    return (Problem("recover.clock", args),)


def _recovery_of(ahead: Sequence[RecordedEntry], today: date, *, specimen: bool) -> Recovery:
    days = [each.entry.recorded_on for each in ahead]
    return Recovery(specimen=specimen, wrong_from=min(days), wrong_to=max(days), right_on=today)


def _left_ahead(ledger: Ledger, today: date, *, specimen: bool) -> Iterator[Problem]:
    """Yield the receipts, then the papers, each from the last one on: the order to undo them in."""
    wrong = dated_by_wrong_clock(ledger.entries)
    own = [each for each in reversed(ledger.entries) if each.place in wrong]
    own = [each for each in own if each.facts.specimen == specimen]
    for each in own:
        receipt = each.entry.money
        if receipt and receipt.received_on > today and _can_be_undone(ledger, each.place, receipt):
            args = {"place": each.place, "amount": receipt.amount, "on": receipt.received_on}
            yield Problem("recover.receipt", args, level="warning")
    for each in own:
        paper = each.entry.invoice
        if paper and paper.issued_on > today and _can_be_credited(ledger, paper):
            kind = "recover.deposit" if paper.type == "deposit" else "recover.invoice"
            yield Problem(kind, {"number": each.number, "on": paper.issued_on}, level="warning")


def _can_be_undone(ledger: Ledger, place: int, receipt: Receipt) -> bool:
    others = ledger.of_engagement(receipt.engagement, specimen=receipt.specimen)
    taken_back = {each.entry.receipt.counters for each in others if each.entry.receipt}
    return bool(receipt.amount) and receipt.counters is None and place not in taken_back


def _can_be_credited(ledger: Ledger, paper: Invoice) -> bool:
    account = ledger.account(paper.engagement, specimen=paper.specimen)
    credited = sum(note.total_gross for note in account.credits_of(paper.number or ""))
    return paper.type != "credit" and credited < paper.total_gross


def refuse_right_clock(context: Context) -> None:
    """Refuse to record a wrong clock that no entry shows, before the coach is asked about it."""
    _ahead(context, open_ledger(context.folder))


def _ahead(context: Context, ledger: Ledger) -> tuple[RecordedEntry, ...]:
    """Return the entries that were recorded after today; raise RuleRefusedError without any."""
    specimen = is_specimen(context, open_practice(context.folder))
    ahead = tuple(recorded_ahead(ledger.entries, context.today, specimen=specimen))
    if not ahead:
        raise RuleRefusedError.of("recover.nothing", today=context.today)
    return ahead


def recover_clock(context: Context) -> Recovered:
    """Record that the clock was wrong when the entries of days to come were recorded.

    Whoever calls has confirmed that today is right. Raises RuleRefusedError if no entry is of a day
    to come, and as `open_ledger` does.
    """
    specimen = is_specimen(context, open_practice(context.folder))

    def make(ledger: Ledger) -> Recovery:
        return _recovery_of(_ahead(context, ledger), context.today, specimen=specimen)

    ledger = record_recovery(context.folder, make, recorded_at=context.now)
    entry = ledger.entries[-1].entry
    if entry.recovery is None:
        message = "the last entry is the recovery that was recorded"
        raise TypeError(message)
    left = tuple(_left_ahead(ledger, context.today, specimen=specimen))
    return Recovered(entry.place, entry.recovery, left, unfinished_remarks(ledger))
