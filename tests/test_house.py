"""The house is as drawn: sizes of files and functions, help for every command, one version."""

import ast
import re
import tomllib

import click
import pytest

from tests.conftest import ROOT
from trainer import __version__
from trainer.cli import VERBS, cli

SOURCES = sorted((ROOT / "trainer").rglob("*.py"))
TESTS = sorted((ROOT / "tests").rglob("*.py"))
README = (ROOT / "README.md").read_text(encoding="utf-8")
LONGEST_FILE, LONGEST_FUNCTION = 300, 60
WITHOUT_JSON = (
    "review", "prove", "drill",
    "mark bury", "mark flag", "mark resume", "mark suspend", "mark unflag",
    "memo new", "history export", "store grant", "completion", "man",
)  # fmt: skip


def commands(group: click.Group, name: str = "trainer"):
    """Every command below a group, with its full name."""
    context = click.Context(group)
    for verb in group.list_commands(context):
        command = group.get_command(context, verb)
        yield f"{name} {verb}", command
        if isinstance(command, click.Group):
            yield from commands(command, f"{name} {verb}")


ALL_COMMANDS = dict(commands(cli))


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: str(path.relative_to(ROOT)))
def test_files_and_functions_stay_short(path):
    """No file over 300 lines, no function over 60."""
    text = path.read_text(encoding="utf-8")
    assert len(text.splitlines()) <= LONGEST_FILE
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.FunctionDef):
            assert node.end_lineno - node.lineno < LONGEST_FUNCTION, node.name


@pytest.mark.parametrize("path", TESTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_every_test_says_what_holds(path):
    """In one line, a sentence; more may stand below it."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.FunctionDef) and node.name.startswith("test_"):
            first = (ast.get_docstring(node) or "").split("\n\n")[0]
            assert first.endswith((".", "?")), node.name
            assert "\n" not in first, node.name


@pytest.mark.parametrize("name", ALL_COMMANDS)
def test_every_command_has_help_and_stands_in_the_readme(name):
    """A command says what it does, so does each of its options, and the README names it."""
    command = ALL_COMMANDS[name]
    assert command.help
    assert f"`{name}" in README
    for option in command.params:
        if isinstance(option, click.Option):
            assert option.help, option.name


def test_every_command_that_shows_something_has_json():
    """All but sittings, changes, and what prints a file or a script."""
    without = {
        name
        for name, command in ALL_COMMANDS.items()
        if not isinstance(command, click.Group)
        and "as_json" not in [p.name for p in command.params]
    }
    assert without == {f"trainer {name}" for name in WITHOUT_JSON}


@pytest.mark.parametrize("verb", VERBS)
def test_the_overview_says_what_the_verb_says(verb):
    """`trainer --help` imports no verb; its line for each is the verb's own first sentence."""
    first = ALL_COMMANDS[f"trainer {verb}"].help.split("\n")[0]
    assert first.startswith(VERBS[verb].removesuffix(".")), first


def test_the_version_is_one():
    """Package and pyproject agree; the changelog's newest release, if there is one, is this one."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    assert project["project"]["version"] == __version__
    changes = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    first, *released = re.findall(r"(?m)^## \[([^\]]+)\]", changes)
    assert first == "Unreleased"
    assert released[:1] in ([], [__version__])


def test_relative_links_of_the_readme_lead_somewhere():
    """Every file that the README links to exists."""
    for target in re.findall(r"\]\((?!https?:|#)([^)#]+)", README):
        assert (ROOT / target).exists(), target
