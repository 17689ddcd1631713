"""From a documentation page to training text, and what is left out of it."""

import html
import json
import sys

import numpy as np
import pytest

from trainer.errors import TrainerError
from trainer.labs.model import texts
from trainer.labs.model.opening import open_model
from trainer.labs.model.shape import Shape
from trainer.labs.model.weights import pack
from trainer.labs.pretrain.__main__ import main
from trainer.labs.pretrain.corpus import read_corpus, runs, share
from trainer.labs.pretrain.pages import plain_text

PAGE = """<html><body><div class="nav">menu</div><div class="body" role="main"><section>
<h1>Heaps<a class="headerlink" href="#x">P</a></h1>
<p>A <em>heap</em> is a <code><span>list</span></code>, see <strong>PEP&nbsp;8</strong> &amp; more
words that make this paragraph longer than a line of the text may be.</p>
<dl><dt>heappush(<em>heap</em>, item)</dt><dd><p>Push.</p><ul><li><p>one</p></li><li>two</li></ul>
</dd></dl>
<div class="highlight"><pre><span>&gt;&gt;&gt; </span>push(h)
  <span>1</span>
</pre></div><script>no()</script><img src="x"><br></section></div><div>footer</div></body></html>"""

TEXT = """Heaps
*****


A *heap* is a "list", see **PEP 8** & more words that make this
paragraph longer than a line of the text may be.

heappush(heap, item)

   Push.

   * one

   * two

   >>> push(h)
     1
"""


def test_a_page_becomes_the_text_of_a_topic():
    """Headings underlined, code in quotes, lines of 70, lists and code indented; no menus."""
    assert plain_text(PAGE) == TEXT


def docs_folder(folder, pages):
    """A folder as the Debian package has it."""
    for name, paragraphs in pages.items():
        body = "".join(f"<p>{html.escape(text)}</p>" for text in paragraphs)
        for path, text in (
            (folder / "_sources" / f"{name}.rst.txt", ""),
            (folder / f"{name}.html", f'<div class="body">{body}</div>'),
        ):
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text)
    return folder


TOPIC = "one two three four five six seven eight nine ten eleven"
OTHER = " ".join(f"word{number}" for number in range(300))


def test_evaluation_text_stays_out_of_training(tmp_path):
    """Reference pages, pages made of topics, and single paragraphs with ten words of one."""
    pages = {f"library/page{number:02}": [OTHER, f"own {number}"] for number in range(41)}
    pages |= {
        "reference/lexical": ["own words"],
        "library/stdtypes": [TOPIC, "short"],
        "library/with-a-quote": [OTHER, f"see {TOPIC}", "kept"],
        "license": ["terms"],
    }
    folder = docs_folder(tmp_path, pages)
    (folder / "_sources" / "changelog.rst.txt").write_text("")  # has no page
    corpus = read_corpus(folder, [TOPIC])
    assert sorted(corpus.left_out) == ["library/stdtypes", "license", "reference/lexical"]
    assert corpus.paragraphs == 1
    assert len(corpus.training) + len(corpus.held_out) == 42
    assert len(corpus.held_out) == 2  # pages 0 and 40 of 42
    everything = "\n".join(corpus.training + corpus.held_out)
    assert "kept" in everything
    assert "seven eight" not in everything


def test_a_folder_without_pages_is_refused(tmp_path):
    """The error says which package to install."""
    with pytest.raises(TrainerError, match=r"python3\.11-doc"):
        read_corpus(tmp_path, [])


def test_runs_are_ten_words():
    """Eleven words have two runs; case and signs do not count; none in a short text."""
    assert len(runs(TOPIC)) == 2
    assert runs(TOPIC.upper().replace(" ", ", ")) == runs(TOPIC)
    assert share(TOPIC, set(runs(TOPIC)[:1])) == 0.5
    assert share("short", {("x",)}) == 0


def test_a_folder_without_pages_is_told_in_a_line(tmp_path, monkeypatch, capsys):
    """Exit code 1, and what to install."""
    work = ["--work", str(tmp_path)]
    monkeypatch.setattr(sys, "argv", ["pretrain", "corpus", "--docs", str(tmp_path), *work])
    with pytest.raises(SystemExit, match=r"^1$"):
        main()
    assert capsys.readouterr().err.startswith(f"trainer: {tmp_path}: no pages; install ")


def test_the_steps_lead_from_pages_to_a_model(tmp_path, monkeypatch):
    """Corpus and ship write what a lab opens: tokenizer, weights and a manifest that fits them."""
    source = texts.source_text()
    pages = {f"library/p{n}": [source[n * 30_000 : (n + 1) * 30_000]] for n in range(3)}
    docs, work, out = docs_folder(tmp_path / "docs", pages), tmp_path / "work", tmp_path / "out"
    monkeypatch.setattr("trainer.labs.pretrain.manifest.WINDOWS", 2)

    def step(*arguments):
        monkeypatch.setattr(sys, "argv", ["pretrain", *map(str, arguments)])
        main()

    step("corpus", "--docs", docs, "--work", work)
    rng = np.random.default_rng(0)
    weights = {name: rng.standard_normal(size) * 0.01 for name, size in Shape().weights.items()}
    (work / "model.safetensors").write_bytes(pack(weights))
    (work / "run.json").write_text(json.dumps({"seed": 5}))
    step("ship", "--work", work, "--out", out)
    lab = open_model(out)
    assert lab.manifest["training"] == {"seed": 5}
    assert (lab.manifest["corpus"]["pages"], lab.manifest["corpus"]["pages_held_out"]) == (2, 1)
    assert lab.manifest["perplexity"]["value"] == pytest.approx(1024, rel=0.1)  # knows nothing
    tokens = np.load(work / "tokens.npy")
    assert len(lab.tokenizer.decode(tokens)) == lab.manifest["corpus"]["characters"]
