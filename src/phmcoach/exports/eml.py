"""Write an e-mail draft as a file that any mail program can open.

The program opens no network connection, and a message about money should be read once more before
it is sent. The draft has no date and no message id (the mail program adds them when it sends), so
the same message gives the same bytes.

A name in front of an address is anyone's text, and the standard library loses the quotes of a long
one when it folds the line (cpython#80222): each part between two commas would then be a recipient.
So every draft is read back before it is returned.
"""

import re
from collections.abc import Iterator
from hashlib import sha256
from pathlib import PurePath
from typing import TYPE_CHECKING

from phmcoach.errors import RuleRefusedError
from phmcoach.value import Value

if TYPE_CHECKING:
    from email.message import EmailMessage

_ATOM = r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+"
_MIME = ("MIME-Version", "Content-Type", "Content-Transfer-Encoding")
_ADDRESS = rf"{_ATOM}(?:\.{_ATOM})*@{_ATOM}(?:\.{_ATOM})+"


_KINDS = {".pdf": ("application", "pdf"), ".jpg": ("image", "jpeg"), ".png": ("image", "png")}
"""What a paper or its scan is, by the suffix of its name."""


class Attachment(Value):
    """A PDF, or the scan of a paper, and the file name that the recipient sees."""

    name: str
    content: bytes


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


def as_sent(text: str) -> str | None:
    """Return an e-mail address as every mail program accepts it, or None if that is impossible.

    A domain with accents has a spelling of plain letters (RFC 3492); what stands before the @ has
    none.
    """
    local, _, domain = text.rpartition("@")
    if not domain.isascii():
        try:
            plain = domain.encode("idna").decode("ascii")
            if plain.encode("ascii").decode("idna") != domain.lower():  # ß would become ss
                return None
        except UnicodeError:
            return None
        text = f"{local}@{plain}"
    return text if re.fullmatch(_ADDRESS, text) else None


def render_eml(mail: Mail) -> bytes:
    """Return the draft (RFC 5322), marked as unsent; it never has hidden recipients.

    A name that a mail program would read as something else is left out of the addresses. Raises
    RuleRefusedError if the draft would not be read as it is meant even then.
    """
    for is_named in (True, False):
        draft = _render(mail, is_named=is_named)
        if _is_read_as_meant(draft, mail):
            return draft
    raise RuleRefusedError.of("mail.not-as-meant", name=mail.recipient_name)


def _addresses_of(mail: Mail) -> Iterator[tuple[str, str, str]]:
    """Yield the header, the name and the address of each side whose address is known."""
    for header, name, address in (
        ("From", mail.sender_name, mail.sender),
        ("To", mail.recipient_name, mail.recipient),
    ):
        if address is not None and (sent := as_sent(address)):
            yield header, name, sent


def _render(mail: Mail, *, is_named: bool) -> bytes:
    from email.headerregistry import Address
    from email.message import EmailMessage
    from email.policy import SMTP

    subject, _, body = mail.text.strip().partition("\n")
    message = EmailMessage(policy=SMTP)
    message["X-Unsent"] = "1"
    for header, name, address in _addresses_of(mail):
        shown = _one_line(name) if is_named else ""
        message[header] = Address(display_name=shown, addr_spec=address)
    message["Subject"] = _one_line(subject)
    message.set_content(f"{body.strip()}\n", cte="quoted-printable")
    for attachment in mail.attachments:
        main, sub = _KINDS[PurePath(attachment.name).suffix]
        message.add_attachment(
            attachment.content, maintype=main, subtype=sub, filename=attachment.name
        )
    if mail.attachments:
        message.set_boundary(_boundary(mail))
    return message.as_bytes()


def _is_read_as_meant(draft: bytes, mail: Mail) -> bool:
    """Whether mail programs, strict or simple, read these addresses, headers and attachments only.

    A strict one decodes the words of a name, a simple one splits the line at its commas.
    """
    from email import message_from_bytes, policy
    from email.utils import getaddresses

    strict = message_from_bytes(draft, policy=policy.default)
    simple = message_from_bytes(draft, policy=policy.compat32)
    meant = {header: address for header, _, address in _addresses_of(mail)}
    own = [header for header in strict.keys() if header not in _MIME]  # noqa: SIM118 - not a dict
    return (
        own == ["X-Unsent", *meant, "Subject"]
        and all(
            _read_strictly(strict, header) == [address]
            and [each for _, each in getaddresses([str(simple[header])])] == [address]
            for header, address in meant.items()
        )
        and [part.get_filename() for part in strict.walk() if part.get_filename() is not None]
        == [attachment.name for attachment in mail.attachments]
    )


def _read_strictly(message: "EmailMessage", header: str) -> list[str]:
    """Return the addresses that the standard library reads in a header, none if it fails."""
    from email.errors import MessageError

    try:
        return [each.addr_spec for each in message[header].addresses]
    except (AttributeError, IndexError, MessageError):  # such as a long name that ends in ":;"
        return []


def _one_line(text: str) -> str:
    """Return a text that is safe in a header, where a line break would begin another header.

    What looks like an encoded word is parted: decoded, it could hold anything.
    """
    words = ("".join(mark for mark in word if mark.isprintable()) for word in text.split())
    return " ".join(word for word in words if word).replace("=?", "= ?")


def _boundary(mail: Mail) -> str:
    """Return a boundary between the parts; it occurs in none of them, since all are encoded."""
    content = b"".join(attachment.content for attachment in mail.attachments)
    return f"=_{sha256(mail.text.encode() + content).hexdigest()[:32]}"
