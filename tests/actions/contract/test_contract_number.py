"""The number of a contract: neutral, given once, and never to two contracts."""

import tomllib
from datetime import date

import pytest
from tests.actions.conftest import on_day
from tests.actions.contract.conftest import REF, SIGNED_ON, Agree

from phmcoach.actions.context import Context
from phmcoach.actions.contract.papers import write_contract
from phmcoach.actions.contract.signing import sign
from phmcoach.actions.opening import Opened
from phmcoach.actions.practice.doctor import examine
from phmcoach.errors import StorageError
from phmcoach.store.archive import next_contract_reference
from phmcoach.store.folder import Listing


def number_of(context: Context, ref: str = REF) -> str | None:
    data = tomllib.loads(context.folder.engagement_file(ref).read_text("utf-8"))
    found = data.get("contract_reference")
    return None if found is None else str(found)


def next_number(context: Context, year: int = 2026) -> str:
    return next_contract_reference(Listing(context.folder), year)


def test_a_contract_gets_its_number_when_it_is_written_first(
    context: Context, agree: Agree
) -> None:
    agree()
    assert number_of(context) == "A-2026-01"
    write_contract(on_day(context, date(2027, 1, 4)), ref=REF)
    assert number_of(context) == "A-2026-01"


def test_a_contract_that_was_never_written_gets_its_number_with_its_first_signature(
    context: Context, agree: Agree
) -> None:
    (paper, *_) = agree().paths
    paper.unlink()
    path = context.folder.engagement_file(REF)
    path.write_text(path.read_text("utf-8").replace('contract_reference = "A-2026-01"\n', ""))
    sign(on_day(context, SIGNED_ON), ref=REF, on=SIGNED_ON, party="coach")
    assert number_of(context) == "A-2026-01"
    sign(on_day(context, SIGNED_ON), ref=REF, on=SIGNED_ON)
    assert examine(context).findings == ()


def test_a_paper_that_an_earlier_version_wrote_is_signed_without_a_number(
    context: Context, agree: Agree, monkeypatch: pytest.MonkeyPatch
) -> None:
    def as_it_is(opened: Opened, *_: object) -> Opened:
        return opened

    with monkeypatch.context() as earlier:
        earlier.setattr("phmcoach.actions.contract.papers.with_reference", as_it_is)
        (paper, *_) = agree().paths
    signed = paper.read_bytes()
    sign(on_day(context, SIGNED_ON), ref=REF, on=SIGNED_ON)
    (copy, *_) = write_contract(context, ref=REF).paths
    assert number_of(context) is None
    assert (paper.read_bytes(), copy.name) == (signed, "contrat-martin-2026-copie.pdf")


def test_a_number_is_never_given_twice(context: Context, agree: Agree) -> None:
    agree()
    sign(on_day(context, SIGNED_ON), ref=REF, on=SIGNED_ON)
    path = context.folder.engagement_file(REF)
    assert (next_number(context), next_number(context, 2027)) == ("A-2026-02", "A-2027-01")

    archived = context.folder.archive_dir / "2026" / path.name
    archived.parent.mkdir(parents=True)
    path.rename(archived)
    assert next_number(context) == "A-2026-02"
    archived.unlink()  # what was signed stays among the documents
    assert next_number(context) == "A-2026-02"


def test_the_highest_number_decides_which_one_is_next(context: Context, agree: Agree) -> None:
    agree()
    path = context.folder.engagement_file(REF)
    path.write_text(path.read_text("utf-8").replace("A-2026-01", "A-2026-41"))
    assert next_number(context) == "A-2026-42"


def test_no_number_is_given_while_a_file_that_may_hold_it_cannot_be_read(
    context: Context, agree: Agree
) -> None:
    agree()
    unreadable = context.folder.documents_dir("roux-2026") / "contract.signed.toml"
    unreadable.parent.mkdir()
    unreadable.symlink_to(unreadable)
    with pytest.raises(StorageError):
        next_number(context)
    unreadable.unlink()
    unreadable.mkdir()  # a folder holds none
    assert next_number(context) == "A-2026-02"


def test_a_number_that_was_changed_by_hand_after_the_signature_is_found(
    context: Context, agree: Agree
) -> None:
    agree()
    sign(on_day(context, SIGNED_ON), ref=REF, on=SIGNED_ON)
    path = context.folder.engagement_file(REF)
    path.write_text(path.read_text("utf-8").replace("A-2026-01", "A-2026-07"))
    found = examine(context).findings
    changed = [each.args["keys"] for each in found if each.message == "seal.contract-changed"]
    assert changed == [("contract_reference",)]
