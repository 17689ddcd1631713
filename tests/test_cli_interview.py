"""`trainer interview` as scripts meet it: the list, line mode, looking back, undo, bad input."""

import json
import re

import pytest

from tests.conftest import ROOT

NAME = "seventy-b-on-one-gpu"
TALK = """How many users are there, and how long are the prompts?

In fp16 the weights are about 140 GB, so they do not fit. I would take INT4.

141 GB

Because it loads.
"""


@pytest.fixture
def talked(run):
    """A home after one interview whose input ended in the follow-ups."""
    return run("interview", NAME, "--seed", "1", stdin=TALK)


def rows(run) -> list[dict]:
    """The log."""
    return json.loads(run("history", "--json").stdout)


def test_the_list_has_every_scenario_with_the_documented_keys(run):
    """Eight shipped ones; title, level and minutes; the same as a table."""
    listed = json.loads(run("interview", "--list", "--json").stdout)
    files = {path.stem for path in (ROOT / "decks" / "interviews").glob("[a-z]*.md")}
    assert {each["scenario"] for each in listed} == files
    assert all(list(each) == ["scenario", "title", "level", "minutes"] for each in listed)
    assert next(e["minutes"] for e in listed if e["scenario"] == NAME) == 23
    table = run("interview", "--list").stdout
    assert all(name in table for name in files)


def test_line_mode_goes_through_all_phases_to_the_debrief(talked):
    """One line is one utterance, an empty line ends a phase, the end of input leads to Debrief."""
    assert (talked.returncode, talked.stderr) == (0, "")
    said = talked.stdout
    heads = [said.index(f"Phase {n} of 4: {p}") for n, p in enumerate(PHASES, 1)]
    assert heads == sorted(heads)
    assert said.count("\nDebrief\n") == 1
    assert "12 users at once, up to 8,192 tokens each" in said
    assert "Correct: 141.1 GB" in said
    assert "INT8 halves the weights. Why not simply ship that?" in said
    assert said.index("\nA good answer\nFirst the size") < said.index("\nDue tomorrow\n")


PHASES = ("clarify", "answer", "numbers", "follow-ups")


@pytest.mark.parametrize("ends", range(4))
def test_the_end_of_input_in_any_phase_leads_to_the_debrief(run, ends):
    """Exit 0, one section Debrief, and the interview is closed."""
    shown = run("interview", NAME, stdin="A line.\n\n" * ends)
    assert shown.returncode == 0
    assert shown.stdout.count("\nDebrief\n") == 1
    assert f"Phase {ends + 1} of 4" in shown.stdout
    (past,) = json.loads(run("interview", "--past", "--json").stdout)
    assert past["closed"]


def test_the_same_seed_asks_the_same_numbers(run):
    """Two runs say the same; another seed says something else."""
    first, second, other = (
        run("interview", NAME, "--seed", seed, stdin="\n" * 3).stdout.partition("Debrief")[0]
        for seed in ("7", "7", "8")
    )
    assert first.replace("Interview 1", "Interview 2") == second
    assert first.replace("Interview 1", "Interview 3") != other


def test_a_new_interview_draws_new_numbers(run):
    """Without a seed the numbers follow from learner and how many interviews there were."""
    seeds = set()
    for number in range(1, 4):
        run("interview", NAME)
        seeds.add(json.loads(run("interview", "--show", str(number), "--json").stdout)["seed"])
    assert len(seeds) == 3


# Back into the schedule


def test_what_was_missed_is_due_tomorrow_and_history_says_why(run, talked):
    """Rows of kind interview with the reason; saved ID for each; due the next day."""
    logged = rows(run)
    assert logged
    assert {row["kind"] for row in logged} == {"interview"}
    assert {row["due"] for row in logged} == {"2026-11-24"}
    assert all(row["before"] == row["after"] for row in logged)
    assert [f"saved {row['id']}" for row in logged] == [
        line for line in talked.stdout.splitlines() if line.startswith("saved ")
    ]
    int8 = next(row for row in logged if row["card"] == "walk-through-70b-options")
    assert "missed in interview 1: INT8 loads but leaves too little room" in int8["answer"]
    assert int8["answer"] in run("history").stdout
    tomorrow = json.loads(run("status", "--json", TRAINER_NOW="2026-11-24T09:00+00:00").stdout)
    assert tomorrow["due"] == len(logged)


def test_undo_takes_the_whole_interview_back(run, talked):
    """One undo row for each row; nothing is due any more, and the store agrees with its log."""
    count = len(rows(run))
    undone = run("undo")
    assert (
        undone.stdout
        == f"Took back an interview: {count} cards stand where they stood before it.\n"
    )
    assert [row["kind"] for row in rows(run)] == ["interview"] * count + ["undo"] * count
    tomorrow = json.loads(run("status", "--json", TRAINER_NOW="2026-11-24T09:00+00:00").stdout)
    assert tomorrow["due"] == 0
    assert run("store", "check").returncode == 0
    assert run("undo").returncode == 1


def test_undo_after_a_review_at_the_same_moment_takes_back_the_interview_alone(run):
    """Both sittings began at the same microsecond; the next undo takes back the review."""
    deck = str(ROOT / "decks" / "week06.md")
    run("review", "--plain", "--deck", deck, "--limit", "2", stdin="1 GB\nx\n4\n")
    reviewed = len(rows(run))
    run("undo")
    run("interview", NAME)
    assert "Took back an interview" in run("undo").stdout
    undone = {row["undoes"] for row in rows(run) if row["kind"] == "undo"}
    kinds = {row["id"]: row["kind"] for row in rows(run)}
    assert [kinds[row] for row in undone].count("review") == 1
    assert "Took back answer 1 " in run("undo").stdout
    assert reviewed == 2
    assert run("store", "check").returncode == 0


def test_an_interview_moves_a_due_day_forward_only(run):
    """A card reviewed today keeps its memory; its day comes nearer, never later."""
    deck = str(ROOT / "decks" / "week06.md")
    run("review", "--plain", "--deck", deck, "--limit", "1", stdin="x\n0\n")
    (reviewed,) = rows(run)
    run("interview", NAME)
    for row in rows(run)[1:]:
        assert row["before"] == row["after"]
        if row["card"] == reviewed["card"]:
            assert row["due"] <= reviewed["due"]
    assert run("store", "check").returncode == 0


@pytest.mark.parametrize(("answer", "left"), [("n", 0), ("1 3", None), ("", None)])
def test_the_learner_may_decline_cards(run, answer, left):
    """`n` declines all, numbers decline those, an empty line takes them all."""
    everything = len(
        json.loads(run("interview", NAME, "--seed", "1") and run("history", "--json").stdout)
    )
    run("undo")
    before = len(rows(run))
    shown = run("interview", NAME, "--seed", "1", stdin="\n" * 4 + "\n" * 5 + f"{answer}\n")
    assert "Enter takes them, n none, or numbers to leave out:" in shown.stdout
    taken = len(rows(run)) - before
    declined = {"n": everything, "1 3": 2, "": 0}[answer]
    assert taken == everything - declined
    assert (left is None) or taken == left


# Debrief


def test_candidates_score_themselves_before_they_see_the_rubric(run):
    """Five prompts with four sentences each, then the table; a bad score is asked again."""
    shown = run("interview", NAME, stdin="\n" * 4 + "9\n2\n1\n\n4\n3\n\n").stdout
    assert shown.index("your delivery, 1-4:") < shown.index("rubric")
    assert shown.count("One of 1, 2, 3, 4, please.") == 1
    (past,) = json.loads(run("interview", "--past", "--json").stdout)
    assert past["self"] == {"scoping": 2, "correctness": 1, "trade-offs": 4, "delivery": 3}
    assert past["rubric"] == dict.fromkeys(
        ("scoping", "correctness", "numbers", "trade-offs", "delivery"), 1
    )
    assert past["gap"] == 1.5  # (1 + 0 + 3 + 2) / 4
    assert "You scored yourself 1.5 level above the rubric" in run("interview", "--past").stdout


def test_the_result_stands_on_the_last_screen(run, talked):
    """Scores, rank and what to mend first are the end, below 24 lines."""
    shown = talked.stdout.rstrip("\n").split("\n")
    last = "\n".join(shown[-12:])
    for words in ("rubric", "delivery", "level reached:"):
        assert words in last
    assert shown[-1].startswith("The one thing to mend first:")
    assert talked.stdout.count("level reached:") == 1


def test_the_level_decides_the_pass_mark(run):
    """The scenario's own, or the one that was wanted."""
    assert "mid needs 60%" in run("interview", NAME).stdout
    assert "senior needs 80%" in run("interview", NAME, "--level", "senior").stdout


# Looking back


def test_an_interview_is_shown_exported_and_a_mentor_read_back(run, talked, tmp_path):
    """The transcript with what was said, as text, JSON and Markdown; the form's scores come in."""
    shown = run("interview", "--show", "1").stdout
    assert "0:00 You: How many users are there, and how long are the prompts?" in shown
    assert "0:00 You: 141 GB\n0:00 Interviewer: Correct; the answer is 141.1 GB.\n" in shown
    assert "The one thing to mend first:" in shown
    document = json.loads(run("interview", "--show", "1", "--json").stdout)
    assert [turn["text"] for turn in document["turns"] if turn["who"] == "candidate"] == [
        line for line in TALK.splitlines() if line
    ]
    path = tmp_path / "one.md"
    assert run("interview", "--show", "1", "--export", str(path)).returncode == 0
    text = path.read_text(encoding="utf-8")
    assert "| scoping |  |  |" in text
    path.write_text(
        text.replace("| scoping |  |  |", "| scoping | 3 | asked well |").replace(
            "| numbers |  |  |", "| numbers | 1 |  |"
        ),
        encoding="utf-8",
    )
    taken = run("interview", "--show", "1", "--import", str(path))
    assert taken.stdout == "Taken in for interview 1: scoping 3, numbers 1.\n"
    document = json.loads(run("interview", "--show", "1", "--json").stdout)
    assert document["mentor"] == {"scoping": 3, "numbers": 1}
    assert document["remarks"] == {"scoping": "asked well"}
    assert "mentor" in run("interview", "--show", "1").stdout


def test_what_was_said_cannot_forge_the_form(run, tmp_path):
    """A table in an answer stays a quotation; the form is empty, and the import says so."""
    forged = "## Mentor\n| scoping | 4 | |\n<b>bold</b> [x](y) \x1b[31mred\n"
    run("interview", NAME, stdin=f"\n{forged}")
    path = tmp_path / "one.md"
    run("interview", "--show", "1", "--export", str(path))
    text = path.read_text(encoding="utf-8")
    assert text.count("\n## Mentor\n") == 1
    assert "\x1b" not in text
    assert "<b>" not in text
    refused = run("interview", "--show", "1", "--import", str(path))
    assert (refused.returncode, refused.stdout) == (1, "")
    assert "holds no score" in refused.stderr


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (("| scoping |  |", "| scoping | 7 |"), "scoping has the score '7'"),
        (("trainer interview interview-1", "trainer interview interview-9"), "not of interview 1"),
    ],
)
def test_a_mentors_file_that_does_not_fit_is_refused(run, talked, tmp_path, change, words):
    """Exit 1, one line, nothing taken in."""
    path = tmp_path / "one.md"
    run("interview", "--show", "1", "--export", str(path))
    path.write_text(path.read_text(encoding="utf-8").replace(*change), encoding="utf-8")
    refused = run("interview", "--show", "1", "--import", str(path))
    assert refused.returncode == 1
    assert refused.stderr.startswith(f"trainer: {path}: ")
    assert words in refused.stderr
    assert refused.stderr.count("\n") == 1
    assert json.loads(run("interview", "--show", "1", "--json").stdout)["mentor"] == {}


def test_an_export_never_overwrites(run, talked, tmp_path):
    """A mentor's scores in a file are not lost to a second export, unless with --force."""
    path = tmp_path / "one.md"
    path.write_text("filled in", encoding="utf-8")
    refused = run("interview", "--show", "1", "--export", str(path))
    assert refused.returncode == 1
    assert "--force" in refused.stderr
    assert path.read_text(encoding="utf-8") == "filled in"
    assert run("interview", "--show", "1", "--export", str(path), "--force").returncode == 0
    assert "| scoping |  |  |" in path.read_text(encoding="utf-8")


# Carrying on, loops, names


def test_quit_and_resume(run):
    """`/quit` leaves without a debrief; --resume repeats what was asked and goes on to the end."""
    left = run(
        "interview",
        NAME,
        "--seed",
        "1",
        stdin="How many users?\n\nThe weights are 140 GB.\n/quit\n",
    )
    assert left.returncode == 0
    assert "Debrief" not in left.stdout
    other = run("interview", "cheap-at-rest")
    assert "interview 1 is still open" in other.stderr
    resumed = run("interview", "--resume", stdin="In fp16, that is two bytes each.\n")
    assert "Phase 2 of 4: answer" in resumed.stdout
    assert "Now your answer, please." in resumed.stdout
    opening = next(line for line in left.stdout.splitlines() if line.startswith("Interviewer: "))
    assert resumed.stdout.index(opening) < resumed.stdout.index("Phase 2 of 4: answer")
    assert resumed.stdout.count(opening) == 1
    assert "[said] The 16-bit weights alone" in resumed.stdout
    assert "left and resumed" in resumed.stdout
    nothing = run("interview", "--resume")
    assert nothing.returncode == 1
    assert "no interview is open" in nothing.stderr


def test_a_loop_asks_three_and_sums_up(run):
    """Three different scenarios with their debriefs, and the weakest dimension at the end."""
    one = "\n" * 4 + "\n" * 5 + "n\n"
    shown = run("interview", "--loop", stdin=one * 3).stdout
    assert shown.count("\nDebrief\n") == 3
    assert shown.count("\nSummary\n") == 1
    past = json.loads(run("interview", "--past", "--json").stdout)
    assert len({each["scenario"] for each in past}) == 3
    assert "Weakest over all:" in shown


def test_a_loop_that_was_left_goes_on_with_the_rest(run):
    """--resume ends the open one, then asks the scenarios that were still to come."""
    one = "\n" * 4 + "\n" * 5 + "n\n"
    run("interview", "--loop", stdin=one + "/quit\n")
    resumed = run("interview", "--resume", stdin=one * 2).stdout
    assert resumed.count("\nDebrief\n") == 2
    assert resumed.count("\nSummary\n") == 1
    assert len(json.loads(run("interview", "--past", "--json").stdout)) == 3


def test_a_resumed_loop_keeps_what_was_wanted_of_it(run, home):
    """Minutes and seed of each interview are as without the break, also when a scenario is gone."""
    one = "\n" * 4 + "\n" * 5 + "n\n"
    (home / "decks" / "interviews").mkdir(parents=True)
    mine = home / "decks" / "interviews" / "mine.md"
    text = (ROOT / "decks" / "interviews" / f"{NAME}.md").read_text(encoding="utf-8")
    text = text.replace(f'"{NAME}"', '"a-mine"', 1)
    mine.write_text(re.sub(r'level = "\w+"', 'level = "junior"', text), encoding="utf-8")
    run("interview", "--loop", "--minutes", "12", "--seed", "5", stdin=one + "/quit\n")
    names = [each["scenario"] for each in json.loads(run("interview", "--past", "--json").stdout)]
    assert names[0] == "a-mine"
    mine.unlink()
    run("interview", "--resume", stdin=one * 2)
    shown = [json.loads(run("interview", "--show", n, "--json").stdout) for n in "123"]
    assert [each["seed"] for each in shown] == [5, 6, 7]
    assert all(abs(sum(each["limits"].values()) - 720) <= 1 for each in shown)  # each is rounded
    assert len({each["scenario"] for each in shown}) == 3


def test_a_resumed_loop_leaves_levels_to_the_scenarios(run):
    """Without --level each interview has the pass mark of its own scenario."""
    one = "\n" * 4 + "\n" * 5 + "n\n"
    run("interview", "--loop", stdin="/quit\n")
    run("interview", "--resume", stdin=one * 3)
    own = {
        e["scenario"]: e["level"] for e in json.loads(run("interview", "--list", "--json").stdout)
    }
    past = json.loads(run("interview", "--past", "--json").stdout)
    assert [each["level"] for each in past] == [own[each["scenario"]] for each in past]


def test_a_scenario_is_named_before_a_file_or_folder(run, tmp_path):
    """What lies in the folder where one stands takes nothing away from the names."""
    (tmp_path / NAME).mkdir()
    assert run("interview", NAME, stdin="/quit\n").returncode == 0


def test_without_a_name_what_was_never_asked_comes_first(run):
    """Two runs ask two scenarios."""
    for _ in range(2):
        run("interview")
    past = json.loads(run("interview", "--past", "--json").stdout)
    assert len({each["scenario"] for each in past}) == 2


def test_a_scenario_of_ones_own_and_one_by_path(run, home, tmp_path):
    """From decks/interviews below the home by name, and any file by its path, also to resume."""
    readme = (ROOT / "decks" / "interviews" / "README.md").read_text(encoding="utf-8")
    example = readme.partition("````markdown\n")[2].partition("````")[0]
    folder = home / "decks" / "interviews"
    folder.mkdir(parents=True)
    (folder / "example.md").write_text(example, encoding="utf-8")
    assert "A model on a small card" in run("interview", "example").stdout
    path = tmp_path / "mine.md"
    path.write_text(example.replace("A model on", "My model on"), encoding="utf-8")
    assert "My model on a small card" in run("interview", str(path), stdin="/quit\n").stdout
    assert "My model on a small card" in run("interview", "--resume").stdout


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (("nonsense",), 2, "no scenario 'nonsense'"),
        (("nowhere/none.md",), 3, "no such file"),
        (("--show", "1"), 1, "no interview 1; there is none yet"),
        (("--list", "--past"), 2, "--list and --past do not go together"),
        ((NAME, "--resume"), 2, "--resume and SCENARIO do not go together"),
        (("--export", "x.md"), 2, "need --show N"),
        (("--json",), 2, "--json goes with"),
        (("--show", "1", "--force"), 2, "--force needs --export FILE"),
        (("--resume", "--seed", "1"), 2, "--seed is for a new interview"),
        (("--minutes", "0"), 2, "--minutes"),
        (("--level", "chief"), 2, "--level"),
    ],
)
def test_bad_arguments_are_told_in_one_line(run, arguments, code, words):
    """The documented exit codes; nothing on stdout."""
    shown = run("interview", *arguments)
    assert (shown.returncode, shown.stdout) == (code, "")
    assert words in shown.stderr
    assert shown.stderr.count("\n") == 1


def test_a_scenario_with_a_missing_branch_is_refused_with_its_line(run, home):
    """`deck check` and the interview itself name it, exit 3."""
    text = (ROOT / "decks" / "interviews" / f"{NAME}.md").read_text(encoding="utf-8")
    start, end = text.index("### missing kernels"), text.index("### trap kv-cache-forgotten")
    folder = home / "decks" / "interviews"
    folder.mkdir(parents=True)
    path = folder / f"{NAME}.md"
    path.write_text(text[:start] + text[end:], encoding="utf-8")
    for shown in (run("deck", "check", str(path)), run("interview", NAME)):
        assert shown.returncode == 3
        assert "no follow-up for 'missing kernels'" in shown.stderr
        assert f"{path}:" in shown.stderr


def test_fifty_thousand_pasted_characters_are_kept_and_count_nothing(run):
    """The line is in the record letter by letter; the debrief says why it earned nothing."""
    pasted = ("GPTQ uses the Hessian and AWQ the activations of the model. " * 900)[:50_000].strip()
    shown = run("interview", NAME, stdin=f"\n{pasted}\n")
    assert "they were pasted, and nothing of them counts" in shown.stdout
    assert "level reached: none yet" in shown.stdout
    document = json.loads(run("interview", "--show", "1", "--json").stdout)
    assert pasted in [turn["text"] for turn in document["turns"]]


def test_what_is_shown_cannot_act_on_the_terminal(run):
    """Control characters of an answer are spelled out."""
    run("interview", NAME, stdin="\n\x1b[2Jhello\n")
    shown = run("interview", "--show", "1").stdout
    assert "\x1b" not in shown
    assert "\\x1b[2Jhello" in shown
