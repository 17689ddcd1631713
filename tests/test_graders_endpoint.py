"""Graders outside this program, against a small server of our own that misbehaves on purpose."""

from __future__ import annotations

import json
import socket
import threading
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from tests.interviews import NAME, SIZES
from tests.piped import PATIENCE
from trainer.cards.card import Point
from trainer.errors import UsageError
from trainer.graders import registry
from trainer.graders.endpoint import THREAD, Endpoint, EndpointGrader
from trainer.graders.fallback import GraderError, WithFallback
from trainer.graders.offline import RubricGrader
from trainer.graders.registry import GraderSettings, grader_for
from trainer.grading.rubric import FOUND, MISSING, UNSURE, Finding

POINTS = [Point("Says the size.", (("140 gb",),)), Point("Says the cache.", (("cache",),))]
ANSWER = "The weights are 140 GB\nin fp16, and that is all."
KEY = "sk-very-secret"


def chat(content) -> bytes:
    """A chat completion with this content, JSON or text."""
    text = content if isinstance(content, str) else json.dumps(content)
    return json.dumps({"choices": [{"message": {"content": text}}]}).encode()


def verdicts(*given) -> dict:
    """Verdicts as a model replies them: (verdict, quote), numbered from 1."""
    return {
        "verdicts": [
            {"point": number, "verdict": verdict, "quote": quote}
            for number, (verdict, quote) in enumerate(given, 1)
        ]
    }


GOOD = verdicts(("found", "140 GB"), ("missing", ""))


class Server(ThreadingHTTPServer):
    """Replies what it is told to, and remembers every request."""

    daemon_threads = True

    def __init__(self, status: int, body: bytes, how: str = "") -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.status, self.body, self.how = status, body, how
        self.go_on = threading.Event()  # what it waits for where it is `silent` or `dripping`
        self.calls: list[tuple[str, dict, dict]] = []

    @property
    def url(self) -> str:
        """The base of its interface."""
        return f"http://127.0.0.1:{self.server_port}/v1"


class Handler(BaseHTTPRequestHandler):
    """One request."""

    server: Server

    def do_POST(self):
        """Remember the request, then reply, late or byte by byte if told so."""
        content = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.calls.append((self.path, dict(self.headers), json.loads(content)))
        if self.server.how == "silent":
            self.server.go_on.wait(PATIENCE)
        try:
            self.send_response(self.server.status)
            length = 10**6 if self.server.how == "dripping" else len(self.server.body)
            self.send_header("Content-Length", str(length))
            if self.server.status == 307:
                self.send_header("Location", "/v1/elsewhere")
            self.end_headers()
            if self.server.how == "dripping":
                while not self.server.go_on.wait(0.02):
                    self.wfile.write(b" ")
            self.wfile.write(self.server.body)
        except OSError:
            return  # the client hung up, as it should

    def log_message(self, *_):
        """Say nothing."""


@contextmanager
def serving(status: int = 200, body: bytes = b"", how: str = ""):
    """A server in a thread of its own."""
    server = Server(status, body, how)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def ask(server: Server, timeout: float = PATIENCE, key: str = KEY):
    """What the grader makes of the answer."""
    grader = EndpointGrader(Endpoint(server.url, "tiny", key, timeout))
    return grader.judge("How large?", POINTS, ANSWER)


@pytest.mark.parametrize(
    "content",
    [GOOD, f"```json\n{json.dumps(GOOD)}\n```", verdicts(("found", "140  gb"), ("missing", ""))],
    ids=["plain", "fenced", "other blanks and capitals"],
)
def test_a_good_reply_gives_one_finding_per_point(content):
    """The quote is the answer's own, letter by letter, however the model spelled it."""
    with serving(body=chat(content)) as server:
        assert ask(server) == [Finding(FOUND, "140 GB"), Finding(MISSING)]


def test_what_is_sent_is_question_points_answer_and_nothing_else():
    """One call, to the path of chat completions, the key in its header and nowhere else."""
    with serving(body=chat(GOOD)) as server:
        ask(server)
    ((path, headers, body),) = server.calls
    assert path == "/v1/chat/completions"
    assert headers["Authorization"] == f"Bearer {KEY}"
    assert KEY not in json.dumps(body)
    assert body["model"] == "tiny"
    sent = json.loads(body["messages"][1]["content"])
    assert sent["answer"] == ANSWER
    assert sent["points"] == "1. Says the size.\n2. Says the cache."
    assert set(sent) == {"question", "points", "answer"}


MANY = verdicts(("found", "140 GB"), ("missing", ""), ("missing", ""))
BAD_REPLIES = {
    "no JSON": (200, b"I think it is fine.", "not one verdict per point"),
    "no choices": (200, b'{"choices": []}', "not one verdict per point"),
    "prose inside": (200, chat("Both points are said."), "not one verdict per point"),
    "too few": (200, chat(verdicts(("found", "140 GB"))), "not one verdict per point"),
    "too many": (200, chat(MANY), "not one verdict per point"),
    "a verdict of its own": (200, chat(verdicts(("yes", ""), ("no", ""))), "not one verdict"),
    "a list": (200, chat([1, 2]), "not one verdict per point"),
    "deep": (200, b"[" * 200_000, "not one verdict per point"),
    "no content": (200, b'{"choices": [{"message": {"content": null}}]}', "not one verdict"),
    "no UTF-8": (200, b"\xff\xfe\xfd", "not one verdict per point"),
    "an error": (500, b"Internal Server Error sk-very-secret", "HTTP status 500"),
    "no rights": (401, b"{}", "HTTP status 401"),
    "a redirect": (307, b"", "HTTP status 307"),
    "huge": (200, b" " * 1_500_000, "larger than 1,000,000 bytes"),
}


@pytest.mark.parametrize("name", BAD_REPLIES)
def test_a_bad_reply_is_no_verdict(name):
    """One call, no retry, no redirect followed; the reason holds nothing of the reply."""
    status, body, words = BAD_REPLIES[name]
    with serving(status, body) as server, pytest.raises(GraderError, match=words) as error:
        ask(server)
    assert len(server.calls) == 1
    assert KEY not in str(error.value)


@pytest.mark.parametrize("how", ["silent", "dripping"])
def test_a_slow_server_is_left_when_the_time_is_up(how):
    """The limit is for the whole exchange, also where each byte comes in time."""
    with serving(body=chat(GOOD), how=how) as server:
        with pytest.raises(GraderError, match=r"no reply in 0.3 s"):
            ask(server, timeout=0.3)
        wait_for_the_thread()  # which nothing but the limit ends
        server.go_on.set()


def test_a_name_that_nobody_looks_up_is_left_too(monkeypatch):
    """The limit begins before the connection; what was not sent in time never is."""
    go_on, real = threading.Event(), socket.getaddrinfo

    def stalled(*arguments, **more):
        assert go_on.wait(PATIENCE)
        return real(*arguments, **more)

    monkeypatch.setattr(socket, "getaddrinfo", stalled)
    with serving(body=chat(GOOD)) as server:
        with pytest.raises(GraderError, match=r"no reply in 0.3 s"):
            ask(server, timeout=0.3)
        go_on.set()
        wait_for_the_thread()
        assert server.calls == []


def wait_for_the_thread():
    """Wait until the thread of the exchange, which was left behind, is over."""
    for thread in threading.enumerate():
        if thread.name == THREAD:
            thread.join(PATIENCE)
            assert not thread.is_alive()


def test_nobody_there():
    """A port on which nothing listens."""
    with serving() as server:
        pass
    with pytest.raises(GraderError, match="nothing listens there"):
        ask(server)


def test_an_endless_answer_is_not_sent():
    """What no model would read does not leave the machine."""
    with serving(body=chat(GOOD)) as server:
        grader = EndpointGrader(Endpoint(server.url, "tiny", "", 5))
        with pytest.raises(GraderError, match="longer than"):
            grader.judge("?", POINTS, "x" * 30_001)
    assert server.calls == []


@pytest.mark.parametrize(
    ("url", "model", "key", "words"),
    [
        ("", "m", "", "is no URL"),
        ("ftp://x", "m", "", "is no URL"),
        ("http://", "m", "", "is no URL"),
        ("http://x:port", "m", "", "is no URL"),
        ("http://me:word@x", "m", "", "more than a place"),
        ("http://x/v1?key=1", "m", "", "more than a place"),
        ("http://127.evil.example/v1", "m", KEY, "in the clear"),
        ("http://example.org/v1", "m", KEY, "in the clear"),
        ("http://127.0.0.1/v1", "m", "a\nb", "no key has"),
        ("http://127.0.0.1/v1", "", "", "grader_model is empty"),
    ],
)
def test_an_endpoint_that_cannot_be_used_is_refused_before_anything_is_sent(url, model, key, words):
    """Each with its remedy; the key is never part of the message."""
    with pytest.raises(UsageError, match=words) as error:
        EndpointGrader(Endpoint(url, model, key, 5))
    assert KEY not in str(error.value)


def test_secrets_are_not_shown():
    """Neither endpoint nor settings print the key."""
    assert KEY not in repr(Endpoint("http://127.0.0.1", "m", KEY, 5))
    assert KEY not in repr(GraderSettings(key=KEY))


# The offline rubric behind it


class Told:
    """A grader that says what it is told, or raises it."""

    name = "told"

    def __init__(self, *says) -> None:
        self.says, self.calls = list(says), 0

    def judge(self, question, points, answer):
        """The next of what it was told."""
        self.calls += 1
        said = self.says.pop(0)
        if isinstance(said, Exception):
            raise said
        return said


OFFLINE = list(RubricGrader().judge("?", POINTS, ANSWER))


@pytest.mark.parametrize(
    "said",
    [GraderError("it replied with HTTP status 500"), ZeroDivisionError("x"), [], [Finding(FOUND)]],
)
def test_after_a_failure_the_offline_rubric_grades_the_rest(said):
    """One line of notice, and the grader is not asked again in this sitting."""
    told, lines = Told(said, [Finding(MISSING)] * 2), []
    grader = WithFallback(told, lines.append)
    assert grader.name == "told"
    assert list(grader.judge("?", POINTS, ANSWER)) == OFFLINE
    assert list(grader.judge("?", POINTS, ANSWER)) == OFFLINE
    assert (told.calls, grader.name, len(lines)) == (1, "rubric", 1)
    assert "the offline rubric grades the rest of this sitting" in lines[0]


@pytest.mark.parametrize("quote", ["", " ", "141 GB"])
def test_a_quote_that_is_not_in_the_answer_is_not_believed(quote):
    """That point is graded offline, the other as it was said; told once."""
    said = [Finding(FOUND, quote), Finding(UNSURE, "that is all")]
    lines = []
    grader = WithFallback(Told(said, said), lines.append)
    for _ in range(2):
        assert list(grader.judge("?", POINTS, ANSWER)) == [OFFLINE[0], said[1]]
    assert len(lines) == 1
    assert "a quote is not in the answer" in lines[0]


# In an interview


def interview(run, **environment):
    """A short interview with these settings."""
    return run("interview", NAME, "--seed", "1", stdin=f"How fast?\n\n{SIZES}\n\n", **environment)


def test_without_being_configured_nothing_is_asked(run):
    """The key alone, or a URL alone, sends nothing."""
    with serving(body=chat(GOOD)) as server:
        shown = interview(run, TRAINER_GRADER_URL=server.url, TRAINER_GRADER_KEY=KEY)
    assert (shown.returncode, server.calls) == (0, [])


def test_a_server_that_fails_costs_one_line_and_the_interview_goes_on(run, home):
    """One call, one notice on stderr, offline scores; the key is in no output and no file."""
    environment = {
        "TRAINER_GRADER": "endpoint",
        "TRAINER_GRADER_MODEL": "tiny",
        "TRAINER_GRADER_KEY": KEY,
    }
    offline = interview(run).stdout.partition("Debrief")[2].partition("Due")[0]
    with serving(500) as server:
        shown = interview(run, TRAINER_GRADER_URL=server.url, **environment)
    assert len(server.calls) == 1
    assert shown.stderr.count("\n") == 1
    assert f"grader tiny at 127.0.0.1:{server.server_port}: it replied with" in shown.stderr
    assert shown.stdout.partition("Debrief")[2].partition("Due")[0] == offline
    assert KEY not in shown.stdout + shown.stderr
    files = [path.read_bytes() for path in home.rglob("*") if path.is_file()]
    assert not any(KEY.encode() in content for content in files)


def test_a_server_that_works_is_named_in_the_debrief(run):
    """Its verdicts count: every point is found by a quote that stands in every answer."""

    class Agreeing(Handler):
        def do_POST(self):
            content = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            sent = json.loads(content["messages"][1]["content"])
            count = sent["points"].count("\n") + 1
            self.server.calls.append(sent)
            reply = chat(verdicts(*[("found", sent["answer"].split()[0])] * count))
            self.send_response(200)
            self.send_header("Content-Length", str(len(reply)))
            self.end_headers()
            self.wfile.write(reply)

    with serving() as server:
        server.RequestHandlerClass = Agreeing
        shown = interview(
            run,
            TRAINER_GRADER="endpoint",
            TRAINER_GRADER_MODEL="tiny",
            TRAINER_GRADER_URL=server.url,
        )
    assert shown.stderr == ""
    assert "Scoping: 7 of 7" in shown.stdout
    assert f"Judged by tiny at 127.0.0.1:{server.server_port}." in shown.stdout
    assert [sent["answer"] for sent in server.calls] == ["How fast?", SIZES]


@pytest.mark.parametrize(
    ("environment", "words"),
    [
        ({"TRAINER_GRADER": "oracle"}, "no grader 'oracle'; graders: rubric, endpoint"),
        ({"TRAINER_GRADER": "endpoint"}, "grader_url is no URL"),
        ({"TRAINER_GRADER_TIMEOUT": "never"}, "TRAINER_GRADER_TIMEOUT is 'never'"),
    ],
)
def test_settings_of_a_grader_are_checked_before_the_interview_begins(run, environment, words):
    """Exit 2, one line, no interview begun."""
    shown = run("interview", NAME, **environment)
    assert (shown.returncode, shown.stdout) == (2, "")
    assert words in shown.stderr
    assert json.loads(run("interview", "--past", "--json").stdout) == []


class Entry:
    """An entry point of a package."""

    def __init__(self, name, made) -> None:
        self.name, self.made = name, made

    def load(self):
        """What the package gives, or its error."""
        if isinstance(self.made, Exception):
            raise self.made
        return self.made


def test_a_package_adds_a_grader(monkeypatch):
    """An entry point of the group `trainer.graders`, called with the settings."""
    settings = GraderSettings(name="mine", model="m")
    asked = []

    def make(given):
        asked.append(given)
        return Told([Finding(FOUND, "140 GB"), Finding(MISSING)])

    groups = []

    def points(group):
        groups.append(group)
        return [Entry("mine", make), Entry("broken", ImportError("x"))]

    monkeypatch.setattr(registry, "entry_points", points)
    grader = grader_for(settings, print)
    assert grader.judge("?", POINTS, ANSWER)[0] == Finding(FOUND, "140 GB")
    assert (asked, groups) == ([settings], ["trainer.graders"])
    with pytest.raises(UsageError, match="'broken' cannot be loaded"):
        grader_for(GraderSettings(name="broken"), print)
    with pytest.raises(UsageError, match="graders: rubric, endpoint, broken, mine"):
        grader_for(GraderSettings(name="none"), print)
