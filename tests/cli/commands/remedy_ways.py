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
    "amend.below-used": "not walked yet: it needs a state of its own",
    "credit.line-already-credited": "not walked yet: it needs a state of its own",
    "credit.nothing-left": "not walked yet: it needs a state of its own",
    "credit.session-already-credited": "not walked yet: it needs a state of its own",
    "credit.session-freed": "not walked yet: it needs a state of its own",
    "outcome.session-after": "not walked yet: it needs a state of its own",
    "pause.session-held": "not walked yet: it needs a state of its own",
    "terms.client-quoted": "not walked yet: it needs a state of its own",
    "terms.concluded-organisation": "not walked yet: it needs a state of its own",
    "pay.no-money": "a practice with VAT whose deposit covers the last invoice to the cent",
    "seal.amendment-without-signature": "tests/actions/contract/test_signed_proof.py",
    "seal.client-changed": "tests/actions/contract/test_signed_proof.py",
    "seal.contract-without-signature": "tests/actions/contract/test_signed_proof.py",
    "settle.to-bill-later": "the command is for a later day, which the sentence names",
    "sign.earlier-seal": "a folder of version 0.1.0 whose seal cannot be carried over",
    "store.no-practice": "`coach init` asks for what it lacks: tests/process/test_real_terminal.py",
    "store.no-practice-found": "as above",
    "terms.no-rate": "the command line asks for the rate first",
}
"""The messages with a command that are not walked yet, each with what that would need."""

NEEDS_NO_WALK = {
    Remedy.NOTHING: "it names no command",
    Remedy.EDIT: "the coach writes in the editor: tests/actions/practice/test_edit_action.py",
    Remedy.EARLIER_START: "not walked yet: it needs a state of its own",
    Remedy.MOVE_SESSION: "not walked yet: it needs a state of its own",
    Remedy.NO_PAUSE_ON_DAY: "not walked yet: it needs a state of its own",
    Remedy.OTHER_TYPE: "not walked yet: it needs a state of its own",
    Remedy.REMOVE_OBJECTIVE: "not walked yet: it needs a state of its own",
    Remedy.REMOVE_SESSION: "not walked yet: it needs a state of its own",
    Remedy.REWORD_OBJECTIVE: "not walked yet: it needs a state of its own",
    Remedy.WAIVE_CANCELLATION: "not walked yet: it needs a state of its own",
    Remedy.WRITE_AMENDMENT: "`amend` names it: tests/cli/commands/test_amend_command.py",
}
