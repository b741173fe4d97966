"""The draft of an e-mail, as a mail program reads it."""

from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default

import pytest
from hypothesis import given
from hypothesis import strategies as st

from phmcoach.exports.eml import Attachment, Mail, is_address, render_eml
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
    assert is_address(text)


@pytest.mark.parametrize(
    "text", ["a@b.fr\nBcc: x@y.fr", "<a@b.fr>", ".a@b.fr", "a..b@c.fr", "a b@c.fr"]
)
def test_a_text_that_could_carry_a_header_is_not_an_address(text: str) -> None:
    assert not is_address(text)


@given(st.text(), st.text(), st.text(min_size=1))
def test_no_text_adds_a_header_or_a_recipient(name: str, subject: str, body: str) -> None:
    mail = replace(MAIL, recipient_name=name, text=f"{subject}\n\n{body}")
    message = read(mail)
    assert set(message.keys()) <= {
        *("X-Unsent", "From", "To", "Subject", "MIME-Version", "Content-Type"),
    }
    assert [str(each.addr_spec) for each in message["To"].addresses] == ["compta@acme.example"]
    assert len(list(message.iter_attachments())) == 2
