"""Standard streams that are closed, full or read no further: one line at most, the right code."""

import os
import subprocess
import sys

import pytest

COMMANDS = ("status", "question list", "review --plain")


def shell(tmp_path, line: str):
    """What a shell line prints; `T` in it is the program, as a process of its own."""
    line = line.replace("T ", f"{sys.executable} -W error -m trainer ", 1)
    return subprocess.run(
        ["bash", "-c", line],
        cwd=tmp_path,
        capture_output=True,
        encoding="utf-8",
        stdin=subprocess.DEVNULL,
        env=os.environ,
        timeout=60,
        check=False,
    )


@pytest.mark.parametrize("command", COMMANDS)
def test_a_closed_stdout_is_no_error(tmp_path, command):
    """`>&-`: nothing to write to, exit 0."""
    shown = shell(tmp_path, f"T {command} >&-")
    assert (shown.returncode, shown.stdout, shown.stderr) == (0, "", "")


def test_a_closed_stdin_is_the_end_of_input(tmp_path):
    """`<&-`: as an empty one, with all three closed too."""
    shown = shell(tmp_path, "T review --plain <&-")
    assert (shown.returncode, shown.stderr) == (0, "")
    assert "0 answers kept" in shown.stdout
    assert shell(tmp_path, "T status <&- >&- 2>&-").returncode == 0


@pytest.mark.parametrize("command", COMMANDS)
def test_a_full_disk_behind_stdout_is_one_line(tmp_path, command):
    """`>/dev/full`: exit 1 and what to do."""
    shown = shell(tmp_path, f"T {command} >/dev/full")
    assert (shown.returncode, shown.stderr.count("\n")) == (1, 1), shown.stderr
    assert "trainer: standard input or output fails (no space left on device);" in shown.stderr


@pytest.mark.parametrize("command", COMMANDS)
def test_a_reader_that_goes_away_is_no_error(tmp_path, command):
    """`| head` that has enough: exit 0 and silence, whoever meets the broken pipe."""
    shown = shell(tmp_path, f"exec 3> >(exec true); wait $!; T {command} >&3")
    assert (shown.returncode, shown.stderr) == (0, "")


@pytest.mark.parametrize("target", ["&-", "/dev/full"])
def test_an_error_that_nobody_hears_keeps_its_code(tmp_path, target):
    """Exit 2, also where stderr is closed or full."""
    assert shell(tmp_path, f"T nope 2>{target}").returncode == 2
