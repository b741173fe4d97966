# ruff: noqa: E501 - command lines as they are typed
"""The ways out of what is wrong with files, and of what `doctor` finds."""

from tests.cli.commands import remedy_states as at
from tests.cli.commands.remedy_way import Way

from phmcoach.remedy import Remedy

_FIRST = "ledger/2026/000001.toml"
_SYNCED = "rm .git/coach-fork"
"""What a sync does once it brought the other machine's entries."""

WAYS = (
    Way(
        "edit.draft-left", at.PAID.then("! engagements/.edit-martin.toml - => X"), "archive martin"
    ),
    Way(
        "gate.closed-before-end",
        at.END_CLOSED.then(
            "! engagements/martin.toml closed_on = 2026-02-03 => closed_on = 2026-02-02"
        ),
        "doctor",
        remedy=Remedy.TAKE_BACK_CLOSE,
    ),
    Way("gate.pause-twice", at.PAUSED.then(f"! engagements/martin.toml - => {at.PAUSE}"), "doctor"),
    Way(
        "gate.pause-without-contract",
        at.READY.then(f"! engagements/martin.toml - => {at.PAUSE}"),
        "doctor",
    ),
    Way(
        "amend.earlier-unsigned",
        at.AMENDED.then(f"! engagements/martin.toml - => {at.SECOND_AMENDMENT}"),
        "sign martin --amendment 2 --on 2026-02-03",
    ),
    Way("seal.differs", at.EDITED, "today", then="show martin"),
    Way("seal.contract-missing", at.UNSEALED, "doctor"),
    Way("seal.amendment-missing", at.AMENDED_UNSEALED, "doctor"),
    Way("seal.contract-unproved", at.UNPROVED, "invoice martin", typeset=True),
    Way("seal.amendment-unproved", at.AMENDMENT_UNPROVED, "invoice martin", typeset=True),
    Way(
        "seal.buyer-changed",
        at.INVOICED.then(f"rm {at.RECORD}\n! clients/acme.toml 811222330 => 732829320"),
        "doctor",
    ),
    Way("seal.paper-unsealed", at.SCAN_UNSEALED, "doctor", typeset=True),
    Way(
        "seal.paper-missing",
        at.ATTACHED.then("rm documents/martin/contrat-martin.pdf"),
        "doctor",
        typeset=True,
        remedy=Remedy.PAPERS_AGAIN,
    ),
    Way(
        "seal.paper-changed",
        at.ATTACHED.then(
            "rm documents/martin/contrat-martin.pdf\n"
            "! documents/martin/contrat-martin.pdf - => %PDF-1.7"
        ),
        "doctor",
        meanwhile="rm documents/martin/contrat-martin.pdf",
        typeset=True,
        remedy=Remedy.PAPERS_AGAIN,
    ),
    Way("seal.record-missing", at.CONTRACTED.then(f"rm {at.RECORD}"), "doctor"),
    Way("seal.record-changed", at.CONTRACTED.then(f"! {at.RECORD} - => #"), "doctor"),
    Way(
        "seal.record-changed",
        at.CONTRACTED.then(f"! {at.RECORD} - => #"),
        "log-session martin --on 2026-02-03",
        then="contract martin",
        remedy=Remedy.DOCTOR,
    ),
    Way(
        "billing.prefix-changed",
        at.NUMBERED.then('! practice.toml prefix = "F" => prefix = "G"'),
        "invoice martin",
    ),
    Way(
        "billing.prefix-changed",
        at.NUMBERED.then('! practice.toml prefix = "F" => prefix = "G"'),
        "doctor",
        then="doctor",
    ),
    Way(
        "ledger.prefix-of-other-papers",
        at.QUOTED_IN_EARNEST.then(
            r'! practice.toml prefix = "F" => prefix = "D"\nquote_prefix = "Q"'
        ),
        "invoice martin",
        "G",
        remedy=Remedy.INVOICE_PREFIX,
    ),
    Way(
        "ledger.prefix-of-other-papers",
        at.TWO_NUMBERED.then(r'! practice.toml prefix = "F" => prefix = "G"\nquote_prefix = "F"'),
        "quote roux",
        "Q",
        remedy=Remedy.QUOTE_PREFIX,
    ),
    Way(
        "archive.year-changed",
        at.PAID.then(
            "@ 2027-01-04\nexport archive --year 2026\n"
            "receive --amount 10 --label X --on 2026-12-30 --by transfer --today-is 2027-01-04"
        ),
        "doctor",
    ),
    Way(
        "template.unknown",
        at.PRACTICE.then("! templates/fr/qwvz.j2 - => X"),
        "templates check",
        then="list",
    ),
    Way(
        "template.unknown-nearest",
        at.PRACTICE.then("! templates/fr/clauses/03-natur.md.j2 - => X"),
        "templates check",
        then="list",
    ),
    Way(
        "gate.session-after-end",
        at.ACTIVE.then("@ 2027-03-20\nlog-session martin --on 2027-03-20 --anyway"),
        "doctor",
        "X.",
        "log-session martin --session s2 --remove",
        remedy=Remedy.NEW_ENGAGEMENT,
    ),
    Way(
        "gate.session-beyond-number",
        at.MET.then("log-session martin --on 2026-02-03 --anyway"),
        "doctor",
        "3",
        "sign martin --amendment 1 --on 2026-02-03",
        remedy=Remedy.MORE_SESSIONS,
    ),
    Way(
        "gate.session-beyond-number",
        at.PACKAGE_MET.then("log-session martin --on 2026-02-03 --anyway"),
        "doctor",
        "3 1350",
        "sign martin --amendment 1 --on 2026-02-03",
        remedy=Remedy.MORE_SESSIONS_PRICED,
    ),
    Way(
        "gate.session-beyond-number",
        at.MET.then("log-session martin --on 2026-02-03 --anyway\namend martin --sessions 3"),
        "doctor",
        remedy=Remedy.SIGN_AMENDMENT,
    ),
    Way(
        "gate.session-after-end",
        at.ACTIVE.then("@ 2026-03-20\nlog-session martin --on 2026-03-20 --anyway"),
        "doctor",
        then="sign martin --amendment 1 --on 2026-03-20",
        remedy=Remedy.LATER_END,
    ),
    Way(
        "gate.session-beyond-number",
        at.MET.then(
            "amend martin --sessions 3 --on 2026-02-02\nsign martin --amendment 1 --on 2026-02-03\n"
            "log-session martin --on 2026-02-02\nlog-session martin --on 2026-02-03 --anyway"
        ),
        "doctor",
        "4 X.",
        "sign martin --amendment 2 --on 2026-02-03",
        remedy=Remedy.MORE_SESSIONS_ANYWAY,
    ),
    Way(
        "gate.session-after-end",
        at.STANDARD.then("@ 2026-07-20\nlog-session martin --on 2026-07-20 --anyway"),
        "doctor",
        "X.",
        "sign martin --amendment 1 --on 2026-07-20",
        remedy=Remedy.LATER_END_ANYWAY,
    ),
    Way(
        "gate.session-before-signature",
        at.CONTRACTED.then("log-session martin --on 2026-01-09 --anyway"),
        "doctor",
        then="sign martin --amendment 1 --on 2026-02-03",
        remedy=Remedy.APPLY_FROM_SESSION,
    ),
    Way(
        "evaluate.changed-since-approval",
        at.REPORTED.then(at.OTHER_DAY),
        "doctor",
        then="report martin --agreed --on 2026-02-03",
        remedy=Remedy.REPORT,
    ),
    Way(
        "evaluate.changed-since-approval",
        at.REPORTED.then(f"{at.OTHER_DAY}\nreport martin --for beneficiary"),
        "doctor",
        remedy=Remedy.APPROVE_REPORT,
    ),
    Way(
        "report.stale",
        at.REPORTED.then(at.OTHER_DAY),
        "doctor",
        then="report martin --agreed --on 2026-02-03",
        remedy=Remedy.REPORT,
    ),
    Way(
        "report.stale",
        at.REPORTED.then(
            r"""
~ engagements/martin.toml ^\[evaluation\]\n[^\[]*
~ engagements/martin.toml ^evaluated_on.*\n
"""
        ),
        "doctor",
        remedy=Remedy.TAKE_BACK_EVALUATION,
    ),
    Way(
        "ledger.last-entry-changed",
        at.INVOICED.then(
            "! ledger/2026/000001.toml Acme => Acne\nlog-session martin --on 2026-02-03"
        ),
        "invoice martin",
        then="list",
        remedy=Remedy.DOCTOR,
    ),
    Way(
        "bounds.sessions",
        at.STANDARD.then(
            "amend martin --sessions 13\n! engagements/martin.toml sessions = 13 => sessions = 22"
        ),
        "sign martin --amendment 1 --on 2026-02-03",
        remedy=Remedy.AMEND_ANYWAY,
    ),
    Way(
        "amend.price-already-billed",
        at.HALF_AMENDED_BILLED,
        "sign martin --amendment 1 --on 2026-02-03",
        remedy=Remedy.REBILL,
    ),
    Way(
        "terms.already-signed",
        at.ACTIVE,
        "add-objective martin --objective o1 --statement Y --indicator Z",
        "",
        "sign martin --amendment 1 --on 2026-02-03",
        remedy=Remedy.REWORD_BY_AMENDMENT,
    ),
    Way(
        "terms.already-signed",
        at.TWO_AIMS,
        "add-objective martin --objective o1 --remove",
        then="sign martin --amendment 1 --on 2026-02-03",
        remedy=Remedy.DROP_BY_AMENDMENT,
    ),
    Way(
        "terms.already-signed",
        at.ACTIVE,
        "add-objective martin --objective o1 --remove",
        then="sign martin --amendment 1 --on 2026-02-03",
        remedy=Remedy.ADD_BY_AMENDMENT,
    ),
    Way(
        "terms.already-signed",
        at.ACTIVE,
        "add-objective martin --objective o1 --personal",
        then="sign martin --amendment 1 --on 2026-02-03",
        remedy=Remedy.ADD_BY_AMENDMENT,
    ),
    Way(
        "engagement.follow-up-other-name",
        at.CLOSED,
        "new-engagement m2 --client acme --beneficiary Zoé --situation new-role --follow-up-of martin",
        then="list",
        remedy=Remedy.LIST_ARCHIVED,
    ),
    Way(
        "engagement.follow-up-other-name",
        at.TWO_CLOSED,
        "new-engagement m2 --client acme --beneficiary 'Zoé Roux' --situation new-role --follow-up-of martin",
        then="show m2",
        remedy=Remedy.FOLLOW_UP,
    ),
    Way("seal.contract-without-signature", at.SIGNATURE_LOST, "show martin"),
    Way(
        "seal.amendment-without-signature",
        at.AMENDMENT_SIGNED.then(r"~ engagements/martin.toml ^(signatures|seal)(\.| = ).+\n"),
        "show martin",
    ),
    Way(
        "seal.client-changed",
        at.ACTIVE.then("! clients/acme.toml 811222330 => 732829320"),
        "doctor",
        "other 'Other SA'",
        "! clients/acme.toml 732829320 => 811222330\ndoctor",
    ),
    Way(
        "seal.client-incomplete",
        at.ACTIVE.then("~ clients/acme.toml ^siren.*\n"),
        "doctor",
    ),
    Way(
        "store.no-practice",
        at.PRACTICE,
        "-C elsewhere list",
        at.PRACTICE_ANSWERS,
    ),
    Way("documents.no-mediator", at.PRIVATE_READY, "contract hugo"),
    Way("documents.no-mediator", at.PRIVATE_READY, "quote hugo"),
    Way("documents.no-phone", at.PRIVATE_READY, "contract hugo"),
    Way("gate.seller-without-vat-number", at.ABROAD, "quote berlin", "FR68900000001"),
    Way("store.no-practice-found", at.EMPTY, "list", at.PRACTICE_ANSWERS),
    Way(
        "due.more-files",
        at.ACTIVE.then("\n".join(f"! engagements/Martin{n}.toml - => X" for n in "1234")),
        "today",
        then="rm engagements/Martin1.toml\ntoday",
    ),
    Way("backup.none", at.NUMBERED.in_earnest("@ 2026-03-10"), "today", "../kept.zip"),
    Way(
        "backup.old",
        at.PRACTICE.then("backup ../kept.zip\n@ 2026-03-10"),
        "today",
        "../newer.zip",
    ),
    Way(
        "backup.ledger-damaged",
        at.INVOICED.then("rm ledger/2026/000001.toml"),
        "backup ../kept.zip",
        then="list",
    ),
    Way("backup.not-locked", at.PRACTICE, "backup ../kept.zip.age", then="list"),
    Way("recover.head", at.INVOICED.then("rm ledger/head.toml"), "recover", "none"),
    Way("recover.entries", at.LOST_RECEIPT, "recover"),
    Way("recover.entries-numbered", at.LOST_ENTRY, "recover"),
    Way(
        "recover.entries-found",
        at.CREDITED.then(f"cp {_FIRST} ledger/2026/copy-000001.toml\nrm {_FIRST}"),
        "recover",
    ),
    Way("ledger.place-missing", at.LOST_ENTRY, "doctor", then="recover entry"),
    Way(
        "ledger.places-missing",
        at.CREDITED.then(f"invoice martin --deposit 50\nrm {_FIRST}\nrm ledger/2026/000002.toml"),
        "doctor",
        then="recover entry",
    ),
    Way("pen.forked", at.FORKED, "invoice martin --deposit 10"),
    Way("apart.invoice", at.FORKED, "recover fork", meanwhile=_SYNCED),
    Way(
        "apart.deposit",
        at.ACTIVE.then("invoice martin --deposit 50\n! .git/coach-fork - => 1"),
        "recover fork",
        meanwhile=_SYNCED,
    ),
    Way(
        "apart.credit",
        at.CREDITED.then("! .git/coach-fork - => 2"),
        "recover fork",
        meanwhile=_SYNCED,
    ),
    Way(
        "apart.payment",
        at.INVOICED.then("pay 1 --on 2026-02-03 --by transfer\n! .git/coach-fork - => 2"),
        "recover fork",
        "1",
        meanwhile=_SYNCED,
    ),
    Way(
        "apart.refund",
        at.INVOICED.then(
            'pay 1 --on 2026-02-03 --by transfer\ncredit 1 --reason "X."\n'
            "pay 1 --refund --on 2026-02-03 --by transfer\n! .git/coach-fork - => 4"
        ),
        "recover fork",
        "1",
        meanwhile=_SYNCED,
    ),
    Way(
        "apart.receipt",
        at.RECEIVED.then("! .git/coach-fork - => 1"),
        "recover fork",
        meanwhile=_SYNCED,
    ),
    Way(
        "apart.quote", at.QUOTED.then("! .git/coach-fork - => 1"), "recover fork", meanwhile=_SYNCED
    ),
    Way("recover.numbers", at.PUT_BACK, "recover", "SPECIMEN-2026-0002"),
    Way("ledger.missing-head", at.INVOICED.then("rm ledger/head.toml"), "doctor", then="list"),
    Way(
        "ledger.entries-lost",
        at.INVOICED.then("rm ledger/2026/000001.toml"),
        "doctor",
        then="list",
    ),
    Way(
        "ledger.head-changed",
        at.INVOICED.then("! ledger/head.toml 2026 = 1 => 2026 = 2"),
        "doctor",
        then="list",
    ),
    Way(
        "ledger.head-behind",
        at.RECEIVED.then(
            "receive --amount 10 --label Atelier --on 2026-02-01 --by cheque\n"
            "! ledger/head.toml entries = 2 => entries = 0"
        ),
        "doctor",
        then="list",
    ),
    Way("ledger.number-was-sent", at.PUT_BACK, "doctor", then="list"),
    Way(
        "ledger.pdf-without-entry",
        at.ACTIVE.then("! ledger/2026/facture-SPECIMEN-2026-0001.pdf - => %PDF"),
        "doctor",
        then="list",
    ),
)
