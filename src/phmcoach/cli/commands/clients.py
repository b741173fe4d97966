"""Commands about clients, who are billed."""

from typing import Annotated

from phmcoach.cli.commands.groups import Identity
from phmcoach.cli.shell.click_language import asking, current
from phmcoach.cli.shell.kinds import one_of
from phmcoach.cli.shell.options import ClientReference, argument, option
from phmcoach.cli.shell.panels import Panel
from phmcoach.words import CLIENT_KINDS, ClientKind

panel = Panel("practice")


@panel.command("new-client")
def new_client(
    *,
    ref: Annotated[str | None, argument("CLIENT", "option.new-client-ref")] = None,
    kind: Annotated[
        ClientKind | None, option("--kind", one_of(CLIENT_KINDS), "option.client-kind")
    ] = None,
    identity: Identity,
) -> None:
    state = current()
    with asking() as ask:
        ref = ask.new_reference("CLIENT", ref)
        kind = ask.choice("--kind", kind, CLIENT_KINDS)
        name = ask.text("--name", identity.name)
    from phmcoach.actions.practice import practice

    details = identity.details() | {"name": name}
    made = practice.new_client(state.context(), ref=ref, kind=kind, name=name, details=details)
    state.out.wrote("said.client-made", made.path, name=name)


@panel.command("set-client")
def set_client(*, ref: ClientReference = None, identity: Identity) -> None:
    state = current()
    with asking() as ask:
        ref = ask.text("CLIENT", ref)
    from phmcoach.actions.practice import practice

    made = practice.set_client(state.context(), ref=ref, details=identity.details())
    state.out.wrote("said.client-changed", made.path, ref=made.ref)
    if made.signed:
        state.out.say("said.client-as-signed", refs=made.signed, count=len(made.signed))
