"""Commands about those who are billed."""

from typing import Annotated

import typer

from phmcoach.cli.commands.identity import (
    AddressOption,
    City,
    Contact,
    ContactRole,
    Country,
    DocumentLanguage,
    Email,
    Name,
    Postcode,
    ServiceCode,
    Siren,
    Siret,
    VatNumber,
)
from phmcoach.cli.shell.options import ClientReference, choice_option
from phmcoach.cli.shell.panels import Panel
from phmcoach.cli.shell.state import current
from phmcoach.words import CLIENT_KINDS, ClientKind

panel = Panel("practice")

NewClientReference = Annotated[
    str | None, typer.Argument(metavar="CLIENT", help="option.new-client-ref")
]


@panel.command("new-client")
def new_client(
    ref: NewClientReference = None,
    kind: Annotated[
        ClientKind | None,
        choice_option("--kind", choices=CLIENT_KINDS, help="option.client-kind"),
    ] = None,
    name: Name = None,
    siren: Siren = None,
    siret: Siret = None,
    vat_number: VatNumber = None,
    address: AddressOption = None,
    postcode: Postcode = None,
    city: City = None,
    contact: Contact = None,
    contact_role: ContactRole = None,
    email: Email = None,
    country: Country = None,
    service_code: ServiceCode = None,
    language: DocumentLanguage = None,
) -> None:
    state = current()
    with state.asking() as ask:
        ref = ask.new_reference("CLIENT", ref)
        kind = ask.choice("--kind", kind, CLIENT_KINDS)
        name = ask.text("--name", name)
    from phmcoach.actions.practice import practice

    details = {
        "siren": siren,
        "siret": siret,
        "vat_number": vat_number,
        "street": address,
        "postcode": postcode,
        "city": city,
        "contact": contact,
        "contact_role": contact_role,
        "email": email,
        "country": country.strip().upper() if country else None,
        "service_code": service_code,
        "language": language,
    }
    made = practice.new_client(state.context(), ref=ref, kind=kind, name=name, details=details)
    state.out.say("said.client-made", name=name)
    state.out.result(str(made.path))


@panel.command("set-client")
def set_client(
    ref: ClientReference = None,
    name: Name = None,
    siren: Siren = None,
    siret: Siret = None,
    vat_number: VatNumber = None,
    address: AddressOption = None,
    postcode: Postcode = None,
    city: City = None,
    contact: Contact = None,
    contact_role: ContactRole = None,
    email: Email = None,
    country: Country = None,
    service_code: ServiceCode = None,
    language: DocumentLanguage = None,
) -> None:
    state = current()
    with state.asking() as ask:
        ref = ask.text("CLIENT", ref)
    from phmcoach.actions.practice import practice

    details = {
        "name": name,
        "siren": siren,
        "siret": siret,
        "vat_number": vat_number,
        "street": address,
        "postcode": postcode,
        "city": city,
        "contact": contact,
        "contact_role": contact_role,
        "email": email,
        "country": country.strip().upper() if country else None,
        "service_code": service_code,
        "language": language,
    }
    made = practice.set_client(state.context(), ref=ref, details=details)
    state.out.say("said.client-changed", ref=made.ref)
    state.out.result(str(made.path))
