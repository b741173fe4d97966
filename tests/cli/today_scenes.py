# ruff: noqa: E501 - command lines as they are typed
"""Three mornings of a coach with twelve engagements: all is well, a usual Monday, and a bad one.

It is Monday, 2 March 2026. Each morning is a list of lines as in `remedy_states`.
"""

from tests.cli.commands.remedy_states import PRACTICE_ANSWERS, State

MONDAY = "2026-03-02"

PRACTICE = State(
    None,
    f"""
init . {PRACTICE_ANSWERS.replace("--language en", "--language fr")}
new-client acme --kind company-fr --name "Acme SA" --siren 811222330 --address "10 avenue" --postcode 69000 --city Lyon --email c@example.org
new-client cgee --kind company-fr --name "Compagnie générale d’électricité et d’équipements de Bourgogne-Franche-Comté" --siren 900000001 --address "3 quai" --postcode 21000 --city Dijon --email d@example.org
new-client petit --kind private --name "Hugo Petit" --address "2 rue" --postcode 69000 --city Lyon --email h@example.org
""",
)


def demand(ref: str, name: str, client: str, profile: str = "standard") -> str:
    """Return the lines to a validated demand with an objective."""
    return f"""
new-engagement {ref} --client {client} --beneficiary "{name}" --situation new-role --profile {profile} --received-on 2025-12-15
validate-demand {ref} --on 2025-12-18 --request "Ma place."
add-objective {ref} --shared --statement "Déléguer." --result "Fait." --indicator "Dossiers."
"""


def contract(ref: str, start: str, sessions: int, months: int, *more: str) -> str:
    """Return the lines to a signed contract, and those that follow it."""
    terms = f"--sessions {sessions} --hours 2 --start {start} --months {months}"
    return "\n".join((f"set-terms {ref} {terms} --rate 260", f"sign {ref} --on 2026-01-03", *more))


def held(ref: str, *days: str) -> str:
    return "\n".join(f"log-session {ref} --on {day}" for day in days)


def booked(ref: str, *days: str) -> str:
    return "\n".join(
        f"plan {ref} --on {day.partition(' ')[0]} --at {day.partition(' ')[2]}" for day in days
    )


IN_ORDER = {
    "martin-2026": ("Claire Martin", "2026-03-02 09:00"),
    "caron-2026": ("Inès Caron", "2026-03-02 14:30"),
    "roy-2026": ("Paul Roy", "2026-03-04 10:00"),
    "le-goff-2026": ("Jean-Marie Le Goff", "2026-03-05 11:00"),
    "larochefoucauld-2026": ("Marie-Christine de La Rochefoucauld-Montmorency", "2026-03-05 16:00"),
    "adam-2026": ("Élodie Adam", "2026-03-06 09:30"),
    "noel-2026": ("Samir Noël", "2026-03-09 09:00"),
}
"""Engagements whose session of February was held, and whose next one is booked."""

QUIET = {
    "blanc-2026": "Anna Blanc",
    "costa-2026": "Luis Costa",
    "haas-2026": "Greta Haas",
    "diop-2026": "Awa Diop",
    "weil-2026": "Simon Weil",
}
"""Others, whose next session is later."""

BEGUN = PRACTICE.then(
    "@ 2026-02-17\n"
    + "\n".join(
        demand(ref, name, "acme")
        + contract(ref, "2026-02-16", 12, 6, held(ref, "2026-02-17"), booked(ref, on))
        for ref, (name, on) in IN_ORDER.items()
    )
)
WELL = BEGUN.then(
    "\n".join(
        demand(ref, name, "acme")
        + contract(
            ref, "2026-02-16", 12, 6, held(ref, "2026-02-17"), booked(ref, "2026-03-12 09:00")
        )
        for ref, name in QUIET.items()
    )
    + f"\n@ {MONDAY}\ninvoice --all --yes"
)

USUAL = PRACTICE.then(
    "@ 2026-01-20\n"
    + demand("blanc-2026", "Anna Blanc", "cgee")
    + contract("blanc-2026", "2026-01-05", 12, 6, held("blanc-2026", "2026-01-06"))
    + "\ninvoice blanc-2026 --yes\n@ 2026-02-16\n"
    + held("blanc-2026", "2026-01-27", "2026-02-12")
    + "\n"
    + booked("blanc-2026", "2026-02-26 09:00", "2026-03-12 09:00")
    + demand("costa-2026", "Luis Costa", "acme")
    + contract("costa-2026", "2026-01-12", 12, 6, held("costa-2026", "2026-01-20", "2026-02-05"))
    + demand("haas-2026", "Greta Haas", "acme", "short")
    + contract("haas-2026", "2026-01-12", 2, 2, held("haas-2026", "2026-01-20", "2026-02-10"))
    + demand("diop-2026", "Awa Diop", "petit")
    + "set-terms diop-2026 --sessions 10 --hours 2 --start 2026-02-23 --months 6 --rate 120 --concluded on-premises\n"
    + "\n"
    + BEGUN.lines
    + f"\n@ {MONDAY}"
)

BAD = PRACTICE.then(
    "@ 2026-01-20\n"
    + demand("blanc-2026", "Anna Blanc", "cgee")
    + contract("blanc-2026", "2026-01-05", 12, 6, held("blanc-2026", "2026-01-06"))
    + "\ninvoice blanc-2026 --yes\n@ 2026-02-16\n"
    + held("blanc-2026", "2026-01-27")
    + "\n"
    + booked("blanc-2026", "2026-02-19 09:00", "2026-02-26 09:00", "2026-03-02 18:00")
    + "".join(
        demand(ref, name, "acme")
        + contract(ref, "2026-01-12", 12, 6, held(ref, "2026-01-20", "2026-02-03"), booked(ref, on))
        for ref, name, on in (
            ("martin-2026", "Claire Martin", "2026-02-24 09:00"),
            ("caron-2026", "Inès Caron", "2026-02-25 14:30"),
        )
    )
    + demand("roy-2026", "Paul Roy", "acme")
    + contract("roy-2026", "2026-01-12", 12, 3, held("roy-2026", "2026-01-20", "2026-02-03"))
    + demand("le-goff-2026", "Jean-Marie Le Goff", "acme")
    + contract(
        "le-goff-2026", "2026-01-12", 12, 6, held("le-goff-2026", "2026-01-20", "2026-02-05")
    )
    + demand("adam-2026", "Élodie Adam", "petit")
    + "set-terms adam-2026 --sessions 10 --hours 2 --start 2026-02-23 --months 6 --rate 120 --concluded on-premises\n"
    + demand("larochefoucauld-2026", "Marie-Christine de La Rochefoucauld-Montmorency", "cgee")
    + "\nset-terms larochefoucauld-2026 --sessions 10 --hours 2 --start 2026-02-23 --months 6 --rate 260"
    + '\nnew-engagement noel-2026 --client acme --beneficiary "Samir Noël" --situation new-role'
    + demand("costa-2026", "Luis Costa", "acme")
    + demand("haas-2026", "Greta Haas", "acme", "short")
    + contract("haas-2026", "2026-01-12", 2, 2, held("haas-2026", "2026-01-20", "2026-02-10"))
    + demand("diop-2026", "Awa Diop", "acme", "short")
    + contract(
        "diop-2026",
        "2026-01-12",
        2,
        2,
        held("diop-2026", "2026-01-20"),
        "\nend diop-2026 --on 2026-02-12 --by sponsor",
    )
    + demand("weil-2026", "Simon Weil", "acme")
    + contract(
        "weil-2026",
        "2026-02-16",
        12,
        6,
        booked("weil-2026", "2026-03-03 09:00"),
        "amend weil-2026 --sessions 14 --on 2026-02-16",
    )
    + f"\n@ {MONDAY}"
)
