"""The commands that lead to the practice in which most tests of the command line begin."""

INIT = (
    *("init", "practice", "--name", "Camille Durand", "--siret", "90000000100017"),
    *("--address", "1 rue X", "--postcode", "75000", "--city", "Paris"),
    *("--email", "a@example.org", "--iban", "FR7699999000010000000000115"),
    *("--bic", "TESTFRPPXXX", "--vat-regime", "franchise"),
)
IN = ("-C", "practice")


ROAD = (
    INIT,
    (*IN, "new-client", "acme", "--kind", "company-fr", "--name", "Acme SA"),
    (
        *(*IN, "set-client", "acme", "--siren", "811222330", "--address", "10 avenue Y"),
        *("--postcode", "69000", "--city", "Lyon"),
    ),
    (
        *(*IN, "new-engagement", "martin", "--client", "acme", "--beneficiary", "Claire Martin"),
        *("--situation", "new-role", "--received-on", "2026-01-02"),
    ),
    (*IN, "validate-demand", "martin", "--on", "2026-01-05", "--request", "Ma place."),
    (
        *IN,
        "add-objective",
        "martin",
        "--shared",
        "--statement",
        "A",
        "--result",
        "B",
        "--indicator",
        "C",
    ),
    (
        *(*IN, "set-terms", "martin", "--sessions", "12", "--hours", "2"),
        *("--start", "2026-01-12", "--months", "6"),
    ),
    (*IN, "sign", "martin", "--on", "2026-01-10"),
    (*IN, "log-session", "martin", "--on", "2026-01-13"),
)
INVOICED = (*ROAD, (*IN, "invoice", "martin"))
