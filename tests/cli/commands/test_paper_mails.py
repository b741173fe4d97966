"""E-mails with the papers of an engagement and with the invoices of a month: who gets which."""

from email import message_from_bytes, policy
from itertools import count
from pathlib import Path

import pytest
from tests.cli.commands import remedy_states as at
from tests.cli.commands.remedy_states import State, build
from tests.folders.running import desk_in

NBSP, NARROW = "\u00a0", "\u202f"
SIGNED = "\n\nKind regards,\n\nCamille Durand EI\n"
FRENCH = "\n\nBien cordialement,\n\nCamille Durand EI\n"
OBJECTIVE = 'add-objective martin --personal --statement "Oser." --result "Vu." --indicator "X."'
REACHABLE = "new-engagement martin --email m@example.org"
PAIR = at.AIMED.then(f"{OBJECTIVE}\n{at.TERMS} --contract pair\n{REACHABLE}")
EVALUATED = at.EVALUATED.then(REACHABLE)
AMENDED = at.AMENDED.then(REACHABLE)

Draft = tuple[str, str, list[str]]


def make(tmp_path: Path, state: State) -> Path:
    rooms = count()

    def new_folder() -> Path:
        room = tmp_path / f"{next(rooms)}"
        room.mkdir()
        return room

    return build(state, {}, new_folder)


def mail(tmp_path: Path, state: State, line: str) -> dict[str, Draft]:
    """Type a line in a state; return the recipient, the text and the files of each draft."""
    folder = make(tmp_path, state)
    with desk_in(folder, folder, real=False) as desk:
        desk.set_day(state.today)
        ran = desk.run(line)
        assert ran.code == 0, ran
    paths = [folder / line.removeprefix("…/") for line in ran.out.splitlines()]
    return {path.name: read(path) for path in paths}


def read(path: Path) -> Draft:
    message = message_from_bytes(path.read_bytes(), policy=policy.default)
    addresses = [each.addr_spec for each in message["To"].addresses]
    assert (len(addresses), message["Cc"], message["Bcc"]) == (1, None, None)
    body = message.get_body()
    assert body is not None
    text = f"{message['Subject']}\n\n{body.get_content()}"
    files = [each.get_filename() or "" for each in message.iter_attachments()]
    for mark, plain in (("\r\n", "\n"), (NBSP, " "), (NARROW, " ")):
        text = text.replace(mark, plain)
    return addresses[0], text, files


def test_a_contract_goes_to_the_organisation_and_to_the_beneficiary(tmp_path: Path) -> None:
    state = at.AIMED.then(f"{OBJECTIVE}\n{at.TERMS}\n{REACHABLE}")
    found = mail(tmp_path, state, "mail martin --paper contract")
    asked = (
        "Contrat A-2026-01 – Camille Durand EI\n\nBonjour,\n\n"
        "Vous trouverez ci-joint le contrat A-2026-01. Merci de le relire et, s’il vous convient, "
        "de me le renvoyer signé."
    )
    apart = (
        "\n\nCertains des documents joints ne sont que pour vous : l’organisation ne les reçoit "
        "pas."
    )
    contract = "contrat-martin.pdf"
    own = ["annexe-personnelle-martin.pdf", "choix-du-beneficiaire-martin.pdf"]
    assert found == {
        "courriel-contrat-martin-organisation.eml": (
            "c@example.org",
            asked + FRENCH,
            [contract],
        ),
        "courriel-contrat-martin-beneficiaire.eml": (
            "m@example.org",
            asked + apart + FRENCH,
            [contract, *own],
        ),
    }


def test_each_party_of_a_pair_gets_its_own_contract(tmp_path: Path) -> None:
    found = mail(tmp_path, PAIR, "mail martin --paper contract")
    assert {to: files for to, _, files in found.values()} == {
        "c@example.org": ["contrat-prestation-martin.pdf"],
        "m@example.org": ["contrat-beneficiaire-martin.pdf", "annexe-personnelle-martin.pdf"],
    }


def test_what_was_written_for_other_terms_is_attached_to_nothing(tmp_path: Path) -> None:
    earlier = f"{OBJECTIVE}\n{at.TERMS}\ncontract martin"
    later = f"{at.TERMS} --contract pair\nadd-objective martin --objective o2 --remove"
    state = at.AIMED.then(f"{earlier}\n{later}\n{REACHABLE}")
    found = mail(tmp_path, state, "mail martin --paper contract")
    assert {to: files for to, _, files in found.values()} == {
        "c@example.org": ["contrat-prestation-martin.pdf"],
        "m@example.org": ["contrat-beneficiaire-martin.pdf"],
    }


def test_one_of_them_can_be_written_to_alone(tmp_path: Path) -> None:
    found = mail(tmp_path, at.READY, "mail martin --paper contract --for sponsor")
    assert [to for to, _, _ in found.values()] == ["c@example.org"]


def test_a_private_client_gets_the_contract(tmp_path: Path) -> None:
    found = mail(tmp_path, at.PRIVATE_READY, "mail hugo --paper contract")
    assert [(to, files) for to, _, files in found.values()] == [
        ("h@example.org", ["contrat-hugo.pdf"])
    ]


def test_an_amendment_goes_to_those_who_sign_it(tmp_path: Path) -> None:
    found = mail(tmp_path, AMENDED, "mail martin --paper amendment")
    assert {to: files for to, _, files in found.values()} == {
        "c@example.org": ["avenant-1-martin.pdf"],
        "m@example.org": ["avenant-1-martin.pdf"],
    }
    _, text, _ = found["courriel-avenant-1-martin-organisation.eml"]
    assert text.startswith("Avenant n° 1 – contrat A-2026-01 – Camille Durand EI\n")


def test_the_report_goes_to_the_organisation_only_after_the_agreement(tmp_path: Path) -> None:
    found = mail(tmp_path, EVALUATED, "mail martin --paper report")
    assert {to: files for to, _, files in found.values()} == {
        "m@example.org": ["bilan-martin-beneficiaire.pdf"]
    }
    agreed = EVALUATED.then("mail martin --paper report\nreport martin --agreed --on 2026-02-03")
    (tmp_path / "agreed").mkdir()
    found = mail(tmp_path / "agreed", agreed, "mail martin --paper report")
    assert {to: files for to, _, files in found.values()} == {
        "m@example.org": ["bilan-martin-beneficiaire.pdf"],
        "c@example.org": ["bilan-martin-organisation.pdf"],
    }


def test_a_report_without_an_agreement_is_refused_to_the_organisation(
    tmp_path: Path,
) -> None:
    with pytest.raises(AssertionError, match="not yet been given their report"):
        mail(tmp_path, EVALUATED, "mail martin --paper report --for sponsor")


def test_an_attendance_sheet_and_a_quote_go_to_whoever_pays(tmp_path: Path) -> None:
    found = mail(tmp_path, at.ACTIVE, "mail martin --paper attendance")
    assert [(to, files) for to, _, files in found.values()] == [
        ("c@example.org", ["emargement-martin.pdf"])
    ]
    (tmp_path / "quote").mkdir()
    found = mail(tmp_path / "quote", at.QUOTED, "mail martin --paper quote")
    assert [(to, files) for to, _, files in found.values()] == [
        ("c@example.org", ["devis-SPECIMEN-D-2026-0001.pdf"])
    ]


def test_a_client_gets_all_invoices_of_a_month_in_one_e_mail(tmp_path: Path) -> None:
    state = at.TWO_CONTRACTS.then("invoice martin\ninvoice roux\npay 2 --on 2026-02-03 --by cash")
    found = mail(tmp_path, state, "mail --month 2026-01")
    assert found == {
        "courriel-factures-2026-01-acme.eml": (
            "c@example.org",
            (
                "Factures – janvier 2026 – Camille Durand EI\n\nBonjour,\n\n"
                "Vous trouverez ci-joint les factures ci-dessous.\n\n"
                "- facture n° SPECIMEN-2026-0001, contrat A-2026-01 : 520,00 € à régler au plus "
                "tard le 5 mars 2026\n"
                "- facture n° SPECIMEN-2026-0002, contrat A-2026-02 : réglée, aucun paiement n’est "
                f"attendu{FRENCH}"
            ),
            [
                "facture-SPECIMEN-2026-0001-A-2026-01.pdf",
                "facture-SPECIMEN-2026-0002-A-2026-02.pdf",
            ],
        )
    }


def test_an_invoice_that_was_taken_back_is_not_sent(tmp_path: Path) -> None:
    state = at.TWO_CONTRACTS.then('invoice martin\ninvoice roux\ncredit 1 --reason "X."')
    found = mail(tmp_path, state, "mail --month 2026-01")
    assert [files for _, _, files in found.values()] == [
        ["facture-SPECIMEN-2026-0002-A-2026-02.pdf"]
    ]


def test_a_client_without_an_address_gets_no_draft_and_the_others_do(tmp_path: Path) -> None:
    state = at.PRIVATE_AND_COMPANY.then(
        'invoice roux\ninvoice hugo\n! clients/petit.toml email = "h@example.org"\\n => \\n'
    )
    found = mail(tmp_path, state, "mail --month 2026-01")
    assert [to for to, _, _ in found.values()] == ["c@example.org"]


def test_an_invoice_whose_pdf_was_changed_keeps_no_other_client_from_theirs(
    tmp_path: Path,
) -> None:
    state = at.PRIVATE_AND_COMPANY.then("invoice roux\ninvoice hugo")
    folder = make(tmp_path, state)
    (changed,) = (folder / "ledger").glob("*/facture-SPECIMEN-2026-0002.pdf")
    changed.chmod(0o600)
    changed.write_bytes(changed.read_bytes() + b"%")
    with desk_in(folder, folder, real=False) as desk:
        desk.set_day(state.today)
        ran = desk.run("mail --month 2026-01")
    written = [read(folder / line.removeprefix("…/")) for line in ran.out.splitlines()]
    assert (ran.code, [to for to, _, _ in written]) == (4, ["c@example.org"])
    assert "SPECIMEN-2026-0002" in ran.err


NONE = "Error: There is no invoice of January 2026 to send.\n"


@pytest.mark.parametrize(
    ("state", "answer"),
    [
        (at.ACTIVE, f"{NONE}  To fix it: coach invoice --all --month 2026-01\n"),
        (at.CONTRACTED, NONE),
        (at.PRACTICE, NONE),
        (at.CREDITED, NONE),
        (
            at.BARE_SIGNED,
            (
                f"{NONE}Error: Bare SA has no known SIREN.\n"
                "  To fix it: coach set-client bare --siren …\n"
            ),
        ),
        (
            at.ACTIVE.then("rm clients/acme.toml"),
            (
                f"{NONE}Error: The engagement martin names the client acme, which has no file.\n"
                "  To fix it: coach new-client acme --kind company-fr --name 'Acme SA' "
                "--siren 811222330\n"
            ),
        ),
        (
            at.ACTIVE.then("! clients/acme.toml - => x"),
            f"{NONE}Error: This line should read “key = value”.\n  clients/acme.toml:11\n",
        ),
    ],
)
def test_a_month_without_an_invoice_names_billing_only_if_it_would_make_one(
    tmp_path: Path, state: State, answer: str
) -> None:
    folder = make(tmp_path, state)
    with desk_in(folder, folder, real=False) as desk:
        desk.set_day(state.today)
        ran = desk.run("mail --month 2026-01")
    assert (ran.code, ran.out, ran.err.replace(NBSP, " ")) == (3, "", answer)


@pytest.mark.parametrize(
    ("state", "typed", "answer"),
    [
        (
            at.PRIVATE_VALIDATED,
            "mail hugo --paper contract --for sponsor",
            (
                "hugo is paid by the person themselves: there is no organisation to write to. "
                "Leave out --for."
            ),
        ),
        (
            at.VALIDATED,
            "mail martin --paper quote --for beneficiary",
            "For martin, the quote goes to the organisation, which pays. Leave out --for.",
        ),
    ],
)
def test_a_reader_who_gets_no_such_paper_is_left_out(
    tmp_path: Path, state: State, typed: str, answer: str
) -> None:
    folder = make(tmp_path, state)
    with desk_in(folder, folder, real=False) as desk:
        desk.set_day(state.today)
        ran = desk.run(typed)
    assert (ran.code, ran.out, ran.err) == (5, "", f"Error: {answer}\n")


def test_an_english_client_reads_english(tmp_path: Path) -> None:
    state = at.READY.then("set-client acme --language en")
    found = mail(tmp_path, state, "mail martin --paper contract --for sponsor")
    assert found == {
        "mail-contract-martin-organisation.eml": (
            "c@example.org",
            (
                "Contract A-2026-01 – Camille Durand EI\n\nHello,\n\n"
                "Please find attached contract A-2026-01. Please read it over and, if you agree, "
                f"send it back to me signed.{SIGNED}"
            ),
            ["contract-martin.pdf"],
        )
    }


def test_what_was_signed_is_sent_as_it_was_signed(tmp_path: Path) -> None:
    state = at.WRITTEN.then(
        "sign martin --on 2026-02-03\ncp documents/martin/contrat-martin.pdf signe.pdf\n"
        f"sign martin --scan signe.pdf\n{REACHABLE}"
    )
    found = mail(tmp_path, state, "mail martin --paper contract --for sponsor")
    to, text, files = found["courriel-contrat-martin-organisation.eml"]
    assert (to, files) == ("c@example.org", ["contrat-martin-signe.pdf"])
    assert "le contrat A-2026-01, signé le 3 février 2026." in text
