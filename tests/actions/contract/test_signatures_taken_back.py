"""Taking back signatures that were recorded by mistake, or on a wrong day."""

import tomllib
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from tests.actions.conftest import bill, on_day
from tests.actions.contract.conftest import REF, SIGNED_ON, Agree, attached, contents, digests
from tests.commands import command_of

from phmcoach.actions.context import Context
from phmcoach.actions.contract.amending import amend, sign_amendment
from phmcoach.actions.contract.amendment_keys import TermsChange
from phmcoach.actions.contract.attaching import attach
from phmcoach.actions.contract.ending import end
from phmcoach.actions.contract.papers import write_amendment
from phmcoach.actions.contract.pausing import pause
from phmcoach.actions.contract.signed_files import read_signed_files
from phmcoach.actions.contract.signing import sign
from phmcoach.actions.contract.taking_back import take_back_signatures
from phmcoach.actions.practice.doctor import examine
from phmcoach.actions.sessions.recording import log_session
from phmcoach.errors import RuleRefusedError

LATER, PAPER = date(2026, 1, 11), "contrat-martin-2026.pdf"
TERMS = TermsChange(sessions=14)


@pytest.fixture
def unsigned(context: Context, agree: Agree) -> bytes:
    """Agree on a contract; return the file of the engagement, which nobody has signed."""
    agree()
    return engagement(context).read_bytes()


@pytest.fixture
def contract(context: Context, unsigned: bytes) -> Context:
    assert unsigned
    sign(context, ref=REF, on=SIGNED_ON)
    return context


@pytest.fixture
def amended(contract: Context) -> Context:
    amend(contract, ref=REF, on=contract.today, terms=TERMS)
    write_amendment(contract, ref=REF, number=1)
    sign_amendment(contract, ref=REF, number=1, on=contract.today)
    return contract


def engagement(context: Context) -> Path:
    return context.folder.engagement_file(REF)


def signatures(context: Context) -> object:
    return tomllib.loads(engagement(context).read_text("utf-8")).get("signatures")


def records(context: Context) -> list[str]:
    return sorted(path.name for path in context.folder.documents_dir(REF).glob("*.toml"))


def refusal(context: Context, number: int | None = None) -> list[tuple[str, str | None]]:
    """Return what refuses to take back all signatures; nothing is written."""
    before = {path: path.read_bytes() for path in context.folder.root.rglob("*.*")}
    with pytest.raises(RuleRefusedError) as error:
        take_back_signatures(context, ref=REF, number=number)
    assert {path: path.read_bytes() for path in context.folder.root.rglob("*.*")} == before
    return [(each.message, command_of(each)) for each in error.value.problems]


def test_a_contract_whose_signatures_are_taken_back_is_as_before_them(
    context: Context, unsigned: bytes
) -> None:
    sign(context, ref=REF, on=SIGNED_ON)
    taken = take_back_signatures(context, ref="martin")
    assert (taken.parties, taken.files) == (("coach", "beneficiary", "sponsor"), (PAPER,))
    assert engagement(context).read_bytes() == unsigned
    assert records(context) == ["contract.taken-back.toml"]
    assert examine(context).findings == ()


def test_the_signatures_are_recorded_on_the_right_day_and_the_paper_is_sealed_again(
    contract: Context,
) -> None:
    before = contents(contract)
    take_back_signatures(contract, ref=REF)
    sign(contract, ref=REF, on=LATER)
    assert signatures(contract) == dict.fromkeys(("coach", "beneficiary", "sponsor"), LATER)
    assert contents(contract) == before
    assert attached(contract) == digests(contract, PAPER)
    assert examine(contract).findings == ()


def test_a_second_mistake_keeps_both_records(contract: Context) -> None:
    take_back_signatures(contract, ref=REF)
    sign(contract, ref=REF, on=LATER)
    take_back_signatures(contract, ref=REF)
    assert records(contract) == ["contract.taken-back-2.toml", "contract.taken-back.toml"]


def test_the_signature_of_one_party_is_taken_back_and_the_others_stay(contract: Context) -> None:
    taken = take_back_signatures(contract, ref=REF, party="sponsor")
    assert (taken.parties, taken.files) == (("sponsor",), ())
    assert signatures(contract) == {"coach": SIGNED_ON, "beneficiary": SIGNED_ON}
    sign(contract, ref=REF, on=LATER)
    assert examine(contract).findings == ()


@pytest.mark.usefixtures("unsigned")
def test_the_first_signature_is_taken_back_only_with_those_that_followed(context: Context) -> None:
    sign(context, ref=REF, on=SIGNED_ON, party="coach")
    sign(context, ref=REF, on=LATER)
    with pytest.raises(RuleRefusedError) as error:
        take_back_signatures(context, ref=REF, party="coach")
    (problem,) = error.value.problems
    assert problem.message == "taken-back.first-signature"
    assert command_of(problem) == "coach sign martin-2026 --take-back"


@pytest.mark.usefixtures("unsigned")
def test_nothing_is_taken_back_where_nobody_has_signed(context: Context) -> None:
    assert refusal(context) == [("taken-back.no-signature", "coach show martin-2026")]
    sign(context, ref=REF, on=SIGNED_ON, party="coach")
    with pytest.raises(RuleRefusedError) as error:
        take_back_signatures(context, ref=REF, party="sponsor")
    assert [each.message for each in error.value.problems] == ["taken-back.no-signature"]


def test_a_record_that_is_all_that_is_left_is_put_aside(context: Context, unsigned: bytes) -> None:
    sign(context, ref=REF, on=SIGNED_ON)
    engagement(context).write_bytes(unsigned)
    assert [f.message for f in examine(context).findings] == ["seal.contract-without-signature"]
    assert take_back_signatures(context, ref=REF).parties == ("coach", "beneficiary", "sponsor")
    assert records(context) == ["contract.taken-back.toml"]
    assert engagement(context).read_bytes() == unsigned
    assert examine(context).findings == ()


def test_a_contract_under_which_a_session_was_held_keeps_its_signatures(contract: Context) -> None:
    log_session(contract, ref=REF, on=date(2026, 1, 13))
    fix = "coach log-session martin-2026 --session s1 --remove"
    assert refusal(contract) == [("taken-back.session", fix)]


def test_what_was_billed_is_credited_before_anything_else_goes(contract: Context) -> None:
    log_session(contract, ref=REF, on=date(2026, 1, 13))
    bill(contract, ref=REF)
    fix = 'coach credit F-2026-0001 --rebill --reason "…"'
    assert refusal(contract) == [("taken-back.billed", fix)]


def test_an_end_a_pause_and_an_amendment_are_named_one_after_another(amended: Context) -> None:
    first_on = date(2026, 6, 16)
    pause(amended, ref=REF, start_on=first_on, end_on=first_on, reason="leave")
    fix = "coach pause martin-2026 --take-back --from 2026-06-16"
    assert refusal(amended) == [("taken-back.pause", fix)]
    end(amended, ref=REF, on=amended.today, by="coach")
    assert refusal(amended) == [("outcome.already-over", "coach end martin-2026 --take-back")]


def test_an_amendment_goes_before_the_contract(amended: Context) -> None:
    fix = "coach sign martin-2026 --amendment 1 --take-back"
    assert refusal(amended) == [("taken-back.amended", fix)]
    take_back_signatures(amended, ref=REF, number=1)
    assert refusal(amended) == [("taken-back.amended", "coach amend martin-2026 --take-back")]


def test_an_amendment_whose_signatures_are_taken_back_is_a_draft_again(amended: Context) -> None:
    taken = take_back_signatures(amended, ref=REF, number=1)
    assert (taken.number, taken.files) == (1, ("avenant-1-martin-2026.pdf",))
    assert records(amended) == ["amendment-1.taken-back.toml", "contract.signed.toml"]
    amend(amended, ref=REF, on=amended.today, terms=TermsChange(sessions=15))
    assert [f.message for f in examine(amended).findings if f.level == "error"] == []


def test_an_amendment_that_something_was_billed_on_keeps_its_signatures(amended: Context) -> None:
    log_session(amended, ref=REF, on=amended.today)
    bill(on_day(amended, date(2026, 7, 1)), ref=REF)
    fix = 'coach credit F-2026-0001 --rebill --reason "…"'
    assert refusal(amended, 1) == [("taken-back.billed", fix)]


def test_an_amendment_that_covers_a_session_keeps_its_signatures(contract: Context) -> None:
    covered = date(2026, 1, 9)
    log_session(contract, ref=REF, on=covered, anyway=True)
    terms = TermsChange(applies_from=covered, hourly_rate=Decimal(250))
    amend(contract, ref=REF, on=contract.today, terms=terms)
    sign_amendment(contract, ref=REF, number=1, on=contract.today)
    fix = "coach log-session martin-2026 --session s1 --remove"
    assert refusal(contract, 1) == [("taken-back.session", fix)]


def test_a_scan_that_stayed_is_named_once_it_is_signed_again(
    contract: Context, tmp_path: Path
) -> None:
    scan = tmp_path / "page.png"
    scan.write_bytes(b"\x89PNG\r\n\x1a\n")
    attach(contract, ref=REF, number=None, given=read_signed_files([], [scan]))
    kept = contract.folder.documents_dir(REF) / "contrat-martin-2026-signe.png"
    take_back_signatures(contract, ref=REF)
    assert examine(contract).findings == ()

    sign(contract, ref=REF, on=SIGNED_ON)

    (finding,) = examine(contract).findings
    assert (finding.level, finding.message) == ("warning", "seal.paper-unsealed")
    assert command_of(finding) == f"coach sign {REF} --scan {kept}"
    attach(contract, ref=REF, number=None, given=read_signed_files([], [kept]))
    assert examine(contract).findings == ()
