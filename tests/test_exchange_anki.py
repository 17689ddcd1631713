"""Anki packages out, Anki's review log in: what is written is found again."""

import sqlite3
import zipfile
from datetime import UTC, datetime

import pytest

from trainer.cards.card import Card, Deck, Point
from trainer.cli.wiring import draw_question
from trainer.errors import TrainerError
from trainer.exchange.anki_deck import EXAMPLES, FROZEN, export_decks
from trainer.exchange.anki_log import read_collection
from trainer.history.merge import Rating

MORNING = 1_767_261_600_000  # 2026-01-01 10:00 UTC in milliseconds
TEXT = Card(
    id="kv-trap",
    deck="d",
    kind="trap",
    level="red",
    topic="serving",
    question="Is it <b>4x</b> & faster?\n\nWhy?",
    answer="No: it reads [a quarter](calc:arith?expr=1/4).",
    points=(Point("Memory < time."),),
    follow_up="And at batch 64?",
    traps=("int4-means-4x-speed",),
    reads=("3.7",),
    sources=("arXiv:2408.11743",),
)
NUMBERS = Card("kv-size", "d", "numeric", "green", "serving", family="weights-raw")
DRAFT = Card("later", "d", "recall", "green", "serving", question="?", draft=True)
DECK = Deck("d", "A deck", "d.md", {"serving": "Serving"}, {}, (TEXT, NUMBERS, DRAFT))


@pytest.fixture
def package(tmp_path):
    """The deck as a package."""
    path = tmp_path / "d.apkg"
    assert export_decks([DECK], path, draw_question) == (2, 1 + EXAMPLES)
    return path


def notes(package, tmp_path):
    """The notes of a package: guid, fields and tags."""
    with zipfile.ZipFile(package) as archive:
        file = archive.extract("collection.anki2", tmp_path)
    with sqlite3.connect(file) as connection:
        rows = connection.execute("SELECT guid, flds, tags FROM notes").fetchall()
    connection.close()
    return {guid: (flds.split("\x1f"), tags.split()) for guid, flds, tags in rows}


def test_a_free_text_card_is_one_note_with_all_it_has(package, tmp_path):
    """Markup is escaped, marked numbers are plain, tags say level, kind, topic and trap."""
    fields, tags = notes(package, tmp_path)["trainer:kv-trap"]
    assert fields[0] == "Is it &lt;b&gt;4x&lt;/b&gt; &amp; faster?<br><br>Why?"
    assert fields[1] == "No: it reads a quarter."
    assert fields[2] == "<li>Memory &lt; time.</li>"
    for said in ("And at batch 64?", "3.7", "arXiv:2408.11743"):
        assert said in fields[3]
    assert set(tags) == {
        "level::red", "kind::trap", "topic::serving", "trap::int4-means-4x-speed",
    }  # fmt: skip


def test_a_numeric_card_is_ten_frozen_examples(package, tmp_path):
    """Ten different questions with their answers, each saying that it is frozen."""
    found = notes(package, tmp_path)
    examples = [found[f"trainer:kv-size#{n}"][0] for n in range(1, EXAMPLES + 1)]
    assert len({question for question, *_ in examples}) == EXAMPLES
    assert all(FROZEN in more for *_, more in examples)
    assert all("GB" in answer for _, answer, *_ in examples)
    assert "trainer:later" not in found


def test_a_second_export_has_the_same_notes(package, tmp_path):
    """Ids follow from the cards, so that Anki updates what it has."""
    first = notes(package, tmp_path)
    export_decks([DECK], package, draw_question)
    assert notes(package, tmp_path) == first


def reviewed(package, tmp_path, rows):
    """The collection of a package with these rows in its review log: guid, at, button, type."""
    with zipfile.ZipFile(package) as archive:
        path = archive.extract("collection.anki2", tmp_path / "reviewed")
    with sqlite3.connect(path) as connection:
        query = "SELECT n.guid, c.id FROM cards c JOIN notes n ON n.id = c.nid"
        cards = dict(connection.execute(query).fetchall())
        for guid, at, button, kind in rows:
            values = (MORNING + at, cards[guid], button, kind)
            connection.execute("INSERT INTO revlog VALUES (?, ?, -1, ?, 1, 0, 0, 4500, ?)", values)
    connection.close()
    return tmp_path / "reviewed" / "collection.anki2", cards


def test_answers_given_in_anki_come_back_to_their_cards(package, tmp_path):
    """Buttons become qualities; moves by hand and filtered decks are no answers."""
    rows = [
        ("trainer:kv-trap", 0, 1, 0),
        ("trainer:kv-trap", 1, 3, 1),
        ("trainer:kv-trap", 2, 4, 2),
        ("trainer:kv-trap", 3, 3, 3),
        ("trainer:kv-trap", 4, 0, 4),
        ("trainer:kv-trap", 6, 0, 1),  # put elsewhere by hand, in the collections of old versions
        ("trainer:kv-size#3", 5, 3, 1),
    ]
    path, cards = reviewed(package, tmp_path, rows)
    found = read_collection(path, {}, frozenset({"kv-trap", "kv-size"}))
    at = [datetime.fromtimestamp((MORNING + n) / 1000, UTC) for n in range(3)]
    expected = [Rating("kv-trap", a, q, 4.5) for a, q in zip(at, (1, 4, 5), strict=True)]
    assert found.taken == expected
    assert found.left == {str(cards["trainer:kv-size#3"]): 1}  # frozen examples prove nothing


ODD = [  # moment, button and milliseconds
    (2**62, 3, 1),
    (MORNING, 2.5, 1),
    (MORNING, 3, None),
    (MORNING, 3, "long"),
    (MORNING, 3, 1e300),
    (-(2**45), 3, 1),
]


def test_a_row_that_anki_never_writes_is_a_problem(package, tmp_path):
    """Each is named by its place; nothing raises, other rows are read."""
    path, cards = reviewed(package, tmp_path, [("trainer:kv-trap", 0, 3, 1)])
    card = cards["trainer:kv-trap"]
    with sqlite3.connect(path) as connection:
        rows = connection.execute("SELECT * FROM revlog").fetchall()
        columns = "id, cid, usn, ease, ivl, lastIvl, factor, time, type"
        connection.execute("DROP TABLE revlog")  # with its columns' kinds, which Anki keeps to
        connection.execute(f"CREATE TABLE revlog ({columns})")
        rows += [(at, card, -1, button, 1, 0, 0, took, 1) for at, button, took in ODD]
        connection.executemany("INSERT INTO revlog VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)", rows)
    connection.close()
    found = read_collection(path, {}, frozenset({"kv-trap"}))
    assert len(found.taken) == 1
    assert [number for number, _ in found.problems] == [1, 3, 4, 5, 6, 7]
    assert all("Anki never writes" in says for _, says in found.problems)


def test_a_choice_maps_cards_and_notes_of_other_decks(package, tmp_path):
    """By the id of Anki's card or of its note; a collection is left byte for byte."""
    path, cards = reviewed(package, tmp_path, [("trainer:kv-size#3", 5, 2, 1)])
    before = path.read_bytes()
    theirs = str(cards["trainer:kv-size#3"])
    assert [r.card for r in read_collection(path, {theirs: "kv"}, frozenset()).taken] == ["kv"]
    with sqlite3.connect(path) as connection:
        query = "SELECT nid FROM cards WHERE id = ?"
        (note,) = connection.execute(query, (int(theirs),)).fetchone()
    connection.close()
    found = read_collection(path, {str(note): "kv"}, frozenset())
    assert [(r.card, r.quality) for r in found.taken] == [("kv", 3)]
    assert path.read_bytes() == before


def test_a_package_with_its_log_is_read_like_the_collection(package, tmp_path):
    """The packed collection is unpacked and left no trace of."""
    path, _ = reviewed(package, tmp_path, [("trainer:kv-trap", 0, 3, 1)])
    packed = tmp_path / "back.colpkg"
    with zipfile.ZipFile(packed, "w") as archive:
        archive.write(path, "collection.anki21")
    assert len(read_collection(packed, {}, frozenset({"kv-trap"})).taken) == 1


def test_what_is_no_collection_is_refused_in_one_line(tmp_path):
    """A text, no file, another database or archive, a damaged or the newest package."""
    text, other, damaged = (tmp_path / name for name in ("a.anki2", "b.anki2", "c.apkg"))
    text.write_text("no database at all, but long enough to have a header of one" * 9)
    sqlite3.connect(other).close()
    other.write_bytes(b"")
    cases = [(text, "Anki collection"), (other, "revlog"), (tmp_path / "no.anki2", "unable")]
    for member, says in (("collection.anki21b", "Support older"), ("readme.txt", "no Anki")):
        path = tmp_path / f"{member}.apkg"
        with zipfile.ZipFile(path, "w") as archive:
            archive.writestr(member, b"x")
        cases.append((path, says))
    with zipfile.ZipFile(damaged, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("collection.anki2", b"x" * 9999)
    content = bytearray(damaged.read_bytes())
    content[50:60] = b"\xff" * 10
    damaged.write_bytes(bytes(content))
    cases.append((damaged, "damaged"))
    for path, says in cases:
        with pytest.raises(TrainerError, match=says) as error:
            read_collection(path, {}, frozenset())
        assert str(path) in str(error.value)
        assert "\n" not in str(error.value)
