"""The small model: forward pass, cache, tokenizer, text, and files that are not what they were."""

import cmath
import json
import shutil
import sys

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from threadpoolctl import threadpool_info

from tests.conftest import ROOT
from tests.oracles import needs
from trainer.calc.kv_cache import CacheShape, kv_cache_bytes
from trainer.errors import TrainerError
from trainer.labs.model import texts
from trainer.labs.model.llama import Cache, Model
from trainer.labs.model.opening import open_model, shipped_model
from trainer.labs.model.perplexity import losses, paired, perplexity
from trainer.labs.model.shape import Shape
from trainer.labs.model.tokenizer import learn
from trainer.labs.model.weights import pack, unpack

FOLDER = ROOT / "data" / "labmodel"
TINY = Shape(vocabulary=11, width=8, layers=2, heads=4, kv_heads=2, feed_forward=12)


def tiny_model(shape=TINY, seed=0):
    """A model of random weights, large enough ones that every part matters."""
    rng = np.random.default_rng(seed)
    drawn = {name: rng.standard_normal(size) * 0.5 for name, size in shape.weights.items()}
    return Model(shape, {name: weight.astype(np.float32) for name, weight in drawn.items()})


def slow_logits(model, tokens):
    """The forward of one sequence, in float64, one token, head and pair of dimensions at a time."""
    s, w = model.shape, {name: weight.astype(float) for name, weight in model.weights.items()}

    def norm(name, x):
        return x / np.sqrt(np.mean(x**2) + 1e-5) * w[name]

    def turned(x, place):  # rotary embedding as a product of complex numbers
        half = len(x) // 2
        turns = [cmath.exp(1j * place * s.theta ** (-2 * d / len(x))) for d in range(half)]
        pairs = [complex(x[d], x[d + half]) * turns[d] for d in range(half)]
        return np.array([z.real for z in pairs] + [z.imag for z in pairs])

    xs = [w["embed"][token] for token in tokens]
    for n in range(s.layers):
        p = f"layers.{n}."
        hs = [norm(p + "attention_norm", x) for x in xs]
        d = s.head_size
        for t, h in enumerate(hs):
            mixed = np.zeros(s.heads * d)
            for head in range(s.heads):
                own = slice(head * d, head * d + d)
                shared = head * s.kv_heads // s.heads
                rows = slice(shared * d, shared * d + d)
                q = turned(w[p + "q_proj"][own] @ h, t)
                keys = [turned(w[p + "k_proj"][rows] @ hs[u], u) for u in range(t + 1)]
                shares = np.exp([q @ key / d**0.5 for key in keys])
                values = [w[p + "v_proj"][rows] @ hs[u] for u in range(t + 1)]
                mixed[own] = shares @ np.array(values) / shares.sum()
            xs[t] = xs[t] + w[p + "o_proj"] @ mixed
        for t, x in enumerate(xs):
            h = norm(p + "mlp_norm", x)
            gate = w[p + "gate_proj"] @ h
            up = w[p + "up_proj"] @ h
            xs[t] = x + w[p + "down_proj"] @ (gate / (1 + np.exp(-gate)) * up)
    return np.array([w["embed"] @ norm("norm", x) for x in xs])


@pytest.mark.parametrize("kv_heads", [1, 2, 4])
def test_forward_is_the_formulas_written_out(kv_heads):
    """Logits of two sequences equal those of the loops above, with shared key/value heads too."""
    model = tiny_model(Shape(11, 8, 2, 4, kv_heads, 12))
    tokens = np.array([[3, 1, 4, 1, 5], [9, 2, 6, 5, 3]])
    expected = np.stack([slow_logits(model, row) for row in tokens])
    assert np.allclose(expected, model.logits(tokens), atol=1e-4)


def test_a_cached_step_gives_what_the_whole_sequence_gives():
    """Token by token with a cache, the same logits; the cache is as large as calc says."""
    model = tiny_model()
    tokens = np.array([[3, 1, 4, 1, 5], [9, 2, 6, 5, 3]])
    cache = Cache(TINY, sequences=2, limit=5)
    parts = [model.logits(tokens[:, :2], cache)]
    parts += [model.logits(tokens[:, place : place + 1], cache) for place in range(2, 5)]
    assert np.allclose(model.logits(tokens), np.concatenate(parts, 1), atol=1e-4)
    shape = CacheShape(layers=2, kv_heads=2, head_dim=2)
    assert cache.nbytes == kv_cache_bytes(shape, tokens=5, sequences=2, bits=32)
    with pytest.raises(ValueError, match="6 tokens do not fit"):
        model.logits(tokens[:, :1], cache)


def test_weights_are_swapped_by_name():
    """A swapped weight changes the outputs of a new model and leaves the old one alone."""
    model = tiny_model()
    tokens = np.array([[1, 2, 3]])
    before = model.logits(tokens)
    name = "layers.1.down_proj"
    other = model.with_weights({name: np.zeros_like(model.weights[name])})
    assert not np.allclose(before, other.logits(tokens))
    assert (before == model.logits(tokens)).all()
    with pytest.raises(ValueError, match=r"unknown weights: layers\.9\.down_proj"):
        model.with_weights({"layers.9.down_proj": model.weights[name]})
    with pytest.raises(ValueError, match=r"down_proj is \(12, 8\), must be \(8, 12\)"):
        model.with_weights({name: model.weights[name].T})


def test_every_linear_goes_through_the_hook():
    """A lab that takes the linear layers over sees each of them once, with all tokens."""
    seen = []

    def watch(name, x, weight):
        seen.append((name, x.shape))
        return x @ weight.T

    tiny_model().with_linear(watch).logits(np.zeros((2, 3), int))
    assert tuple(name for name, _ in seen) == TINY.linears
    assert {shape[0] for _, shape in seen} == {2 * 3}


def test_the_shipped_model_is_the_one_of_the_manifest():
    """1,967,808 parameters by hand; under 4.5 MB on disk; its own tokens and seed."""
    lab = shipped_model()
    block = 4 * 192 * 192 + 3 * 192 * 512 + 2 * 192
    assert sum(w.size for w in lab.model.weights.values()) == 1024 * 192 + 4 * block + 192
    assert sum(path.stat().st_size for path in FOLDER.iterdir()) < 4_500_000
    assert lab.tokenizer.size == lab.model.shape.vocabulary
    assert {"seed", "steps", "torch"} <= lab.manifest["training"].keys()
    assert {"value", "python"} <= lab.manifest["perplexity"].keys()


def test_the_shipped_model_predicts_text_it_was_not_trained_on():
    """On 16 windows it is near the manifest's perplexity; text of random tokens is hopeless.

    The spread over seeds of 16 windows is about 10%; topics differ between Pythons, 12.2 to 12.4.
    """
    lab = shipped_model()
    tokens = lab.tokenizer.encode(texts.evaluation_text())
    cut = texts.windows(tokens, 16, 256, seed=0)
    found = perplexity(losses(lab.model, cut))
    assert found == pytest.approx(lab.manifest["perplexity"]["value"], rel=0.3)
    noise = np.random.default_rng(0).integers(0, 1024, (2, 65))
    assert perplexity(losses(lab.model, noise)) > 1024


def test_windows_are_shared_out_between_cores_and_blas_takes_one():
    """In order, as if one by one; BLAS, which would share out each product, gets its cores back."""
    model = tiny_model()
    windows = np.random.default_rng(1).integers(0, 11, (40, 257))  # 15 of them at once: 3 parts
    threads, seen = [], set()

    def linear(name, x, weight):
        threads.append(
            {pool["num_threads"] for pool in threadpool_info() if pool["user_api"] == "blas"}
        )
        seen.add(len(x))
        return x @ weight.T

    before = threadpool_info()
    found = losses(model.with_linear(linear), windows)
    assert seen == {15 * 256, 10 * 256}
    assert all(each <= {1} for each in threads)
    assert threadpool_info() == before
    alone = [float(losses(model, windows[n : n + 1])[0]) for n in range(40)]
    assert found == pytest.approx(alone, rel=1e-5)


@pytest.mark.slow
def test_the_manifest_states_the_measured_perplexity():
    """All 96 windows: within 5% on any Python that runs the tests."""
    lab = shipped_model()
    stated = lab.manifest["perplexity"]
    tokens = lab.tokenizer.encode(texts.evaluation_text())
    cut = texts.windows(tokens, stated["windows"], stated["tokens_each"], stated["seed"])
    assert perplexity(losses(lab.model, cut)) == pytest.approx(stated["value"], rel=0.05)


def truncate(path):
    """Cut a file to half its length."""
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])


def flip(path):
    """Change one bit of a file."""
    content = bytearray(path.read_bytes())
    content[-100] ^= 1
    path.write_bytes(content)


@pytest.mark.parametrize("name", ["model.safetensors", "tokenizer.json", "manifest.json"])
@pytest.mark.parametrize(
    ("spoil", "says"),
    [
        (truncate, "damaged or not the file that was shipped; install trainer again"),
        (lambda path: path.write_bytes(b""), "damaged"),
        (lambda path: path.unlink(), "cannot be read (no such file or directory)"),
    ],
    ids=["truncated", "empty", "missing"],
)
def test_a_broken_model_is_refused(tmp_path, name, spoil, says):
    """A file that is cut off, empty or gone is named, with the remedy, and exit code 1."""
    folder = shutil.copytree(FOLDER, tmp_path / "labmodel")
    spoil(folder / name)
    with pytest.raises(TrainerError) as caught:
        open_model(folder)
    assert says in str(caught.value)
    assert name in str(caught.value)
    assert caught.value.exit_code == 1


@pytest.mark.parametrize("name", ["model.safetensors", "tokenizer.json"])
def test_one_changed_bit_is_noticed(tmp_path, name):
    """The hash holds every bit: a weight that changed sign would pass any other check."""
    folder = shutil.copytree(FOLDER, tmp_path / "labmodel")
    flip(folder / name)
    with pytest.raises(TrainerError, match="damaged"):
        open_model(folder)


def test_a_manifest_of_another_form_is_refused(tmp_path):
    """Valid JSON that is no manifest is damage too."""
    folder = shutil.copytree(FOLDER, tmp_path / "labmodel")
    for text in ("[]", "{}", '{"sha256": 3}', '{"sha256": {"model.safetensors": "0"}}'):
        (folder / "manifest.json").write_text(text)
        with pytest.raises(TrainerError, match=r"manifest\.json: damaged"):
            open_model(folder)


def test_safetensors_are_read_and_written():
    """What is packed comes back to float16's precision, laid out as the format says."""
    weights = {"a": np.arange(6.0).reshape(2, 3), "b.c": np.array([0.1, -2.0])}
    content = pack(weights)
    size = int.from_bytes(content[:8], "little")
    header = json.loads(content[8 : 8 + size])
    assert size % 8 == 0
    assert header["b.c"] == {"dtype": "F16", "shape": [2], "data_offsets": [12, 16]}
    back = unpack(content)
    assert (back["a"] == weights["a"]).all()
    assert back["b.c"] == pytest.approx(weights["b.c"], rel=1e-3)
    renamed = (content.replace(b"dtype", b"dType"), content.replace(b'"a":{', b'"a":7,"c":{'))
    for broken in (b"", content[:-1], content.replace(b"F16", b"F32"), *renamed):
        with pytest.raises(ValueError, match=r".+"):
            unpack(broken)


@needs("safetensors")
def test_safetensors_agree_with_its_own_library():
    """The library that defines the format reads the shipped file to the same numbers."""
    from safetensors import numpy as library

    content = (FOLDER / "model.safetensors").read_bytes()
    expected = library.load(content)
    found = unpack(content)
    assert expected.keys() == found.keys()
    assert all((expected[name] == found[name]).all() for name in found)


@given(st.text() | st.text(alphabet=" \n\t_aé0.'"))
def test_any_text_comes_back_from_its_tokens(text):
    """Encoding loses nothing, whatever the characters."""
    tokenizer = shipped_model().tokenizer
    assert text.encode(errors="replace").decode() == tokenizer.decode(tokenizer.encode(text))


def test_merges_are_learnt_by_frequency():
    """The textbook example: aaabdaaabac merges aa first, then (ties by number) the longer pairs."""
    tokenizer = learn("aaabdaaabac", 259)
    assert tokenizer.decode([256]) == "aa"
    assert [tokenizer.decode([token]) for token in tokenizer.encode("aaabdaaabac")] == [
        *("aaab", "d", "aaab", "a", "c")
    ]
    with pytest.raises(ValueError, match="no pairs left after 2 merges"):
        learn("abc", 300)


def test_windows_do_not_overlap_and_come_from_the_seed():
    """Starts are multiples of the length, each once; another seed chooses others."""
    tokens = np.arange(1001, dtype=np.uint16)
    cut = texts.windows(tokens, 40, 10, seed=1)
    assert cut.shape == (40, 11)
    assert (np.diff(cut[:, 0]) >= 10).all()
    assert (cut[:, 0] % 10 == 0).all()
    assert (cut == texts.windows(tokens, 40, 10, seed=1)).all()
    assert not (cut == texts.windows(tokens, 40, 10, seed=2)).all()
    assert len(texts.windows(tokens, 100, 10, seed=0)) == 100
    with pytest.raises(ValueError, match="room for 100 windows of 10, not 101"):
        texts.windows(tokens, 101, 10, seed=0)


def test_calibration_text_is_no_evaluation_text():
    """No line of one topic set is a title of the other, and together they are all topics."""
    from pydoc_data.topics import topics

    both = len(texts.evaluation_text()) + len(texts.calibration_text())
    assert both == sum(map(len, topics.values())) + 2 * (len(topics) - 2)
    inside = [text in texts.evaluation_text() for _, text in sorted(topics.items())]
    assert inside == [bool(index % 4) for index in range(len(topics))]


def test_a_python_without_topics_is_told_so(monkeypatch):
    """Slim Pythons leave pydoc_data out; the error says what is missing."""
    monkeypatch.setitem(sys.modules, "pydoc_data.topics", None)
    with pytest.raises(TrainerError, match="no pydoc topics"):
        texts.evaluation_text()


def test_source_text_is_python():
    """The other domain: sources of standard modules, some hundred thousand characters."""
    text = texts.source_text()
    assert len(text) > 300_000
    assert text.count("\n    def ") > 300


def test_a_python_without_sources_is_told_so(monkeypatch):
    """Some Pythons ship compiled modules only."""
    monkeypatch.setattr(texts, "MODULES", ("no_such_module",))
    with pytest.raises(TrainerError, match="no library sources"):
        texts.source_text()


def test_paired_statistics():
    """Differences 1, 2, 3: mean 2, standard error 1/sqrt(3) (by hand); a tie is within 3 errors."""
    base = np.array([5.0, 1.0, 9.0])
    found = paired(base, base + np.array([1.0, 2.0, 3.0]))
    assert found.difference == pytest.approx(2)
    assert found.error == pytest.approx(3**-0.5)
    assert found.z == pytest.approx(2 * 3**0.5)
    assert (found.worse, found.tied) == (True, False)
    assert paired(base, base).z == 0
    assert paired(base, base).tied
    assert paired(base + np.array([1.0, 2.0, 3.0]), base).z == -found.z
    with pytest.raises(ValueError, match="two at least"):
        paired(base[:1], base[:1])
