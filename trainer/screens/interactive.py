"""The interactive review: rich paints, prompt_toolkit reads keys, lines and texts."""

from __future__ import annotations

from dataclasses import dataclass, replace

from rich.text import Text

from trainer.errors import TrainerError
from trainer.history.record import Review
from trainer.practice.review import Answer, Asked
from trainer.screens import texts
from trainer.screens.commands import COMMANDS, MENU, obey, put_away, read, undo
from trainer.screens.keyboard import ENTER, OTHER, SEND, TEXT
from trainer.screens.table import Leave, Table

CONFIDENCE = {"g": "guess", "l": "likely", "c": "certain"}
LEECH_QUESTIONS = 5  # of the family of a numeric leech


@dataclass(slots=True)
class InteractiveScreen:
    """A sitting in a terminal.

    Attributes:
        table: What lies on the table.
    """

    table: Table

    def run(self) -> None:
        """Ask until the day is done or the learner leaves; every answer is kept at once."""
        table = self.table
        with table.keyboard.held():
            table.say(texts.opening(table.sitting))
            try:
                while (asked := table.sitting.next()) or self._last_screen():
                    if asked:
                        self._ask(asked)
            except (Leave, EOFError):  # Ctrl-D leaves like q
                if table.asked:
                    table.sitting.put_back(table.asked)
                table.say([texts.farewell(table.sitting)])

    def _last_screen(self) -> bool:
        """Say goodbye; true if an undo brought a card back."""
        table = self.table
        table.say([texts.farewell(table.sitting)])
        if not table.sitting.answered or table.sitting.is_drill:
            return False
        while True:
            words = "u undo, m more, d derivation, any other key leaves"
            key = table.keyboard.key(words, keys={*"umd", ENTER, OTHER})
            if key == "u" and undo(table):
                return True
            if key not in COMMANDS:
                return False
            obey(table, key)

    def _ask(self, asked: Asked) -> None:
        table = self.table
        table.deal(asked)
        table.console.print()
        above, heading = texts.headings(table.sitting, asked)
        table.console.rule(Text(above, style="bold"), align="left", style="dim")
        table.say([heading, *texts.question(asked)])
        if asked.lab:
            row = self._lab(asked)
        else:
            row = self._numeric() if asked.question else self._free_text()
        table.deal(None)
        if row is not None:
            table.before = table.sitting.cards[row.card]
            style, said = texts.saved(row, asked.seconds)
            table.say([(style, said + " d shows the derivation." * (asked.question is not None))])
            table.say([*texts.put_off(table.sitting), *texts.enough(table.sitting)])
            self._leech(row)

    # The kinds of card

    def _numeric(self) -> Review | None:
        """Read a quantity, or nothing where Space reveals; None if the card was left."""
        table = self.table
        assert table.asked is not None  # noqa: S101 - for mypy; `_ask` dealt it
        table.say(texts.outlook(table.sitting, table.asked))
        while True:
            asked = table.asked
            assert asked is not None  # noqa: S101
            assert asked.question is not None  # noqa: S101
            sure = f" ({table.confidence})" * bool(table.confidence)
            text = table.keyboard.line(
                f"answer in {asked.question.unit or 'a number'}{sure}: ",
                commands={*COMMANDS, *MENU, *CONFIDENCE, " "},
                help_text="Space shows it, g l c how sure, ? keys",
            )
            if text in CONFIDENCE:
                table.confidence = CONFIDENCE[text]
            elif text in COMMANDS:
                if obey(table, text):
                    return None
            elif row := self._store_number(text):
                return row

    def _store_number(self, text: str) -> Review | None:
        """Grade and store a typed number, Space for none; None if it must be asked back."""
        table = self.table
        asked = table.asked
        assert asked is not None  # noqa: S101
        assert asked.question is not None  # noqa: S101
        seconds = table.seconds
        grade = None if text == " " else table.sitting.grade(asked, text)
        if grade is not None and grade.verdict == "unreadable":
            table.say([("dim", f"{texts.clean(grade.reading.says)} (Space shows the answer)")])
            return None
        answer = Answer(text.strip(), seconds, table.hints, confidence=table.confidence)
        row = table.sitting.store_grade(asked, grade, answer)
        table.solved = asked.question
        table.say(texts.verdict(asked.question, grade))
        return row

    def _free_text(self) -> Review | None:
        """Let the learner answer, judge the points, and store; None if the card was left."""
        table = self.table
        text = self._answer()
        if text is None:
            return None
        seconds = table.seconds
        from trainer.screens.judge import judge  # there was time enough to load it

        said = Answer(text, seconds, table.hints, confidence=table.confidence)
        while asked := table.asked:
            proposal = table.sitting.propose(asked, text or None, table.hints)
            verdict = judge(table, proposal)
            if verdict is not None:
                said = replace(said, proposed=proposal.quality, points=verdict.points)
                said = replace(said, mistakes=verdict.traps)
                return table.sitting.store(asked, verdict.quality, said)
            if table.asked is asked:
                break  # left; else its source was edited, and its points are judged anew
        return None

    def _answer(self) -> str | None:
        """What was typed, empty where it was said aloud; None if the card was left."""
        table = self.table
        keys = {" ", "e", ENTER, TEXT, *COMMANDS, *MENU, *CONFIDENCE}
        while True:
            sure = table.confidence or "?"
            key = table.keyboard.key(
                f"How sure: {sure} (g guess, l likely, c certain)",
                "Space reveal, Enter or just type, e editor, h hint, ? keys, q leave",
                keys=keys,
            )
            if key == " ":
                return ""
            if key in CONFIDENCE:
                table.confidence = CONFIDENCE[key]
            elif key in COMMANDS:
                if obey(table, key):
                    return None
            elif text := self._typed(key).strip():
                return text

    def _typed(self, key: str) -> str:
        """A text typed here, begun by a word or a paste, or written in the learner's editor."""
        from trainer.screens.answer_texts import typed

        table = self.table
        if key == "e":
            text = self._edited()
        else:
            text = table.keyboard.text(SEND, table.keyboard.begun if key == TEXT else "")
        if text.strip():
            table.say(typed(text))
        return text

    def _edited(self) -> str:
        """A text written in the learner's editor; empty where that failed, which is said."""
        from trainer.screens.editor import Scratch  # only for those who use it

        table = self.table
        try:
            scratch = Scratch("", "answer.md")
        except OSError as error:
            table.say([("bad", texts.clean(str(error)))])
            return ""
        try:
            with table.keyboard.released():
                text = scratch.edit()
            scratch.remove()
            return text.replace("\r\n", "\n")
        except TrainerError as error:
            table.say([("bad", texts.clean(f"{error}{scratch.kept('')}"))])
            return ""
        finally:
            scratch.kept("")  # an empty one is left by nobody, not by Ctrl-C either

    def _lab(self, asked: Asked) -> Review | None:
        """A prediction, then the measurement; None if the card was put off or left."""
        from trainer.screens import lab

        table = self.table

        def ask(prompt: str) -> str | None:
            commands = {*COMMANDS, *MENU, " "} if prompt.startswith(lab.PROMPT) else ()
            while (text := table.keyboard.line(prompt, commands)) in COMMANDS:
                if obey(table, text):
                    return None
            return text

        with table.keyboard.released():  # so that Ctrl-C interrupts a measurement
            return lab.sit(table.sitting, asked, ask, table.say, plain=False)

    # Leeches

    def _leech(self, row: Review) -> None:
        """Name a leech at once, and offer something else than asking it again."""
        table = self.table
        failures = table.sitting.leech(row)
        if not failures:
            return
        card = table.sitting.cards[row.card]
        table.say([texts.leech(card, failures)])
        offers = {"r": f"r read {', '.join(card.reads)}"} if card.reads else {}
        if card.family:
            offers["f"] = f"f {LEECH_QUESTIONS} questions of {card.family}"
        offers["x"] = "x suspend it"
        words = f"{', '.join(offers.values())}, any other key goes on"
        while (key := table.keyboard.key(words, keys={*offers, ENTER, OTHER})) in offers:
            if key == "r":
                read(table, card)
            elif key == "f":
                from trainer.practice.drill import drill_beside

                drill = drill_beside(table.sitting, card.family, row.id, LEECH_QUESTIONS)
                InteractiveScreen(Table(drill, table.console, table.keyboard)).run()
            else:
                put_away(table, card, "x")
                return
