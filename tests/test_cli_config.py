"""`trainer config`: what holds and where it comes from; setting keeps the file's comments."""

import json

import pytest


def shown(run, *arguments, **environment):
    """What `trainer config --json` says, by setting."""
    said = json.loads(run("config", *arguments, "--json", **environment).stdout)
    return {each["setting"]: (each["value"], each["origin"]) for each in said}


def test_every_setting_is_shown_with_its_origin(run, home):
    """By default, from the file, from a variable, which wins."""
    assert shown(run)["new_per_day"] == ("10", "default")
    assert run("config", "new_per_day", "7").returncode == 0
    assert shown(run)["new_per_day"] == ("7", str(home / "config.toml"))
    assert shown(run, TRAINER_NEW_PER_DAY="3")["new_per_day"] == ("3", "TRAINER_NEW_PER_DAY")
    assert run("config", "new_per_day").stdout == "7\n"
    assert shown(run, "new_per_day", "--unset")["new_per_day"] == ("10", "default")


def test_setting_keeps_comments_and_order(run, home):
    """What a person wrote into the file stays; a new setting says what it is for."""
    home.mkdir()
    written = '# mine\nnew_per_day = 5  # few\n\n# zone of the office\ntimezone = "Asia/Tokyo"\n'
    (home / "config.toml").write_text(written)
    run("config", "new_per_day", "8")
    run("config", "interview_date", "2026-12-18")
    text = (home / "config.toml").read_text()
    assert text.startswith(written.replace("5  # few", "8  # few"))
    assert "# the day of your interview" in text
    assert 'interview_date = "2026-12-18"' in text


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("nonsense",), ("no setting 'nonsense'", "new_per_day")),
        (("new_per_day", "many"), ("new_per_day is 'many'", "whole number")),
        (("interview_date", "soon"), ("interview_date is 'soon'", "2026-12-18")),
        (("timezone", "Mars"), ("timezone is 'Mars'", "Europe/Berlin")),
        (("grader", "nope"), ("no grader 'nope'", "rubric, endpoint")),
        (("--unset",), ("--unset", "name the setting")),
        (("new_per_day", "3", "--unset"), ("--unset",)),
    ],
)
def test_what_cannot_be_set_is_refused_and_writes_nothing(run, home, arguments, words):
    """One line, exit 2, and no file."""
    refused = run("config", *arguments)
    assert (refused.returncode, refused.stdout, refused.stderr.count("\n")) == (2, "", 1)
    assert all(word in refused.stderr for word in words)
    assert not (home / "config.toml").exists()


@pytest.mark.parametrize("content", [b"new_per_day = \n", b"# caf\xe9\n"], ids=["TOML", "UTF-8"])
def test_a_file_that_means_nothing_is_refused_and_stays(run, home, content):
    """One line, exit 2, as every other command says it."""
    home.mkdir()
    (home / "config.toml").write_bytes(content)
    refused = run("config", "new_per_day", "3")
    assert (refused.returncode, refused.stdout, refused.stderr.count("\n")) == (2, "", 1)
    assert "config.toml: cannot be read" in refused.stderr
    assert (home / "config.toml").read_bytes() == content


def test_without_a_file_the_way_to_one_is_said(run):
    """On stderr, in the form of all chatter."""
    assert run("config").stderr.startswith("trainer: there is no config.toml yet; ")


def test_a_variable_that_overrules_what_was_set_is_said(run):
    """On stderr, so that nobody wonders."""
    said = run("config", "new_per_day", "3", TRAINER_NEW_PER_DAY="4")
    assert (said.returncode, "TRAINER_NEW_PER_DAY is set and wins" in said.stderr) == (0, True)


def test_a_password_is_not_shown(run):
    """The URL of a database appears without it, in each form."""
    url = "postgresql://ann:hunter2@host/trainer"
    for arguments in ((), ("database_url",), ("--json",)):
        said = run("config", *arguments, TRAINER_DATABASE_URL=url)
        assert "hunter2" not in said.stdout + said.stderr
        assert "ann:***@host" in said.stdout


def test_a_file_that_cannot_be_written_is_named(run, home):
    """A folder in its place: one line, exit 2 where it cannot even be read."""
    (home / "config.toml").mkdir(parents=True)
    refused = run("config", "new_per_day", "3")
    assert refused.returncode in (1, 2)
    assert str(home / "config.toml") in refused.stderr
