"""The table of remedies: each message in the states in which it has one command or another.

What is not walked is named here, with what a walk would need.
"""

from tests.cli.commands import (
    ways_amendments,
    ways_contract,
    ways_ends,
    ways_money,
    ways_practice,
    ways_sessions,
)

from phmcoach.remedy import Remedy

WAYS = (
    *ways_contract.WAYS,
    *ways_amendments.WAYS,
    *ways_sessions.WAYS,
    *ways_ends.WAYS,
    *ways_money.WAYS,
    *ways_practice.WAYS,
)

NOT_WALKED = {
    "amend.below-used": "a contract whose amendment asks for less than was used",
    "pause.session-held": "a pause over a session that was held",
    "pay.no-money": "a practice with VAT whose deposit covers the last invoice to the cent",
    "seal.amendment-without-signature": "tests/actions/contract/test_signed_proof.py",
    "seal.client-changed": "tests/actions/contract/test_signed_proof.py",
    "seal.contract-without-signature": "tests/actions/contract/test_signed_proof.py",
    "settle.to-bill-later": "the command is for a later day, which the sentence names",
    "sign.earlier-seal": "a folder of version 0.1.0 whose seal cannot be carried over",
    "step.archived-open": "an archived engagement with a session that was freed",
    "step.plan-evaluation-late": "a contract whose evaluation is late",
    "step.plan-evaluation-over": "a contract that is over with sessions left",
    "store.no-practice": "`coach init` asks for what it lacks: tests/process/test_real_terminal.py",
    "store.no-practice-found": "as above",
    "terms.client-quoted": "an accepted quote, and a second client",
    "terms.concluded-organisation": "its command is the line that was typed, without one option",
    "terms.no-rate": "the command line asks for the rate first",
}
"""The messages with a command that are not walked yet, each with what that would need."""

REMEDIES_NOT_WALKED = {
    Remedy.EARLIER_START: "a session before the start of the contract",
    Remedy.MOVE_SESSION: "a session that is planned in a pause",
    Remedy.NO_PAUSE_ON_DAY: "a session that was held in a pause",
    Remedy.OTHER_TYPE: "a preliminary meeting after the first session",
    Remedy.REMOVE_OBJECTIVE: "an amendment that drops a personal objective",
    Remedy.REMOVE_SESSION: "a session that is planned after the end",
    Remedy.REWORD_OBJECTIVE: "an amendment that rewords a personal objective",
    Remedy.TAKE_BACK_ARCHIVE: "an archived engagement whose invoice is credited",
    Remedy.WAIVE_CANCELLATION: "a cancellation in time that is billed",
}
"""The remedies of rules that are not walked yet, each with the state that this would need."""

NEEDS_NO_WALK = {
    Remedy.NOTHING: "it names no command",
    Remedy.EDIT: "the coach writes in the editor: tests/actions/practice/test_edit_action.py",
    Remedy.WRITE_AMENDMENT: "`amend` names it: tests/cli/commands/test_amend_command.py",
}
