"""Another organisation in the place of the client: a successor, or a new employer."""

import io
import json
import re
import shlex
import sys
import tomllib
from collections.abc import Callable, Iterator
from errno import EIO
from pathlib import Path
from typing import Any

import pytest
from tests.cli.conftest import BeginAfter, Run

ROAD = """
init practice --name "Camille Durand" --siret 90000000100017 --address "1 rue X" --postcode 75000 --city Paris --email c@example.org --iban FR7699999000010000000000115 --bic TESTFRPPXXX --vat-regime franchise
new-client acme --kind company-fr --name "Acme SA" --siren 811222330 --address "2 rue Y" --postcode 69000 --city Lyon
new-client groupe --kind company-fr --name "Groupe Nord" --siren 552100554 --address "5 quai Z" --postcode 59000 --city Lille --contact "Anne Roy"
new-engagement martin-2026 --client acme --beneficiary "Claire Martin" --situation new-role --received-on 2026-01-02
validate-demand martin --on 2026-01-05 --request "Trouver ma place."
add-objective martin --shared --statement "Déléguer." --result "Fait." --indicator "Dossiers."
set-terms martin --sessions 12 --hours 2 --start 2026-01-12 --months 6 {form}
contract martin
sign martin --on 2026-01-10
log-session martin --on 2026-01-20
log-session martin --on 2026-02-10
"""  # noqa: E501 - command lines as they are typed
SUCCEED = "amend martin --client groupe --succession"
FILE = Path("practice/engagements/martin-2026.toml")
PAPERS = Path("practice/documents/martin-2026")


def lines_of(road: str) -> Iterator[tuple[str, ...]]:
    """Yield the words of each line, with the folder if it needs one."""
    for line in road.strip().splitlines():
        words = shlex.split(line)
        yield (*(() if words[0] == "init" else ("-C", "practice")), *words)


Begin = Callable[[str], Run]


@pytest.fixture
def begin(coach: Run, begin_after: BeginAfter, monkeypatch: pytest.MonkeyPatch) -> Begin:
    """Return a function that makes a contract with sessions and returns what types a line."""

    def make(form: str = "") -> Run:
        monkeypatch.setenv("COACH_TODAY", "2026-03-15")
        begin_after(*lines_of(ROAD.format(form=form)))

        def typed(line: str) -> Any:  # noqa: ANN401 - what a run left
            return coach("-C", "practice", *shlex.split(line))

        return typed

    return make


def succeed(coach: Run) -> None:
    for line in (
        SUCCEED,
        "contract martin --amendment 1",
        "sign martin --amendment 1 --on 2026-03-15",
    ):
        assert coach(line).code == 0, line


SIGNED_BY_COACH = "sign martin --amendment 1 --on 2026-03-15 --party coach"


def test_a_successor_keeps_their_number_from_the_first_signature_on(begin: Begin) -> None:
    coach = begin("")
    coach(SUCCEED)
    coach(SIGNED_BY_COACH)

    ran = coach("set-client groupe --siren 500000005")

    assert (ran.code, "the contract martin-2026" in ran.err) == (5, True)


def test_nobody_else_signs_for_a_successor_whose_number_was_changed_by_hand(begin: Begin) -> None:
    coach = begin("")
    coach(SUCCEED)
    coach(SIGNED_BY_COACH)
    path = Path("practice/clients/groupe.toml")
    path.write_text(path.read_text("utf-8").replace("552100554", "500000005"), "utf-8")
    was = FILE.read_bytes()

    ran = coach("sign martin --amendment 1 --on 2026-03-15")

    assert (ran.code, "clients/groupe.toml" in ran.err) == (5, True)
    assert FILE.read_bytes() == was


def test_off_a_terminal_the_reason_for_another_client_is_required(begin: Begin) -> None:
    coach = begin("")
    was = FILE.read_bytes()
    ran = coach("amend martin --client groupe")
    assert (ran.code, "--succession" in ran.err, "--new-employer" in ran.err) == (2, True, True)
    assert FILE.read_bytes() == was


@pytest.mark.parametrize(
    "words",
    [
        "--client groupe --succession --new-employer",
        "--succession --sessions 14",
        "--new-employer --sessions 14",
    ],
)
def test_the_reason_without_a_client_and_two_reasons_are_usage_errors(
    begin: Begin, words: str
) -> None:
    assert begin("")(f"amend martin {words}").code == 2


@pytest.mark.parametrize(
    ("words", "code"),
    [
        ("--client nobody --succession", 3),
        ("--client groupe --succession --effective 2026-04-01", 5),
        ("--client acme --succession", 5),
    ],
)
def test_a_successor_is_a_known_client_who_has_succeeded_already(
    begin: Begin, words: str, code: int
) -> None:
    coach = begin("")
    was = FILE.read_bytes()
    assert coach(f"amend martin {words}").code == code
    assert FILE.read_bytes() == was


@pytest.mark.parametrize("name", ["Groupe Nord", "groupe"], ids=["known", "gone"])
def test_a_draft_that_is_replaced_names_the_successor_whom_it_had(begin: Begin, name: str) -> None:
    """Their file may be gone meanwhile: then the reference is all that is known."""
    coach = begin("")
    other = '--name "Groupe Sud" --siren 732829320 --address "1 rue Z" --postcode 13000'
    assert coach(f"new-client sud --kind company-fr {other} --city Marseille").code == 0
    assert coach(SUCCEED).code == 0
    if name == "groupe":
        Path("practice/clients/groupe.toml").unlink()
    out = coach("amend martin --client sud --succession").out
    assert out[out.index("Instead of") :] == (
        "Instead of what was prepared before:\n"
        f"  Client: {name} (groupe), which succeeds the organisation in the contract\n"
    )


def test_the_present_client_takes_the_successor_out_of_a_draft_without_a_reason(
    begin: Begin,
) -> None:
    coach = begin("")
    assert coach(f"{SUCCEED} --sessions 14").code == 0
    out = coach("amend martin --client acme").out
    assert out[out.index("  Number") :] == (
        "  Number of sessions: 12 → 14\n"
        "Instead of what was prepared before:\n"
        "  Client: Groupe Nord (groupe), which succeeds the organisation in the contract\n"
    )
    assert coach("amend martin --take-back").code == 0
    assert coach(SUCCEED).code == 0
    refused = coach("amend martin --client acme")
    assert refused.err.splitlines()[-1] == (
        "  To fix it: coach -C practice amend martin-2026 --take-back"
    )
    assert coach("amend martin --take-back").code == 0


def test_the_client_stays_until_everyone_has_signed(begin: Begin) -> None:
    coach = begin("")
    ran = coach(SUCCEED)
    assert ran.out == (
        "  Client: Groupe Nord (groupe), which succeeds the organisation in the contract\n"
    )
    coach("sign martin --amendment 1 --on 2026-03-15 --party sponsor")
    assert json.loads(coach("show martin --json").out)["agreed_client"] == "acme"
    assert '"reference": "acme"' in coach("invoice martin --dry-run --json").out
    coach("sign martin --amendment 1 --on 2026-03-15")
    assert '"reference": "groupe"' in coach("invoice martin --dry-run --json").out


def test_what_is_not_billed_yet_is_billed_to_the_successor(begin: Begin) -> None:
    coach = begin("")
    assert coach("invoice martin --through 2026-01-31").code == 0
    succeed(coach)
    assert coach("invoice martin").code == 0
    entries = sorted(Path("practice/ledger/2026").glob("*.toml"))
    buyers = [tomllib.loads(each.read_text("utf-8"))["invoice"]["buyer"] for each in entries]
    assert [each["reference"] for each in buyers] == ["acme", "groupe"]
    assert coach("pay SPECIMEN-2026-0001 --on 2026-03-15 --by transfer").code == 0
    assert coach('credit SPECIMEN-2026-0001 --amount 1=10 --reason "Geste."').code == 0
    entries = sorted(Path("practice/ledger/2026").glob("*.toml"))
    credit = tomllib.loads(entries[-1].read_text("utf-8"))["invoice"]
    assert credit["buyer"]["reference"] == "acme"
    assert coach("doctor").code == 0


def test_the_contract_keeps_who_signed_it_and_the_amendment_records_the_successor(
    begin: Begin,
) -> None:
    coach = begin("")
    succeed(coach)
    contract = tomllib.loads((PAPERS / "contract.signed.toml").read_text("utf-8"))
    amendment = tomllib.loads((PAPERS / "amendment-1.signed.toml").read_text("utf-8"))
    assert contract["client"]["name"] == "Acme SA"
    assert amendment["client"]["name"] == "Groupe Nord"
    assert tomllib.loads(FILE.read_text("utf-8"))["client"] == "acme"
    assert coach("doctor").code == 0
    for line in ("set-client acme --name Autre", 'set-client groupe --name "Groupe Nord SAS"'):
        assert coach(line).code == 0
    assert coach("doctor").code == 0


@pytest.mark.parametrize("name", ["contract.signed.toml", "amendment-1.signed.toml"])
def test_a_lost_record_is_written_again_after_a_succession(begin: Begin, name: str) -> None:
    coach = begin("")
    succeed(coach)
    record = PAPERS / name
    was = record.read_bytes()
    record.unlink()
    assert coach("contract martin").code == 0
    assert record.read_bytes() == was


def test_everyone_signs_both_papers_of_a_pair(begin: Begin) -> None:
    coach = begin("--contract pair")
    succeed(coach)
    papers = sorted(each.name for each in PAPERS.glob("avenant*"))
    assert papers == [
        "avenant-1-beneficiaire-martin-2026.pdf",
        "avenant-1-prestation-martin-2026.pdf",
    ]
    signed = tomllib.loads(FILE.read_text("utf-8"))["amendments"][0]["signatures"]
    assert set(signed) == {"coach", "beneficiary", "sponsor"}
    assert coach("doctor").code == 0


def test_the_successor_can_be_succeeded(begin: Begin) -> None:
    coach = begin("")
    succeed(coach)
    assert coach("amend martin --client acme --succession").code == 0
    assert coach("sign martin --amendment 2 --on 2026-03-15").code == 0
    assert json.loads(coach("show martin --json").out)["agreed_client"] == "acme"
    assert coach("doctor").code == 0


def test_a_new_employer_is_refused_with_an_end_and_a_new_engagement(begin: Begin) -> None:
    coach = begin("")
    ran = coach("amend martin --client groupe --new-employer")
    named = [
        line.partition("coach -C practice ")[2].replace("DATE", "2026-03-15")
        for line in ran.err.splitlines()
        if line.startswith("  To fix it")
    ]
    assert (ran.code, len(named)) == (5, 2)
    for line in named:
        assert coach(line).code == 0, line
    assert json.loads(coach("show martin-2026-2 --json").out)["client"] == "groupe"


def test_the_number_of_another_company_names_the_amendment(begin: Begin) -> None:
    coach = begin("")
    refused = coach("set-client acme --siren 552081317")
    named = re.findall(r"coach -C practice (.*)", refused.err)
    assert (refused.code, named) == (
        5,
        [
            'new-client CLIENT --kind company-fr --name "…"',
            "amend martin-2026 --client CLIENT --succession",
        ],
    )
    succeed(coach)
    assert coach("set-client acme --siren 552081317").code == 0


class Keyboard(io.StringIO):
    """What a person types on a terminal."""

    def isatty(self) -> bool:
        """Say so."""
        return True


@pytest.mark.parametrize(("answer", "code"), [("1", 0), ("succession", 0), ("2", 5)])
def test_on_a_terminal_the_reason_is_asked(
    begin: Begin, monkeypatch: pytest.MonkeyPatch, answer: str, code: int
) -> None:
    coach = begin("")
    monkeypatch.setattr(sys, "stdin", Keyboard(f"{answer}\n" + "\n" * 9))
    monkeypatch.setattr("phmcoach.cli.shell.state.is_terminal", lambda _: True)
    ran = coach("amend martin --client groupe --on 2026-03-15")
    assert (ran.code, "Why another client" in ran.err) == (code, True)


def test_a_private_client_is_no_successor(begin: Begin) -> None:
    coach = begin("")
    coach('new-client petit --kind private --name "Hugo Petit"')
    refused = coach("amend martin --client petit --succession")
    said = (
        "Error: Only an organisation succeeds an organisation: the contract of a private person"
        " does not change its client.\n"
        "  To fix it: coach -C practice end martin-2026 --on DATE --by sponsor\n"
        "Error: For the other client, the same beneficiary needs a new engagement.\n"
        "  To fix it: coach -C practice new-engagement martin-2026-2 --client petit --beneficiary"
        " 'Claire Martin' --beneficiary-id claire-martin --situation new-role"
        ' --justification "…"\n'
    )
    assert (refused.code, refused.err) == (5, said)


@pytest.mark.parametrize(
    ("client", "code"), [("acme", 0), ("groupe", 5)], ids=["the former client", "the successor"]
)
def test_the_file_of_the_client_who_is_a_party_now_names_who_signed(
    begin: Begin, client: str, code: int
) -> None:
    coach = begin("")
    succeed(coach)
    path = Path("practice/clients") / f"{client}.toml"
    text = path.read_text("utf-8")
    path.write_text(re.sub('siren = ".*"', 'siren = "900000001"', text), "utf-8")
    ran = coach("invoice martin --yes")
    assert (ran.code, "(552100554 → 900000001)" in ran.err) == (code, code == 5), ran.err


@pytest.mark.parametrize("party", ["", " --party sponsor"])
def test_a_signed_succession_is_taken_back(begin: Begin, party: str) -> None:
    """The client who is a party again was compared with the successor, so it was refused."""
    coach = begin("")
    succeed(coach)
    assert coach(f"sign martin --amendment 1 --take-back{party}").code == 0
    assert coach("doctor").code == 0
    assert coach("amend martin --take-back").code == 0


def test_a_succession_that_was_billed_is_taken_back_after_a_credit_note(begin: Begin) -> None:
    coach = begin("")
    succeed(coach)
    assert coach("invoice martin --yes").code == 0
    refused = coach("sign martin --amendment 1 --take-back")
    named = re.findall(r"coach -C practice (credit .*)", refused.err)
    assert (refused.code, len(named)) == (5, 2)
    for line in named:
        assert coach(line.replace("…", "Erreur.")).code == 0
    assert coach("sign martin --amendment 1 --take-back").code == 0


FURTHER = (
    "new-engagement martin-2026-2 --client {client} --beneficiary 'Claire Martin'"
    ' --beneficiary-id claire-martin --situation new-role --justification "X."'
)
FURTHER_ASKED = {
    "groupe": "amend martin-2026 --client groupe --new-employer",
    "acme": "amend martin-2026 --end 2027-02-01",
}
"""What asks for a further engagement, by the client whom it is for."""


def last_named(ran: Any) -> str:  # noqa: ANN401 - what a run left
    """Return the last command that a refusal names."""
    assert ran.code == 5, ran
    named: str = re.findall(r"To fix it: coach -C practice (.+)", ran.err)[-1]
    return named


@pytest.mark.parametrize("client", ["groupe", "acme"])
def test_a_further_engagement_that_is_begun_is_shown_instead_of_begun_twice(
    begin: Begin, monkeypatch: pytest.MonkeyPatch, client: str
) -> None:
    monkeypatch.setenv("COLUMNS", "500")
    coach, typed, asked = begin(""), FURTHER.format(client=client), FURTHER_ASKED[client]
    assert last_named(coach(asked)) == typed.replace("X.", "…")
    assert coach(typed).code == 0

    assert last_named(coach(asked)) == "show martin-2026-2"

    assert coach("decline martin-2026-2 --by coach --on 2026-03-15").code == 0
    monkeypatch.setenv("COACH_TODAY", "2026-03-16")  # one demand is not made twice a day
    again = last_named(coach(asked))
    assert again == typed.replace("X.", "…").replace("martin-2026-2", "martin-2026-3")
    assert coach(again.replace("…", "X.")).code == 0


def test_a_disk_that_refuses_to_look_for_a_further_engagement_leaves_the_refusal_as_it_is(
    begin: Begin, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        raise OSError(EIO, "Input/output error")

    coach = begin("")
    monkeypatch.setattr("phmcoach.actions.contract.succeeding.read_others", refuse)
    assert "new-engagement martin-2026-2 " in coach(FURTHER_ASKED["groupe"]).err
