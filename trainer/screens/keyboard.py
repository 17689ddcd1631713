"""Reading from a terminal with prompt_toolkit: one key, a line, or a text of many lines."""

from __future__ import annotations

from collections.abc import Callable, Collection
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from functools import cached_property, partial
from itertools import takewhile
from string import ascii_lowercase
from textwrap import wrap

from prompt_toolkit import PromptSession
from prompt_toolkit.application import Application, get_app, get_app_session
from prompt_toolkit.enums import EditingMode
from prompt_toolkit.filters import Condition, Filter
from prompt_toolkit.formatted_text import StyleAndTextTuples
from prompt_toolkit.history import DummyHistory
from prompt_toolkit.key_binding import KeyBindings, KeyPress, KeyPressEvent
from prompt_toolkit.keys import Keys
from prompt_toolkit.layout import FormattedTextControl, Layout, Window

ENTER, BACK, TEXT, OTHER = "enter", "back", "text", "other"
WIDEST = 88  # columns of a line that the eye still follows
IN_A_ROW = 0.5  # seconds between two letters that are typed in a row
SEND = "answer: Ctrl-S or Esc Enter sends it, Enter begins a line"


@dataclass
class Keyboard:
    """The keys of a learner.

    Where an answer may be typed, a letter acts as a key when it stands alone: others may follow it
    within `in_a_row`, and make a word of it (`_is_word`).

    Attributes:
        editing: `emacs` or `vi`, the keys of typed answers.
        in_a_row: Seconds between two letters of a word.
        begun: What was pasted or typed where a key was awaited, when `key` returned `TEXT`.
    """

    editing: str = "emacs"
    in_a_row: float = IN_A_ROW
    begun: str = ""
    _message: list[str] = field(default_factory=list)
    _keys: frozenset[str] = frozenset()

    def key(self, *lines: str, keys: Collection[str]) -> str:
        """One of these keys; others do nothing, unless `OTHER` is among them.

        Args:
            lines: What stands on the screen meanwhile, wrapped to its width; gone afterwards.
            keys: Characters, and of `ENTER`, `BACK`, `TEXT` and `OTHER` what is to be told. Two
                letters among them are two keys in a row, and no word.

        Raises:
            KeyboardInterrupt: At Ctrl-C.
            EOFError: At Ctrl-D.
        """
        self._message = list(lines)
        self._keys = frozenset(keys)
        return self._waiting.run()

    def line(self, message: str, commands: Collection[str] = (), help_text: str = "") -> str:
        """A line of text, or one of the commands typed on an empty line.

        Args:
            message: What stands before it.
            commands: Characters that are commands on an empty line, pairs as `keys` of `key`.
            help_text: What stands in the place of the text until it is begun.

        Raises:
            KeyboardInterrupt: At Ctrl-C.
            EOFError: At Ctrl-D on an empty line.
        """
        keys = KeyBindings()
        session = self._lines
        self._keys = frozenset(commands)
        empty = Condition(lambda: not session.default_buffer.text)

        def ends(event: KeyPressEvent) -> None:
            event.app.erase_when_done = True
            event.app.exit(result=event.key_sequence[0].data)

        for command in self._keys - set(ascii_lowercase):
            if len(command) == 1:
                keys.add(command, filter=empty)(ends)
        self._letters(keys, empty, ends, lambda event, word: event.current_buffer.insert_text(word))
        session.app.erase_when_done = False
        return session.prompt(message, key_bindings=keys, placeholder=help_text)

    def text(self, message: str, begun: str = "") -> str:
        """A text of many lines; gone from the screen afterwards.

        Args:
            message: What stands above it.
            begun: What it begins with.

        Raises:
            KeyboardInterrupt: At Ctrl-C.
            EOFError: At Ctrl-D while there is no text.
        """
        keys = KeyBindings()

        @keys.add("c-s")
        def _(event: KeyPressEvent) -> None:
            event.current_buffer.validate_and_handle()

        return self._texts.prompt(f"{message}\n", default=begun, key_bindings=keys)

    def held(self) -> AbstractContextManager[None]:
        """The terminal held for the whole of a sitting.

        Between two prompts it would else echo what is typed ahead, and swallow a Ctrl-D.
        """
        return get_app_session().input.raw_mode()

    def released(self) -> AbstractContextManager[None]:
        """The terminal as other programs expect it, with Ctrl-C as an interrupt."""
        return get_app_session().input.cooked_mode()

    @property
    def columns(self) -> int:
        """How wide the terminal is now."""
        return get_app().output.get_size().columns

    @cached_property
    def _lines(self) -> PromptSession[str]:
        return self._session()

    @cached_property
    def _texts(self) -> PromptSession[str]:
        return self._session(multiline=True)

    def _session(self, *, multiline: bool = False) -> PromptSession[str]:
        mode = EditingMode.VI if self.editing == "vi" else EditingMode.EMACS
        session: PromptSession[str] = PromptSession(
            history=DummyHistory(),
            multiline=multiline,
            erase_when_done=multiline,
            editing_mode=mode,
            enable_open_in_editor=multiline,
            tempfile_suffix=".md",
        )
        session.app.timeoutlen = self.in_a_row
        return session

    @cached_property
    def _waiting(self) -> Application[str]:
        """What waits for a key: no text is edited, so keys mean the same in emacs and vi."""
        control = FormattedTextControl(self._shown, show_cursor=True)
        window = Window(control, dont_extend_height=True, always_hide_cursor=False)
        app: Application[str] = Application(
            layout=Layout(window), key_bindings=self._bindings(), erase_when_done=True
        )
        app.timeoutlen = self.in_a_row
        return app

    def _shown(self) -> StyleAndTextTuples:
        width = min(self.columns, WIDEST) - 1
        lines = [row for line in self._message for row in wrap(line, width) or [""]]
        return [("", "\n".join(lines) + " "), ("[SetCursorPosition]", "")]

    def _bindings(self) -> KeyBindings:
        keys = KeyBindings()

        def tell(event: KeyPressEvent, told: str) -> None:
            told = told if told in self._keys else OTHER
            if told in self._keys:
                event.app.exit(result=told)

        def begin(event: KeyPressEvent, text: str) -> None:
            self.begun = text.replace("\r\n", "\n").replace("\r", "\n")
            tell(event, TEXT)

        @keys.add(Keys.Any)
        def _(event: KeyPressEvent) -> None:
            char = event.key_sequence[0].data
            typed = TEXT in self._keys and char not in self._keys and char.isprintable()
            begin(event, char) if typed else tell(event, char)

        keys.add(Keys.Ignore)(lambda _: None)
        keys.add("enter")(lambda event: tell(event, ENTER))
        keys.add("backspace")(lambda event: tell(event, BACK))
        keys.add(Keys.BracketedPaste)(lambda event: begin(event, event.data))
        typing = Condition(lambda: TEXT in self._keys)
        self._letters(keys, typing, lambda event: tell(event, event.key_sequence[0].data), begin)

        @keys.add("c-c")
        def _(event: KeyPressEvent) -> None:
            event.app.exit(exception=KeyboardInterrupt)

        @keys.add("c-d")
        def _(event: KeyPressEvent) -> None:
            event.app.exit(exception=EOFError)

        return keys

    def _letters(
        self,
        keys: KeyBindings,
        typing: Filter,
        act: Callable[[KeyPressEvent], None],
        begin: Callable[[KeyPressEvent, str], None],
    ) -> None:
        """Bind the letters among the keys, each with what follows it at once.

        Args:
            keys: Where to bind them.
            typing: Whether a text may begin here.
            act: Carries out the first key.
            begin: Begins a text with letters.
        """
        ended = Condition(lambda: not _is_letter(get_app().key_processor.key_buffer[-1]))

        def pressed(event: KeyPressEvent) -> None:
            word = "".join(each.data for each in takewhile(_is_letter, event.key_sequence))
            used = len(word) if self._is_word(word) else 1
            event.app.key_processor.feed_multiple(event.key_sequence[used:], first=True)
            begin(event, word) if used > 1 else act(event)

        for letter in ascii_lowercase:
            bound = typing & Condition(partial(self._is_key, letter))
            for more in range(3):
                keys.add(letter, *[Keys.Any] * more, filter=bound, eager=ended)(pressed)

    def _is_key(self, letter: str) -> bool:
        return letter in self._keys

    def _is_word(self, letters: str) -> bool:
        """Whether letters in a row are a word; `uuu` is a key that is held, and pairs are known."""
        return len(set(letters)) > 1 and letters not in self._keys


def _is_letter(press: KeyPress) -> bool:
    return len(press.data) == 1 and press.data.isalpha()
