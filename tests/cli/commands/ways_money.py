# ruff: noqa: E501 - command lines as they are typed
"""The ways out of what stops a quote, an invoice, a payment or a credit note."""

from tests.cli.commands import remedy_states as at
from tests.cli.commands.remedy_way import Way

from phmcoach.remedy import Remedy

WAYS = (
    *(
        Way("credit.deposit-deducted", at.DEPOSIT_DEDUCTED, f'{typed} --reason "X."', "X.", then)
        for typed, then in (
            ("credit 1 --lines 9", 'credit 1 --lines 1 --reason "X."'),
            ("credit 1 --session s9", 'credit 1 --reason "X."'),
            ("credit 1 --amount 9=1", 'credit 1 --amount 1=1 --reason "X."'),
        )
    ),
    Way(
        "credit.credit-note",
        at.CREDITED,
        'credit 2 --lines 9 --reason "X."',
        then="show martin",
    ),
    Way("invoice.nothing-to-bill", at.CONTRACTED, "invoice martin"),
    Way(
        "invoice.nothing-to-bill",
        at.PRIVATE_SIGNED,
        "invoice hugo",
        then="show hugo",
        remedy=Remedy.SHOW,
    ),
    Way(
        "amend.ends-before-session",
        at.ACTIVE,
        "amend martin --end 2026-01-12 --sessions 3",
        "2026-03-01",
        "show martin",
        remedy=Remedy.ENDING_LATER,
    ),
    Way(
        "amend.ends-before-session",
        at.ACTIVE.then(
            "amend martin --end 2026-02-04 --on 2026-02-03\n@ 2026-02-06\nlog-session martin --on 2026-02-06"
        ),
        "sign martin --amendment 1 --on 2026-02-06",
        "2026-02-07",
    ),
    Way(
        "amend.starts-after-session",
        at.ACTIVE,
        "amend martin --start 2026-01-15 --sessions 3",
        "2026-01-13",
        "show martin",
        remedy=Remedy.STARTING_EARLIER,
    ),
    Way(
        "invoice.session-not-covered",
        at.MET.then("log-session martin --on 2026-02-03 --anyway\ninvoice martin"),
        "invoice martin",
        then="amend martin --sessions 3",
    ),
    Way(
        "billing.deposit-to-credit",
        at.DEPOSIT.then("log-session martin --on 2026-01-13"),
        "invoice martin",
        remedy=Remedy.CREDIT_UNPAID,
    ),
    Way(
        "billing.deposit-to-credit",
        at.PACKAGE.then(
            """
log-session martin --on 2026-01-13
invoice martin
log-session martin --on 2026-01-20
"""
        ),
        "invoice martin",
        remedy=Remedy.CREDIT_UNPAID,
    ),
    Way(
        "billing.deposit-to-credit",
        at.TWO_CONTRACTS.then("invoice roux --deposit 100"),
        "invoice martin --with roux",
        then="show roux",
        remedy=Remedy.CREDIT_UNPAID,
    ),
    Way(
        "pay.deposit-and-paid",
        at.TWO_CONTRACTS.then("invoice roux --deposit 100\npay 1 --on 2026-02-03 --by transfer"),
        "invoice martin --with roux --paid-on 2026-02-03 --by transfer",
        then="show roux",
    ),
    Way(
        "billing.deposit-late",
        at.DEPOSIT.then("log-session martin --on 2026-01-13\n@ 2026-03-20"),
        "invoice martin --credit-unpaid --dry-run",
        then="show martin",
    ),
    Way(
        "billing.deposit-open",
        at.DEPOSIT.then("log-session martin --on 2026-01-13"),
        "invoice martin",
    ),
    Way("joint.differs", at.TWO_ORDERS, "invoice martin --with roux", then="show roux"),
    Way("joint.other-month", at.TWO_MONTHS, "invoice martin --with roux", then="show roux"),
    Way("joint.private", at.PRIVATE_AND_COMPANY, "invoice hugo --with roux", then="show hugo"),
    Way("joint.package", at.HOURS_AND_PACKAGE, "invoice martin --with roux", then="show roux"),
    Way(
        "credit.session-of-which",
        at.JOINT,
        'credit 1 --session s1 --reason "Erreur."',
        "roux/s1",
        then="show roux",
        remedy=Remedy.OTHER_CREDITED,
    ),
    Way("package.no-deposit", at.PACKAGE, "invoice martin --deposit 100", then="show martin"),
    Way(
        "package.sessions-not-reached",
        at.PACKAGE.then("invoice martin\npay 1 --on 2026-02-03 --by transfer"),
        "invoice martin",
        then="show martin",
    ),
    Way(
        "package.not-waived",
        at.PACKAGE.then("invoice martin"),
        "invoice martin --instalment 1",
        then="show martin",
    ),
    Way(
        "package.last-billed",
        at.PACKAGE.then(
            """
            invoice martin
            credit 1 --reason "X."
            log-session martin --on 2026-01-13
            log-session martin --on 2026-01-20
            invoice martin
            """
        ),
        "invoice martin --instalment 1",
    ),
    Way(
        "credit.nothing-left",
        at.PACKAGE.then('invoice martin\ncredit 1 --reason "X."'),
        'credit 1 --rebill --reason "X."',
        remedy=Remedy.BILL_WAIVED,
        then="show martin",
    ),
    Way(
        "package.waived",
        at.PACKAGE.then('invoice martin\ncredit 1 --reason "X."'),
        "show martin",
    ),
    Way(
        "package.last-waived",
        at.PACKAGE_ENDED.then('credit 3 --reason "X."'),
        "show martin",
    ),
    Way(
        "credit.nothing-left",
        at.PACKAGE_ENDED.then('credit 3 --reason "X."'),
        'credit 3 --rebill --reason "X."',
        remedy=Remedy.BILL_WAIVED,
        then="show martin",
    ),
    Way(
        "credit.nothing-left",  # after an end a credit note waives nothing
        at.PACKAGE_ENDED_UNBILLED.then('credit 1 --reason "X."'),
        'credit 1 --rebill --reason "X."',
        then="invoice martin",
    ),
    Way("credit.nothing-left", at.CREDITED, 'credit 1 --reason "X."', then="doctor"),
    Way(
        "credit.line-already-credited",
        at.CREDITED,
        'credit 1 --lines 1 --reason "X."',
        then="doctor",
    ),
    Way(
        "credit.session-already-credited",
        at.CREDITED,
        'credit 1 --session s1 --rebill --reason "X."',
        then="doctor",
    ),
    Way(
        "credit.session-already-credited",
        at.JOINT.then('credit 1 --reason "Erreur."'),
        'credit 1 --session roux/s1 --rebill --reason "X."',
        then="doctor",
    ),
    Way(
        "credit.session-removed",
        at.CREDITED.then("log-session martin --session s1 --remove"),
        'credit 1 --session s1 --rebill --reason "X."',
        then="invoice martin --yes",
    ),
    Way(
        "credit.session-removed",
        at.INVOICED.then(
            """
credit 1 --rebill --reason "Erreur."
log-session martin --session s1 --remove
log-session martin --on 2026-01-13
"""
        ),
        'credit 1 --session s1 --rebill --reason "X."',
        then="invoice martin --yes",
        remedy=Remedy.SHOW,
    ),
    Way(
        "credit.sessions-unbilled",
        at.INVOICED,
        'credit 1 --session s1 --reason "X."',
        then="log-session martin --on 2026-01-13\ninvoice martin",
    ),
    Way(
        "package.waived",
        at.PACKAGE.then("invoice martin"),
        'credit 1 --reason "X."',
        then="show martin",
    ),
    Way(
        "credit.session-billed-again",
        at.JOINT.then('credit 1 --rebill --reason "X."\ninvoice roux'),
        'credit 1 --session roux/s1 --rebill --reason "X."',
        "X.",
    ),
    Way(
        "credit.session-billed-again",
        at.JOINT.then('credit 1 --rebill --reason "X."\ninvoice martin --with roux'),
        'credit 1 --session roux/s1 --rebill --reason "X."',
        "X.",
    ),
    Way(
        "credit.session-freed",
        at.INVOICED.then('credit 1 --rebill --reason "Erreur."'),
        'credit 1 --session s1 --rebill --reason "X."',
        then="doctor",
    ),
    Way("settle.to-bill", at.ENDED, "show martin"),
    Way("settle.to-bill", at.REPORTED, "show martin"),
    Way("settle.unpaid", at.CLOSED, "show martin"),
    Way("settle.unpaid", at.CLOSED, "archive martin"),
    Way("settle.owed", at.PAID.then('credit 1 --reason "X."'), "show martin"),
    Way("settle.owed", at.PAID.then('credit 1 --reason "X."'), "archive martin"),
    Way(
        "settle.owed",
        at.PAID.then('credit 1 --reason "X."'),
        "pay 1 --on 2026-02-03 --by transfer",
        then="show martin",
    ),
    Way(
        "settle.owed",
        at.ARCHIVED.then('credit 1 --reason "X."'),
        "show martin",
    ),
    Way(
        "settle.package-to-bill",
        at.PACKAGE.then(
            "log-session martin --on 2026-01-13\ninvoice martin\npay 1 --on 2026-02-03 --by transfer\nend martin --on 2026-02-03 --by coach"
        ),
        "show martin",
    ),
    Way(
        "settle.to-bill",
        at.DEPOSIT.then(
            "log-session martin --on 2026-02-02\nend martin --on 2026-02-03 --by coach"
        ),
        "show martin",
        remedy=Remedy.CREDIT_UNPAID,
    ),
    Way(
        "settle.to-bill",
        at.DEPOSIT.then(
            "log-session martin --on 2026-02-02\nend martin --on 2026-02-03 --by coach\n"
            "close martin --on 2026-02-03"
        ),
        "archive martin",
        remedy=Remedy.CREDIT_UNPAID,
    ),
    Way(
        "settle.package-to-bill",
        at.PACKAGE_MET.then("invoice martin\nend martin --on 2026-02-03 --by coach"),
        "show martin",
        remedy=Remedy.CREDIT_UNPAID,
    ),
    Way("step.instalment", at.PACKAGE_REPORTED, "show martin"),
    Way("step.instalment", at.PACKAGE, "show martin"),
    Way(
        "step.instalment",
        at.PACKAGE_MET.then("invoice martin"),
        "show martin",
        remedy=Remedy.CREDIT_UNPAID,
    ),
    Way("step.months", at.MET, "show martin"),
    Way(
        "step.months",
        at.MET.then("invoice martin --deposit 100"),
        "show martin",
        remedy=Remedy.CREDIT_UNPAID,
    ),
    Way("outcome.share-billed", at.PACKAGE_ENDED, "end martin --take-back"),
    *(
        Way("outcome.share-billed", at.PACKAGE_ENDED, line)
        for line in (
            "plan martin --on 2026-02-10",
            "pause martin --from 2026-02-10 --to 2026-02-12 --reason leave",
            "amend martin --sessions 3",
            "set-terms martin --sessions 3",
            "sign martin --take-back",
            'add-objective martin --statement "S." --result "R." --indicator "I." --shared',
            "log-session martin --on 2026-02-10",
            "end martin --on 2026-02-03 --by coach",
            'validate-demand martin --beneficiary "Claire Roux"',
            "add-objective martin --objective o1 --scale a --scale b --scale c --scale d --scale e",
        )
    ),
    Way(
        "outcome.share-waived",
        at.PACKAGE_ENDED.then('credit 3 --reason "X."'),
        "end martin --take-back",
        then='credit 5 --rebill --reason "X."',
    ),
    Way(
        "package.partly-waived",
        at.PACKAGE_ENDED_UNBILLED.then('credit 1 --amount 1=200 --reason "X."'),
        "end martin --take-back",
        "1100",
        then="show martin",
    ),
    Way(
        "package.partly-waived",
        at.PACKAGE_HALF_AMENDED_ENDED.then('credit 1 --amount 1=200 --reason "X."'),
        "end martin --take-back",
        then="amend martin --package 1100",
        remedy=Remedy.SIGN_AMENDMENT,
    ),
    Way(
        "settle.deposit-surplus",
        at.DEPOSIT_PAID.then("end martin --on 2026-02-03 --by coach"),
        "show martin",
        remedy=Remedy.CREDIT_SURPLUS,
    ),
    Way(
        "settle.deposit-not-needed",
        at.DEPOSIT.then("end martin --on 2026-02-03 --by coach"),
        "show martin",
        remedy=Remedy.CREDIT_SURPLUS,
    ),
    Way(
        "settle.deposit-partly-paid",
        at.DEPOSIT.then(
            "pay 1 --amount 40 --on 2026-02-03 --by transfer\nend martin --on 2026-02-03 --by coach"
        ),
        "show martin",
        remedy=Remedy.CREDIT_SURPLUS,
    ),
    Way("settle.beyond-price", at.PACKAGE_OVERBILLED, "show martin", "X.", "show martin"),
    Way("settle.beyond-price", at.PACKAGE_OVERBILLED, "doctor", "X.", "doctor"),
    Way(
        "package.last-without-ground",
        at.PACKAGE_EVALUATED_BILLED,
        "evaluate martin --take-back",
        "X.",
        "show martin",
    ),
    Way(
        "settle.beyond-share",
        at.PACKAGE.then(
            """
log-session martin --on 2026-01-13
end martin --on 2026-02-03 --by coach
invoice martin
log-session martin --on 2026-01-27
"""
        ),
        "show martin",
        "X.",
        "show martin",
    ),
    Way("step.remind", at.CLOSED.then("@ 2026-03-20"), "show martin"),
    Way("remind.too-early", at.CLOSED.then("@ 2026-03-06"), "remind 1", then="show martin"),
    Way("pay.no-such-receipt", at.PAID, "pay --undo 99", then="ledger --view unpaid"),
    Way(
        "package.no-deposit",
        at.PACKAGE_BILLED.then("pay 2 --on 2026-02-03 --by transfer"),
        "invoice martin --deposit 100",
        then="show martin",
        remedy=Remedy.SHOW,
    ),
    Way(
        "billing.deposit-open",
        at.PACKAGE_MET.then("invoice martin"),
        "invoice martin --deposit 100",
        then="invoice martin",
    ),
    Way(
        "pay.credit-note",
        at.CREDITED,
        "pay 2 --on 2026-02-03 --by transfer",
        then="show martin",
        remedy=Remedy.SHOW,
    ),
    Way(
        "pay.nothing-owed-back",
        at.DEPOSIT_DEDUCTED,
        "pay 1 --refund --on 2026-02-03 --by transfer",
        "X.",
        then='credit 1 --reason "X."\npay 1 --refund --on 2026-02-03 --by transfer',
    ),
    Way(
        "taken-back.billed",
        at.DEPOSIT_DEDUCTED,
        "sign martin --take-back",
        "X.",
        then='credit 1 --rebill --reason "X."\nshow martin',
        remedy=Remedy.REBILL,
    ),
    Way(
        "taken-back.billed",
        at.CONTRACTED.then(
            """
invoice martin --deposit 520
pay 1 --on 2026-02-03 --by transfer
log-session martin --on 2026-01-13
invoice martin
"""
        ),
        "sign martin --take-back",
        "X.",
        then='credit 1 --rebill --reason "X."\nshow martin',
        remedy=Remedy.REBILL,
    ),
    Way(
        "pay.credit-note",
        at.PAID.then('credit 1 --reason "X."'),
        "pay 2 --on 2026-02-03 --by transfer",
        then="show martin",
    ),
    Way(
        "pay.same-again",
        at.INVOICED.then("pay 1 --on 2026-02-03 --by transfer --amount 10"),
        "pay 1 --on 2026-02-03 --by transfer --amount 10",
    ),
    Way(
        "billing.same-deposit-again",
        at.INVOICED.then("invoice martin --deposit 10"),
        "invoice martin --deposit 10",
    ),
    Way(
        "usage.undo-with-others",
        at.PAID,
        "pay 1 --undo --amount 1",
        then="pay 1 --on 2026-02-03 --by transfer",
    ),
    Way(
        "pay.pays-other-too",
        at.INVOICED.then("log-session martin --on 2026-02-02\ninvoice martin"),
        "pay 1 --on 2026-02-03 --by transfer --amount 1040",
        "2026-02-03",
        then="ledger --view unpaid",
    ),
    Way("pay.nothing-to-undo", at.INVOICED, "pay 1 --undo", then="ledger --view unpaid"),
    Way(
        "pay.of-other-invoice",
        at.PAID.then("receive --amount 10 --label X --on 2026-02-03 --by card"),
        "pay 1 --undo 3",
        then="pay 1 --on 2026-02-03 --by transfer",
    ),
    Way(
        "pay.opening-exists",
        at.PRACTICE.then("receive --nature opening --amount 100"),
        "receive --nature opening --amount 200",
    ),
    Way(
        "ledger.no-such-paper",
        at.INVOICED,
        "pay 99 --on 2026-02-03 --by transfer",
        then="pay 1 --on 2026-02-03 --by transfer",
    ),
    Way(
        "credit.deposit-deducted",
        at.DEPOSIT_PAID.then("log-session martin --on 2026-01-13\ninvoice martin"),
        'credit 1 --reason "X."',
    ),
    Way(
        "credit.deposit-released",
        at.DEPOSIT_PAID.then(
            "log-session martin --on 2026-01-13 --travel 30 --travel-label Train\ninvoice martin"
        ),
        'credit 2 --lines 1 --reason "X."',
        "X.",
        "ledger --view unpaid",
    ),
    Way("outcome.session-billed", at.LATE_END_BILLED, "end martin --take-back"),
    Way("outcome.session-billed", at.LATE_END_BILLED_JOINTLY, "end martin --take-back"),
    Way("mail.no-address", at.BARE_BILLED, "mail 1", "a@example.org"),
    Way("mail.no-recipient", at.BARE_BILLED, "mail --month 2026-01", "a@example.org"),
    Way(
        "mail.no-recipient",
        at.READY,
        "mail martin --paper contract",
        "m@example.org",
        remedy=Remedy.BENEFICIARY_EMAIL,
    ),
    Way(
        "mail.unusual-address",
        at.REACHABLE.then("! engagements/martin.toml m@example.org => é@example.org"),
        "mail martin --paper contract --for beneficiary",
        "m@example.org",
        remedy=Remedy.BENEFICIARY_EMAIL,
    ),
    Way(
        "mail.address-of-organisation",
        at.READY.then("new-engagement martin --email c@example.org"),
        "mail martin --paper contract",
        "m@example.org",
    ),
    Way(
        "mail.no-amendment",
        at.DEMANDED,
        "mail martin --paper amendment",
        then="show martin",
    ),
    Way("mail.no-invoice-of-month", at.ACTIVE, "mail --month 2026-01"),
    Way(
        "credit.nothing-left",
        at.CREDITED,
        "credit 1 --amount 15 --reason X",
        then="show martin",
    ),
    Way("mail.no-quote", at.READY, "mail martin --paper quote"),
    Way(
        "mail.no-quote",
        at.CONTRACTED,
        "mail martin --paper quote",
        then="show martin",
        remedy=Remedy.SHOW,
    ),
    Way(
        "mail.paper-missing",
        at.REACHABLE.then(
            "! engagements/martin.toml [beneficiary] => "
            "[signatures]\\ncoach = 2026-01-10\\n\\n[beneficiary]"
        ),
        "mail martin --paper contract",
    ),
    Way("vat.deposit-outdated", at.DEPOSIT_OUTDATED, "invoice martin", "included"),
    Way("renew.no-deposit", at.INVOICED, "credit 1 --renew --vat added", "Erreur", "show martin"),
    Way("renew.no-deposit", at.INVOICED, "credit 1 --renew", "Erreur", "show martin"),
    Way(
        "renew.nothing-left",
        at.DEPOSIT_RENEWED,
        "credit 1 --renew --vat included",
        then="show martin",
    ),
    Way(
        "renew.price-with-vat",
        at.PRIVATE_OUTDATED,
        "credit 1 --renew --vat added",
        then="show hugo",
    ),
    Way(
        "renew.same-vat",
        at.DEPOSIT_PAID,
        "credit 1 --renew --vat included",
        then="show martin",
    ),
    Way(
        "renew.no-deposit",
        at.CREDITED,
        "credit 1 --renew --vat included",
        then="show martin",
        remedy=Remedy.SHOW,
    ),
    Way(
        "pay.nothing-received",
        at.INVOICED,
        "pay 1 --refund --on 2026-02-03 --by transfer",
        then="pay 1 --on 2026-02-03 --by transfer",
    ),
    Way(
        "practice.nothing-given", at.PRACTICE, "set-practice", then="set-practice --bic TESTFRPPXXX"
    ),
    Way(
        "pay.sum-differs",
        at.INVOICED.then("log-session martin --on 2026-02-02\ninvoice martin"),
        "pay 1 2 --on 2026-02-03 --by transfer --amount 1000",
        "480",
        then="pay 2 --on 2026-02-03 --by transfer",
    ),
    Way(
        "credit.reduction-asked-again",
        at.INVOICED.then('credit 1 --amount 15 --reason "Geste"'),
        'credit 1 --rebill --reason "Durée"',
        "4",
        then="ledger",
        meanwhile="invoice martin",
    ),
    Way(
        "practice.declaration-whole-year",
        at.PRACTICE,
        "set-practice --declaration monthly --from 2026-04-01",
        then="ledger",
    ),
    Way(
        "practice.tax-whole-year",
        at.PRACTICE,
        "set-practice --tax-regime bnc-2035 --from 2026-04-01",
        then="ledger",
    ),
    Way(
        "practice.vat-whole-quarter",
        at.PRACTICE.then(
            "set-practice --vat-regime monthly --from 2026-01-01 --vat-number FR68900000001"
        ),
        "set-practice --vat-regime quarterly --from 2026-05-15",
        then="ledger",
    ),
    Way(
        "threshold.franchise-lost",
        at.PRACTICE.then("receive --nature opening --amount 41250.01"),
        "ledger",
        "FR68900000001",
    ),
    Way(
        "threshold.franchise-lost-before",
        at.PRACTICE.then("receive --amount 41250.01 --label Talk --on 2025-12-01 --by transfer"),
        "ledger",
        "FR68900000001",
    ),
    Way(
        "vat.franchise-over",
        at.ACTIVE.then("receive --nature opening --amount 41250.01"),
        "invoice martin",
        "FR68900000001",
    ),
    Way(
        "vat.billed-without",
        at.INVOICED,
        "set-practice --vat-regime quarterly --from 2026-01-01 --vat-number FR68900000001",
        "TVA",
    ),
    Way(
        "vat.received-otherwise",
        at.PRACTICE.then("receive --amount 120 --label Atelier --on 2026-01-20 --by transfer"),
        "set-practice --vat-regime quarterly --from 2026-01-01 --vat-number FR68900000001",
    ),
    Way(
        "vat.received-otherwise",
        at.PRACTICE.then(
            "set-practice --vat-regime quarterly --from 2026-01-01 --vat-number FR68900000001\n"
            "receive --amount 120 --label Atelier --on 2026-01-20 --by transfer"
        ),
        "set-practice --vat-regime franchise --from 2026-01-01",
    ),
    Way(
        "vat.billed-with",
        at.BILLED_WITH_VAT,
        "set-practice --vat-regime franchise --from 2026-01-01",
        "TVA",
    ),
    Way(
        "client.nothing-given", at.PRACTICE, "set-client acme", then="set-client acme --city Paris"
    ),
    Way(
        "gate.client-country-mismatch",
        at.ACTIVE.then('! clients/acme.toml city = "Lyon" => city = "Lyon"\\ncountry = "DE"'),
        "invoice martin",
        then="set-client acme --country FR",
    ),
    Way(
        "gate.client-country-mismatch",
        at.ACTIVE,
        "set-client acme --country DE",
        "gmbh GmbH",
        "list",
        remedy=Remedy.OTHER_KIND,
    ),
    Way(
        "client.no-service-code",
        at.ACTIVE,
        "set-client acme --service-code SERVICE",
        "ville Ville",
        "list",
    ),
    Way(
        "mail.unusual-address",
        at.INVOICED.then(
            "set-client acme --billing-email f@example.org\n"
            "! clients/acme.toml f@example.org => é@example.org"
        ),
        "mail 1",
        "a@example.org",
        remedy=Remedy.BILLING_EMAIL,
    ),
    Way(
        "mail.unusual-address",
        at.INVOICED.then("! clients/acme.toml c@example.org => é@example.org"),
        "mail 1",
        "a@example.org",
    ),
    Way(
        "pay.deposit-and-paid",
        at.DEPOSIT_PAID.then("log-session martin --on 2026-01-13"),
        "invoice martin --paid-on 2026-02-03 --by transfer",
        then="show martin",
    ),
    Way(
        "pay.deposit-refund",
        at.DEPOSIT_PAID,
        "pay 1 --refund --on 2026-02-03 --by transfer --amount 50",
        "50 X.",
        "pay 1 --refund --on 2026-02-03 --by transfer",
    ),
    Way(
        "remind.no-firm-letter",
        at.CLOSED.then("@ 2026-04-20"),
        "remind 1 --level formal",
        then="show martin",
    ),
    Way(
        "remind.paid-late",
        at.CLOSED.then("@ 2026-04-20\npay 1 --on 2026-04-20 --by transfer"),
        "remind 1",
        "40",
    ),
    Way(
        "ledger.no-declaration",
        at.INVOICED.then("! practice.toml micro-bnc => bnc-2035"),
        "ledger --view declaration",
        then="list",
    ),
    Way(
        "ledger.declared-by-accountant",
        at.INVOICED.then("! practice.toml micro-bnc => is"),
        "ledger --view declaration",
        then="list",
    ),
    Way(
        "mail.pdf-changed",
        at.INVOICED.then("rm ledger/2026/facture-SPECIMEN-2026-0001.pdf"),
        "mail 1",
        then="list",
    ),
    Way(
        "ledger.pdf-missing",
        at.INVOICED.then("rm ledger/2026/facture-SPECIMEN-2026-0001.pdf"),
        "doctor",
        remedy=Remedy.DUPLICATE,
    ),
    Way(
        "ledger.pdf-missing",
        at.QUOTED.then("rm ledger/2026/devis-SPECIMEN-D-2026-0001.pdf"),
        "doctor",
        remedy=Remedy.DUPLICATE,
    ),
    Way(
        "archive.ledger-not-whole",
        at.INVOICED.then("rm ledger/2026/facture-SPECIMEN-2026-0001.pdf"),
        "export archive --year 2026",
        then="list",
    ),
    Way("ledger.pdf-name-taken", at.PDF_COPIED, "invoice martin", then="list"),
    Way(
        "ledger.pdf-missing",
        at.INVOICED.then("rm ledger/2026/facture-SPECIMEN-2026-0001.pdf"),
        "recover",
        remedy=Remedy.DUPLICATE,
    ),
    Way("billing.place-assumed", at.PRIVATE_EVALUATED, "invoice hugo", "Paris"),
    Way(
        "billing.place-assumed",
        at.PRIVATE_EVALUATED.then(
            "amend hugo --notice-hours 72\nsign hugo --amendment 1 --party coach --on 2026-02-03"
        ),
        "invoice hugo",
        then="amend hugo --place Paris",
        remedy=Remedy.SIGN_AMENDMENT,
    ),
    Way("billing.session-recorded-twice", at.RECORDED_TWICE, "invoice martin", "14:00"),
    Way("billing.session-billed-twice", at.BILLED_TWICE, "doctor", "X."),
    Way("billing.session-billed-twice", at.BILLED_TWICE_JOINTLY, "doctor", "X."),
    Way("billing.session-billed-as-other", at.BILLED_AS_OTHER, "invoice martin", "14:00"),
    Way("billing.session-of-other", at.AGAIN, "doctor", "11:00"),
    Way("billing.session-billed-for-other", at.AGAIN, "invoice autre", "11:00"),
    Way(
        "invoice.nothing-to-bill",
        at.CLOSED,
        "invoice martin",
        then="pay 1 --on 2026-02-03 --by transfer",
        remedy=Remedy.SHOW,
    ),
    Way(
        "settle.to-bill-later",
        at.LATE_END,
        "show martin",
        meanwhile="@ 2026-02-10",
    ),
    Way(
        "pay.no-money",
        at.VAT_BY_DEPOSIT,
        "pay --undo 5",
        "X.",
        "show martin",
    ),
    Way(
        "credit.credit-note",
        at.INVOICED.then('credit 1 --rebill --reason "X."'),
        'credit 2 --reason "X."',
        then="invoice martin",
    ),
    Way(
        "duplicate.quote",
        at.QUOTED,
        "mail SPECIMEN-D-2026-0001 --duplicate --plain",
        then="quote martin --accept --on 2026-02-03",
    ),
    Way(
        "pay.already-undone",
        at.PAID.then("pay --undo 2"),
        "pay --undo 2",
        then="pay 1 --on 2026-02-03 --by transfer",
    ),
    Way(
        "pay.nothing-owed-back",
        at.PAID,
        "pay 1 --refund --on 2026-02-03 --by transfer",
        "X.",
    ),
    Way(
        "quote.already-accepted",
        at.ACCEPTED,
        "quote martin --accept --on 2026-02-03",
        then="contract martin",
    ),
    Way(
        "quote.already-signed",
        at.QUOTED.then("sign martin --on 2026-02-03"),
        "quote martin --accept --on 2026-02-03",
        then="plan martin --on 2026-02-10",
    ),
    Way(
        "quote.engagement-over",
        at.READY.then("decline martin --on 2026-02-03 --by coach"),
        "quote martin",
        remedy=Remedy.TAKE_BACK_DECLINE,
    ),
    Way(
        "quote.engagement-over",
        at.ENDED,
        "quote martin",
        then="close martin --on 2026-02-03",
        remedy=Remedy.SHOW,
    ),
    Way(
        "credit.session-billed-again",
        at.INVOICED.then('credit 1 --rebill --reason "X."\ninvoice martin'),
        'credit 1 --session s1 --rebill --reason "X."',
        "X.",
    ),
    Way(
        "credit.session-billed-again",
        at.INVOICED.then('credit 1 --rebill --reason "X."\ninvoice martin'),
        'credit 1 --reason "X."',
        "X.",
    ),
    Way(
        "credit.session-freed",
        at.INVOICED.then('credit 1 --rebill --reason "X."'),
        'credit 1 --reason "X."',
        then="show martin",
    ),
    Way(
        "ledger.clock-jumped",
        at.RECEIVED.then("@ 2026-09-01"),
        "receive --amount 20 --label Atelier --on 2026-09-01 --by cheque",
        then="invoice martin",
        remedy=Remedy.TODAY_IS,
    ),
    Way(
        "ledger.last-paper-ahead",
        at.AHEAD,
        'credit 1 --rebill --reason "X."',
        then='recover clock --today-is 2026-02-04\ncredit 1 --rebill --reason "X."',
    ),
    Way("recover.clock", at.AHEAD, "recover"),
    Way("recover.clock", at.AHEAD, "doctor"),
    Way(
        "recover.today-unconfirmed",
        at.AHEAD,
        "recover clock",
        then="recover",
        remedy=Remedy.TODAY_IS,
    ),
    Way("recover.receipt", at.PAID_AHEAD, "recover"),
    Way("recover.invoice", at.PAID_AHEAD.then("pay --undo 3"), "recover", "X."),
    Way("recover.invoice", at.PAID_AHEAD, "doctor", "X."),
    Way("recover.deposit", at.DEPOSIT_AHEAD, "recover", "X."),
    Way(
        "gate.in-the-future",
        at.INVOICED,
        "pay 1 --on 2026-02-10 --by transfer",
        "2026-02-03",
        then="show martin",
        remedy=Remedy.OTHER_DAY,
    ),
    Way(
        "pay.credited",
        at.CREDITED,
        "pay 1 --on 2026-02-03 --by transfer",
        then="show martin",
        remedy=Remedy.LIST_UNPAID,
    ),
    Way(
        "pay.nothing-outstanding",
        at.INVOICED.then("pay 1 --on 2026-02-03 --by transfer"),
        "pay 1 --on 2026-02-03 --by transfer",
        then="show martin",
        remedy=Remedy.LIST_UNPAID,
    ),
    Way(
        "credit.other-session",
        at.INVOICED,
        'credit 1 --session s9 --reason "Erreur."',
        "s1",
        then="show martin",
        remedy=Remedy.OTHER_CREDITED,
    ),
    Way(
        "credit.session-on-other",
        at.INVOICED.then("log-session martin --on 2026-01-20\ninvoice martin"),
        'credit 1 --session s2 --reason "Erreur."',
        "Erreur.",
        then="show martin",
        remedy=Remedy.CREDIT_SESSION,
    ),
    Way(
        "credit.session-on-other",
        at.INVOICED.then("log-session martin --on 2026-01-20\ninvoice martin"),
        'credit 1 --session s2 --rebill --reason "Erreur."',
        "Erreur.",
        then="invoice martin",
        remedy=Remedy.REBILL_SESSION,
    ),
    Way(
        "credit.no-such-line",
        at.INVOICED,
        'credit 1 --lines 9 --reason "Erreur."',
        "1",
        then="show martin",
        remedy=Remedy.OTHER_LINES,
    ),
    Way(
        "pay.before-demand",
        at.INVOICED,
        "pay 1 --on 2025-01-01 --by transfer",
        "2026-02-03",
        then="show martin",
        remedy=Remedy.LATER_DAY,
    ),
    Way(
        "pay.before-demand",
        at.ACTIVE,
        "invoice martin --paid-on 2025-01-01 --by transfer",
        "2026-02-03",
        then="show martin",
        remedy=Remedy.OTHER_PAID_DAY,
    ),
    Way(
        "pay.paid-after-issue",
        at.ACTIVE,
        "invoice martin --on 2026-02-02 --paid-on 2026-02-03 --by transfer",
        "2026-02-02",
        then="show martin",
        remedy=Remedy.OTHER_PAID_DAY,
    ),
    Way(
        "gate.in-the-future",
        at.ACTIVE,
        "invoice martin --paid-on 2026-05-01 --by transfer",
        "2026-02-03",
        then="show martin",
        remedy=Remedy.OTHER_PAID_DAY,
    ),
    Way(
        "billing.before-contract",
        at.READY.then("sign martin --on 2026-02-03\nlog-session martin --on 2026-02-03"),
        "invoice martin --on 2026-02-02",
        "2026-02-03",
        then="show martin",
        remedy=Remedy.LATER_DAY,
    ),
    Way(
        "credit.beyond-line",
        at.INVOICED.then(
            "log-session martin --on 2026-01-20 --travel 10 --travel-label Train\ninvoice martin"
        ),
        'credit 2 --amount 1=10 --amount 2=2000 --reason "Erreur."',
        "10",
        then="show martin",
        remedy=Remedy.OTHER_REDUCTION,
    ),
    Way(
        "credit.beyond-paper",
        at.INVOICED,
        'credit 1 --amount 9000 --reason "Erreur."',
        "10",
        then="show martin",
        remedy=Remedy.OTHER_AMOUNT,
    ),
    Way(
        "credit.beyond-line",
        at.INVOICED,
        'credit 1 --amount 1=9000 --reason "Erreur."',
        "10",
        then="show martin",
        remedy=Remedy.OTHER_REDUCTION,
    ),
    Way(
        "ledger.issue-date-in-future",
        at.ACTIVE,
        "invoice martin --on 2026-02-05",
        "2026-02-03",
        then="show martin",
        remedy=Remedy.OTHER_DAY,
    ),
    Way(
        "ledger.issue-date-too-early",
        at.ACTIVE,
        "invoice martin --on 2026-01-20",
        "2026-02-03",
        then="show martin",
        remedy=Remedy.OTHER_DAY,
    ),
    Way(
        "ledger.issue-date-before-last",
        at.INVOICED,
        'credit 1 --reason "Erreur." --on 2026-01-30',
        "2026-02-03",
        then="show martin",
        remedy=Remedy.OTHER_DAY,
    ),
    Way(
        "pay.nothing-outstanding",
        at.INVOICED.then("pay 1 --on 2026-02-03 --by transfer"),
        "pay 1 --nature penalties --on 2026-02-03 --by transfer",
        "10",
        then="show martin",
        remedy=Remedy.OTHER_AMOUNT,
    ),
    Way(
        "invoice.session-not-covered",
        at.CONTRACTED.then("log-session martin --on 2026-01-09 --anyway"),
        "invoice martin",
        then="sign martin --amendment 1 --on 2026-02-03\ninvoice martin",
        remedy=Remedy.APPLY_FROM_SESSION,
    ),
    Way("due.to-bill", at.ACTIVE.then("@ 2026-03-03"), "today"),
    Way("due.unpaid", at.INVOICED.then("@ 2026-03-07"), "today"),
    Way("due.to-remind", at.INVOICED.then("@ 2026-03-20"), "today"),
    Way("due.reminded", at.INVOICED.then("@ 2026-03-20\nremind 1"), "today"),
    Way("due.quote-lapses", at.QUOTED.then("@ 2026-03-04"), "today"),
    Way("due.nobody-signed", at.WRITTEN, "today"),
    Way("due.to-sign", at.WRITTEN.then("@ 2026-01-11"), "today"),
    Way(
        "due.unsigned-since-start",
        at.WRITTEN.then("sign martin --on 2026-01-10 --party coach"),
        "today",
    ),
)
