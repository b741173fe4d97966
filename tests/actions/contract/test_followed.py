"""The contract of a follow-up names the one that it continues, if its client may know of it."""

import re
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from hashlib import sha256
from pathlib import Path

import pytest
from tests.actions.conftest import ADDRESS
from tests.documents.document_samples import text_of

from phmcoach.actions.context import Context
from phmcoach.actions.contract.contracting import add_objective, set_terms
from phmcoach.actions.contract.demands import new_engagement, validate_demand
from phmcoach.actions.contract.ending import archive, close, end
from phmcoach.actions.contract.paper_inputs import contract_input
from phmcoach.actions.contract.papers import write_contract
from phmcoach.actions.contract.signing import sign
from phmcoach.actions.opening import open_engagement, open_practice
from phmcoach.actions.practice.practice import new_client, set_client
from phmcoach.documents.papers.contract import render_contract
from phmcoach.documents.papers.paper_input import ContractInput
from phmcoach.store.signed import contract_record_file
from phmcoach.words import ContractKind, Language

Signed = Callable[..., Path]
FRENCH = "Le présent contrat fait suite au contrat A-2026-01, signé le 10 janvier 2026."
ENGLISH = "This agreement follows on from agreement A-2026-01, signed on 10 January 2026."
FOLLOWS = '[follows]\nreference = "A-2026-01"\nsigned_on = 2026-01-10\n'
SIGNED_ON = date(2026, 3, 12)


def finish(context: Context) -> None:
    end(context, ref="martin-2026", on=date(2026, 3, 1), by="coach")
    close(context, ref="martin-2026", on=date(2026, 3, 2))


def agree(context: Context, client: str = "acme", contract: ContractKind | None = None) -> Path:
    """Agree on a follow-up of the engagement that is closed, and return its file."""
    made = new_engagement(
        context,
        ref="suivi",
        client=client,
        beneficiary="Claire Martin",
        beneficiary_id="martin-2026",
        situations=["new-role"],
        received_on=date(2026, 3, 5),
        follow_up_of="martin-2026",
    )
    validate_demand(context, ref="suivi", on=date(2026, 3, 6), request="Tenir.")
    add_objective(context, ref="suivi", statement="Tenir.", result="Fait.", indicator="Une.")
    set_terms(
        context,
        ref="suivi",
        sessions=3,
        minutes=60,
        start_on=date(2026, 3, 16),
        months=3,
        rate=Decimal(260),
        contract=contract,
    )
    return made.path


def printed(context: Context) -> list[str]:
    """Write the papers of the follow-up, or copies, and return the text of each contract."""
    found = [path for path in write_contract(context, ref="suivi").paths if path.suffix == ".pdf"]
    return [text_of(path.read_bytes()) for path in found if "choi" not in path.name]


def inputs(context: Context, text: int | None = None) -> ContractInput:
    case, practice = open_engagement(context.folder, "suivi").case, open_practice(context.folder)
    return contract_input(context, case, practice, context.today, text)


def record(context: Context) -> Path:
    return contract_record_file(context.folder, "suivi")


@pytest.mark.parametrize(("language", "said"), [("fr", FRENCH), ("en", ENGLISH)])
def test_a_follow_up_names_the_contract_that_it_continues(
    context: Context, signed: Signed, language: Language, said: str
) -> None:
    signed()
    finish(context)
    set_client(context, ref="acme", details={"language": language})
    agree(context)
    (text,) = printed(context)
    assert text.count(said) == 1


def test_both_papers_of_a_pair_name_it_also_if_it_is_archived(
    context: Context, signed: Signed
) -> None:
    signed()
    finish(context)
    archive(context)
    agree(context, contract="pair")
    assert [text.count(FRENCH) for text in printed(context)] == [1, 1]


def test_a_contract_without_a_number_is_named_as_its_paper_was(
    context: Context, signed: Signed
) -> None:
    path = signed()
    finish(context)
    agree(context)
    remove(path, 'contract_reference = "A-2026-01"\n')
    earlier = contract_record_file(context.folder, "martin-2026")
    seal(
        path, earlier, earlier.read_text("utf-8").replace('contract_reference = "A-2026-01"\n', "")
    )
    (text,) = printed(context)
    assert "fait suite au contrat martin-2026, signé le 10 janvier 2026." in text


def test_an_organisation_is_not_told_of_a_contract_with_another_client(
    context: Context, signed: Signed
) -> None:
    new_client(context, ref="martin", kind="private", name="Claire Martin", details=ADDRESS)
    signed(client="martin")
    finish(context)
    agree(context)
    (text,) = printed(context)
    sign(context, ref="suivi", on=SIGNED_ON)
    assert "fait suite" not in text
    assert "[follows]" not in record(context).read_text("utf-8")


def test_a_private_client_is_not_told_of_a_contract_with_an_organisation(
    context: Context, signed: Signed
) -> None:
    signed()
    finish(context)
    new_client(context, ref="martin", kind="private", name="Claire Martin", details=ADDRESS)
    agree(context, client="martin")
    (text,) = printed(context)
    assert "fait suite" not in text


def test_a_contract_that_not_everyone_signed_is_not_named(context: Context, signed: Signed) -> None:
    path = signed()
    finish(context)
    agree(context)
    remove(path, "sponsor = 2026-01-10\n")
    assert inputs(context).follows is None


@pytest.mark.parametrize("named", ["petit-2026", "suivi", "martin-20", "nobody"])
def test_only_the_contract_of_the_same_person_is_named_by_its_whole_reference(
    context: Context, signed: Signed, named: str
) -> None:
    signed()
    signed("petit-2026", beneficiary="Luc Petit")
    finish(context)
    path = agree(context)
    sign(context, ref="suivi", on=SIGNED_ON)
    contract_record_file(context.folder, "suivi").unlink()
    text = re.sub(r"\[seal\]\n.*", "", path.read_text("utf-8"), flags=re.DOTALL)
    path.write_text(text.replace('"martin-2026"', f'"{named}"', 1), "utf-8")
    assert f'follow_up_of = "{named}"' in path.read_text("utf-8")
    assert inputs(context).follows is None


def test_a_contract_of_the_company_that_the_client_was_before_is_not_named(
    context: Context, signed: Signed
) -> None:
    signed()
    finish(context)
    agree(context)
    remove(context.folder.client_file("acme"), 'siren = "811222330"\n')
    assert inputs(context).follows is not None
    path = context.folder.client_file("acme")
    path.write_text(
        path.read_text("utf-8").replace("[address]", 'siren = "900000001"\n\n[address]')
    )
    assert inputs(context).follows is None


def test_a_contract_that_cannot_be_read_is_not_named(context: Context, signed: Signed) -> None:
    path = signed()
    finish(context)
    agree(context)
    path.write_text("=", "utf-8")
    assert inputs(context).follows is None


def test_a_copy_of_a_signed_follow_up_names_what_its_record_says(
    context: Context, signed: Signed
) -> None:
    path = signed()
    finish(context)
    agree(context)
    printed(context)
    sign(context, ref="suivi", on=SIGNED_ON)
    path.unlink()
    assert FOLLOWS in record(context).read_text("utf-8")
    (text,) = printed(context)
    assert text.count(FRENCH) == 1


def test_a_record_of_an_earlier_version_names_no_contract(context: Context, signed: Signed) -> None:
    signed()
    finish(context)
    path = agree(context)
    sign(context, ref="suivi", on=SIGNED_ON)
    seal(path, record(context), record(context).read_text("utf-8").replace(f"\n{FOLLOWS}", ""))
    (text,) = printed(context)
    assert "fait suite" not in text


def test_a_contract_with_a_seal_of_an_earlier_version_names_none(
    context: Context, signed: Signed
) -> None:
    signed()
    finish(context)
    path = agree(context)
    sign(context, ref="suivi", on=SIGNED_ON)
    record(context).unlink()
    text = re.sub(
        r"\[seal\]\n.*", '[seal]\nterms = "00"\n', path.read_text("utf-8"), flags=re.DOTALL
    )
    path.write_text(text, "utf-8")
    assert inputs(context).follows is None


def test_the_first_text_of_the_articles_names_none(context: Context, signed: Signed) -> None:
    signed()
    finish(context)
    agree(context)
    for text, times in ((1, 0), (2, 1)):
        found = render_contract(inputs(context, text), "three-party")
        assert text_of(found.pdf).count("fait suite") == times


def test_a_record_that_is_gone_is_made_again_with_the_contract_that_it_named(
    context: Context, signed: Signed
) -> None:
    signed()
    finish(context)
    agree(context)
    sign(context, ref="suivi", on=SIGNED_ON)
    before = record(context).read_bytes()
    record(context).unlink()
    (text,) = printed(context)
    assert record(context).read_bytes() == before
    assert text.count(FRENCH) == 1


def remove(path: Path, line: str) -> None:
    text = path.read_text("utf-8")
    assert text.count(line) == 1
    path.write_text(text.replace(line, ""), "utf-8")


def seal(engagement: Path, record: Path, content: str) -> None:
    """Put another content in the place of a record, and its digest in the seal."""
    old, new = (sha256(each).hexdigest() for each in (record.read_bytes(), content.encode()))
    assert old != new
    record.chmod(0o600)
    record.write_text(content, "utf-8")
    engagement.write_text(engagement.read_text("utf-8").replace(old, new), "utf-8")
