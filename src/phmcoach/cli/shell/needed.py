"""The options that mean nothing without another one, in one table for all commands.

`contradictions` compares it with what is typed, as it does with `exclusive`.
"""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from phmcoach.cli.shell.exclusive import OF_COMPANY


class Needs(NamedTuple):
    """Options that mean nothing without one of some others; the message may name all of these.

    It may have the fields `one` and `others`.
    """

    options: Sequence[str]
    others: Sequence[str]
    message: str = "usage.needs-another"


_FROM_TODAY = ("--iban", "--bic", "--payment-days", "--prefix", "--next-number")

NEEDS: Mapping[str, Sequence[Needs]] = {
    "add-objective": (
        Needs(("--scaled-on",), ("--scale", "--scale-file")),
        Needs(("--remove",), ("--objective",)),
        Needs(
            ("--objective",),
            (
                *("--statement", "--result", "--indicator", "--personal"),
                *("--scale", "--scale-file", "--weight", "--remove"),
            ),
        ),
    ),
    "amend": (
        Needs(
            ("--statement", "--result", "--indicator", "--scale", "--scale-file", "--weight"),
            ("--add-objective", "--reword-objective"),
            "usage.texts-without-objective",
        ),
        Needs(("--succession", "--new-employer"), ("--client",)),
        Needs(("--pause-from",), ("--pause-to",)),
        Needs(("--pause-to", "--pause-reason"), ("--pause-from",)),
    ),
    "end": (Needs(("--not-informed",), ("--withdrawal",)),),
    "init": (Needs(OF_COMPANY, ("--legal-form",)), Needs(("--policy",), ("--insurer",))),
    "invoice": (
        Needs(("--paid-on",), ("--by",), "usage.paid-on-and-by"),
        Needs(("--by",), ("--paid-on",), "usage.paid-on-and-by"),
    ),
    "ledger": (Needs(("--open",), ("--pdf",)),),
    "log-session": (Needs(("--remove", "--move-to"), ("--session",)),),
    "plan": (Needs(("--times",), ("--every",), "plan.times-without-every"),),
    "credit": (Needs(("--vat",), ("--renew",)),),
    "report": (Needs(("--on", "--share-score", "--take-back"), ("--agreed",)),),
    "sign": (Needs(("--instead-of",), ("--paper", "--scan")),),
    "set-practice": (
        Needs(("--from",), ("--vat-regime", "--tax-regime", "--declaration", *_FROM_TODAY)),
    ),
    "mail": (Needs(("--plain",), ("--duplicate",)),),
    "quote": (Needs(("--take-back",), ("--accept",)),),
    "remind": (
        Needs(
            ("--level", "--notified-on", "--rate", "--open"),
            ("NUMBER",),
            "usage.reminder-without-number",
        ),
    ),
}
"""The terms of a command that mean nothing alone."""
