"""Commands about clients, who are billed."""

from collections.abc import Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING, Annotated

from phmcoach.cli.commands.groups import AskOption, Identity
from phmcoach.cli.shell.click_language import asking, current
from phmcoach.cli.shell.kinds import TEXT, one_of
from phmcoach.cli.shell.options import ClientReference, argument, option
from phmcoach.cli.shell.panels import Panel
from phmcoach.errors import UsageError
from phmcoach.typed_words import unless_none
from phmcoach.words import CLIENT_KINDS, ClientKind

if TYPE_CHECKING:
    from phmcoach.actions.practice.identifiers import IdentifierKind
    from phmcoach.cli.shell.prompts import Asking

panel = Panel("practice")


@panel.command("new-client")
def new_client(
    *,
    ref: Annotated[str | None, argument("CLIENT", "option.new-client-ref")] = None,
    kind: Annotated[
        ClientKind | None, option("--kind", one_of(CLIENT_KINDS), "option.client-kind")
    ] = None,
    identity: Identity,
    further: AskOption = False,
) -> None:
    state = current()
    with asking() as ask:
        ref = ask.new_reference("CLIENT", ref, check=_check_reference)
        kind = ask.choice("--kind", kind, CLIENT_KINDS)
        name = ask.text("--name", identity.name)
        details = identity.details() | {"name": name}
        if ask.goes_on(further):
            _ask_identity(ask, kind, details)
    from phmcoach.actions.practice import practice

    made = practice.new_client(state.context(), ref=ref, kind=kind, name=name, details=details)
    state.out.wrote("said.client-made", made.path, name=name)


def _check_reference(ref: str) -> str:
    from phmcoach.actions.practice.client_files import refuse_known_client
    from phmcoach.store.folder import check_slug

    refuse_known_client(current().find_folder(), check_slug(ref))
    return ref


DETAILS_OF_KIND: Mapping[ClientKind, Sequence[str]] = {
    "company-fr": ("siren",),
    "company-eu": ("country", "vat_number"),
    "public": ("siret", "service_code"),
    "association": ("siren", "rna"),
}
"""What names a client of each kind beside the name and the address: papers may need it."""

QUESTIONS: Mapping[str, tuple[str, str]] = {
    "siren": ("--siren", "ask.client-siren"),
    "siret": ("--siret", "ask.client-siret"),
    "rna": ("--rna", "ask.client-rna"),
    "country": ("--country", "ask.client-country"),
    "vat_number": ("--vat-number", "ask.client-vat-number"),
    "service_code": ("--service-code", "ask.client-service-code"),
    "street": ("--address", "ask.client-address"),
    "email": ("--email", "ask.client-email"),
}


def _ask_identity(ask: "Asking", kind: ClientKind, details: dict[str, str | None]) -> None:
    """Ask for what papers will need; each may come later. What two answers contradict is asked."""
    for key in DETAILS_OF_KIND.get(kind, ()):
        _ask_detail(ask, kind, details, key)
    if _ask_detail(ask, kind, details, "street") is None:
        return
    in_france = details.get("country") in (None, "FR")
    postcode = partial(_check, "postcode" if in_france else "line")
    details["postcode"] = ask.text("--postcode", details.get("postcode"), check=postcode)
    city = partial(_try, kind, details, "city")
    details["city"] = ask.text("--city", details.get("city"), check=city)
    _ask_detail(ask, kind, details, "email")


def _ask_detail(
    ask: "Asking", kind: ClientKind, details: dict[str, str | None], key: str
) -> str | None:
    label, question = QUESTIONS[key]
    read = partial(_check, "line") if key == "street" else partial(_try, kind, details, key)
    details[key] = ask.optional(label, TEXT, details.get(key), question=question, read=read)
    return details[key]


def _check(kind: "IdentifierKind", answer: str) -> str:
    from phmcoach.actions.practice.identifiers import check_identifier

    return check_identifier(kind, answer)


def _try(kind: ClientKind, details: Mapping[str, str | None], key: str, answer: str) -> str:
    """Return an answer that a client of this kind may have beside what is known of them."""
    from phmcoach.actions.practice.client_files import check_client

    said = answer.upper() if key == "country" else answer
    check_client(kind, str(details["name"]), {**details, key: said})
    return said


_OPTIONAL: Mapping[str, Sequence[str]] = {
    "contact": ("contact", "contact_role"),
    "contact_role": ("contact_role",),
    "email": ("email",),
    "service_code": ("service_code",),
    "buyer_reference": ("buyer_reference",),
    "electronic_address": ("electronic_address",),
    "billing_email": ("billing_email",),
    "billing_street": ("billing_address",),
}
"""What a client may lose, and the keys that go out of the file if the answer is that it is gone."""

_OF_LOST = (
    ("contact", "contact_role"),
    ("billing_street", "billing_postcode"),
    ("billing_street", "billing_city"),
)
"""What a client loses, and what nobody has without it."""


def _find_lost(given: Mapping[str, str | None]) -> list[str]:
    """Return what a client loses; refuse what is given and would go with it."""
    lost = [name for name in _OPTIONAL if (text := given[name]) and unless_none(text) is None]
    for name, part in _OF_LOST:
        if name in lost and part not in lost and given[part] is not None:
            one, other = (f"--{key.replace('_', '-')}" for key in (name, part))
            one = one.replace("street", "address")
            raise UsageError.of("usage.exclusive", one=f"{one} {given[name]}", other=other)
    return lost


@panel.command("set-client")
def set_client(*, ref: ClientReference = None, identity: Identity) -> None:
    state = current()
    with asking() as ask:
        ref = ask.text("CLIENT", ref)
    from phmcoach.actions.practice import practice

    given = identity.details()
    lost = _find_lost(given)
    gone = {key for name in lost for key in _OPTIONAL[name]}
    details = {name: None if name in lost else value for name, value in given.items()}
    made = practice.set_client(state.context(), ref=ref, details=details, gone=gone)
    state.out.wrote("said.client-changed", made.path, ref=made.ref)
    if made.signed:
        state.out.say("said.client-as-signed", refs=made.signed, count=len(made.signed))
    if made.unpaid:
        first, count = made.unpaid[0], len(made.unpaid)
        state.out.say("said.client-as-issued", numbers=made.unpaid, first=first, count=count)
