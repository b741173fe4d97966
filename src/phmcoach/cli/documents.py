"""Commands that make a document."""

from phmcoach.cli.options import Reference
from phmcoach.cli.panels import Panel
from phmcoach.cli.state import current

panel = Panel("engagement")


@panel.command("contract")
def contract(ref: Reference = None) -> None:
    state = current()
    with state.asking() as ask:
        ref = ask.text("REF", ref)
    from phmcoach.actions.contract_document import write_contract

    written = write_contract(state.context(), ref=ref)
    for problem in written.warnings:
        state.out.warn(problem)
    state.out.say("said.contract-written")
    state.out.result(str(written.path))
