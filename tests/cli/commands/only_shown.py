"""What names only `show` or `edit`, each with the reason why no other command is named.

A coach is to mend by a command what a command can mend. Whoever adds a message with `show`, or a
rule that chooses it, says here why that is enough.
"""

from collections.abc import Mapping

NOTHING_TO_MEND = "nothing is wrong: what was typed is recorded already, and shown"
NAMED_WRONG = "what was named is not there, and the engagement shows what is"
TOO_LATE = "no command brings it back: what was signed, evaluated or closed since stays"
NOT_YET = "something comes first, and the engagement shows its next step"

SHOWN: Mapping[str, str] = {
    "amend.below-used": "so few sessions cannot be agreed: as many are used, and shown",
    "amend.client-already": "nothing changes: the client of the contract is shown",
    "amend.client-private": NOT_YET,
    "amend.new-employer": NOT_YET,
    "amend.objectives-evaluated": TOO_LATE,
    "amend.unknown": NAMED_WRONG,
    "amend.unknown-objective": NAMED_WRONG,
    "attendance.no-session": NOT_YET,
    "credit.credit-note": "nothing follows from a credit note: what it took back is shown",
    "credit.line-already-credited": NOTHING_TO_MEND,
    "credit.nothing-left": NOTHING_TO_MEND,
    "credit.session-removed": "its day has another session, which is shown and billed instead",
    "demand.already-validated": "sessions or invoices stand on the signed demand",
    "engagement.same-demand": "the engagement is there already, under the name that is shown",
    "erase.still-open": NOT_YET,
    "evaluate.already-evaluated": "an evaluation that is recorded is not planned any more",
    "gate.evaluated-without-session": NOT_YET,
    "gate.follow-up-without-closed": NOT_YET,
    "invoice.nothing-to-bill": "all is billed: what comes next is shown",
    "objective.unknown": NAMED_WRONG,
    "outcome.already-over": "nothing more is recorded: what is left to do is shown",
    "outcome.not-recorded": NOTHING_TO_MEND,
    "package.no-deposit": "nothing of the schedule is due: what comes next is shown",
    "package.not-waived": "the table of the instalments shows what is billed and owed",
    "pause.none": NOTHING_TO_MEND,
    "pay.credit-note": "nothing is owed on the invoice that it corrects",
    "plan.after-set-end": "no terms reach so far: the day is mistyped, and the end is shown",
    "plan.after-end": "no amendment reaches so far: the day is mistyped, and the end is shown",
    "plan.beyond-number": "no amendment has so many sessions: a new engagement follows this one",
    "plan.nothing-left": NOTHING_TO_MEND,
    "plan.in-the-past": "the day has a session, or no contract covers it, as is shown",
    "quote.already-accepted": NOTHING_TO_MEND,
    "undo.contract-numbered": TOO_LATE,
    "undo.engagement-billed": TOO_LATE,
    "undo.signature-returns": TOO_LATE,
    "quote.already-signed": "the contract is signed: a quote changes nothing any more",
    "quote.engagement-over": TOO_LATE,
    "quote.none": "no quote is possible yet, or any more: the next step is shown",
    "mail.no-amendment": NAMED_WRONG,
    "mail.no-quote": "no quote is possible yet, or any more: the next step is shown",
    "renew.no-deposit": "the invoice is credited, or a credit note, as is shown",
    "renew.nothing-left": NOTHING_TO_MEND,
    "renew.same-vat": NOTHING_TO_MEND,
    "scale.already-evaluated": TOO_LATE,
    "scale.unknown-objective": NAMED_WRONG,
    "seal.differs": "the engagement shows what was signed, what it is now, and what mends it",
    "session.none-planned": NOTHING_TO_MEND,
    "session.unknown": NAMED_WRONG,
    "sign.already-signed": NOTHING_TO_MEND,
    "sign.no-withdrawal": "signed: the place of the signature, which decides it, is shown",
    "sign.not-attached": NAMED_WRONG,
    "sign.nothing-attached": NAMED_WRONG,
    "sign.unlike-paper": "the paper is kept as it was signed: what differs is shown",
    "step.nothing-to-prepare": "nothing is to be prepared any more: what was done is shown",
    "store.exists": "the engagement is there already",
    "taken-back.no-acceptance": NOTHING_TO_MEND,
    "taken-back.no-amendment": NOTHING_TO_MEND,
    "taken-back.no-approval": NOTHING_TO_MEND,
    "taken-back.no-evaluation": NOTHING_TO_MEND,
    "taken-back.no-signature": NOTHING_TO_MEND,
    "taken-back.no-validation": NOTHING_TO_MEND,
    "taken-back.not-archived": NOTHING_TO_MEND,
    "taken-back.signed": "sessions or invoices stand on the signature",
    "terms.private-contract": "it was typed alone, so nothing is left to set: the terms are shown",
}
"""The messages that name `show`, always or where a rule chooses it."""
