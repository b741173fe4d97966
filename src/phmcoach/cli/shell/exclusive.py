"""The options that contradict each other, in one table for all commands.

`contradictions` compares it with what is typed before a command begins, so that no option is
silently ignored. A term of the table is an option as it is typed, an argument by its name, or one
of these with its value: `--by coach`.
"""

from collections.abc import Mapping, Sequence

from phmcoach.value import Value
from phmcoach.words import BILLABLE_STATUSES, DROPPED_TERMS, SESSION_STATUSES, SESSION_TYPES


class Exclusive(Value):
    """A term that cannot be combined with any of some others.

    The message has the fields `one` and `other`. If the first term alone says what to do, `instead`
    are the terms of the line to type: it and those that may accompany it.
    """

    one: str
    others: Sequence[str]
    message: str = "usage.exclusive"
    instead: Sequence[str] = ()


_SCALE = Exclusive("--scale", ("--scale-file",), "usage.scale-and-file")
_SPAN = Exclusive("--end", ("--months",), "terms.end-or-months")
_DRY_RUN = Exclusive("--dry-run", ("--yes",), "usage.dry-run-issues-nothing")
_NOTHING_TO_OPEN = Exclusive("--dry-run", ("--open",))
_PREVIEW = Exclusive("--preview", ("--json", "--dry-run", "--yes"), "usage.preview-alone")
_FOLDER = Exclusive("DIR", ("--folder",), "usage.two-folders")
_OBSERVED = tuple(f"--type {each}" for each in SESSION_TYPES if each != "shadowing")
OF_COMPANY = ("--capital", "--rcs", "--represented-by", "--title")
_BESIDE_PROFILES = (
    *("--vat-regime", "--tax-regime", "--from", "--vat-number", "--declaration", "--iban", "--bic"),
    *("--payment-days", "--prefix", "--next-number", "--quote-prefix", "--rate", "--rate-for"),
    *("--closed-from", "--closed-to", "--not-closed", "--electronic-address", "--franchise-kept"),
    *("--trade-name", "--address", "--postcode", "--city", "--email", "--phone", "--website"),
    *("--insurer", "--policy", "--mediator", "--mediator-address", "--mediator-website"),
    *("--code-of-ethics", "--language", "--accent", "--drift-days", "--month-counting"),
    *("--quote-days", "--social-fund", "--flat-income-tax", "--started-on", "--time-zone"),
    *OF_COMPANY,
)
"""What `set-practice` changes besides the bounds of contracts."""
_OF_AMENDMENT = (
    *("--on", "--effective", "--sessions", "--hours", "--start", "--end", "--months", "--rate"),
    *("--package", "--mode", "--place", "--also-billed", "--notice-hours"),
    *("--late-cancel-percent", "--payment-days", "--purchase-order", "--session-dates"),
    *("--name-on-invoices", "--applies-from", "--add-objective", "--reword-objective"),
    *("--statement", "--result", "--indicator", "--scale", "--scale-file", "--weight"),
    *("--drop-objective", "--client", "--succession", "--new-employer", "--contact"),
    *("--contact-role", "--beneficiary", "--role", "--pause-from", "--pause-to"),
    *("--pause-reason", "--reason", "--anyway", "--json"),
)
_FACTS_OF_SESSION = (
    "--on",
    "--at",
    "--hours",
    "--type",
    "--status",
    "--purpose",
    "--notified",
    "--travel",
    "--travel-label",
    "--debrief",
    "--proposed-by-beneficiary",
    "--billed-on",
    "--next",
    "--note",
)
_NOT_TO_BILL = tuple(
    f"--status {each}" for each in SESSION_STATUSES if each not in BILLABLE_STATUSES
)
_MET = tuple(f"--type {each}" for each in SESSION_TYPES if each != "three-way")

EXCLUSIVE: Mapping[str, Sequence[Exclusive]] = {
    "add-objective": (
        _SCALE,
        Exclusive(
            "--remove",
            (
                *("--statement", "--result", "--indicator", "--personal"),
                *("--scale", "--scale-file", "--weight"),
            ),
        ),
    ),
    "amend": (
        _SCALE,
        _SPAN,
        Exclusive("--add-objective", ("--reword-objective",), "usage.add-or-reword"),
        Exclusive("--add-objective", ("--statement",), "usage.two-statements"),
        Exclusive("--succession", ("--new-employer",)),
        Exclusive("--take-back", _OF_AMENDMENT),
    ),
    "check-cadence": (
        Exclusive("--acknowledge", ("--verbose", "--json", "--as-of")),
        Exclusive("--take-back", ("--acknowledge", "--verbose", "--json", "--as-of")),
    ),
    "close": (Exclusive("--take-back", ("--on",)),),
    "credit": (
        _DRY_RUN,
        _NOTHING_TO_OPEN,
        Exclusive("--amount", ("--rebill",), "usage.reduction-rebills-nothing"),
        Exclusive("--renew", ("--lines", "--session", "--amount", "--rebill")),
    ),
    "decline": (Exclusive("--take-back", ("--by", "--on", "--ground", "--reason")),),
    "demo": (_FOLDER,),
    "doctor": (Exclusive("--verbose", ("--json",)),),
    "end": (
        Exclusive("--take-back", ("--by", "--on", "--reason", "--withdrawal", "--not-informed")),
        Exclusive("--withdrawal", ("--by",)),
    ),
    "evaluate": (
        Exclusive("--form", ("--from",), "usage.form-and-from"),
        Exclusive("--plan", ("--form", "--from")),
        Exclusive("--take-back", ("--form", "--from", "--plan")),
    ),
    "export": (
        Exclusive("WHAT ics", ("--year", "--csv")),
        Exclusive("WHAT archive", ("--csv",)),
        Exclusive("--csv", ("--json",)),
    ),
    "init": (
        _FOLDER,
        Exclusive("--legal-form ei", OF_COMPANY, "usage.only-for-companies"),
        Exclusive("--flat-income-tax", ("--tax-regime is", "--tax-regime bnc-2035")),
    ),
    "invoice": (
        Exclusive(
            "--all",
            (
                "REF",
                "--deposit",
                "--instalment",
                "--credit-unpaid",
                "--paid-on",
                "--by",
                "--preview",
            ),
            "usage.all-with-one",
        ),
        Exclusive("--credit-unpaid", ("--deposit", "--preview")),
        Exclusive("--month", ("--through",)),
        Exclusive("--deposit", ("--month", "--through"), "usage.deposit-and-month"),
        Exclusive("--instalment", ("--deposit", "--month", "--through")),
        Exclusive("--with", ("--all", "--deposit", "--instalment")),
        _PREVIEW,
        _DRY_RUN,
        _NOTHING_TO_OPEN,
    ),
    "ledger": (
        Exclusive("--csv", ("--pdf", "--json")),
        Exclusive("--pdf", ("--json",)),
        Exclusive("--year", ("--from", "--to"), "usage.year-and-days"),
        Exclusive("--view unpaid", ("--year", "--from", "--to"), "usage.unpaid-today"),
    ),
    "log-session": (
        Exclusive("--debrief", _OBSERVED, "usage.observation-only"),
        Exclusive("--proposed-by-beneficiary", _OBSERVED, "usage.observation-only"),
        Exclusive("--purpose", _MET, "usage.three-way-only"),
        Exclusive("--notified", ("--status held", "--status planned"), "usage.cancellation-only"),
        Exclusive(
            "--travel",
            ("--status cancelled", "--status cancelled-by-coach", "--status force-majeure"),
            "usage.travel-not-billed",
        ),
        Exclusive("--billed-on", _NOT_TO_BILL),
        Exclusive("--remove", ("--move-to", "--anyway", *_FACTS_OF_SESSION)),
        Exclusive("--move-to", _FACTS_OF_SESSION),
        Exclusive("--note", ("--json",)),
    ),
    "mail": (
        Exclusive("--month", ("NUMBER", "--paper", "--for", "--duplicate", "--plain")),
        Exclusive("--paper", ("--duplicate", "--plain")),
    ),
    "note": (
        Exclusive("WHAT list", ("--on", "--from", "--remove")),
        Exclusive("WHAT show", ("--from", "--remove")),
        Exclusive("WHAT search", ("--on", "--from", "--remove")),
        Exclusive("WHAT check", ("NAME", "--on", "--from", "--remove", "--json")),
        Exclusive("WHAT recover", ("NAME", "--on", "--from", "--remove", "--json")),
        Exclusive("--remove", ("--from", "--json")),
        Exclusive("--from", ("--json",)),
    ),
    "pause": (Exclusive("--take-back", ("--reason",)),),
    "pay": (
        Exclusive("--fees", ("--refund", "--by cash", "--nature penalties", "--nature indemnity")),
        Exclusive(
            "--undo",
            ("--by", "--amount", "--nature", "--reference", "--refund", "--fees"),
            "usage.undo-with-others",
            instead=("NUMBER", "--undo", "--on"),
        ),
    ),
    "plan": (
        Exclusive("--proposed-by-beneficiary", _OBSERVED, "usage.observation-only"),
        Exclusive("--purpose", _MET, "usage.three-way-only"),
        Exclusive("--propose", ("--purpose", "--proposed-by-beneficiary", "--anyway")),
    ),
    "prepare": (Exclusive("--notes", ("--json",)),),
    "privacy": (
        Exclusive("WHAT export", ("--dry-run", "--yes")),
        Exclusive("WHAT erase", ("--to", "--notes")),
        Exclusive("WHAT due", ("PERSON", "--to", "--notes", "--dry-run", "--yes")),
        _DRY_RUN,
    ),
    "quote": (
        Exclusive(
            "--accept",
            (
                *("--valid-until", "--dry-run", "--preview", "--yes", "--open"),
                *("--today-is", "--json"),
            ),
        ),
        Exclusive("--take-back", ("--on",)),
        _PREVIEW,
        _DRY_RUN,
        _NOTHING_TO_OPEN,
    ),
    "receive": (
        Exclusive(
            "--nature opening",
            ("--label", "--on", "--by", "--from", "--reference"),
            "usage.opening-alone",
        ),
    ),
    "recover": (
        Exclusive("WHAT clock", ("--last-number", "--reason")),
        Exclusive("WHAT numbers", ("--today-is",)),
        Exclusive("WHAT head", ("--today-is",)),
    ),
    "report": (
        Exclusive("--agreed", ("--for", "--open")),
        Exclusive("--take-back", ("--on", "--share-score")),
    ),
    "set-practice": (
        Exclusive("--franchise-kept", ("--vat-regime",)),
        Exclusive("--not-closed", ("--closed-from",)),
        Exclusive("--quote-prefix", ("--from",)),
        Exclusive("--profile", _BESIDE_PROFILES),
    ),
    "set-terms": (
        _SPAN,
        Exclusive("--without package", ("--package", "--schedule", "--without schedule")),
        *(Exclusive(f"--without {each}", (f"--{each}",)) for each in DROPPED_TERMS[1:]),
    ),
    "sign": (
        Exclusive(
            "--express-request",
            ("--amendment", "--party coach"),
            "usage.express-request-of-client",
        ),
        Exclusive("--instead-of", ("--on", "--party", "--express-request")),
        Exclusive(
            "--hours-consent",
            (
                *("--party", "--express-request", "--amendment", "--paper", "--scan"),
                "--instead-of",
            ),
            "usage.consent-alone",
        ),
        Exclusive(
            "--take-back",
            ("--on", "--express-request", "--paper", "--scan", "--instead-of", "--hours-consent"),
        ),
    ),
    "templates": (
        Exclusive("ACTION list", ("NAME",), "usage.copies-only"),
        Exclusive("ACTION check", ("NAME", "--language"), "usage.checks-all"),
    ),
    "sync": (Exclusive("--dry-run", ("--yes", "--remote", "--prefer", "--take")),),
    "undo": (Exclusive("--list", ("NUMBER",)),),
    "validate-demand": (
        Exclusive(
            "--take-back",
            (
                "--on",
                "--request",
                "--shared-request",
                "--analysed-on",
                "--received-on",
                "--beneficiary",
                "--disciplinary",
            ),
        ),
    ),
}
"""The terms of a command that exclude each other."""
