"""The records of what was signed are read for ever as they were written.

The samples in `tests/golden/signed` are frozen: folders of coaches hold such files, whose digest is
in the seal of the engagement.
"""

import re
from collections.abc import Callable
from datetime import date
from hashlib import sha256
from pathlib import Path

import pytest

from phmcoach.actions.context import Context
from phmcoach.actions.contract.amending import amend, sign_amendment
from phmcoach.actions.contract.amendment_keys import TermsChange
from phmcoach.actions.contract.contracting import add_objective, set_terms
from phmcoach.actions.contract.demands import validate_demand
from phmcoach.actions.contract.paper_inputs import contract_input
from phmcoach.actions.contract.signing import sign
from phmcoach.actions.opening import open_engagement, open_practice
from phmcoach.documents.papers.contract import render_contract
from phmcoach.domain.case import SignedRecords
from phmcoach.domain.contract.signed_changes import agreed_digest
from phmcoach.store.signed import amendment_record_file, contract_record_file

SAMPLES = Path(__file__).parents[2] / "golden" / "signed"
CONTRACT, AMENDMENT = SAMPLES / "contract.signed.toml", SAMPLES / "amendment-1.signed.toml"
AGREED_BY_CONTRACT = "6fd6e9ad29306a8fecc524ad171eda4b4afebee2acb3e3561d61689a9d7d8db3"


@pytest.fixture
def engagement(context: Context, signed: Callable[..., Path]) -> Path:
    """Make a contract with a signed amendment."""
    path = signed()
    amend(context, ref="martin", on=context.today, terms=TermsChange(sessions=14))
    sign_amendment(context, ref="martin", number=1, on=context.today)
    return path


def records(context: Context) -> tuple[Path, Path]:
    folder, ref = context.folder, "martin-2026"
    return contract_record_file(folder, ref), amendment_record_file(folder, ref, 1)


def put(path: Path, content: bytes, engagement: Path) -> None:
    """Put the content in the place of a record, and its digest in the seal."""
    old, new = (sha256(each).hexdigest() for each in (path.read_bytes(), content))
    path.chmod(0o600)
    path.write_bytes(content)
    engagement.write_text(engagement.read_text("utf-8").replace(old, new), "utf-8")


def read(context: Context) -> SignedRecords:
    found = open_engagement(context.folder, "martin").case.signed
    assert isinstance(found, SignedRecords)
    return found


@pytest.mark.usefixtures("engagement")
def test_a_record_is_written_today_as_the_sample_was_but_for_its_number_and_text(
    context: Context,
) -> None:
    contract, amendment = records(context)
    number = 'contract_reference = "A-2026-01"\n'
    text = contract.read_text("utf-8").replace(number, "").replace("text = 2\n", "")
    assert text == CONTRACT.read_text("utf-8")
    assert amendment.read_text("utf-8") == AMENDMENT.read_text("utf-8")


def test_the_samples_are_read(context: Context, engagement: Path) -> None:
    for path, sample in zip(records(context), (CONTRACT, AMENDMENT), strict=True):
        put(path, sample.read_bytes(), engagement)
    found = read(context)
    assert (found.changed, found.missing, found.unreadable) == ((), (), ())
    assert found.contract is not None
    assert found.contract.terms is not None
    assert (found.contract.client.name, found.contract.terms.sessions) == ("Acme SA", 12)
    (amendment,) = found.amendments.values()
    assert amendment.amendment.sessions == 14


def test_the_digest_of_what_was_agreed_is_that_of_the_seals_for_ever(
    context: Context, engagement: Path
) -> None:
    for path, sample in zip(records(context), (CONTRACT, AMENDMENT), strict=True):
        put(path, sample.read_bytes(), engagement)
    contract = read(context).contract
    assert contract is not None
    assert agreed_digest(contract) == AGREED_BY_CONTRACT


def test_a_limit_that_is_tighter_today_changes_no_record(
    context: Context, engagement: Path
) -> None:
    contract, amendment = records(context)
    for path, key, beyond in ((contract, "notice_hours", 9000), (amendment, "sessions", 900)):
        text = re.sub(
            rf"^{key} = \d+$", f"{key} = {beyond}", path.read_text("utf-8"), flags=re.MULTILINE
        )
        put(path, text.encode(), engagement)
    found = read(context)
    assert (found.changed, found.broken) == ((), ())
    assert found.contract is not None
    assert found.contract.terms is not None
    assert found.contract.terms.notice_hours == 9000
    assert [each.amendment.sessions for each in found.amendments.values()] == [900]


def test_a_record_that_this_program_does_not_understand_is_reported(
    context: Context, engagement: Path
) -> None:
    contract, _ = records(context)
    text = contract.read_text("utf-8").replace("made_on =", "written_on =")
    put(contract, text.encode(), engagement)
    found = read(context)
    assert (found.contract, len(found.broken) > 0) == (None, True)


def test_a_contract_that_was_printed_with_the_first_text_is_signed_with_it(
    context: Context, open_demand: Callable[..., Path]
) -> None:
    path = open_demand("martin-2026", beneficiary_id="martin-2026")
    validate_demand(context, ref="martin", on=date(2026, 1, 5), request="Trouver ma place.")
    add_objective(context, ref="martin", statement="Déléguer.", result="Fait.", indicator="Une.")
    start_on = date(2026, 1, 12)
    set_terms(context, ref="martin", sessions=12, minutes=120, start_on=start_on, months=6)
    opened = open_engagement(context.folder, "martin")
    practice = open_practice(context.folder)
    inputs = contract_input(context, opened.case, practice, context.today, text=1)
    printed = context.folder.documents_dir("martin-2026") / "contrat-martin-2026.pdf"
    printed.parent.mkdir(parents=True)
    printed.write_bytes(render_contract(inputs, "three-party").pdf)
    sign(context, ref="martin", on=context.today)

    record = read(context).contract
    assert record is not None
    assert record.text is None
    assert printed.name in path.read_text("utf-8")
    signed = open_engagement(context.folder, "martin").case
    copy = contract_input(context, signed, practice, context.today)
    assert render_contract(copy, "three-party").source.count("\n#article(") == 33
