"""`trainer history export` and `import`, and `trainer deck export`, at the door."""

import json

import pytest

pytest_plugins = ("tests.postgres",)
CARDS = "raw-memory-formula", "fp16-or-bf16"


@pytest.fixture
def answered(run, tmp_path):
    """Three answers, one taken back, and an undo row; the files of the log."""
    run("review", "--plain", "--limit", "3", stdin="140 GB\nby heart\n3\nrange\n2\n")
    run("undo")
    for name in ("log.jsonl", "log.csv"):
        assert run("history", "export", name).returncode == 0
    return tmp_path


@pytest.mark.parametrize("name", ["log.jsonl", "log.csv"])
def test_an_exported_log_fills_another_home_exactly(run, answered, name):
    """Row by row, then the same again adds nothing, and the store stays proven."""
    other = {"TRAINER_HOME": str(answered / "other")}
    for added in (4, 0):
        shown = run("history", "import", name, "--json", **other)
        assert (shown.returncode, json.loads(shown.stdout)["added"]) == (0, added)
    assert run("history", "export", **other).stdout == (answered / "log.jsonl").read_text("utf-8")
    assert run("history", "--json", **other).stdout == run("history", "--json").stdout
    assert run("store", "check", **other).returncode == 0
    assert run("status", "--json", **other).stdout == run("status", "--json").stdout


def test_a_faulty_file_takes_nothing_in(run, answered):
    """Every faulty line is named; the good ones before it stay out too."""
    lines = (answered / "log.jsonl").read_text("utf-8").splitlines()
    (answered / "bad.jsonl").write_text("\n".join([lines[0], "{}", "x", *lines[1:]]))
    other = {"TRAINER_HOME": str(answered / "other")}
    shown = run("history", "import", "bad.jsonl", **other)
    assert (shown.returncode, shown.stdout) == (1, "")
    assert "bad.jsonl:2: card is missing" in shown.stderr
    assert "bad.jsonl:3: the line is no JSON" in shown.stderr
    assert run("history", "--json", **other).stdout.strip() == "[]"


def test_a_long_line_is_no_internal_error(run, answered):
    """A typed answer may be longer than csv's own limit, in either form of a log."""
    line = json.loads((answered / "log.jsonl").read_text("utf-8").splitlines()[0])
    (answered / "long.jsonl").write_text(json.dumps({**line, "answer": "x" * 200_000}))
    shown = run("history", "import", "long.jsonl", TRAINER_HOME=str(answered / "other"))
    assert (shown.returncode, shown.stderr) == (0, "")
    assert shown.stdout == "1 rows taken in, 0 were there already\n"


def test_a_dry_run_writes_nothing(run, answered):
    """It says what would be taken in."""
    other = {"TRAINER_HOME": str(answered / "other")}
    shown = run("history", "import", "log.csv", "--dry-run", **other)
    assert shown.stdout == "4 rows would be taken in, 0 were there already\n"
    assert run("history", "--json", **other).stdout.strip() == "[]"


def test_an_existing_file_is_replaced_only_with_force(run, answered):
    """For the log and for a package."""
    (answered / "d.apkg").write_text("mine")
    for command in (["history", "export", "log.csv"], ["deck", "export", "--anki", "d.apkg"]):
        refused = run(*command)
        assert (refused.returncode, "--force" in refused.stderr) == (1, True)
        assert run(*command, "--force").returncode == 0
    assert (answered / "d.apkg").read_bytes()[:2] == b"PK"


@pytest.mark.parametrize("where", ["nowhere/d.apkg", "n" * 300])
def test_a_package_that_cannot_be_written_is_named(run, where):
    """A folder that is missing, and a name that no file can have."""
    shown = run("deck", "export", "--anki", where)
    assert (shown.returncode, shown.stdout) == (1, "")
    assert "cannot be written" in shown.stderr


def test_ratings_are_taken_onto_chosen_cards(run, tmp_path):
    """Own ids need no choice; others do, and what nobody chose is said."""
    text = f"card_id,rating,time\n{CARDS[0]},4,2026-01-05T10:00Z\nq7,2,2026-01-06T10:00Z\n"
    (tmp_path / "r.csv").write_text(text)
    (tmp_path / "choice.csv").write_text(f"q7,{CARDS[1]}\n")
    shown = run("history", "import", "r.csv")
    assert shown.stdout == "1 rows taken in, 0 were there already\n"
    assert "1 answers to 'q7'" in shown.stderr
    assert run("history", "import", "r.csv", "--cards", "choice.csv").stdout.startswith("1 rows")
    rows = json.loads(run("history", "--json").stdout)
    assert [(row["card"], row["kind"], row["quality"]) for row in rows] == [
        (CARDS[0], "import", 4),
        (CARDS[1], "import", 2),
    ]
    assert run("store", "check").returncode == 0


@pytest.mark.parametrize(
    ("choice", "says"),
    [("q7,no-such-card\n", "no card 'no-such-card'"), ("q7\n", "choice.csv:1"), (None, "--cards")],
)
def test_a_choice_must_name_cards_that_there_are(run, tmp_path, choice, says):
    """Nothing is taken in otherwise."""
    (tmp_path / "r.csv").write_text("card_id,rating,time\nq7,2,2026-01-06T10:00Z\n")
    given = []
    if choice is not None:
        (tmp_path / "choice.csv").write_text(choice)
        given = ["--cards", "choice.csv"]
    shown = run("history", "import", "r.csv", *given)
    assert (shown.returncode, says in shown.stderr) == (1, True)
    assert run("history", "--json").stdout.strip() == "[]"


@pytest.mark.parametrize(("name", "content"), [("no.jsonl", None), ("b.jsonl", b"\xff\xfe\x00")])
def test_what_cannot_be_read_is_one_line(run, tmp_path, name, content):
    """A missing file and a binary one."""
    if content is not None:
        (tmp_path / name).write_bytes(content)
    shown = run("history", "import", name)
    assert (shown.returncode, shown.stdout) == (1, "")
    assert shown.stderr.count("\n") == 1
    assert name in shown.stderr


def test_a_log_of_two_databases_is_one(run, tmp_path):
    """Answers of a laptop and a desktop are joined both ways and stay proven."""
    homes = [{"TRAINER_HOME": str(tmp_path / name)} for name in ("laptop", "desktop")]
    for home, text in zip(homes, ("140 GB\n", "1 GB\n2\n"), strict=True):
        run("review", "--plain", stdin=text, **home)
        assert run("history", "export", f"{home['TRAINER_HOME']}.jsonl", **home).returncode == 0
    for home, other in ((homes[0], "desktop"), (homes[1], "laptop")):
        assert run("history", "import", f"{other}.jsonl", **home).returncode == 0
        assert run("store", "check", **home).returncode == 0
    counts = [len(json.loads(run("history", "--json", **home).stdout)) for home in homes]
    assert counts[0] == counts[1] > 1


def test_an_import_that_breaks_off_leaves_no_row(run, answered, monkeypatch, database_url):
    """All is one transaction: a failure at the third row takes the first two along."""
    from trainer.store import intake

    write, calls = intake.write, []

    def failing(*arguments):
        calls.append(arguments)
        if len(calls) == 3:
            raise KeyboardInterrupt
        return write(*arguments)

    other = {"TRAINER_DATABASE_URL": database_url}
    with monkeypatch.context() as patch:
        patch.setattr(intake, "write", failing)
        assert run("history", "import", "log.csv", **other).returncode == 130
    assert len(calls) == 3
    assert run("history", "--json", **other).stdout.strip() == "[]"
    assert run("store", "check", **other).returncode == 0
