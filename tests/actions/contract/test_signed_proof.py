"""A record and a seal prove a signature, whatever a hand removed from the engagement since.

Nothing overwrites them, nothing builds on what they contradict, and the doctor says what is gone.
"""

import os
import re
import tomllib
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from tests.actions.conftest import bill, on_day
from tests.actions.contract.conftest import REF, SIGNED_ON, Agree, add_personal, contents
from tests.commands import command_of
from tests.copies import copy_names

from phmcoach.actions.context import Context
from phmcoach.actions.contract.amending import amend, sign_amendment
from phmcoach.actions.contract.amendment_keys import TermsChange
from phmcoach.actions.contract.attaching import attach
from phmcoach.actions.contract.papers import write_amendment, write_contract
from phmcoach.actions.contract.signed_files import read_signed_files
from phmcoach.actions.contract.signing import sign
from phmcoach.actions.opening import open_all
from phmcoach.actions.practice.doctor import examine
from phmcoach.actions.practice.practice import new_client, set_client
from phmcoach.actions.sessions.recording import log_session
from phmcoach.errors import CoachError, Place, RuleRefusedError, StorageError
from phmcoach.i18n import Translator
from phmcoach.store.files import make_read_only
from phmcoach.store.signed import amendment_record_file, contract_record_file
from phmcoach.words import Party

LATER, LATER_SIGNED = date(2026, 6, 20), date(2026, 1, 12)
TERMS, OTHER_TERMS = TermsChange(sessions=14), TermsChange(sessions=15)
SIGNATURES = r"\n\[signatures\]\n(.+\n)+"
SEAL = r"\n\[seal\]\n(.+\n)+"
Edit = tuple[str, str]
RATE: Edit = (r"hourly_rate = 260\.0", "hourly_rate = 300.0")
NO_SIGNATURE: Edit = (SIGNATURES, "\n")
NO_SEAL: Edit = (SEAL, "\n")
DAY: Edit = (r"2026-01-10\n(beneficiary|sponsor|\n)", r"2026-01-09\n\1")


@pytest.fixture
def contract(context: Context, agree: Agree) -> Context:
    """Sign a contract with a personal annex, and hold a session."""
    agree(personal=True)
    sign(context, ref=REF, on=SIGNED_ON)
    log_session(context, ref=REF, on=date(2026, 1, 13))
    return on_day(context, LATER)


@pytest.fixture
def amended(contract: Context) -> Context:
    """Sign an amendment of it too."""
    amend(contract, ref=REF, on=LATER, terms=TERMS)
    write_amendment(contract, ref=REF, number=1)
    sign_amendment(contract, ref=REF, number=1, on=LATER)
    return contract


def edit(path: Path, *edits: Edit) -> None:
    text = path.read_text("utf-8")
    for old, new in edits:
        assert re.search(old, text), old
        text = re.sub(old, new, text)
    path.write_text(text, "utf-8")


def edit_engagement(context: Context, *edits: Edit) -> None:
    edit(context.folder.engagement_file(REF), *edits)


def read_engagement(context: Context) -> dict[str, object]:
    return tomllib.loads(context.folder.engagement_file(REF).read_text("utf-8"))


def client_file(context: Context) -> Path:
    return context.folder.client_file("acme")


def every_file(context: Context) -> dict[Path, tuple[bytes, int]]:
    found = [path for path in context.folder.root.rglob("*") if path.is_file()]
    return {
        path: (path.read_bytes(), path.stat().st_mode) for path in found if path.name != ".lock"
    }


def refused(work: Callable[[], object]) -> list[str]:
    with pytest.raises(CoachError) as error:
        work()
    assert isinstance(error.value, RuleRefusedError), error.value
    return [problem.message for problem in error.value.problems]


def findings(context: Context) -> list[tuple[str, str]]:
    return [(each.level, each.message) for each in examine(context).findings]


def refusing(context: Context) -> dict[str, Callable[[], object]]:
    return {
        "contract": lambda: write_contract(context, ref=REF),
        "invoice": lambda: bill(context, ref=REF),
        "amend": lambda: amend(context, ref=REF, on=LATER, terms=OTHER_TERMS),
        "sign": lambda: sign(context, ref=REF, on=SIGNED_ON),
    }


REMOVED: dict[str, tuple[str, tuple[Edit, ...]]] = {
    "its seal, and another rate": ("seal.other-record", (NO_SEAL, RATE)),
    "its signatures": ("seal.contract-changed", (NO_SIGNATURE,)),
    "its signatures, and another rate": ("seal.contract-changed", (NO_SIGNATURE, RATE)),
    "both, and another rate": ("seal.other-record", (NO_SIGNATURE, NO_SEAL, RATE)),
    "the days of its signatures": ("seal.contract-changed", (DAY,)),
    "the role of the beneficiary": (
        "seal.contract-changed",
        ((r'(name = "Claire Martin")', r'\1\nrole = "Directrice"'),),
    ),
}


@pytest.mark.parametrize("removed", REMOVED)
@pytest.mark.parametrize("command", ["contract", "invoice", "amend", "sign"])
def test_nothing_is_printed_billed_amended_or_signed_if_a_contract_lost(
    contract: Context, removed: str, command: str
) -> None:
    message, edits = REMOVED[removed]
    edit_engagement(contract, *edits)
    before = every_file(contract)

    assert message in refused(refusing(contract)[command]) or command == "amend"

    assert every_file(contract) == before
    assert ("error", message) in findings(contract)


def test_a_contract_without_signatures_and_seal_waits_for_its_signature(contract: Context) -> None:
    edit_engagement(contract, NO_SIGNATURE, NO_SEAL)
    before = every_file(contract)

    missing = "seal.contract-without-signature"
    assert refused(refusing(contract)["contract"]) == [missing]
    (finding,) = [each for each in examine(contract).findings if each.message == missing]

    assert every_file(contract) == before
    assert (finding.level, command_of(finding)) == ("warning", f"coach sign {REF} --on {SIGNED_ON}")
    sign(contract, ref=REF, on=SIGNED_ON)
    assert findings(contract) == []
    now = every_file(contract)
    changed = [path.name for path, content in before.items() if now[path] != content]
    assert changed == ["martin-2026.toml"]


def test_a_signed_contract_that_only_a_kept_paper_proves_waits_for_its_signature(
    contract: Context,
) -> None:
    edit_engagement(contract, NO_SEAL)
    directory = contract.folder.documents_dir(REF)
    (directory / "contract.signed.toml").unlink()
    paper = directory / "contrat-martin-2026.pdf"
    paper.write_bytes(b"%PDF-1.7")
    make_read_only(paper)
    before = every_file(contract)

    for command in ("contract", "invoice", "amend"):
        assert refused(refusing(contract)[command]) == ["seal.contract-unproved"]
    (finding,) = examine(contract).findings

    assert every_file(contract) == before
    assert (finding.message, finding.level, command_of(finding)) == (
        "seal.contract-unproved",
        "warning",
        f"coach sign {REF} --on {SIGNED_ON}",
    )


def test_a_signed_amendment_that_only_its_kept_paper_proves_waits_for_its_signature(
    amended: Context,
) -> None:
    edit_engagement(amended, (r"\nseal = .+", ""))
    amendment_record_file(amended.folder, REF, 1).unlink()

    for command in ("contract", "invoice", "amend"):
        assert refused(refusing(amended)[command]) == ["seal.amendment-unproved"]
    (finding,) = [each for each in examine(amended).findings if each.level == "warning"]

    assert (finding.message, finding.args["files"], command_of(finding)) == (
        "seal.amendment-unproved",
        ("avenant-1-martin-2026.pdf",),
        f"coach sign {REF} --amendment 1 --on {LATER}",
    )


def test_a_record_without_a_seal_is_waited_for_until_icloud_has_brought_it(
    contract: Context,
) -> None:
    edit_engagement(contract, NO_SEAL)
    record = contract_record_file(contract.folder, REF)
    record.rename(record.with_name(f".{record.name}.icloud"))

    with pytest.raises(StorageError) as error:
        sign(contract, ref=REF, on=SIGNED_ON)

    assert [each.message for each in error.value.problems] == ["store.not-downloaded"]
    assert ("error", "store.not-downloaded") in findings(contract)


def test_a_contract_without_a_seal_is_sealed_with_the_record_that_it_fits(
    contract: Context,
) -> None:
    before = read_engagement(contract)
    record = contract.folder.documents_dir(REF) / "contract.signed.toml"
    recorded = record.read_bytes()
    set_client(contract, ref="acme", details={"name": "Acme & Co"})
    edit_engagement(contract, NO_SEAL)
    assert findings(contract) == [("info", "seal.contract-missing")]

    sign(contract, ref=REF, on=LATER)

    assert record.read_bytes() == recorded
    assert read_engagement(contract) == before
    assert findings(contract) == []


AMENDMENT_REMOVED: dict[str, tuple[str, tuple[Edit, ...]]] = {
    "its signatures, and other terms": (
        "seal.amendment-changed",
        ((r"signatures(\.| = ).+\n", ""), ("sessions = 14", "sessions = 20")),
    ),
    "both, and other terms": (
        "seal.other-record",
        ((r"(signatures|seal)(\.| = ).+\n", ""), ("sessions = 14", "sessions = 20")),
    ),
    "its seal, and other terms": (
        "seal.other-record",
        ((r"seal(\.| = ).+\n", ""), ("sessions = 14", "sessions = 20")),
    ),
    "the whole of it": ("seal.amendment-removed", ((r"(?s)\n\[\[amendments\]\].*", ""),)),
}


@pytest.mark.parametrize("removed", AMENDMENT_REMOVED)
@pytest.mark.parametrize("command", ["contract", "invoice", "amend", "amendment", "sign"])
def test_nothing_is_printed_billed_amended_or_signed_if_an_amendment_lost(
    amended: Context, removed: str, command: str
) -> None:
    message, edits = AMENDMENT_REMOVED[removed]
    edit_engagement(amended, *edits)
    before = every_file(amended)
    work = refusing(amended) | {
        "amendment": lambda: write_amendment(amended, ref=REF, number=1),
        "sign": lambda: sign_amendment(amended, ref=REF, number=1, on=LATER),
    }

    with pytest.raises(CoachError) as error:
        work[command]()

    found = [each.message for each in error.value.problems]
    assert message in found or found == ["amend.unknown"]
    assert every_file(amended) == before
    assert ("error", message) in findings(amended)


def test_an_amendment_without_signatures_and_seal_waits_for_its_signature(amended: Context) -> None:
    edit_engagement(amended, (r"(signatures|seal)(\.| = ).+\n", ""))

    missing = "seal.amendment-without-signature"
    assert refused(refusing(amended)["invoice"]) == [missing]
    (finding,) = examine(amended).findings
    assert (finding.level, finding.message) == ("warning", missing)
    assert command_of(finding) == f"coach sign {REF} --amendment 1 --on {LATER}"
    sign_amendment(amended, ref=REF, number=1, on=LATER)
    assert findings(amended) == []


@pytest.mark.parametrize("party", [None, "coach"])
def test_only_the_signature_that_the_record_proves_is_restored(
    context: Context, agree: Agree, party: Party | None
) -> None:
    agree()
    sign(context, ref=REF, on=SIGNED_ON, party="coach")
    whole = read_engagement(context)
    edit_engagement(context, NO_SIGNATURE, NO_SEAL)

    signed = sign(context, ref=REF, on=SIGNED_ON, party=party)

    assert (signed.parties, signed.again) == ((), ("coach",))
    assert signed.missing == ("beneficiary", "sponsor")
    assert read_engagement(context) == whole
    assert examine(context).findings == ()


def test_who_is_named_signs_beside_those_whose_signature_is_restored(
    context: Context, agree: Agree
) -> None:
    agree()
    sign(context, ref=REF, on=SIGNED_ON, party="coach")
    edit_engagement(context, NO_SIGNATURE, NO_SEAL)
    signed = sign(context, ref=REF, on=LATER_SIGNED, party="sponsor")
    assert (signed.parties, signed.again) == (("sponsor",), ("coach",))
    assert read_engagement(context)["signatures"] == {"coach": SIGNED_ON, "sponsor": LATER_SIGNED}
    assert examine(context).findings == ()


def test_a_signature_is_not_restored_on_another_day(context: Context, agree: Agree) -> None:
    agree()
    sign(context, ref=REF, on=SIGNED_ON, party="coach")
    edit_engagement(context, NO_SIGNATURE, NO_SEAL)
    with pytest.raises(RuleRefusedError) as error:
        sign(context, ref=REF, on=LATER_SIGNED)
    assert [each.message for each in error.value.problems] == ["seal.other-record"]


def test_only_the_signature_of_an_amendment_that_its_record_proves_is_restored(
    contract: Context,
) -> None:
    amend(contract, ref=REF, on=LATER, terms=TERMS)
    sign_amendment(contract, ref=REF, number=1, on=LATER, party="coach")
    whole = read_engagement(contract)
    edit_engagement(contract, (r"(signatures|seal)(\.| = ).+\n", ""))
    signed = sign_amendment(contract, ref=REF, number=1, on=LATER)
    assert (signed.parties, signed.again) == ((), ("coach",))
    assert signed.missing == ("beneficiary", "sponsor")
    assert read_engagement(contract) == whole


@pytest.mark.parametrize("party", [None, "coach", "beneficiary"])
def test_a_lost_record_is_made_again_whoever_signed_first(
    context: Context, agree: Agree, party: Party | None
) -> None:
    agree()
    sign(context, ref=REF, on=SIGNED_ON, party=party)
    if party:
        sign(context, ref=REF, on=SIGNED_ON)
    record = contract_record_file(context.folder, REF)
    before = record.read_bytes()
    record.unlink()
    papers = write_contract(context, ref=REF)
    assert record.read_bytes() == before
    (remark,) = papers.warnings
    assert (remark.message, remark.place) == ("seal.record-restored", Place(record))


def test_a_record_of_another_engagement_is_called_that_and_left_alone(
    contract: Context, open_demand: Callable[..., Path]
) -> None:
    name = "contract.signed.toml"
    open_demand("roux-2026", beneficiary="Julie Roux")
    copy = contract.folder.documents_dir("roux-2026") / name
    copy.parent.mkdir()
    copy.write_bytes(contract_record_file(contract.folder, REF).read_bytes())
    (found,) = examine(contract).findings
    assert (found.message, found.level) == ("seal.record-of-other", "error")
    assert found.args == {"file": name, "other": REF}


def test_no_signature_is_written_over_the_record_of_another_engagement(
    context: Context, agree: Agree
) -> None:
    agree()
    sign(context, ref=REF, on=SIGNED_ON)
    record = contract_record_file(context.folder, REF)
    edit_engagement(context, NO_SIGNATURE, NO_SEAL)
    record.chmod(0o600)
    edit(record, (REF, "roux-2026"))
    before = record.read_bytes()
    with pytest.raises(RuleRefusedError) as error:
        sign(context, ref=REF, on=SIGNED_ON)
    (problem,) = error.value.problems
    assert (problem.message, problem.args["other"]) == ("seal.record-of-other", "roux-2026")
    assert record.read_bytes() == before


@pytest.fixture
def misnamed(amended: Context) -> Path:
    """Copy the record of the first amendment under the name of the second, and amend again."""
    folder = amended.folder.documents_dir(REF)
    copy = folder / "amendment-2.signed.toml"
    copy.write_bytes((folder / "amendment-1.signed.toml").read_bytes())
    amend(amended, ref=REF, on=LATER, terms=OTHER_TERMS)
    return copy


MISNAMED: dict[str, object] = {
    "file": "amendment-2.signed.toml",
    "number": 1,
    "name": "amendment-1.signed.toml",
}


def test_a_record_under_the_name_of_another_amendment_is_called_that(
    contract: Context, misnamed: Path
) -> None:
    (found,) = examine(contract).findings
    assert (found.message, found.level, found.args) == ("seal.record-misnamed", "error", MISNAMED)
    assert found.place == Place(misnamed)


def test_no_signature_is_written_over_a_record_under_the_name_of_another_amendment(
    contract: Context, misnamed: Path
) -> None:
    before = misnamed.read_bytes()
    with pytest.raises(RuleRefusedError) as error:
        sign_amendment(contract, ref=REF, number=2, on=LATER)
    (problem,) = error.value.problems
    assert (problem.message, problem.args) == ("seal.record-misnamed", MISNAMED)
    assert misnamed.read_bytes() == before
    misnamed.unlink()
    sign_amendment(contract, ref=REF, number=2, on=LATER)
    assert examine(contract).findings == ()


def test_a_misnamed_record_still_proves_what_was_signed_if_it_is_the_only_one(
    amended: Context,
) -> None:
    record = amended.folder.documents_dir(REF) / "amendment-1.signed.toml"
    record.rename(record.with_name("amendment-3.signed.toml"))
    edit_engagement(amended, (r"\nseal = .*", ""), ("sessions = 14", "sessions = 15"))
    with pytest.raises(RuleRefusedError) as error:
        sign_amendment(amended, ref=REF, number=1, on=LATER)
    assert [each.message for each in error.value.problems] == ["seal.other-record"]
    found = [each.message for each in examine(amended).findings]
    assert found == ["seal.other-record", "seal.record-misnamed"]


def test_what_no_paper_prints_is_only_remarked_on(contract: Context) -> None:
    edit_engagement(contract, ('id = "claire-martin"', 'id = "claire"'))
    (finding,) = examine(contract).findings
    assert (finding.level, finding.message) == ("warning", "seal.contract-noted")
    assert Translator("en").problem(finding) == (
        "This differs from what was recorded when the contract was signed, though no document"
        " prints it: beneficiary.id (claire-martin → claire)."
    )
    bill(contract, ref=REF)


def test_a_read_only_paper_is_kept_whatever_the_engagement_says(contract: Context) -> None:
    """Nothing else is left of the signature."""
    edit_engagement(contract, NO_SIGNATURE, NO_SEAL)
    (contract.folder.documents_dir(REF) / "contract.signed.toml").unlink()
    signed = contents(contract)

    papers = write_contract(contract, ref=REF)

    assert [each.message for each in papers.warnings] == ["documents.kept-aside"] * 2
    now = contents(contract)
    assert set(signed.values()) < set(now.values())
    assert sorted(set(now) - set(signed)) == [
        "annexe-personnelle-martin-2026-2026-01-08.pdf",
        "contrat-martin-2026-2026-01-08.pdf",
    ]


def test_lost_papers_come_back_as_they_were_signed(amended: Context) -> None:
    signed = contents(amended)
    for path in amended.folder.documents_dir(REF).glob("*.pdf"):
        path.unlink()

    papers = (write_contract(amended, ref=REF), write_amendment(amended, ref=REF, number=1))

    warnings = [each for paper in papers for each in paper.warnings]
    assert [(each.message, each.args["names"]) for each in warnings] == [
        (
            "documents.paper-restored",
            ("annexe-personnelle-martin-2026.pdf", "contrat-martin-2026.pdf"),
        ),
        ("documents.paper-restored", ("avenant-1-martin-2026.pdf",)),
    ]
    now = contents(amended)
    assert {name: now.get(name) for name in signed} == signed
    assert sorted(set(now) - set(signed)) == [
        "avenant-1-martin-2026-copie.pdf",
        "contrat-martin-2026-copie.pdf",
    ]
    assert findings(amended) == []


def test_nobody_is_told_to_delete_what_was_signed(contract: Context) -> None:
    add_personal(contract)
    assert write_contract(contract, ref=REF).warnings == ()


def test_a_record_that_cannot_be_read_is_not_replaced(contract: Context) -> None:
    edit_engagement(contract, NO_SIGNATURE, NO_SEAL)
    record = contract.folder.documents_dir(REF) / "contract.signed.toml"
    record.unlink()
    os.mkfifo(record)
    with pytest.raises(StorageError):
        sign(contract, ref=REF, on=SIGNED_ON)
    assert record.is_fifo()


def test_a_record_that_says_nothing_is_not_replaced(contract: Context) -> None:
    edit_engagement(contract, NO_SIGNATURE, NO_SEAL)
    record = contract.folder.documents_dir(REF) / "contract.signed.toml"
    record.chmod(0o600)
    record.write_text("???", "utf-8")
    assert refused(refusing(contract)["sign"]) == ["seal.record-broken"]
    assert ("error", "seal.record-broken") in findings(contract)
    assert record.read_text("utf-8") == "???"


CLIENTS: dict[str, tuple[tuple[Edit, ...], str]] = {
    "another SIREN": (
        (('siren = ".*"', 'siren = "900000001"'),),
        "siren (811222330 → 900000001)",
    ),
    "another name and SIREN": (
        (('name = ".*"', 'name = "Bigco SA"'), ('siren = ".*"', 'siren = "900000001"')),
        "name (Acme SA → Bigco SA), siren (811222330 → 900000001)",
    ),
    "the SIRET of another SIREN": (
        (('siren = ".*"', 'siret = "50000000500016"'),),
        "siren (removed: 811222330), siret (added: 50000000500016)",
    ),
    "a person": (
        (('kind = ".*"', 'kind = "private"'), ('siren = ".*"\n', "")),
        "kind (company-fr → private), siren (removed: 811222330)",
    ),
}


@pytest.mark.parametrize("change", CLIENTS)
@pytest.mark.parametrize("command", ["contract", "invoice", "amend"])
def test_nothing_names_another_party_than_the_one_that_signed(
    contract: Context, change: str, command: str
) -> None:
    edits, said = CLIENTS[change]
    edit(client_file(contract), *edits)
    before = every_file(contract)

    with pytest.raises(RuleRefusedError) as error:
        refusing(contract)[command]()

    (problem,) = [each for each in error.value.problems if each.message == "seal.client-changed"]
    changes = problem.args["changes"]
    assert isinstance(changes, tuple)
    assert ", ".join(map(Translator("en").problem, changes)) == said
    assert every_file(contract) == before
    assert ("error", "seal.client-changed") in findings(contract)


@pytest.mark.parametrize(
    "edits",
    [
        (('name = ".*"', 'name = "Acme & Co"'),),
        (('siren = ".*"', 'siret = "81122233000011"'),),
        (('(siren = ".*")', r'\1\nemail = "compta@example.org"'),),
    ],
    ids=["name", "SIRET of the same SIREN", "e-mail"],
)
def test_a_new_name_or_address_is_the_same_party(
    contract: Context, edits: tuple[Edit, ...]
) -> None:
    edit(client_file(contract), *edits)
    assert findings(contract) == []
    bill(contract, ref=REF)


def test_a_siren_that_was_unknown_at_the_signature_is_no_other_company(
    context: Context, agree: Agree
) -> None:
    for path in agree().paths:
        path.unlink()
    edit(client_file(context), ('siren = ".*"\n', ""))
    sign(context, ref=REF, on=SIGNED_ON)
    set_client(context, ref="acme", details={"siren": "811222330"})
    assert findings(context) == []


def test_a_number_that_a_hand_removed_is_still_that_of_the_signed_company(
    contract: Context,
) -> None:
    edit(client_file(contract), ('siren = ".*"\n', ""))
    assert refused(lambda: set_client(contract, ref="acme", details={"siren": "900000001"})) == [
        "client.other-company",
        "client.succeeded",
    ]
    set_client(contract, ref="acme", details={"siren": "811222330"})
    assert findings(contract) == []


def test_what_a_hand_changed_is_put_right_by_a_command(contract: Context) -> None:
    edit(client_file(contract), ('siren = ".*"', 'siren = "900000001"'))
    set_client(contract, ref="acme", details={"siren": "811222330"})
    assert findings(contract) == []


MADE_AGAIN = "coach new-client acme --kind company-fr --name 'Acme SA' --siren 811222330"


def test_a_client_without_a_file_is_made_again_as_they_signed(contract: Context) -> None:
    client_file(contract).unlink()
    (finding,) = examine(contract).findings
    assert command_of(finding) == MADE_AGAIN
    with pytest.raises(CoachError) as error:
        bill(contract, ref=REF)
    assert [command_of(each) for each in error.value.problems] == [command_of(finding)]
    new_client(
        *(contract,),
        ref="acme",
        kind="company-fr",
        name="Bigco SA",
        details={"siren": "900000001"},
    )
    assert "seal.client-changed" in refused(refusing(contract)["invoice"])


def test_the_list_names_who_signed_as_the_client_without_a_file(contract: Context) -> None:
    client_file(contract).unlink()
    assert list(map(command_of, open_all(contract.folder).problems)) == [MADE_AGAIN]


@pytest.mark.parametrize(
    ("name", "option"),
    [
        ("contrat-martin-2026.pdf", ""),
        ("annexe-personnelle-martin-2026.pdf", ""),
        ("avenant-1-martin-2026.pdf", " --amendment 1"),
    ],
)
def test_a_signed_paper_whose_line_was_removed_from_the_seal_is_found(
    amended: Context, name: str, option: str
) -> None:
    edit_engagement(amended, (f'(, )?"{name}" = "[0-9a-f]+"', ""))

    (finding,) = examine(amended).findings

    assert (finding.message, finding.args, finding.level) == (
        "seal.paper-unsealed",
        {"file": name},
        "warning",
    )
    paper = amended.folder.documents_dir(REF) / name
    assert command_of(finding) == f"coach sign {REF}{option} --paper {paper}"


def test_a_signed_paper_is_found_and_sealed_again_between_two_signatures(
    context: Context, agree: Agree
) -> None:
    agree()
    sign(context, ref=REF, on=SIGNED_ON, party="coach")
    paper = context.folder.documents_dir(REF) / "contrat-martin-2026.pdf"
    edit_engagement(context, ('(?m)^"contrat-martin-2026.pdf" = .*\n', ""))

    (finding,) = examine(context).findings

    assert finding.message == "seal.paper-unsealed"
    assert command_of(finding) == f"coach sign {REF} --paper {paper}"
    attach(context, ref=REF, number=None, given=read_signed_files([paper], []))
    assert examine(context).findings == ()


@pytest.mark.parametrize("record", ["contract.signed", "amendment-1.signed"])
@pytest.mark.parametrize("copy", copy_names("{}"))
def test_a_copy_of_a_record_is_named_once_and_never_read(
    amended: Context, record: str, copy: str
) -> None:
    name = record.upper() + ".TOML" if copy == "{}.TOML" else copy.format(record)
    path = amended.folder.documents_dir(REF) / name
    path.write_bytes(b"= not even TOML")

    (finding,) = examine(amended).findings

    assert (finding.level, finding.message) == ("warning", "seal.record-copied")
    assert finding.args == {"name": name, "file": f"{record}.toml"}
    write_contract(amended, ref=REF)
    assert path.read_bytes() == b"= not even TOML"


def test_the_only_copy_of_a_record_gets_its_name_again(contract: Context) -> None:
    directory = contract.folder.documents_dir(REF)
    record = directory / "contract.signed.toml"
    record.rename(renamed := directory / "contract.signed (1).toml")
    edit(client_file(contract), (r"Acme SA", "Bigco SA"))  # so that it cannot be made again

    found = [each for each in examine(contract).findings if each.level != "info"]

    assert {each.message for each in found} == {"seal.record-lost", "seal.record-renamed"}
    renamed.rename(record)
    assert not {"error", "warning"} & {level for level, _ in findings(contract)}


def test_a_record_that_was_put_aside_is_not_called_a_copy(contract: Context) -> None:
    directory = contract.folder.documents_dir(REF)
    aside = directory / "contract.signed.2.toml"
    aside.write_bytes((directory / "contract.signed.toml").read_bytes())
    assert findings(contract) == []
