"""Signing a contract: its gates and the accepted quote."""

from datetime import date

from phmcoach.actions.changing import KeyPath
from phmcoach.actions.context import Context, refuse_future
from phmcoach.actions.contract.attaching import attach_to_contract, save_sealing
from phmcoach.actions.contract.proofs import Kept
from phmcoach.actions.contract.sealing import (
    choose_signatures,
    reference_edits,
    seal_contract,
    with_reference,
)
from phmcoach.actions.contract.signed_files import NOTHING_GIVEN, SignedFiles
from phmcoach.actions.opening import (
    Opened,
    open_engagement,
    open_practice,
    refuse_if_over,
    require_records,
)
from phmcoach.documents.papers.file_names import contract_paper_names
from phmcoach.domain.case import Case
from phmcoach.domain.contract.bounds import refused_bounds
from phmcoach.domain.contract.coverage import coverage_problems
from phmcoach.domain.contract.ending import ending_of
from phmcoach.domain.contract.evaluating import signature_gate
from phmcoach.domain.contract.gates import contract_gate, dated_problems
from phmcoach.domain.contract.lifecycle import missing_signatures, unsigning_remedy
from phmcoach.domain.contract.paper_gates import public_gate
from phmcoach.domain.contract.seal import recorded_signatures, seal_problems
from phmcoach.domain.contract.withdrawal import may_withdraw
from phmcoach.domain.money.account import is_billed
from phmcoach.domain.money.quoting import mended_quote_problems
from phmcoach.domain.money.repricing import contradicting_invoices
from phmcoach.errors import (
    Problem,
    RuleRefusedError,
    UsageError,
    about,
    errors_of,
    refuse,
    warnings_of,
)
from phmcoach.remedy import Remedy
from phmcoach.store.folder import Listing
from phmcoach.store.ledger import open_ledger, quotes_of, read_ledger
from phmcoach.store.lock import lock_folder
from phmcoach.value import Value
from phmcoach.words import Party


class Signed(Value):
    """The parties that signed now, and the files that were kept as proof.

    `again` are those whose signature is recorded again as the record says, `missing` those who have
    still to sign.
    """

    ref: str
    parties: tuple[Party, ...]
    kept: Kept = Kept()
    again: tuple[Party, ...] = ()
    missing: tuple[Party, ...] = ()


def sign(
    context: Context,
    *,
    ref: str,
    on: date,
    party: Party | None = None,
    express_request: bool = False,
    given: SignedFiles = NOTHING_GIVEN,
) -> Signed:
    """Record the signature of one party, or of all who have not signed yet.

    The demand must be validated, objectives and terms complete. A rendered document is not needed,
    because contracts are sometimes signed on paper. The first signature seals the contract, and
    nobody can sign a contract that was changed since. If all have signed without a seal, the
    contract is sealed now, unless invoices contradict it. Raises OtherPapersError if a paper on
    disk is not the one that is made now, and `given` does not say which of them was signed.

    If only the record of the first signature is left, those who signed then are recorded again.

    `express_request` also records that the client asked in writing, on that day, that
    sessions begin within the withdrawal period (C. conso. L221-25); after the signature, nothing
    else is recorded. It is refused if the client has no right to withdraw.
    """
    with lock_folder(context.folder):
        practice, listing = open_practice(context.folder), Listing(context.folder)
        opened = open_engagement(context.folder, ref, practice, listing=listing)
        case, engagement = opened.case, opened.engagement
        again = recorded_signatures(case)
        signing = choose_signatures(missing_signatures(case), again, party, on)
        asked = _express_request(opened, party, on, context.today) if express_request else {}
        if asked and not signing and engagement.seal and engagement.terms:
            if given != NOTHING_GIVEN:
                require_records(opened)
                refuse(seal_problems(case), about=opened.ref)
            sealing = attach_to_contract(context, opened, practice, given)
            after = save_sealing(context, opened, sealing, asked)
            _remark_late(context, after.case)
            return Signed(opened.ref, (), sealing.kept, missing=missing_signatures(case))
        refuse_if_over(opened, before_contract=True)
        require_records(opened)
        problems = (
            *contract_gate(case, refused_bounds),
            *(() if engagement.signatures.days or engagement.seal else public_gate(case)),
            *dated_problems(case, context.today),
            *accepted_problems(context, opened),
            *seal_problems(case),
            *invoiced_otherwise(context, opened),
        )
        refuse(problems, about=opened.ref)
        if party is not None and party not in opened.case.parties:
            raise RuleRefusedError.of("sign.party-not-needed", party=party)
        if not signing and engagement.seal:
            remedy, words = None, {"number": ()}
            if on not in engagement.signatures.days or case.contracted_on is None:
                billed = is_billed(read_ledger(context.folder).accounts(opened.ref))
                remedy = unsigning_remedy(case, billed=billed)
            raise RuleRefusedError.of(
                "sign.already-signed", about=opened.ref, remedy=remedy, words=words
            )
        validated = engagement.demand.validated_on
        if validated is not None and on < validated:
            raise RuleRefusedError.of(
                "gate.signed-before-validation",
                signed_on=on,
                validated_on=validated,
                about=opened.ref,
                remedy=Remedy.SIGN,
            )
        refuse_future(on, context.today)
        refuse(signature_gate(engagement.objectives, on), about=opened.ref)
        signatures: dict[KeyPath, object] = {
            ("signatures", name): day for name, day in signing.items()
        }
        numbered = _numbered(context, opened, listing, given, on)
        sealing = seal_contract(context, numbered, practice, signing, given)
        edits = signatures | asked | reference_edits(opened, numbered)
        after = save_sealing(context, opened, sealing, edits)
        if asked:
            _remark_late(context, after.case)
    return Signed(
        opened.ref,
        tuple(each for each in signing if each not in again),
        sealing.kept,
        tuple(again),
        missing_signatures(after.case),
    )


def _numbered(
    context: Context, opened: Opened, listing: Listing, given: SignedFiles, on: date
) -> Opened:
    """Return the engagement with a number for a contract that is signed without a paper of ours.

    It is of the year of the signature: a practice that moves in has contracts of earlier years.
    A paper that an earlier version wrote is signed as it is, without a number.
    """
    directory = context.folder.documents_dir(opened.ref)
    is_written = any((directory / name).exists() for name in contract_paper_names(opened.case))
    if is_written or given != NOTHING_GIVEN:
        return opened
    return with_reference(opened, listing, on)


def _express_request(
    opened: Opened, party: Party | None, on: date, today: date
) -> dict[KeyPath, object]:
    """Return the edit that records the client's request; it is made with the client's signature.

    The first request stays, because sessions may rest on it. Raises UsageError if another party
    signs. The gate of the contract reports missing terms.
    """
    if party not in (None, opened.case.client.party):
        raise UsageError.of("usage.express-request-of-client")
    if opened.engagement.terms is not None and not may_withdraw(opened.case):
        can_sign = missing_signatures(opened.case) and ending_of(opened.case) is None
        remedy = Remedy.SIGN if can_sign else Remedy.SHOW
        raise RuleRefusedError.of(
            "sign.no-withdrawal", ref=opened.ref, about=opened.ref, remedy=remedy
        )
    refuse_future(on, today)
    earlier = opened.engagement.signatures.express_request_on
    return {("signatures", "express_request_on"): min(on, earlier or on)}


def _remark_late(context: Context, case: Case) -> None:
    """Remark on each session that was held before the request, which does not cover it."""
    for remark in about(case.ref, warnings_of(coverage_problems(case))):
        context.remark(remark)


def accepted_problems(context: Context, opened: Opened) -> tuple[Problem, ...]:
    """Return the differences between a contract and its accepted quote; none without a quote.

    They are refused, so that nobody signs other terms.
    """
    if opened.engagement.quote is None:
        return ()
    quotes = quotes_of(open_ledger(context.folder), opened.ref)
    return mended_quote_problems(quotes, opened.case, context.today)


def invoiced_otherwise(context: Context, opened: Opened) -> tuple[Problem, ...]:
    """Return what the invoices of a contract whose proof is gone say otherwise than its file."""
    accounts = read_ledger(context.folder).accounts(opened.ref)
    return errors_of(contradicting_invoices(opened.case, accounts))
