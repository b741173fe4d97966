# ruff: noqa: E501 - command lines as they are typed
"""The ways out of what stops a contract, a quote or its client."""

from tests.cli.commands import remedy_states as at
from tests.cli.commands.remedy_way import Way

from phmcoach.remedy import Remedy

WAYS = (
    Way("gate.demand-not-validated", at.DEMANDED, "contract martin"),
    Way("gate.no-objective", at.VALIDATED, "contract martin"),
    Way(
        "gate.no-shared-objective",
        at.VALIDATED.then(f"{at.OBJECTIVE} --personal"),
        "contract martin",
    ),
    Way("gate.no-terms", at.AIMED, "contract martin", "2 2 2026-01-12 2"),
    Way("gate.client-without-address", at.BARE, "contract martin", "'1 rue' 75000 Paris"),
    Way("gate.client-without-siren", at.BARE_SIGNED, "invoice martin", "811222330"),
    Way("gate.not-signed", at.WRITTEN, "show martin"),
    Way(
        "gate.not-signed",
        at.READY.then("sign martin --on 2026-01-10 --party coach"),
        "invoice martin",
    ),
    Way(
        "gate.not-signed",
        at.READY.then("sign martin --on 2026-01-10 --party coach"),
        "amend martin --rate 300",
    ),
    Way(
        "amend.no-contract",
        at.AIMED,
        "amend martin --rate 300",
        "2 2 2026-01-12 2",
        "contract martin",
    ),
    Way(
        "terms.private-contract",
        at.PRIVATE,
        "set-terms hugo --sessions 2 --hours 2 --start 2026-02-01 --months 2 --rate 120 --contract pair",
        "--sessions 2 --hours 2 --start 2026-02-01 --months 2 --rate 120",
        "show hugo",
    ),
    Way(
        "terms.already-signed",
        at.CONTRACTED,
        "set-terms martin --sessions 3 --hours 2 --start 2026-01-12 --months 2",
        then="show martin",
        remedy=Remedy.AMEND,
    ),
    Way(
        "terms.already-signed",
        at.CONTRACTED,
        at.OBJECTIVE,
        "X. Y. Z.",
        "show martin",
        remedy=Remedy.ADD_BY_AMENDMENT,
    ),
    Way(
        "documents.no-withdrawal",
        at.PRIVATE.then(
            "set-terms hugo --sessions 2 --hours 2 --start 2026-02-01 --months 2 --rate 120"
        ),
        "contract hugo",
        "--sessions 2 --hours 2 --start 2026-02-01 --months 2 --rate 120",
    ),
    Way(
        "quote.none",
        at.READY,
        "accept-quote martin --on 2026-02-03",
        then="accept-quote martin --on 2026-02-03",
    ),
    Way(
        "quote.other-terms",
        at.ACCEPTED.then(f"{at.TERMS} --rate 300"),
        "sign martin --on 2026-02-03",
        then="accept-quote martin --on 2026-02-03",
    ),
    Way(
        "quote.other-terms",
        at.ACCEPTED.then(f"{at.TERMS} --rate 300\nquote martin"),
        "contract martin",
        remedy=Remedy.ACCEPT_QUOTE,
    ),
    Way(
        "quote.other-terms",
        at.ACCEPTED.then(f"{at.TERMS} --rate 300\nquote martin"),
        "doctor",
        remedy=Remedy.ACCEPT_QUOTE,
    ),
    Way(
        "quote.other-terms",
        at.ACCEPTED.then(f"{at.TERMS} --rate 300\nquote martin"),
        "sign martin --on 2026-02-03",
        remedy=Remedy.ACCEPT_QUOTE,
    ),
    Way(
        "quote.other-terms",
        at.ACCEPTED.then(f"{at.TERMS} --rate 300"),
        "doctor",
        then="accept-quote martin --on 2026-02-03",
    ),
    Way("quote.expired", at.QUOTED.then("@ 2026-06-01"), "accept-quote martin --on 2026-06-01"),
    Way(
        "quote.accepted-before-issue",
        at.QUOTED,
        "accept-quote martin --on 2026-02-01",
        then="show martin",
    ),
    Way(
        "step.accept-quote", at.ACCEPTED.then(f"{at.TERMS} --rate 300\nquote martin"), "show martin"
    ),
    Way("step.contract", at.READY, "show martin"),
    Way(
        "sign.already-signed",
        at.CONTRACTED,
        "sign martin --on 2026-01-10",
        then="plan martin --on 2026-02-10",
    ),
    Way(
        "sign.other-paper",
        at.WRITTEN.then(f"{at.TERMS} --rate 300"),
        "sign martin --on 2026-01-10",
        then="show martin",
        typeset=True,
        remedy=Remedy.SIGNED_PAPER,
    ),
    Way(
        "demand.already-validated",
        at.VALIDATED,
        'validate-demand martin --on 2026-01-06 --request "Y."',
        remedy=Remedy.TAKE_BACK_VALIDATION,
    ),
    Way(
        "demand.already-validated",
        at.READY,
        'validate-demand martin --on 2026-01-06 --request "Y."',
        remedy=Remedy.TAKE_BACK_VALIDATION,
    ),
    Way(
        "taken-back.no-acceptance",
        at.QUOTED,
        "accept-quote martin --take-back",
        then="quote martin",
    ),
    Way(
        "taken-back.no-validation",
        at.DEMANDED,
        "validate-demand martin --take-back",
        then='validate-demand martin --on 2026-01-05 --request "X."',
    ),
    Way("taken-back.no-signature", at.READY, "sign martin --take-back", then="show martin"),
    Way("taken-back.session", at.ACTIVE, "sign martin --take-back", remedy=Remedy.REMOVE_SESSION),
    Way("taken-back.billed", at.DEPOSIT, "sign martin --take-back", remedy=Remedy.REBILL),
    Way(
        "taken-back.pause",
        at.CONTRACTED.then("pause martin --from 2026-02-03 --to 2026-02-08 --reason leave"),
        "sign martin --take-back",
    ),
    Way(
        "taken-back.amended",
        at.AMENDED_ALONE,
        "sign martin --take-back",
        remedy=Remedy.TAKE_BACK_AMENDMENT,
    ),
    Way(
        "taken-back.amended",
        at.AMENDED_ALONE.then("sign martin --amendment 1 --on 2026-02-03"),
        "sign martin --take-back",
        then="amend martin --take-back",
        remedy=Remedy.TAKE_BACK_SIGNATURES,
    ),
    Way(
        "taken-back.first-signature",
        at.READY.then("sign martin --on 2026-01-10 --party coach\nsign martin --on 2026-01-11"),
        "sign martin --take-back --party coach",
        remedy=Remedy.TAKE_BACK_SIGNATURES,
    ),
    Way(
        "taken-back.first-signature",
        at.AMENDED_ALONE.then(
            "sign martin --amendment 1 --on 2026-02-02 --party coach\n"
            "sign martin --amendment 1 --on 2026-02-03"
        ),
        "sign martin --amendment 1 --take-back --party coach",
        remedy=Remedy.TAKE_BACK_SIGNATURES,
    ),
    Way(
        "objective.unknown",
        at.AIMED,
        "add-objective martin --objective o9 --remove",
        then="add-objective martin --objective o1 --remove",
    ),
    Way(
        "bounds.sessions",
        at.AIMED,
        "set-terms martin --sessions 9 --hours 2 --start 2026-01-12 --months 2",
        "2 2 2026-01-12 2",
        "show martin",
        remedy=Remedy.SET_TERMS,
    ),
    Way(
        "bounds.span-long",
        at.AIMED_STANDARD,
        "set-terms martin --sessions 12 --hours 2 --start 2026-01-12 --months 8",
        "12 2 2026-01-12 6",
        "show martin",
        remedy=Remedy.SET_TERMS,
    ),
    Way(
        "bounds.session-length",
        at.AIMED,
        "set-terms martin --sessions 2 --hours 9 --start 2026-01-12 --months 2",
        "2 2 2026-01-12 2",
        "show martin",
        remedy=Remedy.SET_TERMS,
    ),
    Way("gate.client-without-siret", at.ABROAD, "contract ville", "21690123100011"),
    Way("gate.client-without-vat-number", at.ABROAD, "contract berlin", "DE136695976"),
    Way(
        "gate.client-in-france",
        at.ABROAD.then("! clients/gmbh.toml DE => FR"),
        "quote berlin",
        then="set-client gmbh --country DE",
    ),
    Way(
        "gate.client-outside-eu",
        at.ABROAD.then("set-client gmbh --vat-number DE136695976 --country US"),
        "quote berlin",
        then="set-client gmbh --country DE",
    ),
    Way(
        "gate.vat-number-country-mismatch",
        at.ABROAD.then(
            '! clients/gmbh.toml kind = "company-eu" => kind = "company-eu"\\nvat_number = "FR68900000001"'
        ),
        "quote berlin",
        "DE136695976",
    ),
    Way("gate.client-without-email", at.ABROAD_BILLED, "invoice berlin", "x@example.org"),
    Way(
        "practice.exists",
        at.PRACTICE,
        "init . --name X --siret 90000000100017 --address X --postcode 75000 --city Paris --email a@example.org --iban FR7699999000010000000000115 --bic TESTFRPPXXX --vat-regime franchise",
        then="list",
    ),
    Way("demo.folder-not-empty", at.PRACTICE, "demo .", "elsewhere", "list"),
    Way(
        "archive.nothing",
        at.INVOICED,
        "export archive --year 2024",
        then="export archive --year 2026",
    ),
    Way(
        "archive.exists",
        at.INVOICED.then("export archive --year 2026"),
        "export archive --year 2026",
        "other.zip",
        "list",
    ),
    Way(
        "template.no-such", at.PRACTICE, "templates copy xyzzy", then="templates copy 25-amendments"
    ),
    Way(
        "template.no-such-nearest",
        at.PRACTICE,
        "templates copy 25-amendment",
        then="templates copy 25-amendments",
    ),
    Way(
        "client.other-company",
        at.INVOICED,
        "set-client acme --siren 732829320",
        "other 'Other SA'",
        "show martin",
    ),
    Way("find.client-of-engagement", at.READY.then("rm clients/acme.toml"), "show martin"),
    Way(
        "find.client-of-engagement",
        at.ACTIVE.then("rm clients/acme.toml"),
        "show martin",
        remedy=Remedy.SIGNED_CLIENT,
    ),
    Way(
        "gate.pause-outside-contract",
        at.ACTIVE.then(
            "pause martin --from 2026-03-01 --to 2026-03-08 --reason leave\namend martin --end 2026-02-20\nsign martin --amendment 1 --on 2026-02-03"
        ),
        "doctor",
    ),
    Way(
        "quote.none",
        at.ACTIVE,
        "accept-quote martin --on 2026-02-03",
        then="show martin",
        remedy=Remedy.SHOW,
    ),
    Way(
        "terms.client-quoted",
        at.ACCEPTED.then('new-client beta --kind company-fr --name "Beta SA"'),
        f"{at.TERMS} --client beta",
    ),
    Way(
        "terms.concluded-organisation",
        at.AIMED,
        f"{at.TERMS} --concluded at-distance",
        "--sessions 2 --hours 2 --start 2026-01-12 --months 2",
        "contract martin",
    ),
    Way(
        "taken-back.signed",
        at.READY.then("sign martin --on 2026-01-10 --party coach"),
        "validate-demand martin --take-back",
        "2026-02-03 coach",
        "close martin --on 2026-02-03",
        remedy=Remedy.DECLINE,
    ),
    Way(
        "taken-back.signed",
        at.CONTRACTED,
        "validate-demand martin --take-back",
        then="plan martin --on 2026-02-10",
        remedy=Remedy.SHOW,
    ),
    Way(
        "gate.validated-before-received",
        at.DEMANDED,
        'validate-demand martin --on 2026-01-01 --request "X."',
        "2026-01-01",
        "show martin",
        remedy=Remedy.RECEIVED_EARLIER,
    ),
    Way(
        "gate.validated-before-received",
        at.DEMANDED,
        'validate-demand martin --on 2026-01-01 --request "X." --received-on 2026-01-03',
        "2025-12-30",
        "show martin",
        remedy=Remedy.RECEIVED_EARLIER,
    ),
    Way(
        "gate.analysed-before-received",
        at.DEMANDED,
        'validate-demand martin --on 2026-01-05 --request "X." --analysed-on 2026-01-01',
        "2026-01-01",
        "show martin",
        remedy=Remedy.RECEIVED_EARLIER,
    ),
    Way(
        "store.exists",
        at.DEMANDED,
        'new-engagement martin --client acme --beneficiary "Claire Martain" --situation new-role',
        then='validate-demand martin --on 2026-01-05 --request "X."',
        remedy=Remedy.SHOW,
    ),
    Way(
        "store.exists",
        at.PRACTICE,
        'new-client acme --kind company-fr --name "Acme SA"',
        "--email x@example.org",
        "list",
        remedy=Remedy.CHANGE_CLIENT,
    ),
    Way(
        "amend.no-contract",
        at.AIMED.then('new-client beta --kind company-fr --name "Beta SA"'),
        "amend martin --client beta --new-employer",
        "2 2 2026-01-12 2",
        "show martin",
    ),
)
