"""The completion scripts, in the shells for which they are written."""

import shutil
from pathlib import Path

import pytest
from tests.process.conftest import Launch


@pytest.fixture
def practice(tmp_path: Path) -> Path:
    (tmp_path / "engagements").mkdir()
    for name in ("dupont-2026", "martin-2026"):
        (tmp_path / "engagements" / f"{name}.toml").write_text("schema = 1\n", encoding="utf-8")
    (tmp_path / "practice.toml").write_text('language = "fr"\n', encoding="utf-8")
    return tmp_path


def needs(shell: str) -> pytest.MarkDecorator:
    return pytest.mark.skipif(shutil.which(shell) is None, reason=f"{shell} is not installed")


def test_bash_completes(launch: Launch, practice: Path) -> None:
    ran = launch(
        "source <(coach --show-completion bash)\n"
        'try() { COMP_WORDS=(coach "$@") COMP_CWORD=$#; _coach_complete; echo ${COMPREPLY[@]}; }\n'
        "try log\n"
        "try show ''\n"
        f"try -C '\"{practice}\"' show ma\n"
        "try log-session --type = courrier\n"
    )
    assert (ran.stdout, ran.stderr) == (
        "log-session\ndupont-2026 martin-2026\nmartin-2026\ncourrier\n",
        "",
    )


@needs("fish")
def test_fish_completes_with_meanings(launch: Launch, practice: Path) -> None:
    del practice
    ran = launch(
        "fish -c 'coach --show-completion fish | source;"
        ' complete -C "coach log-session --type courrier"; complete -C "coach show du"\''
    )
    assert (ran.stdout, ran.stderr) == ("courrier\tcourrier\ndupont-2026\n", "")


@needs("zsh")
def test_zsh_completes_with_meanings(launch: Launch, practice: Path) -> None:
    del practice
    # What _describe is given stands for what zsh would draw.
    ran = launch(
        "zsh -f -c 'compdef() { :; }; _describe() { print -l -- $candidates };"
        " source <(coach --show-completion zsh);"
        " words=(coach log-session --type courrier) CURRENT=4; _coach;"
        ' words=(coach show "") CURRENT=3; _coach\''
    )
    assert (ran.stdout, ran.stderr) == ("courrier:courrier\ndupont-2026\nmartin-2026\n", "")
