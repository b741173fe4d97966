"""The people whom the files name, and which of them somebody means.

A beneficiary is one person in all engagements that bear their id; two people may share a name. A
contact is known by their name alone, so the contacts of two clients are never taken for one person.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Literal

from phmcoach.domain.privacy.held import Holding
from phmcoach.domain.records.erased import ERASED_TEXT
from phmcoach.domain.records.parties import Client
from phmcoach.errors import MissingError, UsageError
from phmcoach.typed_words import fold
from phmcoach.value import Value, replace

Role = Literal["beneficiary", "contact"]


class Person(Value):
    """A beneficiary, with their engagements, or the contact of a client.

    `name` is the latest one, `names` are all that the files have. `client` is the reference of the
    organisation whose contact they are, or of the private client who they are themselves. A contact
    is `former` if the client's file names another one.
    """

    role: Role
    name: str
    names: tuple[str, ...]
    engagements: tuple[str, ...] = ()
    client: str | None = None
    former: bool = False

    @property
    def references(self) -> tuple[str, ...]:
        """The references that mean this person."""
        return (*self.engagements, *((self.client,) if self.client and not self.former else ()))

    @property
    def typed(self) -> str:
        """The words that can be typed for this person."""
        return next(iter(self.references), f"{self.name} {self.client}")


def find_people(holdings: Iterable[Holding], clients: Mapping[str, Client]) -> tuple[Person, ...]:
    """Return everybody whom the files name as a beneficiary, a private client or a contact."""
    holdings = tuple(holdings)
    found = [*_find_beneficiaries(holdings)]
    taken = {each.client for each in found}
    for ref, client in clients.items():
        if client.is_private and ref not in taken:
            found.append(Person("beneficiary", client.name, (client.name,), (), ref))
    return (*found, *_find_contacts(holdings, clients))


def _find_beneficiaries(holdings: Sequence[Holding]) -> Iterator[Person]:
    """Yield each beneficiary; what was erased of a private client is still theirs."""
    people: dict[str, Person] = {}
    ids = {
        each.dossier.client_reference: each.dossier.engagement.beneficiary.id
        for each in holdings
        if each.client.is_private and each.dossier.engagement.beneficiary.name != ERASED_TEXT
    }
    for each in holdings:
        person = each.dossier.engagement.beneficiary
        client = each.dossier.client_reference if each.client.is_private else None
        is_erased = person.name == ERASED_TEXT
        key = ids.get(client or "", person.id) if is_erased else person.id
        known = people.get(key) or Person("beneficiary", ERASED_TEXT, ())
        of_client = (each.client.name,) if client else ()
        said = (person.name, each.dossier.beneficiary.name, *of_client)
        names = tuple(it for it in said if it != ERASED_TEXT)
        latest = (known.name, *names[-1:]) if is_erased else (each.dossier.beneficiary.name,)
        people[key] = replace(
            known,
            name=next((it for it in latest if it != ERASED_TEXT), ERASED_TEXT),
            names=tuple(dict.fromkeys((*known.names, *names))),
            engagements=(*known.engagements, each.ref),
            client=client or known.client,
        )
    yield from people.values()


def _find_contacts(holdings: Iterable[Holding], clients: Mapping[str, Client]) -> Iterator[Person]:
    named = [(ref, each.contact) for ref, each in clients.items() if not each.is_private]
    for each in holdings:
        if not each.client.is_private:
            named += _named_in(each)
    for ref, name in dict.fromkeys(named):
        if name is not None:
            now = clients[ref].contact if ref in clients else None
            yield Person("contact", name, (name,), (), ref, former=name != now)


def _named_in(holding: Holding) -> Iterator[tuple[str, str | None]]:
    """Yield each contact whom an engagement, its signed records or its invoices name."""
    ref, signed = holding.dossier.client_reference, holding.signed
    for amendment in holding.dossier.engagement.amendments:
        yield amendment.client or ref, amendment.contact
    if signed.contract is not None:
        yield signed.contract.client_reference, signed.contract.client.contact
    for record in signed.amendments.values():
        yield record.amendment.client or ref, record.client.contact if record.client else None
    for entry in holding.entries.values():
        if entry.document is not None:
            yield entry.document.buyer.reference, entry.document.buyer.contact


def choose_person(people: Iterable[Person], typed: str) -> Person:
    """Return the person whose reference, or words of whose name, were typed.

    A whole reference comes first, then the words of a name, in any order and without accents, then
    the beginning of a reference. Raises MissingError if nobody is meant, UsageError with their
    references if several are.
    """
    people = tuple(people)
    wanted = fold(typed)
    words = [word for word in wanted.split("-") if word]
    for found in (
        [each for each in people if wanted in each.references],
        [each for each in people if _is_called(each, words)],
        [each for each in people if any(it.startswith(wanted) for it in each.references)],
    ):
        if words and len(found) == 1:
            return found[0]
        if words and found:
            several = tuple(f"{each.name} ({_place_of(each)})" for each in found)
            raise UsageError.of("privacy.several-people", typed=typed, candidates=several)
    raise MissingError.of("privacy.nobody", typed=typed)


def _place_of(person: Person) -> str | None:
    return person.engagements[0] if person.engagements else person.client


def _is_called(person: Person, words: list[str]) -> bool:
    """Whether each word begins a word of a name; one of them may be a contact's client."""
    beside = [person.client] if person.role == "contact" and person.client else []
    for name in person.names:
        own = fold(name).split("-")
        left = [word for word in words if not any(each.startswith(word) for each in own)]
        if len(left) < len(words) and (not left or "-".join(left) in beside):
            return True
    return False
