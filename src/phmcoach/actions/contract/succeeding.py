"""Another organisation in the place of a client: a successor by amendment, or a new employer."""

from phmcoach.actions.context import Context
from phmcoach.actions.contract.amendment_keys import OrganisationChange
from phmcoach.actions.opening import Opened, open_engagement
from phmcoach.domain.contract.amendment_gates import new_employer_problems
from phmcoach.domain.records.amendment import Amendment
from phmcoach.domain.records.parties import Client
from phmcoach.errors import Problem, refuse
from phmcoach.store.folder import resolve_client
from phmcoach.value import replace


def known_client(context: Context, organisation: OrganisationChange) -> OrganisationChange:
    """Return the change with the whole reference of a successor; MissingError if it is unknown."""
    if organisation.client is None:
        return organisation
    return replace(organisation, client=resolve_client(context.folder, organisation.client))


def refuse_new_employer(context: Context, *, ref: str, client: str) -> None:
    """Refuse to amend for another employer: the contract ends, and another engagement begins."""
    opened = open_engagement(context.folder, ref)
    name = resolve_client(context.folder, client)
    refuse(new_employer_problems(opened.case, name), about=opened.ref)


def other_contact(
    opened: Opened, amendment: Amendment, successor: Client | None
) -> tuple[Problem, ...]:
    """Say that letters and invoices name another contact: that of the client's file."""
    contact, client = amendment.contact, successor or opened.case.client
    if contact is None or (contact, amendment.contact_role) == (
        client.contact,
        client.contact_role,
    ):
        return ()
    role = () if amendment.contact_role is None else (amendment.contact_role,)
    reference = amendment.client or opened.case.client_reference
    words = {"client": reference, "role": role}
    return (Problem("amend.contact-of-client", {"contact": contact}, words=words),)
