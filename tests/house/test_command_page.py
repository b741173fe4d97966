from tools.write_command_page import PAGE, render_page


def test_the_page_of_commands_is_the_help_that_the_program_prints() -> None:
    """Mend it with `python tools/write_command_page.py`."""
    assert PAGE.read_text(encoding="utf-8") == render_page()
