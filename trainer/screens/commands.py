"""The keys that every prompt of an interactive sitting knows, and the menu behind `m`."""

from __future__ import annotations

from trainer.cards.card import Card
from trainer.screens import texts
from trainer.screens.keyboard import OTHER
from trainer.screens.table import Leave, Table

COMMANDS = frozenset("uh?qmd")
MENU = frozenset(f"m{key}" for key in "sbxferBXFER")  # two keys in a row
EVERYWHERE, TEXTS, REVIEWS = "everywhere", "texts", "reviews"  # where keys mean something
KEYS = (
    (EVERYWHERE, "Space  reveal, then take the proposal"),
    (TEXTS, "Enter  type an answer, or just begin; Ctrl-S sends it"),
    (TEXTS, "e      write it in your editor"),
    (EVERYWHERE, "g l c  how sure: guess, likely, certain"),
    (TEXTS, "y n p  the point is said, not said, partly said"),
    (TEXTS, "       Backspace goes back to the point before"),
    (TEXTS, "0-5    grade: 0 no idea, 1 wrong, 2 wrong but near,"),
    (TEXTS, "       3 hard, 4 good, 5 at once"),
    (REVIEWS, "h      a hint; u undo the last answer"),
    (EVERYWHERE, "d      derivation of the last number"),
    (REVIEWS, "m      more: skip, bury, suspend, flag, edit, read"),
    (EVERYWHERE, "q      leave, like Ctrl-D; every answer is kept"),
    (EVERYWHERE, "A letter is a key half a second after it; in a word it is text."),
)
PUT_AWAY = {
    "b": ("bury", "{} is put off until tomorrow."),
    "x": ("suspend", "{0} is suspended; `trainer mark resume {0}` brings it back."),
}


def obey(table: Table, key: str) -> bool:
    """Carry out one of `COMMANDS`; true if the card on the table is left by it.

    Raises:
        Leave: At `q`.
    """
    match key:
        case "u":
            return undo(table)
        case "h":
            table.say([_hint(table)])
        case "?":
            table.say([("dim", line) for line in _keys(table)])
        case "d":
            _derive(table)
        case "m":
            return more(table)
        case "q":
            raise Leave
    return False


def _keys(table: Table) -> list[str]:
    """The keys that mean something in this sitting; practice is on numbers alone."""
    practice, proof = table.sitting.is_drill, table.sitting.is_proof
    known = {EVERYWHERE} if practice else {EVERYWHERE, TEXTS, REVIEWS}
    return [line for where, line in KEYS if where in known or (proof and where == TEXTS)]


def undo(table: Table) -> bool:
    """Take back the last answer, whose card comes next; true if there was one."""
    row = table.sitting.undo(table.asked)
    if row is None:
        table.say([("dim", "There is no answer to take back.")])
        return False
    table.say([("dim", f"Taken back: the answer to {texts.clean(row.card)}.")])
    return True


def _hint(table: Table) -> texts.Line:
    hints = table.asked.card.hints if table.asked else ()
    if table.hints >= len(hints):
        return ("dim", "No more hints." if hints else "This card has no hint.")
    table.hints += 1
    return ("", f"Hint {table.hints} of {len(hints)}: {texts.clean(hints[table.hints - 1])}")


def _derive(table: Table) -> None:
    if table.solved is None:
        table.say([("dim", "No number was answered yet.")])
    else:
        table.say(texts.derivation(table.solved.steps))


# The menu


def more(table: Table) -> bool:
    """Ask what to do with the card on the table, or the one before; true if it is left."""
    if table.sitting.is_drill:
        table.say([("dim", "There is no menu in practice and proofs.")])
        return False
    lines, keys = _offer(table)
    key = table.keyboard.key(*lines, keys={*keys, OTHER})
    card = table.before if key in "BXFER" else table.asked.card if table.asked else None
    if key == OTHER or card is None:
        return False
    if key == "s" and table.asked:
        table.sitting.skip(table.asked)
        table.say([("dim", "Skipped; it comes at the end.")])
        return True
    return _act(table, card, key.lower())


def _offer(table: Table) -> tuple[list[str], str]:
    """The lines of the menu, and its keys."""
    lines, keys = [], ""
    if table.asked:
        read = f", r read {', '.join(table.asked.card.reads)}" if table.asked.card.reads else ""
        what = "s skip, b bury until tomorrow, x suspend, f flag, e edit"
        lines.append(f"This card: {what}{read}")
        keys += "sbxfe" + "r" * bool(read)
    if table.before:
        read = ", R read" if table.before.reads else ""
        what = "B bury, X suspend, F flag, E edit"
        lines.append(f"The card before, {texts.clean(table.before.id)}: {what}{read}")
        keys += "BXFE" + "R" * bool(read)
    return [*lines, "Any other key goes back."], keys


def _act(table: Table, card: Card, key: str) -> bool:
    """Put a card away, flag, edit or read; true if the card on the table is left by it."""
    match key:
        case "f":
            note = table.keyboard.line("note: ").strip()
            if note:
                table.sitting.mark(card.id, "flag", note)
                table.say([("dim", "Flagged; `trainer mark list` shows the notes.")])
        case "e":
            from trainer.screens.mending import mend  # only for those who mend a card

            mend(table, card)
        case "r":
            read(table, card)
        case _:
            return put_away(table, card, key)
    return False


def put_away(table: Table, card: Card, key: str) -> bool:
    """Bury (`b`) or suspend (`x`) a card; true if it is the one on the table."""
    name, says = PUT_AWAY[key]
    table.sitting.mark(card.id, name)
    table.say([("dim", says.format(texts.clean(card.id)))])
    return table.asked is not None and card.id == table.asked.card.id


def read(table: Table, card: Card) -> None:
    """Show the sections of the explainer that a card names, in a pager; they count as read."""
    if table.sitting.desk is None:
        return
    from click import echo_via_pager

    from trainer.screens.page import page  # 0.1 s that a review without reading saves

    markdown = table.sitting.desk.read(card.reads)
    with table.keyboard.released():
        echo_via_pager(page(markdown, table.console))  # like `trainer read`
