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
README = (ROOT / "README.md").read_text(encoding="utf-8")
LONGEST_FILE, LONGEST_FUNCTION = 300, 60


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


@pytest.mark.parametrize("name", ALL_COMMANDS)
def test_every_command_has_help_and_stands_in_the_readme(name):
    """A command says what it does, so does each of its options, and the README names it."""
    command = ALL_COMMANDS[name]
    assert command.help
    assert f"`{name}" in README
    for option in command.params:
        if isinstance(option, click.Option):
            assert option.help, option.name


@pytest.mark.parametrize("verb", VERBS)
def test_the_overview_says_what_the_verb_says(verb):
    """`trainer --help` imports no verb; its line for each is the verb's own first sentence."""
    first = ALL_COMMANDS[f"trainer {verb}"].help.split("\n")[0]
    assert first.startswith(VERBS[verb].removesuffix(".")), first


def test_the_version_is_one():
    """Package, pyproject and changelog agree."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    assert project["project"]["version"] == __version__
    assert "## [Unreleased]" in (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")


def test_relative_links_of_the_readme_lead_somewhere():
    """Every file that the README links to exists."""
    for target in re.findall(r"\]\((?!https?:|#)([^)#]+)", README):
        assert (ROOT / target).exists(), target
