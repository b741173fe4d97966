"""Amendments of a signed contract: prepared first, binding once everyone concerned has signed."""

from collections.abc import Mapping
from datetime import date

from phmcoach.actions.changing import KeyPath, without_none
from phmcoach.actions.context import Context, refuse_future
from phmcoach.actions.contract.amendment_draft import (
    Replaced,
    draft_number,
    effective_day,
    find_draft,
    find_replaced,
    find_step,
    having_draft,
    refuse_used_number,
    too_early,
    write_draft,
)
from phmcoach.actions.contract.amendment_keys import (
    ObjectiveChange,
    PartyChange,
    TermsChange,
    compose_changes,
)
from phmcoach.actions.contract.attaching import save_sealing
from phmcoach.actions.contract.pausing import effect_of
from phmcoach.actions.contract.reports import stale_reports
from phmcoach.actions.contract.sealing import choose_signatures, seal_amendment
from phmcoach.actions.contract.signed_files import NOTHING_GIVEN, SignedFiles
from phmcoach.actions.contract.signing import Signed
from phmcoach.actions.contract.succeeding import (
    find_successor,
    refuse_after_end,
    refuse_before_contract,
    refuse_other_successor,
    refuse_unsigned,
    steps_besides,
)
from phmcoach.actions.contract.taking_back import refuse_signed_amendment
from phmcoach.actions.money.invoiced import Invoiced
from phmcoach.actions.opening import Opened, open_engagement, open_practice, require_records
from phmcoach.domain.case import Case
from phmcoach.domain.contract.amended_bounds import breaks_bounds, goes_further
from phmcoach.domain.contract.amendment_gates import (
    evaluated_remarks,
    over_to_amend,
    sessions_left_out,
    typed_gate,
)
from phmcoach.domain.contract.bounds import public_reference_problems, refused_bounds
from phmcoach.domain.contract.evaluating import amended_gate, signature_gate, voided_agreement
from phmcoach.domain.contract.gates import unchanged_gate
from phmcoach.domain.contract.pausing import (
    PauseEffect,
    ends_to_agree,
    not_paused_yet,
    pause_problems,
    pause_remarks,
    pauses_left_out,
)
from phmcoach.domain.contract.planning import left_out_if_signed
from phmcoach.domain.contract.renewal import succession_problems
from phmcoach.domain.contract.seal import recorded_signatures, unsigned_records
from phmcoach.domain.history import Change, Step
from phmcoach.domain.money.account import Account
from phmcoach.domain.money.repricing import (
    package_remarks,
    price_stays,
    repricing_problems,
    signing_problems,
)
from phmcoach.domain.records.amendment import Amendment
from phmcoach.domain.records.engagement import Pause
from phmcoach.domain.records.parties import Client
from phmcoach.errors import Problem, RuleRefusedError, about, refuse
from phmcoach.store.ledger import open_ledger
from phmcoach.store.lock import lock_folder
from phmcoach.value import Value, fields_of, replace
from phmcoach.words import Party


class Amended(Value):
    """The current amendment, its changes, and the parties that still have to sign it.

    `wordings` are the changes of each reworded objective, by its id. `pause` is the one that was
    recorded with it, and `effect` what it does to the contract. `steps` are what is left to do,
    `successor` is the client whom it brings in. `replaced` is what of the draft it has no longer.
    """

    ref: str
    amendment: Amendment
    changes: tuple[Change, ...]
    wordings: Mapping[str, tuple[Change, ...]]
    parties: tuple[Party, ...]
    warnings: tuple[Problem, ...] = ()
    pause: Pause | None = None
    effect: PauseEffect | None = None
    steps: tuple[Problem, ...] = ()
    successor: Client | None = None
    replaced: Replaced | None = None


def amend(
    context: Context,
    *,
    ref: str,
    on: date,
    effective_on: date | None = None,
    terms: TermsChange | None = None,
    objectives: ObjectiveChange | None = None,
    reason: str | None = None,
    anyway: str | None = None,
    pause: Pause | None = None,
    parties: PartyChange | None = None,
) -> Amended:
    """Prepare an amendment, or change the one that nobody has signed yet.

    `on` is its date, `effective_on` the day from which it applies (by default the day set in the
    draft, else its date). A value that is agreed already is no change, and removes an earlier
    change from the draft. `anyway` is the reason for more sessions or a longer span than the bounds
    of the contract allow; the draft keeps it as long as they do not allow that, and nothing goes
    further. `pause` is a fact, recorded with the amendment, whoever signs it, and deducted from the
    span of the amended terms. Raises RuleRefusedError with all problems, including each bound that
    the amended terms break, and if nothing changes; UsageError for a contradiction.
    """
    terms, objectives = terms or TermsChange(), objectives or ObjectiveChange()
    with lock_folder(context.folder):
        practice = open_practice(context.folder)
        opened = open_engagement(context.folder, ref, practice)
        opened = opened.with_billed(Invoiced(context.folder).of(opened))
        engagement = opened.engagement
        parties = (parties or PartyChange()).in_folder(context.folder)
        if (terms, parties) == (TermsChange(), PartyChange()):
            refuse_unsigned(opened, objectives, pause)
        is_alone = pause is None and objectives == ObjectiveChange()
        draft = _find_draft_to_amend(context, opened, on, terms if is_alone else None, parties)
        objectives.refuse_contradiction()
        if draft is None:
            refuse_used_number(context, opened, draft_number(opened.case))
        changes = compose_changes(opened, draft, terms, objectives, parties, on)
        head = {
            "number": draft_number(opened.case),
            "set_on": on,
            "effective_on": effective_on or effective_day(draft, on),
            "reason": reason or (draft.reason if draft else None),
            "exception": draft.exception if anyway is None and draft else anyway,
        }
        data = without_none(head | changes)
        pause = None if pause in engagement.pauses else pause
        if pause is not None and not changes:
            refuse(pause_problems(opened.case, **fields_of(pause)), about=opened.ref)
            raise RuleRefusedError(Problem("amend.pause-alone", fields_of(pause), ref=opened.ref))
        pauses = not_paused_yet(opened.case, pause)
        after = having_draft(opened, draft, data, pauses)
        if anyway is None and "exception" in data and goes_further(opened.case, after):
            del data["exception"]
            after = having_draft(opened, draft, data, pauses)
        is_needless = "exception" in data and not breaks_bounds(after, after.history[-1])
        if is_needless:
            del data["exception"]
            after = having_draft(opened, draft, data, pauses)
        step = after.history[-1]
        successor = find_successor(context.folder, after, step.place)
        ledger = open_ledger(context.folder)
        accounts = ledger.accounts(opened.ref)
        after = after.with_billed(ledger.billed(opened.ref))  # a lower number may be exceeded
        _refuse_if_broken(context, opened.case, after, step, pause, successor, accounts)
        write_draft(context, opened, draft, data, pauses)
    needless = (Problem("amend.anyway-needless"),) if is_needless and anyway is not None else ()
    return Amended(
        ref=opened.ref,
        amendment=step.amendment,
        changes=step.changes,
        wordings=step.wording_changes,
        parties=step.parties,
        warnings=(
            *evaluated_remarks(opened.case),
            *needless,
            *about(opened.ref, (*pause_remarks(opened.case, pause), *left_out_if_signed(after))),
            *package_remarks(step, accounts),
            *about(opened.ref, price_stays(step, accounts)),
        ),
        pause=pause,
        effect=effect_of(opened.case, pause),
        steps=about(opened.ref, steps_besides(opened, step, successor)),
        successor=successor,
        replaced=find_replaced(context.folder, after, draft, step),
    )


class AmendmentSigned(Signed):
    """The record of a signature, and whether the amendment is in force.

    `warnings` say that it voids the beneficiary's agreement to the evaluation, and name the
    sponsor's reports that were written under that agreement.
    """

    in_force: bool = False
    warnings: tuple[Problem, ...] = ()


def sign_amendment(
    context: Context,
    *,
    ref: str,
    number: int,
    on: date,
    party: Party | None = None,
    given: SignedFiles = NOTHING_GIVEN,
) -> AmendmentSigned:
    """Record the signature of an amendment by one party, or by all who have not signed it yet.

    The first signature seals it. Raises MissingError for an unknown number, else as `sign` does.
    """
    with lock_folder(context.folder):
        practice = open_practice(context.folder)
        opened = open_engagement(context.folder, ref, practice)
        require_records(opened)
        ledger = open_ledger(context.folder)
        opened = opened.with_billed(ledger.billed(opened.ref))
        case, step = opened.case, find_step(opened, number)
        amendment, accounts = step.amendment, ledger.accounts(opened.ref)
        refuse(signing_problems(case, step, accounts), about=opened.ref)
        refuse_other_successor(context, opened, step)
        if party is not None and party not in step.parties:
            raise RuleRefusedError.of("sign.amendment-party-not-needed", number=number, party=party)
        again = recorded_signatures(case, step)
        signing = choose_signatures(step.missing, again, party, on)
        if signing:
            refuse(over_to_amend(case, on), about=opened.ref)
        if not signing and amendment.seal:
            refuse_signed_amendment(context, opened, step, "amend.already-signed")
        if on < amendment.set_on:
            raise too_early(opened, amendment, on)
        refuse_future(on, context.today)
        refuse(signature_gate(amendment.objectives, on), about=opened.ref)
        values: dict[KeyPath, object] = {
            ("amendments", step.place, "signatures", name): day for name, day in signing.items()
        }
        sealing = seal_amendment(context, opened, practice, step.place, signing, given)
        after = save_sealing(context, opened, sealing, values).case
    signed = after.history[step.place]
    undone = voided_agreement(case, after)
    stale = stale_reports(context.folder, after) if undone else ()
    return AmendmentSigned(
        ref=opened.ref,
        parties=tuple(each for each in signing if each not in again),
        kept=sealing.kept,
        again=tuple(again),
        missing=signed.missing,
        in_force=signed.signed_on is not None,
        warnings=about(opened.ref, (*undone, *stale, *ends_to_agree(case, step, after))),
    )


def _find_draft_to_amend(
    context: Context, opened: Opened, on: date, terms: TermsChange | None, parties: PartyChange
) -> Amendment | None:
    """Return the amendment in preparation, if any; refuse what stops it, then a wrong day."""
    case, ref = opened.case, opened.ref
    if case.private and (parties.contact, parties.role) != (None, None):
        raise RuleRefusedError.of("amend.contact-private", about=ref)
    refuse_before_contract(context, opened, terms, parties)
    require_records(opened)
    refuse((*unchanged_gate(case), *unsigned_records(case)), about=ref)
    refuse_after_end(context, opened, terms, parties)
    draft = find_draft(opened)
    refuse_future(on, context.today)
    signed_on = case.contracted_on
    if signed_on is not None and on < signed_on:
        raise RuleRefusedError.of("amend.before-contract", number=draft_number(case), on=on)
    return draft


def _refuse_if_broken(
    context: Context,
    before: Case,
    after: Case,
    step: Step,
    pause: Pause | None,
    successor: Client | None,
    accounts: tuple[Account, ...],
) -> None:
    amendment, problems = step.amendment, [*typed_gate(before, after, step, refused_bounds)]
    refuse(amended_gate(before, amendment, typed=True), about=before.ref)
    if pause is not None:
        known = replace(after.engagement, pauses=before.engagement.pauses)
        problems += pause_problems(after.having(known), **fields_of(pause))
    if successor is not None:
        problems += succession_problems(before, amendment, successor, context.today)
    problems += pauses_left_out(before, after)
    problems += public_reference_problems(after.client.kind, amendment.purchase_order)
    problems += repricing_problems(after, step, accounts, typed=True)
    problems += sessions_left_out(before, amendment, typed=True)
    refuse(problems, about=before.ref)
