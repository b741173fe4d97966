"""Messages that share a command, and those that no command helps with, under the reason why not.

The other half of the table in `remedies`: a message that stands in neither and is about an
engagement would be shown with the command that edits its file.
"""

from collections.abc import Mapping, Sequence

SHARED: Mapping[str, Sequence[str]] = {
    "show {ref}": (
        *("amend.unknown", "credit.line-already-credited", "credit.nothing-left"),
        *("credit.credit-note", "evaluate.already-evaluated", "objective.unknown"),
        *("outcome.already-over", "package.not-waived", "pause.none"),
        *("quote.already-accepted", "quote.already-signed", "scale.already-evaluated"),
        *("scale.unknown-objective", "session.unknown", "sign.already-signed"),
        *("sign.unlike-paper", "step.nothing-to-prepare", "taken-back.no-acceptance"),
        *("taken-back.no-amendment", "taken-back.no-approval", "taken-back.no-evaluation"),
        *("taken-back.no-signature", "taken-back.no-validation", "taken-back.not-archived"),
        *("renew.nothing-left", "renew.same-vat", "undo.contract-numbered"),
        "undo.engagement-billed",
    ),
    "invoice {ref}": (
        *("credit.session-freed", "package.no-deposit", "joint.private", "joint.package"),
        *("joint.differs", "joint.other-month", "settle.package-to-bill", "settle.to-bill"),
        *("settle.to-bill-later", "step.instalment", "step.months"),
    ),
    'credit {number} --rebill --reason "…"': (
        *("outcome.share-billed", "package.last-without-ground", "recover.invoice"),
        *("settle.beyond-price", "settle.beyond-share", "settle.freed", "vat.billed-with"),
        "vat.billed-without",
    ),
    "doctor": (
        *("backup.ledger-damaged", "archive.ledger-not-whole", "invoice.session-not-covered"),
        *("ledger.pdf-name-taken", "mail.pdf-changed", "practice.exists"),
        *("recover.ledger-not-whole", "due.more-files"),
    ),
    "recover": (
        *("ledger.entries-lost", "ledger.head-behind", "ledger.head-changed"),
        *("ledger.missing-head", "ledger.number-was-sent", "ledger.pdf-without-entry"),
        *("ledger.place-missing", "ledger.places-missing"),
    ),
    "ledger": (
        *("archive.nothing", "ledger.no-declaration", "ledger.no-such-paper", "pay.already-undone"),
        *("pay.no-such-receipt", "pay.nothing-to-undo", "undo.in-ledger"),
    ),
    'credit {number} --reason "…"': (
        *("billing.same-deposit-again", "credit.deposit-released", "pay.no-money"),
        *("pay.nothing-owed-back", "recover.deposit", "renew.no-deposit", "undo.issued"),
    ),
    "templates list": (
        *("template.no-such", "template.no-such-nearest", "template.unknown"),
        "template.unknown-nearest",
    ),
    "log-session {ref} --session {id} --at HH:MM": (
        *("billing.session-billed-as-other", "billing.session-billed-for-other"),
        *("billing.session-of-other", "billing.session-recorded-twice"),
    ),
    "pay {number} --on DATE --by transfer": (
        *("billing.deposit-open", "settle.unpaid", "due.reminded", "due.unpaid"),
    ),
    "set-client {ref} --email …": (
        *("gate.client-without-email", "mail.no-address", "mail.no-recipient"),
        "mail.unusual-address",
    ),
    "backup FILE": ("backup.none", "backup.old"),
    "note recover": (
        *("notes.bad-recipient", "notes.damaged-key", "notes.key-missing"),
        "notes.wrong-passphrase",
    ),
}
"""The commands that help with many messages."""

TYPED_WRONG: Mapping[str, str] = {
    "amend.before-contract": "another day, no earlier than the signature that the sentence names",
    "amend.client-private": "no successor exists: a private person is a party in person",
    "amend.contact-private": "the options are left out",
    "amend.succession-to-come": "nothing until that day",
    "amend.signed-early": "another day, no earlier than that of the amendment",
    "backup.inside-practice": "another disk or folder",
    "billing.no-series-yet": "the option is left out",
    "billing.series-begun": "the option is left out, or another prefix",
    "credit.no-such-line": "another line: the sentence counts them",
    "credit.no-such-session": "a line of the invoice instead of the session",
    "credit.session-of-which": "one of the names of the sentence",
    "credit.reduction-rebills-nothing": "the option is left out",
    "credit.specimen-and-real": "the number of the same series",
    "edit.no-draft": "nothing is there to discard",
    "engagement.archived-reference": "another reference",
    "engagement.reference-in-ledger": "another reference, or the missing file from a backup",
    "gap.before-known": "a later number",
    "gap.no-number": "a number of one of the series that the sentence names",
    "gap.too-long": "a smaller number",
    "gate.in-the-future": "a day that is over, or the same command on that day",
    "later.other-day": "a day of the next thirty",
    "ledger.issue-date-before-last": "a day no earlier than the last one, which is named",
    "ledger.issue-date-other-vat-period": "no --on, or a day no earlier than the one that is named",
    "ledger.issue-date-other-year": "no --on, or a day of this year",
    "ledger.no-invoice": "the number of an invoice",
    "ledger.paper-lost": "another number: this one has no paper any more",
    "ledger.period-reversed": "the two days the other way round",
    "money.nothing": "an amount above zero",
    "money.too-much": "an amount below the limit",
    "notes.command-failed": "another program, or none: the sentence names the variable",
    "notes.empty": "a text",
    "notes.mistyped-key": "the key, as it was copied",
    "notes.no-keys": "the command that the sentence names, at a terminal",
    "notes.nobody-to-ask": "the same at a terminal, or with the variable of the sentence",
    "notes.other-key": "the key that was copied for these notes",
    "notes.passphrases-differ": "the same one twice",
    "notes.short-passphrase": "a longer one: the sentence says how long",
    "pay.beyond-indemnity": "a smaller amount: the sentence says what is left",
    "pay.fees-beyond": "a smaller amount: the sentence says the most",
    "pay.refund-beyond-received": "a smaller amount: the sentence says what was received",
    "pay.refund-too-early": "a day no earlier than the one that is named",
    "pay.several-clients": "one command for each client: one transfer has one payer",
    "pay.undo-before-receipt": "a day no earlier than that of the receipt",
    "penalties.no-agreed-rate": "the option is left out",
    "penalties.no-notice-needed": "the option is left out",
    "penalties.rate-below-floor": "a higher rate: the sentence says the lowest",
    "plan.proposes-sessions": "the option is left out",
    "practice.no-company": "a company is another person: it has a folder of its own",
    "practice.no-closure": "a day of a closure, or nothing: none is recorded",
    "practice.franchise-not-lost": "the option is left out",
    "privacy.several-people": "one of the references of the sentence",
    "quote.ends-before-issue": "a later last day",
    "quote.not-a-quote": "the number of a quote",
    "recover.no-entry-lost": "nothing: no entry is missing",
    "recover.no-fork": "nothing: the ledger is one chain",
    "recover.head-right": "nothing: the head is right",
    "recover.nothing": "nothing: no entry is of a day to come",
    "restore.folder-exists": "a folder that does not exist yet",
    "restore.inside-practice": "a folder outside of it",
    "restore.other-key": "the recovery key that was copied for that practice",
    "session.billed-here": "the option is left out, or the number of the other tool’s invoice",
    "session.of-package": "the option is left out: the package is billed as a whole",
    "session.same-moment": "another day or another hour",
    "sign.amendment-party-not-needed": "another party",
    "sign.party-not-needed": "another party",
    "template.ambiguous": "one of the names of the sentence",
    "terms.no-rate": "a price: the command line asks for it before",
    "terms.public-contract-too-long": "a shorter number: the sentence says how long",
    "terms.public-order-too-long": "a shorter number: the sentence says how long",
    "terms.small-company-elsewhere": "the option is left out, or the place with it",
    "terms.small-company-public": "the option is left out",
}
"""What was typed cannot be, and the sentence says what can: each with what is typed instead."""

NOTHING_TO_DO: Mapping[str, str] = {
    "later.stopped": "it is shown until it is mended",
    "amend.anyway-needless": "the amendment is recorded all the same",
    "backup.not-noted": "the backup is made",
    "gate.client-overseas": "not supported",
    "gate.practice-overseas": "not supported",
    "privacy.notes-in-clear": "how the file is sent is not the program’s",
    "privacy.other-files": "the coach looks into them",
    "privacy.own-words": "the page is read before it is given away",
    "notes.too-busy": "nothing until the computer does less",
    "ledger.series-full": "no number is left in that year",
    "ledger.session-already-billed": "another process billed it meanwhile: it is billed",
    "package.month-not-over": "nothing until the day that is named",
    "pay.no-indemnity": "the law gives none",
    "remind.time-barred": "the claim is lost",
    "remind.not-due": "nothing until the day that is named",
    "remind.credit-note": "nobody owes it",
    "remind.paid": "nobody owes it",
    "scale.after-second-session": "the levels would measure nothing; the indicator still does",
    "terms.no-training": "not supported",
    "undo.nothing": "no change is kept that could be taken back",
    "undo.stopped": "the next command that writes does it",
    "undo.would-break": "the command stays: the sentence says what rests on it",
}
"""No command would change it: done, too late, too early, or not supported; each with why."""

BY_HAND = frozenset(
    (
        *(
            "apart.other",
            "backup.bad-name",
            "backup.left-out",
            "backup.not-as-written",
            "backup.same-name",
        ),
        *("restore.damaged", "restore.ledger-damaged", "restore.no-backup"),
        *("billing.billed-elsewhere", "billing.engagement-missing"),
        *("billing.instalment-billed-for-other", "billing.instalment-of-other", "client.two-files"),
        *("client.unusual-email", "documents.emptied-clause", "documents.no-glyph"),
        *("documents.paper-left", "documents.paper-restored", "import.contradiction"),
        *("import.same-rows", "import.empty", "import.no-column", "import.no-sheet"),
        *("duplicate.original-restored", "seal.record-misnamed", "seal.record-of-other"),
        *("documents.template-fault", "documents.template-includes-itself"),
        *("documents.template-no-file", "documents.template-no-such-part"),
        *("documents.template-not-text", "documents.template-forbidden-word"),
        *("documents.template-syntax", "documents.template-unknown-name"),
        *("documents.template-unprintable", "documents.template-untitled"),
        *("documents.unknown-article", "documents.untitled-clause", "edit.changed-meanwhile"),
        *("edit.open-elsewhere", "engagement.copy-in-archive", "engagement.copy-of-archived"),
        *("engagement.duplicate-file", "engagement.duplicate-reference", "engagement.exchanged"),
        *("engagement.renamed", "engagement.two-files", "evaluate.nothing-filled-in"),
        *("find.client-renamed", "find.engagement-renamed", "law.ends", "law.missing"),
        *("law.missing-named", "law.too-early", "law.two-files", "law.two-tables", "law.unasked"),
        *("ledger.clock-moved-back", "ledger.copied-file", "ledger.dates-out-of-order"),
        *("ledger.entry-copied", "ledger.entry-changed", "ledger.head-renamed"),
        *("ledger.last-entry-changed", "ledger.line-ends", "ledger.first-number"),
        *("ledger.number-lost", "ledger.numbers-lost", "ledger.number-missing"),
        *("ledger.number-repeated", "ledger.original-lost", "ledger.other-case"),
        *("ledger.pdf-changed", "ledger.pdf-missing", "ledger.pdf-renamed", "ledger.place-differs"),
        "ledger.place-repeated",
        *("ledger.receipt-before-its-day", "ledger.totals-differ", "ledger.entry-of-another-chain"),
        *("ledger.two-entries", "ledger.two-heads", "ledger.unexpected-file"),
        *("ledger.year-renamed", "ledger.wrong-year-folder", "ledger.wrong-year-number"),
        *("mail.not-as-meant", "notes.damaged", "notes.not-opened", "notes.stray-file"),
        *("notes.unknown-engagement", "seal.amendment-removed", "seal.amendment-unknown"),
        *("seal.engagement-missing", "seal.other-record", "seal.paper-changed"),
        *("seal.paper-exchanged", "seal.paper-missing", "seal.record-broken", "seal.record-agreed"),
        *("seal.record-confirmed", "seal.record-copied", "seal.record-lost", "seal.record-renamed"),
        *("seal.record-unfit", "store.open-to-others", "undo.changed-by-hand", "undo.damaged"),
        *("template.already-own", "template.list-starts-late", "template.no-language"),
        *("template.earlier-articles", "template.sole-trader"),
        *("sync.checked-out", "sync.git-locked", "sync.git-refused", "sync.inside-repository"),
        *("sync.linked-repository", "sync.no-branch", "sync.no-file", "sync.no-git"),
        *("sync.no-such-folder", "sync.no-such-remote", "sync.not-let-in", "sync.other-owner"),
        *("sync.not-valid-there", "sync.not-valid-together", "sync.two-keys", "sync.unfinished"),
        *("sync.unreachable", "sync.unrelated", "sync.ledger-unfit", "sync.entry-here"),
        *("sync.entry-there", "sync.pen-too-often", "sync.too-often", "store.arriving"),
    )
)
"""The sentence or the place names a file to change by hand: the practice’s own, a template, a
backup."""

REMARKS = frozenset(
    (
        *("amend.evaluated", "amend.package-below-billed", "archive.changed-since"),
        *("archive.not-noted", "archive.year-not-over", "credit.same-again"),
        *("credit.without-rebill", "declaration.brought", "declaration.carried"),
        *("declared.late-month", "declared.late-quarter", "declared.late-year"),
        *("demand.disciplinary", "vat.refunds-deducted", "documents.foreign-font"),
        *("documents.kept-aside", "documents.typesetting-remark", "evaluate.follows-meeting"),
        *("evaluate.planned-late", "ledger.clock-was-wrong", "ledger.issued-unfinished"),
        *("ledger.unfinished", "pause.day", "pause.days", "pause.other-day", "pause.other-days"),
        *("pause.partly-there", "pay.cash-beyond-limit", "pay.refund-other-means"),
        *("pay.consumer-cash", "pay.other-cash-beyond-limit", "pay.too-early", "plan.after-close"),
        *("plan.after-end", "plan.after-set-end", "plan.beyond-billed-package"),
        *("plan.beyond-number", "plan.too-few-days", "profile.beyond-offer", "plan.beyond-package"),
        *("plan.beyond-set-number", "plan.in-pause", "plan.package-after-end"),
        *("remind.nearly-time-barred", "report.put-aside", "amend.put-aside"),
        *("outcome.mail-put-aside", "seal.carried-over", "seal.client-not-kept"),
        *("seal.not-carried-over", "seal.record-aside", "seal.record-restored"),
        *("session.before-start", "session.charged-in-time", "session.free-though-late"),
        *("session.in-pause", "session.outside-modes", "session.preliminary-after-signature"),
        *("session.unusual-length", "settle.deposits", "settle.deposits-later"),
        *("threshold.franchise-ending", "threshold.franchise-near", "threshold.micro-crossed"),
        *("threshold.micro-near", "vat.franchise-kept", "vat.two-invoices"),
    )
)
"""They stop nothing."""

OF_THE_DISK = frozenset(
    (
        *("notes.draft-lost", "store.broken-link", "store.disk-error", "store.disk-full"),
        *("store.folder-beside", "store.folder-outside", "store.folder-renamed"),
        *("store.link-outside", "store.lock-in-the-way", "store.name-too-long"),
        *("store.no-permission", "store.no-such-folder", "store.not-a-file", "store.not-a-folder"),
        *("store.not-downloaded", "store.practice-lost", "store.practice-misnamed"),
        *("store.read-only", "store.symbolic-link", "store.system-error", "store.unwritable"),
    )
)
"""The sentence names a place that is to be mended with the tools of the system."""

WITHOUT = TYPED_WRONG.keys() | NOTHING_TO_DO.keys() | BY_HAND | REMARKS | OF_THE_DISK
