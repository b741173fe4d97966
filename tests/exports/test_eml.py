"""The draft of an e-mail, as a mail program reads it."""

from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from email.utils import getaddresses

import pytest
from hypothesis import given
from hypothesis import strategies as st

from phmcoach.errors import RuleRefusedError
from phmcoach.exports.eml import Attachment, Mail, as_sent, render_eml
from phmcoach.value import replace

PDF = b"%PDF-1.7\n\x80\x00=_boundary\r\n.\r\n"
MAIL = Mail(
    sender_name="Hélène Marchand",
    sender="helene@marchand.example",
    recipient_name="Berger, Paul",
    recipient="compta@acme.example",
    text="Facture n° F-2026-0001 – Hélène\n\nBonjour,\n\nVoici la facture.\n",
    attachments=(Attachment("F-2026-0001.pdf", PDF), Attachment("lettre.pdf", b"%PDF")),
)


def read(mail: Mail) -> EmailMessage:
    message = message_from_bytes(render_eml(mail), policy=default)
    assert isinstance(message, EmailMessage)
    return message


def test_a_mail_program_reads_what_was_meant() -> None:
    message = read(MAIL)
    body = message.get_body()
    assert body is not None
    assert {
        "from": str(message["From"]),
        "to": str(message["To"]),
        "subject": str(message["Subject"]),
        "text": body.get_content().replace("\r\n", "\n"),
        "attached": [
            (part.get_filename(), part.get_content_type(), part.get_content())
            for part in message.iter_attachments()
        ],
    } == {
        "from": "Hélène Marchand <helene@marchand.example>",
        "to": '"Berger, Paul" <compta@acme.example>',
        "subject": "Facture n° F-2026-0001 – Hélène",
        "text": "Bonjour,\n\nVoici la facture.\n",
        "attached": [
            ("F-2026-0001.pdf", "application/pdf", PDF),
            ("lettre.pdf", "application/pdf", b"%PDF"),
        ],
    }


def test_it_is_a_draft_with_no_date_and_no_hidden_recipient() -> None:
    assert [name for name, _ in read(MAIL).items()] == [
        "X-Unsent",
        "From",
        "To",
        "Subject",
        "MIME-Version",
        "Content-Type",
    ]
    assert read(MAIL)["X-Unsent"] == "1"


def test_the_same_message_is_the_same_bytes_with_the_line_ends_of_mail() -> None:
    first = render_eml(MAIL)
    assert first == render_eml(MAIL)
    assert first.count(b"\n") == first.count(b"\r\n")
    assert first.isascii()
    assert first != render_eml(replace(MAIL, text="Autre\n\nTexte"))


@pytest.mark.parametrize("recipient", [None, "", "Acme", "a@b", "a@b.fr, c@d.fr", "é@acme.example"])
def test_an_invalid_address_is_left_for_the_coach_to_fill_in(recipient: str | None) -> None:
    message = read(replace(MAIL, recipient=recipient))
    assert message["To"] is None
    assert message["From"] is not None


@pytest.mark.parametrize("text", ["a@b.fr", "prenom.nom+coach@sous.domaine.example"])
def test_a_valid_address_is_accepted(text: str) -> None:
    assert as_sent(text) == text


def test_a_domain_with_accents_is_written_in_plain_letters() -> None:
    message = read(replace(MAIL, recipient="sophie@exämple.com"))
    assert message["To"].addresses[0].addr_spec == "sophie@xn--exmple-cua.com"


@pytest.mark.parametrize("text", ['"a,b"@x.com', "é@x.fr", "a@straße.example", "a@.exämple.com"])
def test_an_address_without_a_plain_spelling_is_not_sent(text: str) -> None:
    assert as_sent(text) is None


@pytest.mark.parametrize(
    "text", ["a@b.fr\nBcc: x@y.fr", "<a@b.fr>", ".a@b.fr", "a..b@c.fr", "a b@c.fr"]
)
def test_a_text_that_could_carry_a_header_is_not_an_address(text: str) -> None:
    assert as_sent(text) is None


PIECES = st.sampled_from(
    [
        *("Sophie Bernard", "DRH", "<x@autre.example>", "x@autre.example", "Société Générale", "é"),
        *(
            ", ",
            ";",
            ":",
            '"',
            "\\",
            "(",
            ")",
            "<",
            ">",
            "@",
            "\r\n",
            "\n ",
            "\t",
            "\0",
            "\x1b[31m",
        ),
        *("Bcc: x@autre.example", "=?utf-8?q?x=40autre=2Eexample?=", "=?utf-8?b?LCA=?=", "=0A"),
        *("=?utf-8?q?a=0D=0ABcc=3A_x=40autre=2Eexample?=", "\u202e", "\u200b", "\u2028", "\u00a0"),
        *("formation, conseil et accompagnement des équipes", "A" * 70, "\U0001f600"),
    ]
)
NAMES = st.one_of(st.text(), st.lists(PIECES, max_size=8).map("".join))


@pytest.mark.parametrize(
    "name",
    [
        "Sophie Bernard <x@autre.example>, DRH",
        f"{'0' * 73}:;",
        "x@autre.example, Sophie Bernard",
        "Dupont, Durand et Fils, ateliers, chantiers, formation, conseil et accompagnement",
        "x, " * 40,
        "=?utf-8?q?x=40autre=2Eexample?=",
        "Sophie\r\nBcc: x@autre.example",
    ],
)
def test_a_name_that_reads_as_other_recipients_never_adds_one(name: str) -> None:
    raw = render_eml(replace(MAIL, recipient_name=name, sender_name=name))
    simple = message_from_bytes(raw)
    for header, meant in (("To", "compta@acme.example"), ("From", "helene@marchand.example")):
        assert [address for _, address in getaddresses([simple[header]])] == [meant]
        assert [each.addr_spec for each in read(MAIL)[header].addresses] == [meant]


def test_a_long_name_without_commas_stays_in_front_of_its_address() -> None:
    name = "Direction départementale de la cohésion sociale et de la protection des populations"
    message = read(replace(MAIL, recipient_name=name))
    assert message["To"].addresses[0].display_name == name


def test_a_draft_that_is_read_otherwise_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    """As if folding had a fault that even a bare address meets."""
    monkeypatch.setattr(EmailMessage, "as_bytes", lambda _: b"To: x@autre.example\r\n\r\n")
    with pytest.raises(RuleRefusedError) as refused:
        render_eml(MAIL)
    [problem] = refused.value.problems
    assert (problem.message, problem.args) == ("mail.not-as-meant", {"name": "Berger, Paul"})


@given(NAMES, NAMES, st.text(min_size=1))
def test_no_text_adds_a_header_or_a_recipient(name: str, subject: str, body: str) -> None:
    mail = replace(MAIL, recipient_name=name, sender_name=name, text=f"{subject}\n\n{body}")
    raw = render_eml(mail)
    simple, message = message_from_bytes(raw), message_from_bytes(raw, policy=default)
    assert isinstance(message, EmailMessage)
    assert [each for _, each in getaddresses([simple["To"]])] == ["compta@acme.example"]
    assert [each for _, each in getaddresses([simple["From"]])] == ["helene@marchand.example"]
    assert set(message.keys()) <= {
        *("X-Unsent", "From", "To", "Subject", "MIME-Version", "Content-Type"),
    }
    assert [str(each.addr_spec) for each in message["To"].addresses] == ["compta@acme.example"]
    assert len(list(message.iter_attachments())) == 2
