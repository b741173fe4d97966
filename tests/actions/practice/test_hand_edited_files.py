"""Text that a coach wrote by hand stays as it was, whatever command changes the file."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
import tomli
from tests.commands import command_of

from phmcoach.actions.context import Context
from phmcoach.actions.contract.contracting import set_terms
from phmcoach.actions.contract.demands import validate_demand
from phmcoach.actions.contract.papers import write_contract
from phmcoach.actions.contract.signing import sign
from phmcoach.actions.money.invoices import Request, draft
from phmcoach.actions.practice.doctor import examine
from phmcoach.actions.practice.practice import set_client
from phmcoach.actions.sessions.recording import log_session, travel_cost
from phmcoach.errors import InvalidDataError, RuleRefusedError, UsageError

HAND = """\
# Claire, rencontrée au salon.
schema = 1
client = "acme"   # facturée à la maison mère
profile = "standard"

[beneficiary]
name = "Claire Martin"
id = "claire-martin"

# --- séances d’abord, c’est ce que je lis ---
[[sessions]]
id = "s1"   # première
on = 2026-01-13
minutes = 120
status = "held"
type = "in-person"

[demand]
situations = ["new-role"]
received_on = 2026-01-02
request = "Trouver ma place."
validated_on = 2026-01-05

[[objectives]]
id = "o1"
statement = "Déléguer."
expected_result = "Fait."
indicator = "Dossiers."

[[sessions]]
id = "s2"
on = 2026-06-10
minutes = 120
status = "planned"   # à confirmer
# téléphoner avant

[terms]
set_on = 2026-01-08
sessions = 12
session_minutes = 120
start_on = 2026-01-12
end_on = 2026-07-11
hourly_rate = 260.00
bounds = { sessions_min = 10, sessions_max = 20 }

[signatures]
coach = 2026-01-10
beneficiary = 2026-01-10
sponsor = 2026-01-10
# fin du fichier"""

NEW = """
[[sessions]]
id = "s3"
on = 2026-06-12
minutes = 120
type = "in-person"
status = "held"
"""


def write(context: Context, text: str, encode: Callable[[str], bytes]) -> Path:
    path = context.folder.engagement_file("martin-2026")
    path.write_bytes(encode(text))
    return path


def plain(text: str) -> bytes:
    return text.encode()


def windows(text: str) -> bytes:
    return b"\xef\xbb\xbf" + text.replace("\n", "\r\n").encode()


@pytest.fixture(params=[plain, windows])
def encode(request: pytest.FixtureRequest) -> Callable[[str], bytes]:
    """Encode as an editor on Unix or on Windows does: line ends, byte-order mark."""
    found: Callable[[str], bytes] = request.param
    return found


def test_logging_a_session_adds_only_that_session_and_its_id(
    context: Context, encode: Callable[[str], bytes]
) -> None:
    path = write(context, HAND, encode)
    before = tomli.loads(HAND)
    log_session(context, ref="martin", on=date(2026, 6, 12))
    after = path.read_bytes()
    lines = [line for line in HAND.splitlines() if line.strip()]
    left = iter(after.decode("utf-8-sig").splitlines())
    assert all(line in left for line in lines)
    text = after.decode("utf-8-sig").replace("\r\n", "\n")
    assert NEW.strip() in text
    assert after.startswith(b"\xef\xbb\xbf") == encode("").startswith(b"\xef\xbb\xbf")
    assert (b"\r\n" in after) == (b"\r\n" in encode("\n"))
    assert after.count(b"\n") == after.count(b"\r\n") or b"\r\n" not in after
    data = tomli.loads(text)
    new = tomli.loads(NEW)["sessions"]
    assert data == before | {"sessions": before["sessions"] + new, "last_session": new[-1]["id"]}


def test_a_planned_session_turns_into_a_held_one_on_its_line(context: Context) -> None:
    path = write(context, HAND, plain)
    log_session(context, ref="martin", on=date(2026, 6, 10))
    assert path.read_text("utf-8") == HAND.replace(
        'status = "planned"   # à confirmer', 'status = "held"   # à confirmer'
    )


def test_travel_of_a_planned_session_is_added_to_it(context: Context) -> None:
    path = write(context, HAND, plain)
    travel = [travel_cost(Decimal("12.5"), "Taxi")]
    log_session(context, ref="martin", on=date(2026, 6, 10), travel=travel)
    session = tomli.loads(path.read_text("utf-8"))["sessions"][1]
    assert session["travel"] == [{"amount": 12.5, "label": "Taxi"}]
    assert "# téléphoner avant" in path.read_text("utf-8")


def test_a_signature_is_one_more_line_and_the_seal_a_table_at_the_end(
    context: Context,
) -> None:
    unsigned = HAND.replace("sponsor = 2026-01-10\n", "")
    path = write(context, unsigned, plain)
    sign(context, ref="martin", on=date(2026, 1, 11))
    text, seal = path.read_text("utf-8").split("\n\n[seal]\n")
    assert text == unsigned + "\nsponsor = 2026-01-11"
    assert seal.startswith('record = "')


def test_validating_adds_to_the_demand_and_keeps_its_order(
    context: Context, open_demand: Callable[[str], Path]
) -> None:
    path = open_demand("roche-2026")
    text = path.read_text("utf-8").replace("[demand]", "[demand]  # par téléphone")
    path.write_text(text, "utf-8")
    validate_demand(context, ref="roche", on=date(2026, 1, 5), request="Ma place.")
    assert path.read_text("utf-8") == text.replace(
        'situations = ["new-role"]\n',
        'situations = ["new-role"]\nrequest = "Ma place."\nvalidated_on = 2026-01-05\n',
    )


def test_setting_terms_again_replaces_what_is_given_and_the_bounds(
    context: Context, open_demand: Callable[[str], Path]
) -> None:
    path = open_demand("roche-2026")
    first = {"sessions": 12, "minutes": 120, "start_on": date(2026, 1, 12), "months": 6}
    set_terms(context, ref="roche", place="Lyon", **first)  # type: ignore[arg-type]  # tests choose
    set_terms(context, ref="roche", **(first | {"sessions": 15}))  # type: ignore[arg-type]  # as above
    terms = tomli.loads(path.read_text("utf-8"))["terms"]
    assert (terms["sessions"], terms["place"], terms["bounds"]["sessions_min"]) == (15, "Lyon", 10)


def test_completing_a_client_keeps_the_comments(context: Context) -> None:
    path = context.folder.client_file("acme")
    text = path.read_text("utf-8").replace('name = "Acme SA"', 'name = "Acme SA"  # ex Zenith')
    path.write_text(text, "utf-8")
    set_client(context, ref="acme", details={"contact": "Sophie Bernard", "city": "Paris"})
    assert path.read_text("utf-8") == text.replace('city = "Lyon"', 'city = "Paris"').replace(
        'siren = "811222330"\n', 'siren = "811222330"\ncontact = "Sophie Bernard"\n'
    )


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("minutes = 120", "minuts = 120"),
        ("on = 2026-01-13", 'on = "2026-01-13"'),
        ("hourly_rate = 260.00", "hourly_rate = true"),
        ("[terms]", "[terms"),
    ],
)
def test_an_unreadable_file_is_reported_with_its_line_and_left_alone(
    context: Context, old: str, new: str
) -> None:
    broken = HAND.replace(old, new, 1)
    path = write(context, broken, plain)
    with pytest.raises(InvalidDataError) as refused:
        log_session(context, ref="martin", on=date(2026, 6, 12))
    line = HAND[: HAND.index(old)].count("\n") + 1
    assert line in {problem.place.line for problem in refused.value.problems if problem.place}
    assert path.read_text("utf-8") == broken


def test_a_wrong_value_is_reported_by_its_option_and_the_file_is_left_alone(
    context: Context,
) -> None:
    path = write(context, HAND, plain)
    with pytest.raises(UsageError) as refused:
        log_session(context, ref="martin", on=date(2026, 6, 12), minutes=0)
    (problem,) = refused.value.problems
    assert problem.args["key"] == "--hours"
    assert path.read_text("utf-8") == HAND


Edit = Callable[[str], str]
REMOVED_BY_HAND: dict[str, tuple[Edit, str, str]] = {
    "the validation": (
        lambda text: text.replace("validated_on = 2026-01-05\n", ""),
        "gate.demand-not-validated",
        'coach validate-demand martin-2026 --on DATE --request "…"',
    ),
    "the words of the demand": (
        lambda text: text.replace('request = "Trouver ma place."\n', ""),
        "gate.demand-not-validated",
        "coach edit martin-2026",
    ),
    "the indicator": (
        lambda text: text.replace('indicator = "Dossiers."\n', ""),
        "gate.incomplete-objective",
        "coach edit martin-2026",
    ),
    "all that is shared": (
        lambda text: text.replace('"Dossiers."\n', '"Dossiers."\npersonal = true\n'),
        "gate.no-shared-objective",
        "coach edit martin-2026",
    ),
    "the bounds": (
        lambda text: text.replace("sessions = 12", "sessions = 30"),
        "bounds.sessions",
        "coach amend martin-2026 --sessions N --hours H --end DATE",
    ),
    "the order": (
        lambda text: text.replace("validated_on = 2026-01-05", "validated_on = 2026-01-30"),
        "gate.signed-before-validation",
        "coach edit martin-2026",
    ),
    "a day that has not come": (
        lambda text: text.replace("sponsor = 2026-01-10", "sponsor = 2027-01-10"),
        "gate.in-the-future",
        "coach edit martin-2026",
    ),
}


@pytest.mark.parametrize("what", REMOVED_BY_HAND)
def test_a_gate_that_a_hand_edit_bypasses_is_closed_to_every_command(
    context: Context, what: str
) -> None:
    change, message, fix = REMOVED_BY_HAND[what]
    path = write(context, change(HAND), str.encode)
    before = path.read_bytes()
    for refuse in (
        lambda: log_session(context, ref="martin", on=date(2026, 6, 12)),
        lambda: write_contract(context, ref="martin"),
        lambda: draft(context, Request("martin")),
    ):
        with pytest.raises(RuleRefusedError) as error:
            refuse()
        assert (message, fix) in [(each.message, command_of(each)) for each in error.value.problems]
    assert path.read_bytes() == before
    found = [(each.message, command_of(each)) for each in examine(context).findings]
    assert (message, fix) in found


def test_a_session_held_despite_a_closed_gate_can_be_recorded(context: Context) -> None:
    write(context, HAND.replace("validated_on = 2026-01-05\n", ""), str.encode)
    logged = log_session(context, ref="martin", on=date(2026, 6, 12), anyway=True)

    assert [problem.message for problem in logged.problems] == ["gate.demand-not-validated"]
    assert logged.session.id == "s3"
