"""If the first signature is killed between any two steps, nobody has signed, or all is in order.

A record that is not sealed is a harmless leftover: the doctor only remarks that nobody's signature
goes with it, and the next signature seals it. So are the files of what was signed, and no other
file is lost on the way.
"""

import shutil
from collections.abc import Callable
from datetime import date
from functools import partial
from pathlib import Path

import pytest
from tests.actions.conftest import TODAY
from tests.actions.contract.conftest import Agree
from tests.actions.killing import KILLED, work_until
from tests.earlier_seals import seal_as_earlier

from phmcoach.actions.context import Context
from phmcoach.actions.contract.amending import amend, sign_amendment
from phmcoach.actions.contract.amendment_keys import TermsChange
from phmcoach.actions.contract.attaching import attach
from phmcoach.actions.contract.papers import write_amendment
from phmcoach.actions.contract.signed_files import read_signed_files
from phmcoach.actions.contract.signing import sign
from phmcoach.actions.contract.taking_back import take_back_amendment, take_back_signatures
from phmcoach.actions.practice.doctor import examine
from phmcoach.actions.practice.practice import set_client
from phmcoach.errors import StorageError
from phmcoach.store.folder import Folder
from phmcoach.store.lock import lock_folder
from phmcoach.value import replace

REF, SIGNED_ON = "martin-2026", date(2026, 1, 10)


def test_a_killed_signature_leaves_an_unsigned_contract_or_a_sealed_one(
    context: Context, signed: Callable[..., Path], tmp_path: Path
) -> None:
    path = signed()
    whole = path.read_text("utf-8")
    unsigned = whole[: whole.index("\n[signatures]")]
    path.write_text(unsigned, "utf-8")
    shutil.rmtree(context.folder.documents_dir(REF))
    states: list[str] = []
    records = 0
    for calls in range(200):
        root = tmp_path / str(calls)
        shutil.copytree(context.folder.root, root)
        world = replace(context, folder=Folder(root))
        code = work_until(partial(sign, world, ref=REF, on=SIGNED_ON), calls)
        assert code in (0, KILLED)
        states.append(world.folder.engagement_file(REF).read_text("utf-8"))
        assert tell(world) == remarks_on_records(world)
        if states[-1] == unsigned:
            records += len([*root.rglob("*.signed.toml")])
            sign(world, ref=REF, on=SIGNED_ON)
        assert world.folder.engagement_file(REF).read_text("utf-8") == whole
        assert examine(world).findings == ()
        if code == 0:
            break
    assert code == 0
    assert records > 0  # the record was there before the seal
    assert states == sorted(states, key=[unsigned, whole].index)


def kill_at_each_step(
    context: Context, tmp_path: Path, work: Callable[[Context], object]
) -> set[frozenset[str]]:
    """Kill some work at each step, and repeat it; return the new files that each kill left.

    The doctor finds no problem in what a kill leaves, no byte of a document is lost, and the
    repeated work ends as the work that nobody killed.
    """
    whole = context.folder.root
    before = read_documents(context)
    done = replace(context, folder=Folder(tmp_path / "done"))
    shutil.copytree(whole, done.folder.root)
    work(done)
    left: set[frozenset[str]] = set()
    for calls in range(300):
        root = tmp_path / str(calls)
        shutil.copytree(whole, root)
        world = replace(context, folder=Folder(root))
        code = work_until(partial(work, world), calls)
        assert code in (0, KILLED)
        new = frozenset(read_documents(world)) - frozenset(before)
        assert new in left or tell(world) == remarks_on_records(world)
        left.add(new)
        if code == 0:
            break
        assert set(before.values()) <= set(read_documents(world).values())
        if read_seal(world) != read_seal(done):
            work(world)
        assert read_seal(world) == read_seal(done)
        assert read_documents(world) == read_documents(done)
    assert examine(done).findings == ()
    assert code == 0
    return left


def tell(context: Context) -> list[tuple[str, str]]:
    return [(each.level, each.message) for each in examine(context).findings]


def remarks_on_records(context: Context) -> list[tuple[str, str]]:
    """Return what the doctor says of a record without a signature."""
    is_signed = "[signatures]" in read_seal(context)
    if is_signed or not (context.folder.documents_dir(REF) / "contract.signed.toml").exists():
        return []
    return [("warning", "seal.contract-without-signature")]


def read_seal(context: Context) -> str:
    return context.folder.engagement_file(REF).read_text("utf-8")


def read_documents(context: Context) -> dict[str, bytes]:
    found = context.folder.documents_dir(REF).iterdir()
    return {path.name: path.read_bytes() for path in found if not path.name.startswith(".tmp-")}


def test_a_killed_signature_with_another_paper_and_a_scan_loses_no_file(
    context: Context, agree: Agree, tmp_path: Path
) -> None:
    agree()
    set_client(context, ref="acme", details={"name": "Bigco SA"})
    paper, scan = tmp_path / "signed.pdf", tmp_path / "scan.jpg"
    paper.write_bytes(b"%PDF-1.7 signed")
    scan.write_bytes(b"\xff\xd8\xff")
    given = read_signed_files([paper], [scan])

    left = kill_at_each_step(
        context, tmp_path, lambda world: sign(world, ref=REF, on=SIGNED_ON, given=given)
    )

    assert len(left) == 4  # nothing, the record, the paper put aside, the scan


def test_a_scan_whose_attaching_was_killed_is_attached_by_the_next_one(
    context: Context, agree: Agree, tmp_path: Path
) -> None:
    """An earlier version sealed the contract, so it is carried over in between."""
    agree()
    sign(context, ref=REF, on=SIGNED_ON)
    seal_as_earlier(context.folder, REF)
    scan = tmp_path / "scan.pdf"
    scan.write_bytes(b"%PDF-1.7 signed")
    given = read_signed_files([], [scan])
    left = kill_at_each_step(
        *(replace(context, remark=lambda _: None), tmp_path),
        lambda world: attach(world, ref=REF, number=None, given=given),
    )
    record, kept = "contract.signed.toml", "contrat-martin-2026-signe.pdf"
    assert left == {frozenset(), frozenset({record}), frozenset({record, kept})}


PENDING = [("warning", "store.plan-pending")]


def finish(context: Context) -> None:
    """Do what every command that writes does first."""
    with lock_folder(context.folder):
        pass


def test_taking_signatures_back_that_was_killed_is_done_by_the_next_command(
    context: Context, agree: Agree, tmp_path: Path
) -> None:
    agree()
    unsigned = read_seal(context)
    sign(context, ref=REF, on=SIGNED_ON)
    signed = read_seal(context)
    told: list[list[tuple[str, str]]] = []
    for calls in range(200):
        root = tmp_path / str(calls)
        shutil.copytree(context.folder.root, root)
        world = replace(context, folder=Folder(root))
        code = work_until(partial(take_back_signatures, world, ref=REF), calls)
        assert code in (0, KILLED)
        assert read_seal(world) in (signed, unsigned)
        told.append(tell(world))
        finish(world)
        if read_seal(world) == signed:
            take_back_signatures(world, ref=REF)
        assert read_seal(world) == unsigned
        assert len([*root.rglob("*.taken-back.toml")]) == 1
        assert examine(world).findings == ()
        if code == 0:
            break
    assert code == 0
    assert PENDING in told
    assert [found for found in told if found not in ([], PENDING)] == []


def test_taking_an_amendment_back_that_was_killed_is_done_by_the_next_command(
    context: Context, signed: Callable[..., Path], tmp_path: Path
) -> None:
    signed()
    without = read_seal(context)
    amend(context, ref=REF, on=TODAY, terms=TermsChange(sessions=14))
    (paper,) = write_amendment(context, ref=REF, number=1).paths
    sign_amendment(context, ref=REF, number=1, on=TODAY, party="coach")
    partly_signed = read_seal(context)
    told: list[list[tuple[str, str]]] = []
    for calls in range(200):
        root = tmp_path / str(calls)
        shutil.copytree(context.folder.root, root)
        world = replace(context, folder=Folder(root))
        code = work_until(partial(take_back_amendment, world, ref=REF), calls)
        assert code in (0, KILLED)
        assert read_seal(world) in (partly_signed, without)
        told.append(tell(world))
        finish(world)
        if read_seal(world) == partly_signed:
            take_back_amendment(world, ref=REF)
        assert read_seal(world) == without
        assert len([*root.rglob(f"retire-{paper.name}")]) == 1
        assert len([*root.rglob("*.taken-back.toml")]) == 1
        assert examine(world).findings == ()
        if code == 0:
            break
    assert code == 0
    assert PENDING in told
    assert [found for found in told if found not in ([], PENDING)] == []


def test_a_document_that_stays_is_put_aside_by_the_next_command_whatever_was_killed(
    context: Context, signed: Callable[..., Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    signed()
    without = read_seal(context)
    amend(context, ref=REF, on=TODAY, terms=TermsChange(sessions=14))
    sign_amendment(context, ref=REF, number=1, on=TODAY, party="coach")
    partly_signed = read_seal(context)
    told: list[list[tuple[str, str]]] = []
    for calls in range(200):
        root = tmp_path / str(calls)
        shutil.copytree(context.folder.root, root)
        world = replace(context, folder=Folder(root), remark=lambda _: None)
        with monkeypatch.context() as patch:
            patch.setattr("phmcoach.store.two_files.move_file", refuse_to_move)
            code = work_until(partial(take_back_amendment, world, ref=REF), calls)
        assert code in (0, KILLED)
        told.append(tell(world))
        finish(world)
        if read_seal(world) == partly_signed:
            take_back_amendment(world, ref=REF)
        assert read_seal(world) == without
        assert len([*root.rglob("*.taken-back.toml")]) == 1
        assert examine(world).findings == ()
        if code == 0:
            break
    assert code == 0
    assert told[-1] == PENDING
    assert [found for found in told if found not in ([], PENDING)] == []


def refuse_to_move(path: Path, _target: Path, _sha256: str) -> None:
    raise StorageError.of("store.no-permission", path=str(path))
