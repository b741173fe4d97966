"""The interview on a terminal: from a demand to a contract, each step a command that exists.

What is answered is recorded step by step. Each step begins with a question whose empty answer puts
it off, and the line of `coach new-engagement REF` goes on with the first step that is not done.
"""

from collections.abc import Callable, Sequence
from datetime import date
from functools import partial
from typing import TYPE_CHECKING

from phmcoach.actions.practice.interview import (
    KnownClient,
    Prepared,
    check_reference,
    is_before_contract,
    list_clients,
    propose_reference,
    see_prepared,
)
from phmcoach.cli.pages.demand_prompts import check_validation_day
from phmcoach.cli.pages.terms_prompts import read_sessions
from phmcoach.cli.shell.click_language import asking
from phmcoach.cli.shell.kinds import DATE, INTEGER, TEXT, Kind
from phmcoach.cli.shell.state import CliState
from phmcoach.cli.shell.terminal import read_yes
from phmcoach.errors import MissingError, UsageError
from phmcoach.references import is_reference, name_reference
from phmcoach.store.folder import resolve_client
from phmcoach.value import Value

if TYPE_CHECKING:
    from phmcoach.cli.shell.prompts import Asking


class Steps(Value):
    """The commands that record what the interview asked; each takes a reference first.

    A client has a name, or None if only a reference was typed. An objective is personal or shared,
    or None if its command has to ask.
    """

    new_client: Callable[[str, str | None], None]
    validate_demand: Callable[[str, date], None]
    add_objective: Callable[[str, str, bool | None], object]
    set_terms: Callable[[str, int], None]
    contract: Callable[[str], None]


YES: Kind[bool] = Kind("metavar.word", lambda text, _: bool(read_yes(text)))


def resume(state: CliState, steps: Steps, ref: str) -> bool:
    """Go on with the interview of an engagement that nobody has signed; False for any other."""
    if not state.interactive or not is_before_contract(state.context(), ref):
        return False
    state.out.say("said.interview-resumed", ref=ref)
    offer_steps(state, steps, ref)
    return True


def ask_reference(ask: "Asking", state: CliState, given: str | None, beneficiary: str) -> str:
    """Return the reference of a new engagement, by default one that is made of the name."""
    context = state.context()
    return ask.new_reference(
        "REF",
        given,
        default=None if given else propose_reference(context, beneficiary),
        question="ask.new-ref",
        check=lambda ref: check_reference(context, ref, beneficiary),
    )


def ask_client(ask: "Asking", state: CliState, steps: Steps, given: str | None) -> str:
    """Return the reference of the client, who is made first if the practice does not know them."""
    known = list_clients(state.context())
    check = partial(_read_client, state, known)
    if given is None:
        for number, each in enumerate(known, 1):
            state.out.prompt(f"  {number:>2}  {each.ref} ({each.name})\n")
        question = "ask.payer" if known else "ask.first-payer"
        found = ask.text("--client", None, question=question, check=partial(check, listed=True))
    else:
        found = check(given)
    if any(each.ref == found for each in known):
        return found
    return _make_client(state, steps, found)


def _read_client(
    state: CliState, known: Sequence[KnownClient], answer: str, *, listed: bool = False
) -> str:
    """Return the reference of a client that is known, else the answer: the name of a new one.

    If a list of the clients is shown (`listed`), a number is never a name.
    """
    if answer.isdecimal() and 1 <= int(answer) <= len(known):
        return known[int(answer) - 1].ref
    for each in known:
        if answer.casefold() == each.name.casefold():
            return each.ref
    try:
        return resolve_client(state.find_folder(), answer)
    except MissingError:
        if listed and known and answer.isdecimal():
            raise UsageError.of("usage.not-listed", text=answer, last=len(known)) from None
        if known and not state.confirm("confirm.new-client", name=answer):
            raise
    return answer


def _make_client(state: CliState, steps: Steps, typed: str) -> str:
    """Make a client of a name, or of a reference; the line of the engagement waits for it."""
    ref = typed if is_reference(typed) else name_reference(typed)
    if not ref:
        raise UsageError.of("store.bad-reference", typed=typed)
    # The answer was a name: the line that waits has the reference.
    state.line = state.line.without("--client").answered(("--client", ref))
    waiting = (*state.line.words, "--ask")
    name = None if is_reference(typed) else typed
    named = [] if name is None else ["--name", name]
    state.begin(state.line_of("new-client", ref, *named, "--ask"), waiting)
    steps.new_client(ref, name)
    state.begin(waiting)
    return ref


def offer_steps(state: CliState, steps: Steps, ref: str) -> None:
    """Offer each step to the contract that is not done, then name the next one."""
    for offer in (_offer_validation, _offer_objectives, _offer_terms):
        _rest(state, ref)
        offer(state, steps, see_prepared(state.context(), ref))
    _rest(state, ref)
    prepared = see_prepared(state.context(), ref)
    step = None if _offer_contract(state, steps, prepared) else prepared.next_step
    if step is not None:
        label, command = "show.next-step-label", "show.next-step-command"
        state.out.finding(step, label, "risk", fix=command)


def _rest(state: CliState, ref: str) -> None:
    """Let the line of the interview be what goes on: the last step is recorded."""
    state.begin(state.line_of("new-engagement", ref))


def _begin(state: CliState, command: str, ref: str, *words: str) -> None:
    """Begin a step; after it, the line of the interview goes on."""
    line, then = state.line_of(command, ref, *words), state.line_of("new-engagement", ref)
    state.begin(line, then)


def _offer_validation(state: CliState, steps: Steps, prepared: Prepared) -> None:
    if prepared.demand_validated:
        return

    def read(answer: str) -> date | None:
        if (said := read_yes(answer)) is not None:
            if said:
                raise UsageError.of("prompt.which-day")
            return None
        return check_validation_day(state, prepared.ref, None, None, answer)

    state.out.say("said.have-you-met")
    with asking() as ask:
        on = ask.optional("", DATE, question="ask.met", read=read)
    if on is not None:
        _begin(state, "validate-demand", prepared.ref, "--on", str(on))
        steps.validate_demand(prepared.ref, on)


def _offer_objectives(state: CliState, steps: Steps, prepared: Prepared) -> None:
    if prepared.has_terms and prepared.has_objectives and not prepared.lacks_shared:
        return
    while True:
        question = "ask.another-objective" if prepared.has_objectives else "ask.first-objective"
        is_missing = prepared.has_objectives and prepared.lacks_shared
        if is_missing:
            state.out.say("said.no-shared-objective")
        with asking() as ask:
            asked = "ask.shared-objective" if is_missing else question
            statement = ask.optional("", TEXT, question=asked)
        if statement is None:
            return
        shared = ["--shared"] if is_missing else []
        _begin(state, "add-objective", prepared.ref, "--statement", statement, *shared)
        steps.add_objective(prepared.ref, statement, False if is_missing else None)
        _rest(state, prepared.ref)
        prepared = see_prepared(state.context(), prepared.ref)


def _offer_terms(state: CliState, steps: Steps, prepared: Prepared) -> None:
    if prepared.has_terms:
        return
    with asking() as ask:
        read = partial(read_sessions, state, prepared.ref)
        sessions = ask.optional("", INTEGER, question="ask.sessions", read=read)
    if sessions is not None:
        _begin(state, "set-terms", prepared.ref, "--sessions", str(sessions))
        steps.set_terms(prepared.ref, sessions)


def _offer_contract(state: CliState, steps: Steps, prepared: Prepared) -> bool:
    """Offer to write the papers; return whether they are written now."""
    if not prepared.contract_due:
        return False
    with asking() as ask:
        is_wanted = ask.optional("", YES, question="ask.write-contract")
    if is_wanted:
        _begin(state, "contract", prepared.ref)
        steps.contract(prepared.ref)
    return bool(is_wanted)
