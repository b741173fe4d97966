"""An e-mail that its owner sends himself: a draft, as a file that any mail program opens.

The program opens no connection, and a message about money is read once more before it leaves. The
draft has no date and no identity, which the mail program gives when it is sent, so the same message
is the same bytes.
"""

import re
from dataclasses import dataclass
from hashlib import sha256

_ATOM = r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+"
_ADDRESS = re.compile(rf"{_ATOM}(?:\.{_ATOM})*@{_ATOM}(?:\.{_ATOM})+")


@dataclass(frozen=True)
class Attachment:
    """A PDF and the name that its reader sees."""

    name: str
    pdf: bytes


@dataclass(frozen=True)
class Mail:
    """A message; an address that is none, or unknown, is left for its owner to fill in.

    `text` is the subject, an empty line, and the text.
    """

    sender_name: str
    sender: str | None
    recipient_name: str
    recipient: str | None
    text: str
    attachments: tuple[Attachment, ...]


def is_address(text: str) -> bool:
    """Whether a text is one e-mail address that every mail program takes."""
    return _ADDRESS.fullmatch(text) is not None


def render_eml(mail: Mail) -> bytes:
    """Return the draft (RFC 5322), marked as not sent yet; it has no hidden recipient, ever."""
    from email.message import EmailMessage
    from email.policy import SMTP

    subject, _, body = mail.text.strip().partition("\n")
    message = EmailMessage(policy=SMTP)
    message["X-Unsent"] = "1"
    for header, name, address in (
        ("From", mail.sender_name, mail.sender),
        ("To", mail.recipient_name, mail.recipient),
    ):
        if address is not None and is_address(address):
            message[header] = _mailbox(name, address)
    message["Subject"] = _one_line(subject)
    message.set_content(f"{body.strip()}\n", cte="quoted-printable")
    for attachment in mail.attachments:
        message.add_attachment(
            attachment.pdf, maintype="application", subtype="pdf", filename=attachment.name
        )
    message.set_boundary(_boundary(mail))
    return message.as_bytes()


def _mailbox(name: str, address: str) -> object:
    from email.headerregistry import Address

    return Address(display_name=_one_line(name), addr_spec=address)


def _one_line(text: str) -> str:
    """Return what of a text can stand in a header, where a line break would begin another."""
    words = ("".join(mark for mark in word if mark.isprintable()) for word in text.split())
    return " ".join(word for word in words if word)


def _boundary(mail: Mail) -> str:
    """Return a mark between the parts that stands in none of them: they are all encoded."""
    content = b"".join(attachment.pdf for attachment in mail.attachments)
    return f"=_{sha256(mail.text.encode() + content).hexdigest()[:32]}"
