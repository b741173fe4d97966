"""If the first signature is killed between any two steps, nobody has signed, or all is in order.

A record that is not sealed is a harmless leftover: the doctor finds no problem, and the next
signature replaces it.
"""

import shutil
from collections.abc import Callable
from datetime import date
from functools import partial
from pathlib import Path

from tests.actions.killing import KILLED, work_until

from phmcoach.actions.context import Context
from phmcoach.actions.contract.signing import sign
from phmcoach.actions.practice.doctor import examine
from phmcoach.store.folder import Folder
from phmcoach.value import replace

REF, SIGNED_ON = "martin-2026", date(2026, 1, 10)


def test_a_killed_signature_leaves_an_unsigned_contract_or_a_sealed_one(
    context: Context, signed: Callable[..., Path], tmp_path: Path
) -> None:
    path = signed()
    whole = path.read_text("utf-8")
    unsigned = whole[: whole.index("\n[signatures]")]
    path.write_text(unsigned, "utf-8")
    shutil.rmtree(context.folder.documents_dir(REF))
    states: list[str] = []
    records = 0
    for calls in range(200):
        root = tmp_path / str(calls)
        shutil.copytree(context.folder.root, root)
        world = replace(context, folder=Folder(root))
        code = work_until(partial(sign, world, ref=REF, on=SIGNED_ON), calls)
        assert code in (0, KILLED)
        states.append(world.folder.engagement_file(REF).read_text("utf-8"))
        assert examine(world).findings == ()
        if states[-1] == unsigned:
            records += len([*root.rglob("*.signed.toml")])
            sign(world, ref=REF, on=SIGNED_ON)
        assert world.folder.engagement_file(REF).read_text("utf-8") == whole
        assert examine(world).findings == ()
        if code == 0:
            break
    assert code == 0
    assert records > 0  # the record was there before the seal
    assert states == sorted(states, key=[unsigned, whole].index)
