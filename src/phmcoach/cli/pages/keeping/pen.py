"""Take the pen to this machine: what is asked, and what is said of it."""

from collections.abc import Callable, Sequence

from phmcoach.actions.context import Context
from phmcoach.actions.keeping.lost_ledger import ask_about, settle
from phmcoach.actions.sync.taking import Holder, settled_pen, take_pen
from phmcoach.cli.pages.keeping.last_numbers import last_numbers, say_gaps, usual_reason
from phmcoach.cli.shell.click_language import asking
from phmcoach.cli.shell.state import CliState
from phmcoach.domain.sync.pen import Pen
from phmcoach.errors import RuleRefusedError
from phmcoach.store.pen.writer import read_pen
from phmcoach.store.sync.repository import Repository
from phmcoach.value import Value


class Asked(Value):
    """The typed way to take the pen: from a lost machine, with its last numbers."""

    is_lost: bool
    yes: bool
    last_number: Sequence[str] | None
    reason: str | None


def take(
    state: CliState,
    context: Context,
    repository: Repository,
    synchronise: Callable[[], object],
    asked: Asked,
) -> None:
    """Take the pen, and settle the last numbers of a machine that is lost."""
    if asked.is_lost and not state.interactive and asked.last_number is None:
        with asking() as ask:
            ask.text("--last-number", None)
    before = read_pen(context.folder)
    confirm = None if asked.yes else lambda holder: _confirm(state, holder, asked)
    pen = take_pen(context, repository, synchronise, confirm, is_lost=asked.is_lost)
    if pen is None:
        return
    if pen.unsettled:
        if not asked.is_lost:
            raise RuleRefusedError.of("pen.unsettled")
        _settle(state, context, repository, synchronise, asked)
    is_new = before is None or before.machine != pen.machine or pen.unsettled
    state.out.say("said.pen-taken" if is_new else "said.pen-here")


def _confirm(state: CliState, holder: Holder, asked: Asked) -> bool:
    """Say what is known of the machine with the pen, and ask; off a terminal, refuse."""
    pen, out = holder.pen, state.out
    sent = (holder.sent_at or pen.since).astimezone()
    out.say("said.pen-holder", name=pen.name, on=sent.date(), at=sent.time())
    if holder.last_number is not None:
        out.say("said.pen-number", number=holder.last_number)
    if not state.interactive and asked.is_lost:
        typed = {"numbers": tuple(asked.last_number or ())}
        raise RuleRefusedError.of("sync.lost-unconfirmed", name=pen.name, words=typed)
    if not state.interactive:
        raise RuleRefusedError.of("sync.pen-unconfirmed")
    if not asked.is_lost:
        out.say("said.pen-first", name=pen.name)
    return state.confirm("confirm.take-lost" if asked.is_lost else "confirm.take", name=pen.name)


def _settle(
    state: CliState,
    context: Context,
    repository: Repository,
    synchronise: Callable[[], object],
    asked: Asked,
) -> Pen | None:
    numbering = ask_about(context, "numbers")
    numbers = last_numbers(state, numbering, asked.last_number)
    reason = asked.reason or usual_reason(numbering.language, "said.reason-machine")
    done = settle(context, "numbers", numbers, reason)
    say_gaps(state, tuple(each for each in done.gaps if each.numbers))
    state.out.warn_all(done.warnings)
    return settled_pen(context, repository, synchronise)
