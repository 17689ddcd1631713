"""Reading from a terminal with prompt_toolkit: one key, a line, or a text of many lines."""

from __future__ import annotations

from collections.abc import Callable, Collection
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from functools import cached_property
from textwrap import wrap

from prompt_toolkit import PromptSession
from prompt_toolkit.application import Application, get_app, get_app_session
from prompt_toolkit.enums import EditingMode
from prompt_toolkit.filters import Condition
from prompt_toolkit.formatted_text import StyleAndTextTuples
from prompt_toolkit.history import DummyHistory
from prompt_toolkit.key_binding import KeyBindings, KeyPressEvent
from prompt_toolkit.keys import Keys
from prompt_toolkit.layout import FormattedTextControl, Layout, Window

ENTER, BACK, PASTE, OTHER = "enter", "back", "paste", "other"
WIDEST = 88  # columns of a line that the eye still follows
SEND = "answer: Ctrl-S or Esc Enter sends it, Enter begins a line"


@dataclass
class Keyboard:
    """The keys of a learner.

    Attributes:
        editing: `emacs` or `vi`, the keys of typed answers.
        pasted: What was pasted where a key was awaited, when `key` returned `PASTE`.
    """

    editing: str = "emacs"
    pasted: str = ""
    _message: list[str] = field(default_factory=list)
    _keys: frozenset[str] = frozenset()

    def key(self, *lines: str, keys: Collection[str]) -> str:
        """One of these keys; others do nothing, unless `OTHER` is among them.

        Args:
            lines: What stands on the screen meanwhile, wrapped to its width; gone afterwards.
            keys: Characters, and of `ENTER`, `BACK`, `PASTE` and `OTHER` what is to be told.

        Raises:
            KeyboardInterrupt: At Ctrl-C.
            EOFError: At Ctrl-D.
        """
        self._message = list(lines)
        self._keys = frozenset(keys)
        return self._waiting.run()

    def line(self, message: str, commands: Collection[str] = (), help_text: str = "") -> str:
        """A line of text, or one of the commands typed on an empty line, which acts at once.

        Args:
            message: What stands before it.
            commands: Characters that are commands on an empty line.
            help_text: What stands in the place of the text until it is begun.

        Raises:
            KeyboardInterrupt: At Ctrl-C.
            EOFError: At Ctrl-D on an empty line.
        """
        keys = KeyBindings()
        session = self._lines
        empty = Condition(lambda: not session.default_buffer.text)
        for command in commands:

            @keys.add(command, filter=empty)
            def _(event: KeyPressEvent) -> None:
                event.app.erase_when_done = True
                event.app.exit(result=event.data)

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
        return PromptSession(
            history=DummyHistory(),
            multiline=multiline,
            erase_when_done=multiline,
            editing_mode=mode,
            enable_open_in_editor=multiline,
            tempfile_suffix=".md",
        )

    @cached_property
    def _waiting(self) -> Application[str]:
        """What waits for a key: no text is edited, so keys mean the same in emacs and vi."""
        control = FormattedTextControl(self._shown, show_cursor=True)
        window = Window(control, dont_extend_height=True, always_hide_cursor=False)
        return Application(
            layout=Layout(window), key_bindings=self._bindings(), erase_when_done=True
        )

    def _shown(self) -> StyleAndTextTuples:
        width = min(self.columns, WIDEST) - 1
        lines = [row for line in self._message for row in wrap(line, width) or [""]]
        return [("", "\n".join(lines) + " "), ("[SetCursorPosition]", "")]

    def _bindings(self) -> KeyBindings:
        keys = KeyBindings()

        def ends(key: str | Keys, result: Callable[[KeyPressEvent], str]) -> None:
            @keys.add(key)
            def _(event: KeyPressEvent) -> None:
                told = result(event)
                told = told if told in self._keys else OTHER
                if told in self._keys:
                    event.app.exit(result=told)

        ends(Keys.Any, lambda event: event.data)
        ends("enter", lambda _: ENTER)
        ends("backspace", lambda _: BACK)
        ends(Keys.BracketedPaste, self._paste)

        @keys.add("c-c")
        def _(event: KeyPressEvent) -> None:
            event.app.exit(exception=KeyboardInterrupt)

        @keys.add("c-d")
        def _(event: KeyPressEvent) -> None:
            event.app.exit(exception=EOFError)

        return keys

    def _paste(self, event: KeyPressEvent) -> str:
        self.pasted = event.data.replace("\r\n", "\n").replace("\r", "\n")
        return PASTE
