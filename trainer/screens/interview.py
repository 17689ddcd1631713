"""An interview in a terminal: a live countdown below the line that is being typed."""

from __future__ import annotations

import asyncio
import errno
import signal
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field

from prompt_toolkit import PromptSession
from prompt_toolkit.application import Application, get_app, get_app_session
from prompt_toolkit.key_binding import KeyBindings, KeyPressEvent
from rich.console import Console

from trainer.history.record import Review
from trainer.practice.interview import Interview
from trainer.screens import interview_texts as says
from trainer.screens.interview_talk import Leave
from trainer.screens.paint import hanging, paint
from trainer.screens.texts import Line

ENDS = [  # the terminal is closed, or the program asked to end; not on every system
    getattr(signal, name) for name in ("SIGHUP", "SIGTERM") if hasattr(signal, name)
]
TICK = 0.5  # seconds between two looks at the clock
ONCE_MORE = "Nothing said yet: Enter once more ends the phase."
PARAGRAPH = "Enter once more ends the answer; or go on typing."


@dataclass(slots=True)
class TerminalEar:
    """Reads with prompt_toolkit, paints with rich.

    Enter says a line, which is then on the disk; Alt-Enter begins a new line within it.

    Attributes:
        console: What paints.
        goes_on_alone: A phase ends by itself when nothing more is asked.
        editing: The keys of typed text, `emacs` or `vi`.
        tick: Seconds between two looks at the clock.
    """

    console: Console
    goes_on_alone: bool = True
    editing: str = "emacs"
    tick: float = TICK
    _session: PromptSession[str] = field(default_factory=PromptSession)
    _lines: PromptSession[str] = field(default_factory=PromptSession)
    _came_back: bool = True  # a draft is offered once, to whoever carries on

    @contextmanager
    def held(self) -> Iterator[None]:
        """The terminal held for the whole of a sitting, as a review holds it.

        Ctrl-C goes on interrupting between two prompts, where a grader may take its time.
        """
        with get_app_session().input.raw_mode():
            _let_interrupt()
            yield

    def listen(self, interview: Interview) -> str | None:
        """What is typed; an empty text ends the phase, twice where one could be a slip.

        Raises:
            Leave: On Ctrl-D; Ctrl-C interrupts. What was typed is kept as a draft.
        """
        text = self._say_something(interview)
        again = self._slip(interview)
        while again and not text.strip() and not self._cut(interview):
            self.say([("dim", again)])
            text = self._say_something(interview)
            again = ""
        if not text.strip() and self._cut(interview):
            self.say([("bad", says.TIME_IS_UP)])
        return text

    def _slip(self, interview: Interview) -> str:
        """What to say after a first empty line, where it may be a slip; empty where it counts."""
        phase = interview.record.phase
        if phase == "answer" and interview.record.aloud:
            return ""
        if not interview.record.said(phase):
            return ONCE_MORE
        return PARAGRAPH if phase == "answer" else ""

    def _say_something(self, interview: Interview) -> str:
        question = interview.on_table()
        prompt = "> " if question is None else f"answer in {question.unit or 'a number'}: "
        draft, self._came_back = interview.record.draft if self._came_back else "", False
        try:
            return self._prompt(prompt, interview, draft)
        except EOFError:
            raise Leave from None

    def _cut(self, interview: Interview) -> bool:
        """Whether a hard limit is reached, a tick early: what is typed by then was in time."""
        left = interview.left()
        return bool(interview.record.begun["hard"]) and left is not None and left <= self.tick

    def ask(self, prompt: str) -> str | None:
        """A line of the debrief.

        Raises:
            Leave: On Ctrl-D.
        """
        try:
            return str(self._lines.prompt(prompt))
        except EOFError:
            raise Leave from None

    def rest(self, interview: Interview) -> None:
        """Wait for Enter."""
        self.ask("Paused, the clock stands; Enter goes on: ")

    def say(self, lines: Iterable[Line]) -> None:
        """Paint these lines."""
        paint(self.console, hanging(lines, self.console.width))

    def saved(self, row: Review) -> None:
        """Nothing: the last line says how many there are."""

    # Reading with a countdown

    def _prompt(self, message: str, interview: Interview, draft: str) -> str:
        """A text that is typed below a countdown; what is typed when all ends is kept."""
        with self._keeping(interview):
            return str(
                self._session.prompt(
                    message,
                    default=draft,
                    multiline=True,
                    vi_mode=self.editing == "vi",
                    key_bindings=_keys(),
                    bottom_toolbar=lambda: f" {says.time_left(interview)}   /help ",
                    refresh_interval=TICK,
                    prompt_continuation="  ",
                    pre_run=lambda: self._watch(interview),
                )
            )

    @contextmanager
    def _keeping(self, interview: Interview) -> Iterator[None]:
        """Keep what is typed however the prompt ends; a signal ends it first, then the program.

        A terminal that closes is the end of input, an error of whatever is painted, and a signal
        or two, in any order.
        """
        app, ended = self._session.app, list[int]()

        def end(number: int, _: object) -> None:
            ended.append(number)
            if app.loop is not None:
                app.loop.call_soon_threadsafe(_leave, app, EOFError())

        before = {number: signal.signal(number, end) for number in ENDS}
        said = False
        try:
            yield
            said = not ended
        except OSError as error:
            if error.errno != errno.EIO:
                raise
            ended.append(ENDS[0])
        finally:
            if not said:
                interview.keep_draft(self._session.default_buffer.text)
            for number, handler in before.items():
                signal.signal(number, handler)
            if ended:
                raise SystemExit(128 + ended[0])

    def _watch(self, interview: Interview) -> None:
        """Mind the clock and the terminal while a line is being typed."""
        app = get_app()
        asyncio.get_running_loop().set_exception_handler(
            lambda _, told: _leave(app, told.get("exception"))
        )
        if interview.record.begun["hard"]:
            app.create_background_task(_until(lambda: self._cut(interview), self.tick))


def _let_interrupt() -> None:
    with suppress(ImportError, OSError):  # Windows has no such module, a pipe no such modes
        import termios

        number = get_app_session().input.fileno()
        with suppress(termios.error):
            modes = termios.tcgetattr(number)
            modes[3] |= termios.ISIG
            termios.tcsetattr(number, termios.TCSANOW, modes)


def _leave(app: Application[str], error: BaseException | None) -> None:
    """End a prompt with an error, unless it has ended."""
    with suppress(Exception):
        app.exit(exception=error or EOFError())


async def _until(over: Callable[[], bool], tick: float) -> None:
    """Say what is typed so far once the time is over."""
    app = get_app()
    while not over():
        await asyncio.sleep(tick)
    with suppress(Exception):  # Enter may have come first
        app.exit(result=app.current_buffer.text)


def _keys() -> KeyBindings:
    keys = KeyBindings()

    @keys.add("enter")
    def _(event: KeyPressEvent) -> None:
        event.current_buffer.validate_and_handle()

    @keys.add("escape", "enter")
    def _(event: KeyPressEvent) -> None:
        event.current_buffer.insert_text("\n")

    return keys
