"""Write an e-mail draft as a file that any mail program can open.

The program opens no network connection, and a message about money should be read once more before
it is sent. The draft has no date and no message id (the mail program adds them when it sends), so
the same message gives the same bytes.
"""

import re
from hashlib import sha256

from phmcoach.value import Value

_ATOM = r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+"
_ADDRESS = re.compile(rf"{_ATOM}(?:\.{_ATOM})*@{_ATOM}(?:\.{_ATOM})+")


class Attachment(Value):
    """A PDF and the file name that the recipient sees."""

    name: str
    pdf: bytes


class Mail(Value):
    """A message; an unknown or invalid address is left out, and the user fills it in.

    `text` is the subject, an empty line, and the body.
    """

    sender_name: str
    sender: str | None
    recipient_name: str
    recipient: str | None
    text: str
    attachments: tuple[Attachment, ...]


def is_address(text: str) -> bool:
    """Whether a text is one e-mail address that every mail program accepts."""
    return _ADDRESS.fullmatch(text) is not None


def render_eml(mail: Mail) -> bytes:
    """Return the draft (RFC 5322), marked as unsent; it never has hidden recipients."""
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
    """Return a text that is safe in a header: a line break would begin another header."""
    words = ("".join(mark for mark in word if mark.isprintable()) for word in text.split())
    return " ".join(word for word in words if word)


def _boundary(mail: Mail) -> str:
    """Return a boundary between the parts; it occurs in none of them, since all are encoded."""
    content = b"".join(attachment.pdf for attachment in mail.attachments)
    return f"=_{sha256(mail.text.encode() + content).hexdigest()[:32]}"
