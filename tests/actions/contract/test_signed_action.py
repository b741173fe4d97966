"""What is signed stays: its record beside the papers, and the papers that are printed from it."""

import re
import tomllib
from collections.abc import Callable, Mapping
from datetime import date
from hashlib import sha256
from pathlib import Path

import pytest
from tests.actions.conftest import bill, on_day
from tests.commands import command_of

from phmcoach.actions.context import Context
from phmcoach.actions.contract.amending import amend, sign_amendment
from phmcoach.actions.contract.amendment_keys import TermsChange
from phmcoach.actions.contract.listing import list_engagements
from phmcoach.actions.contract.overview import show_engagement
from phmcoach.actions.contract.papers import write_amendment, write_contract
from phmcoach.actions.contract.signing import sign
from phmcoach.actions.practice.doctor import examine
from phmcoach.actions.practice.practice import set_client
from phmcoach.actions.sessions.recording import log_session
from phmcoach.errors import Problem, RuleRefusedError
from phmcoach.i18n import Translator
from phmcoach.value import replace

Signed = Callable[..., Path]

LATER = date(2026, 6, 20)
CHANGES: Mapping[str, Mapping[str, str]] = {
    "name": {"name": "Bigco SA"},
    "address": {"street": "1 rue Neuve", "postcode": "75002", "city": "Paris"},
    "contact": {"contact": "Zoé Roy", "contact_role": "DRH", "email": "roy@example.org"},
    "language": {"language": "en"},
}
TERMS = TermsChange(sessions=14)


def record_of(context: Context, name: str = "contract") -> Path:
    return context.folder.documents_dir("martin-2026") / f"{name}.signed.toml"


def findings(context: Context) -> list[tuple[str, str]]:
    return [(each.level, each.message) for each in examine(context).findings]


def sign_an_amendment(context: Context) -> None:
    amend(context, ref="martin", on=context.today, terms=TERMS)
    sign_amendment(context, ref="martin", number=1, on=context.today)


def refused(work: Callable[[], object]) -> list[str]:
    with pytest.raises(RuleRefusedError) as error:
        work()
    return [problem.message for problem in error.value.problems]


def test_the_first_signature_writes_a_readable_record_and_seals_its_digest(
    context: Context, signed: Signed
) -> None:
    engagement = tomllib.loads(signed().read_text("utf-8"))
    record = record_of(context)
    data = tomllib.loads(record.read_text("utf-8"))

    assert [*engagement["seal"]] == ["record", "agreed"]
    assert engagement["seal"]["record"] == sha256(record.read_bytes()).hexdigest()
    assert record.stat().st_mode & 0o777 == 0o400
    assert [*data] == [
        *("schema", "reference", "contract_reference", "signed_on", "made_on", "text"),
        "client_reference",
        *("coach", "client", "beneficiary", "demand", "terms", "objectives"),
    ]
    assert data["client"]["name"] == "Acme SA"
    assert findings(context) == []


def test_the_second_signature_keeps_the_record_of_the_first(
    context: Context, signed: Signed
) -> None:
    path = signed()
    whole = path.read_text("utf-8")
    path.write_text(whole.replace("sponsor = 2026-01-10\n", ""), "utf-8")
    before = record_of(context).read_bytes()
    set_client(context, ref="acme", details={"name": "Bigco SA"})

    assert sign(context, ref="martin", on=date(2026, 1, 12)).parties == ("sponsor",)

    assert record_of(context).read_bytes() == before
    assert findings(context) == []


def test_a_record_is_not_sealed_anew_with_other_terms_when_the_seal_was_removed(
    context: Context, signed: Signed
) -> None:
    path = signed()
    unsealed = re.sub(r"\n\[seal\]\n(.+\n)+", "\n", path.read_text("utf-8"))
    kept = record_of(context).read_bytes()
    path.write_text(unsealed.replace("sessions = 12\n", "sessions = 13\n"), "utf-8")

    with pytest.raises(RuleRefusedError) as refused:
        sign(context, ref="martin-2026", on=context.today)
    assert [each.message for each in refused.value.problems] == ["seal.other-record"]
    assert record_of(context).read_bytes() == kept

    path.write_text(unsealed, "utf-8")
    sign(context, ref="martin-2026", on=context.today)
    assert record_of(context).read_bytes() == kept


def test_what_an_interrupted_signature_left_says_what_the_next_one_must_say(
    context: Context, signed: Signed
) -> None:
    """Nothing tells it from what somebody signed, so only the coach may put it away."""
    path = signed()
    whole = path.read_text("utf-8")
    path.write_text(whole[: whole.index("\n[signatures]")], "utf-8")
    set_client(context, ref="acme", details={"name": "Bigco SA"})

    with pytest.raises(RuleRefusedError) as error:
        sign(context, ref="martin", on=date(2026, 1, 10))

    (problem,) = error.value.problems
    assert Translator("en").problem(problem) == (
        "contract.signed.toml says what was signed on 10\xa0January\xa02026, and this is different"
        " now: client.name (Acme SA → Bigco SA). Put back what was signed. If nobody has signed"
        " that, move that file out of the folder, then start again."
    )
    record_of(context).rename(context.folder.root / "contract.signed.toml")
    sign(context, ref="martin", on=date(2026, 1, 10))
    assert tomllib.loads(record_of(context).read_text("utf-8"))["client"]["name"] == "Bigco SA"
    assert findings(context) == []


@pytest.mark.parametrize("change", CHANGES)
def test_the_contract_and_its_amendment_are_the_same_bytes_after_a_change_of_the_client(
    context: Context, signed: Signed, change: str
) -> None:
    signed()
    sign_an_amendment(context)

    def print_all() -> dict[str, bytes]:
        papers = (
            write_contract(context, ref="martin"),
            write_amendment(context, ref="martin", number=1),
        )
        return {path.name: path.read_bytes() for each in papers for path in each.paths}

    originals = print_all()
    before = print_all()
    set_client(context, ref="acme", details=CHANGES[change])
    assert print_all() == before
    assert findings(context) == []
    assert sorted(before) == ["avenant-1-martin-2026-copie.pdf", "contrat-martin-2026-copie.pdf"]
    directory = context.folder.documents_dir("martin-2026")
    assert {name: (directory / name).read_bytes() for name in originals} == originals


def test_the_contract_is_the_same_bytes_after_a_change_of_the_practice(
    context: Context, signed: Signed
) -> None:
    signed()
    write_contract(context, ref="martin")
    (paper, *_) = write_contract(context, ref="martin").paths
    before = paper.read_bytes()
    practice = context.folder.practice_file
    text = practice.read_text("utf-8").replace("Camille Durand", "Camille Roy")
    practice.write_text(text.replace("camille@", "roy@"), "utf-8")
    write_contract(context, ref="martin")
    assert paper.read_bytes() == before


def test_a_record_that_is_gone_stops_nothing_and_the_doctor_names_the_way_out(
    context: Context, signed: Signed
) -> None:
    signed()
    record = record_of(context)
    before = record.read_bytes()
    log_session(context, ref="martin", on=date(2026, 1, 13))
    record.unlink()

    assert findings(context) == [("error", "seal.record-missing")]
    assert bill(on_day(context, LATER), ref="martin").number == "F-2026-0001"
    (warning, *_) = write_contract(context, ref="martin").warnings
    assert warning.message == "seal.record-restored"
    assert record.read_bytes() == before
    assert findings(on_day(context, LATER)) == []


def test_a_contract_whose_record_is_lost_is_copied_from_nothing_else(
    context: Context, signed: Signed
) -> None:
    signed()
    sign_an_amendment(context)
    record_of(context).unlink()
    set_client(context, ref="acme", details={"name": "Bigco SA"})

    lost = ["seal.record-lost"]
    assert refused(lambda: write_contract(context, ref="martin")) == lost
    assert refused(lambda: write_amendment(context, ref="martin", number=1)) == lost
    assert findings(context) == [("error", *lost)]
    assert not record_of(context).exists()


def test_a_digest_that_was_damaged_sends_nobody_to_a_command_that_cannot_help(
    context: Context, signed: Signed
) -> None:
    path = signed()
    path.write_text(re.sub('record = ".{8}', 'record = "00000000', path.read_text("utf-8")))
    assert findings(context) == [("error", "seal.record-unfit")]
    assert refused(lambda: write_contract(context, ref="martin")) == ["seal.record-unfit"]
    assert [command_of(each, "martin") for each in examine(context).findings] == [None]


def test_a_record_that_was_changed_stops_what_builds_on_it_and_nothing_else(
    context: Context, signed: Signed
) -> None:
    signed()
    record = record_of(context)
    log_session(context, ref="martin", on=date(2026, 1, 13))
    text = record.read_text("utf-8")
    record.chmod(0o600)
    record.write_text(text.replace("sessions = 12", "sessions = 15"), "utf-8")
    set_client(context, ref="acme", details={"name": "Bigco SA"})

    changed = ["seal.record-changed"]
    assert findings(context) == [("error", "seal.record-unfit")]
    assert refused(lambda: amend(context, ref="martin", on=context.today, terms=TERMS)) == changed
    assert refused(lambda: sign(context, ref="martin", on=context.today)) == changed
    assert refused(lambda: bill(context, ref="martin")) == changed
    assert refused(lambda: write_contract(context, ref="martin")) == ["seal.record-unfit"]
    remarks: list[Problem] = []
    desk = replace(context, remark=remarks.append)
    log_session(desk, ref="martin", on=date(2026, 1, 20))
    assert [each.message for each in remarks] == changed
    assert show_engagement(context, ref="martin").summary.counted == 2
    assert [each.ref for each in list_engagements(context).summaries] == ["martin-2026"]

    set_client(context, ref="acme", details={"name": "Acme SA"})
    assert findings(context) == [("error", *changed)]
    write_contract(context, ref="martin")
    assert record.read_text("utf-8") == text
    assert findings(context) == []


def test_the_record_of_an_amendment_is_found_though_its_number_was_changed(
    context: Context, signed: Signed
) -> None:
    path = signed()
    sign_an_amendment(context)
    path.write_text(path.read_text("utf-8").replace("number = 1", "number = 2"), "utf-8")
    assert ("error", "seal.amendment-changed") in findings(context)
    assert ("error", "seal.record-missing") not in findings(context)


def test_the_record_of_an_amendment_has_no_reason(context: Context, signed: Signed) -> None:
    signed()
    amend(context, ref="martin", on=context.today, terms=TERMS, reason="Entre nous.")
    sign_amendment(context, ref="martin", number=1, on=context.today)
    assert record_of(context, "amendment-1").read_text("utf-8") == (
        "schema = 1\n"
        'reference = "martin-2026"\n'
        "signed_on = 2026-06-15\n"
        "\n"
        "[amendment]\n"
        "number = 1\n"
        "set_on = 2026-06-15\n"
        "effective_on = 2026-06-15\n"
        "sessions = 14\n"
    )
