"""What an earlier version sealed is carried over whole, or not at all, and can be written again.

`tests/folders/test_carried_over.py` does it in folders that an earlier version wrote.
"""

import re
import shutil
import tomllib
from collections.abc import Callable
from datetime import date
from functools import partial
from hashlib import sha256
from pathlib import Path

import pytest
from tests.actions.killing import KILLED, work_until
from tests.earlier_seals import seal_as_earlier, seal_contract_as_earlier

from phmcoach.actions.context import Context
from phmcoach.actions.contract.amending import amend, sign_amendment
from phmcoach.actions.contract.amendment_keys import PartyChange, TermsChange
from phmcoach.actions.contract.attaching import attach
from phmcoach.actions.contract.papers import write_amendment, write_contract
from phmcoach.actions.contract.signed_files import GivenFile, SignedFiles
from phmcoach.actions.contract.signing import sign
from phmcoach.actions.practice.doctor import examine
from phmcoach.actions.practice.practice import new_client, set_client
from phmcoach.actions.sessions.recording import log_session
from phmcoach.errors import Problem, RuleRefusedError
from phmcoach.store.folder import Folder
from phmcoach.value import replace

GROUP = {"street": "1 rue Haute", "postcode": "75001", "city": "Paris", "siren": "732829320"}
REF, SIGNED_ON = "martin-2026", date(2026, 1, 10)
Signed = Callable[..., Path]


@pytest.fixture
def remarks() -> list[Problem]:
    return []


@pytest.fixture
def desk(context: Context, remarks: list[Problem]) -> Context:
    """Return the context of a command whose remarks are kept."""
    return replace(context, remark=remarks.append)


def log(context: Context) -> None:
    log_session(context, ref=REF, on=date(2026, 1, 20), minutes=120)


def attach_scan(context: Context) -> None:
    scan = GivenFile(Path("scan.png"), b"\x89PNG\r\n\x1a\n", ".png")
    attach(context, ref=REF, number=None, given=SignedFiles(scans=(scan,)))


@pytest.mark.parametrize("work", [log, attach_scan])
def test_a_killed_command_leaves_the_engagement_as_it_was_or_carried_over(
    desk: Context, signed: Signed, tmp_path: Path, work: Callable[[Context], None]
) -> None:
    signed()
    before = seal_as_earlier(desk.folder, REF).read_text("utf-8")
    states: list[str] = []
    records = 0
    for calls in range(200):
        root = tmp_path / str(calls)
        shutil.copytree(desk.folder.root, root)
        world = replace(desk, folder=Folder(root))
        code = work_until(partial(work, world), calls)
        assert code in (0, KILLED)
        states.append(world.folder.engagement_file(REF).read_text("utf-8"))
        assert examine(world).findings == ()
        if states[-1] == before:
            records += len([*root.rglob("*.signed.toml")])
            work(world)
        assert "record = " in world.folder.engagement_file(REF).read_text("utf-8")
        assert examine(world).findings == ()
        if code == 0:
            break
    assert code == 0
    assert records > 0  # the record was there before the seal
    assert set(states) == {before, world.folder.engagement_file(REF).read_text("utf-8")}
    assert states == sorted(states, key=[before, states[-1]].index)


def test_the_contract_keeps_its_day_if_its_paper_was_written_again_after_the_signature(
    desk: Context, signed: Signed
) -> None:
    path = signed()
    whole = path.read_text("utf-8")
    path.write_text(whole[: whole.index("\n[signatures]")], "utf-8")
    (desk.folder.documents_dir(REF) / "contract.signed.toml").unlink()
    write_contract(desk, ref=REF)
    sign(desk, ref=REF, on=SIGNED_ON)
    seal_as_earlier(desk.folder, REF)

    log(desk)

    record = desk.folder.documents_dir(REF) / "contract.signed.toml"
    kept = record.read_bytes()
    assert tomllib.loads(kept.decode())["made_on"] == SIGNED_ON
    record.unlink()
    write_contract(desk, ref=REF)
    assert record.read_bytes() == kept


def test_it_is_remarked_on_once(desk: Context, signed: Signed, remarks: list[Problem]) -> None:
    signed()
    seal_as_earlier(desk.folder, REF)
    log(desk)
    log_session(desk, ref=REF, on=date(2026, 2, 10), minutes=120)
    assert [(each.message, each.level, each.ref) for each in remarks] == [
        ("seal.carried-over", "warning", REF)
    ]


def test_what_this_version_sealed_is_not_remarked_on(
    desk: Context, signed: Signed, remarks: list[Problem]
) -> None:
    path = signed()
    seal = tomllib.loads(path.read_text("utf-8"))["seal"]
    log(desk)
    assert tomllib.loads(path.read_text("utf-8"))["seal"] == seal
    assert remarks == []


@pytest.fixture
def amended(desk: Context, signed: Signed) -> Path:
    """Leave a contract and an amendment as an earlier version sealed them, and their records.

    Return the folder of the records.
    """
    signed()
    amend(desk, ref=REF, on=date(2026, 1, 15), terms=TermsChange(sessions=14))
    sign_amendment(desk, ref=REF, number=1, on=date(2026, 1, 15))
    folder = desk.folder.documents_dir(REF)
    left = {path: path.read_bytes() for path in folder.glob("*.signed.toml")}
    seal_as_earlier(desk.folder, REF)
    for path, content in left.items():
        path.write_bytes(content)
    return folder


RECORDS = {"contract.signed.toml": "sessions = 12", "amendment-1.signed.toml": "sessions = 14"}


@pytest.mark.parametrize("name", RECORDS)
@pytest.mark.parametrize("now", ["sessions = 13", "sessions"])
def test_a_record_that_does_not_fit_the_earlier_seal_is_kept_aside(
    desk: Context, amended: Path, remarks: list[Problem], name: str, now: str
) -> None:
    record = amended / name
    other = record.read_text("utf-8").replace(RECORDS[name], now)
    record.write_text(other, "utf-8")
    stem = name.removesuffix(".toml")
    (amended / f"{stem}.1.toml").write_text("of an earlier time", "utf-8")

    log(desk)

    assert [each.message for each in remarks] == ["seal.carried-over", "seal.record-aside"]
    kept = {"file": name, "kept": f"{stem}.2.toml", "ref": REF}
    assert remarks[1].args == kept
    assert (amended / f"{stem}.1.toml").read_text("utf-8") == "of an earlier time"
    assert (amended / f"{stem}.2.toml").read_text("utf-8") == other
    assert RECORDS[name] in record.read_text("utf-8")
    assert examine(desk).findings == ()


@pytest.mark.parametrize("name", RECORDS)
def test_a_record_that_fits_the_earlier_seal_is_kept(
    desk: Context, amended: Path, remarks: list[Problem], name: str
) -> None:
    record = amended / name
    record.write_text(record.read_text("utf-8") + "# kept\n", "utf-8")
    before = record.read_bytes()

    log(desk)

    assert [each.message for each in remarks] == ["seal.carried-over"]
    assert record.read_bytes() == before
    assert examine(desk).findings == ()


@pytest.mark.parametrize("name", RECORDS)
def test_a_record_of_another_day_of_signature_is_kept_aside(
    desk: Context, amended: Path, remarks: list[Problem], name: str
) -> None:
    record = amended / name
    before = record.read_text("utf-8")
    record.write_text(re.sub("(?m)^signed_on = .*$", "signed_on = 2026-01-02", before), "utf-8")

    log(desk)

    assert [each.message for each in remarks] == ["seal.carried-over", "seal.record-aside"]
    assert examine(desk).findings == ()


def test_another_name_of_the_client_carries_the_contract_over_with_the_former_one(
    desk: Context, signed: Signed, remarks: list[Problem]
) -> None:
    path = signed()
    seal_as_earlier(desk.folder, REF)
    (paper, *_) = write_contract(desk, ref=REF).paths
    printed = paper.read_bytes()

    changed = set_client(desk, ref="acme", details={"name": "Bigco SA"})

    record = (desk.folder.documents_dir(REF) / "contract.signed.toml").read_bytes()
    assert changed.signed == (REF,)
    assert [each.message for each in remarks] == ["seal.carried-over"]
    assert tomllib.loads(record.decode())["client"]["name"] == "Acme SA"
    seal = tomllib.loads(path.read_text("utf-8"))["seal"]
    assert seal == {"record": sha256(record).hexdigest()}
    (copy, *_) = write_contract(desk, ref=REF).paths
    assert copy.name == "contrat-martin-2026-copie.pdf"
    assert copy.read_bytes() == printed
    assert examine(desk).findings == ()


def test_so_does_another_address(desk: Context, signed: Signed) -> None:
    path = signed()
    seal_as_earlier(desk.folder, REF)
    set_client(desk, ref="acme", details={"street": "9 rue Basse"})
    assert [*tomllib.loads(path.read_text("utf-8"))["seal"]] == ["record"]


@pytest.mark.parametrize("name", ["Autre SA", None])
def test_a_record_that_is_changed_or_gone_after_another_name_of_the_client_is_found(
    desk: Context, signed: Signed, name: str | None
) -> None:
    signed()
    seal_as_earlier(desk.folder, REF)
    set_client(desk, ref="acme", details={"name": "Bigco SA"})
    record = desk.folder.documents_dir(REF) / "contract.signed.toml"
    text = record.read_text("utf-8")
    record.unlink()
    if name is not None:
        record.write_text(text.replace("Acme SA", name), "utf-8")

    (finding,) = examine(desk).findings

    assert finding.message == ("seal.record-lost" if name is None else "seal.record-unfit")


def test_another_contact_seals_what_the_file_said_before(desk: Context, signed: Signed) -> None:
    path = signed()
    seal_as_earlier(desk.folder, REF)
    (paper, *_) = write_contract(desk, ref=REF).paths
    printed = paper.read_bytes()

    changed = set_client(desk, ref="acme", details={"contact": "Zoé Roy"})

    assert changed.signed == (REF,)
    assert [*tomllib.loads(path.read_text("utf-8"))["seal"]] == ["record"]
    (copy, *_) = write_contract(desk, ref=REF).paths
    assert copy.name == "contrat-martin-2026-copie.pdf"
    assert copy.read_bytes() == printed
    assert examine(desk).findings == ()


@pytest.mark.parametrize("details", [{"name": "Bigco SA"}, {"contact": "Zoé Roy"}])
def test_no_record_is_written_for_one_of_two_files_of_an_engagement(
    desk: Context, signed: Signed, details: dict[str, str]
) -> None:
    path = signed()
    seal_as_earlier(desk.folder, REF)
    path.with_name("martin-copie.toml").write_bytes(path.read_bytes())
    client = desk.folder.client_file("acme").read_bytes()
    with pytest.raises(RuleRefusedError):
        set_client(desk, ref="acme", details=details)
    assert desk.folder.client_file("acme").read_bytes() == client
    assert [*desk.folder.root.rglob("*.signed.toml")] == []


@pytest.fixture
def amendment_changed(desk: Context, signed: Signed) -> Path:
    """Leave a contract as an earlier version sealed it, and an amendment that was changed since.

    Return the engagement's file.
    """
    path = signed()
    amend(desk, ref=REF, on=date(2026, 1, 15), terms=TermsChange(sessions=14))
    sign_amendment(desk, ref=REF, number=1, on=date(2026, 1, 15))
    seal_as_earlier(desk.folder, REF)
    text = path.read_text("utf-8")
    path.write_text(text.replace("sessions = 14", "sessions = 15"), "utf-8")
    return path


@pytest.mark.parametrize("details", [{"name": "Bigco SA"}, {"contact": "Zoé Roy"}])
def test_a_changed_amendment_does_not_keep_the_contract_from_being_recorded(
    desk: Context, amendment_changed: Path, details: dict[str, str]
) -> None:
    before = desk.folder.client_file("acme").read_text("utf-8")
    set_client(desk, ref="acme", details=details)
    text = amendment_changed.read_text("utf-8")
    amendment_changed.write_text(text.replace("sessions = 15", "sessions = 14"), "utf-8")

    log(desk)

    record = desk.folder.documents_dir(REF) / "contract.signed.toml"
    recorded = tomllib.loads(record.read_text("utf-8"))
    client = tomllib.loads(before)
    assert (recorded["client"]["name"], recorded["client"].get("contact")) == (
        client["name"],
        client.get("contact"),
    )
    engagement = tomllib.loads(amendment_changed.read_text("utf-8"))
    assert [*engagement["seal"]] == [*engagement["amendments"][0]["seal"]] == ["record"]
    assert examine(desk).findings == ()


@pytest.mark.usefixtures("amendment_changed")
def test_the_doctor_still_names_the_key_of_a_changed_amendment(desk: Context) -> None:
    set_client(desk, ref="acme", details={"name": "Bigco SA"})
    (finding,) = examine(desk).findings
    assert (finding.message, finding.args["keys"]) == ("seal.amendment-changed", ("sessions",))


@pytest.mark.parametrize("details", [{"name": "Bigco SA"}, {"contact": "Zoé Roy"}])
def test_a_change_of_the_client_says_that_nothing_is_kept_of_a_changed_contract(
    desk: Context, signed: Signed, remarks: list[Problem], details: dict[str, str]
) -> None:
    path = signed()
    seal_as_earlier(desk.folder, REF)
    changed_by_hand = path.read_text("utf-8").replace("\nsessions = 12\n", "\nsessions = 13\n")
    path.write_text(changed_by_hand, "utf-8")

    changed = set_client(desk, ref="acme", details=details)

    (remark,) = remarks
    inner = remark.args["problem"]
    assert isinstance(inner, Problem)
    assert (remark.message, inner.message) == ("seal.client-not-kept", "seal.contract-changed")
    assert changed.signed == ()
    assert [*desk.folder.root.rglob("*.signed.toml")] == []
    assert path.read_text("utf-8") == changed_by_hand


def test_a_record_that_an_earlier_program_did_not_seal_is_carried_over(
    desk: Context, signed: Signed, remarks: list[Problem]
) -> None:
    path = signed()
    seal_as_earlier(desk.folder, REF)
    sealed_as_earlier = path.read_bytes()
    set_client(desk, ref="acme", details={"contact": "Zoé Roy"})
    path.write_bytes(sealed_as_earlier)
    remarks.clear()
    record = desk.folder.documents_dir(REF) / "contract.signed.toml"
    recorded = record.read_bytes()

    log(desk)

    assert [each.message for each in remarks] == ["seal.carried-over"]
    assert record.read_bytes() == recorded
    assert "contact" not in tomllib.loads(recorded.decode())["client"]
    assert "record = " in path.read_text("utf-8")


def test_a_contract_whose_client_was_succeeded_is_carried_over_with_the_one_who_signed_it(
    desk: Context, signed: Signed
) -> None:
    signed()
    new_client(desk, ref="groupe", kind="company-fr", name="Groupe SA", details=GROUP)
    parties = PartyChange(client="groupe")
    amend(desk, ref=REF, on=desk.today, parties=parties)
    sign_amendment(desk, ref=REF, number=1, on=desk.today)
    record = desk.folder.documents_dir(REF) / "contract.signed.toml"
    recorded = record.read_bytes().replace(b"text = 2\n", b"")  # earlier versions had the first one
    seal_contract_as_earlier(desk.folder, REF)

    log(desk)

    assert record.read_bytes() == recorded
    assert tomllib.loads(recorded.decode())["client"]["name"] == "Acme SA"
    assert examine(desk).findings == ()


def test_a_record_and_a_contract_that_a_hand_changed_alike_do_not_fit_the_seal(
    desk: Context, signed: Signed
) -> None:
    path = signed()
    seal_as_earlier(desk.folder, REF)
    sealed_as_earlier = path.read_bytes()
    set_client(desk, ref="acme", details={"contact": "Zoé Roy"})
    path.write_bytes(sealed_as_earlier)
    record = desk.folder.documents_dir(REF) / "contract.signed.toml"
    record.chmod(0o600)
    for each in (path, record):
        text = each.read_text("utf-8")
        each.write_text(text.replace("\nsessions = 12\n", "\nsessions = 13\n"), "utf-8")

    (finding,) = examine(desk).findings

    assert (finding.message, finding.args["keys"]) == ("seal.contract-changed", ("terms.sessions",))


def test_a_paper_that_all_have_signed_and_that_is_gone_is_written_as_a_copy(
    desk: Context, signed: Signed
) -> None:
    signed()
    amend(desk, ref=REF, on=date(2026, 1, 15), terms=TermsChange(sessions=14))
    sign_amendment(desk, ref=REF, number=1, on=date(2026, 1, 15))
    seal_as_earlier(desk.folder, REF)

    amendment = write_amendment(desk, ref=REF, number=1).paths
    written = [*write_contract(desk, ref=REF).paths, *amendment]

    assert [path.name for path in written] == [
        "contrat-martin-2026-copie.pdf",
        "avenant-1-martin-2026-copie.pdf",
    ]


def test_those_who_have_still_to_sign_get_the_paper_itself(desk: Context, signed: Signed) -> None:
    path = signed()
    seal_as_earlier(desk.folder, REF)
    text = path.read_text("utf-8")
    path.write_text(re.sub("(?m)^sponsor = .*\n", "", text), "utf-8")
    (paper, *_) = write_contract(desk, ref=REF).paths
    (copy, *_) = write_contract(desk, ref=REF).paths
    assert paper.name == "contrat-martin-2026.pdf"
    assert paper.read_bytes() != copy.read_bytes()
