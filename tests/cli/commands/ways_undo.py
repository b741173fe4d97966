"""The ways out of what stands on a command that is to be taken back.

The commands of a state have their numbers: two clients, the demand (3), its validation (4), the
objective (5), the terms (6), the signature (7), the session (8).
"""

from tests.cli.commands import remedy_states as at
from tests.cli.commands.remedy_way import Way
from tests.cli.commands.ways_notes import OF_JANUARY

from phmcoach.remedy import Remedy

_BACK_TO_THE_DEMAND = "undo 6\nundo 5\nundo 4"

WAYS = (
    Way("undo.signed", at.CONTRACTED, "undo"),
    Way("undo.amendment-signed", at.AMENDMENT_SIGNED, "undo"),
    Way("undo.changed-since", at.READY, "undo 5"),
    Way(
        "undo.signature-returns",
        at.CONTRACTED.then("sign martin --take-back"),
        "undo 5",
        then="list",
    ),
    Way("undo.client-used", at.DEMANDED, "undo 1", "--email x@y.example"),
    Way(
        "undo.contract-numbered",
        at.WRITTEN.then(f"undo\n{_BACK_TO_THE_DEMAND}"),
        "undo 3",
        then="list",
    ),
    Way(
        "undo.engagement-billed",
        at.QUOTED.then(_BACK_TO_THE_DEMAND),
        "undo 3",
        then="list",
    ),
    Way("undo.in-ledger", at.QUOTED, "undo", then="list"),
    Way("undo.issued", at.INVOICED, "undo", "X."),
    Way("credit.deposit-deducted", at.DEPOSIT_DEDUCTED, "undo 8", "X.", then="list"),
    Way("undo.received", at.PAID, "undo"),
    Way("undo.has-note", at.DEMANDED.then(OF_JANUARY), "undo 3"),
    Way("undo.session-billed", at.INVOICED, "undo 8", "X."),
    Way("undo.session-billed", at.INVOICED, "undo 3", "X."),
    Way("undo.session-billed", at.JOINT, "undo 14", "X."),
    Way("undo.session-billed", at.PACKAGE_BILLED, "undo 9", "X.", remedy=Remedy.REBILL),
    Way("taken-back.billed", at.DEPOSIT, "undo 3", "X.", remedy=Remedy.REBILL),
    Way("undo.no-such-number", at.PRACTICE, "undo 99", then="undo"),
)
