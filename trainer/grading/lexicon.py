"""What people of the field call one and the same thing, for reading free text.

Only what is safe in every card stands here; what is the same in one card alone is an
alternative of that card's word groups.
"""

from __future__ import annotations

from trainer import units
from trainer.grading import spelling


def word_set(text: str) -> frozenset[str]:
    """The words of a text, for a table that reads like a sentence."""
    return frozenset(text.split())


# A concept a line, its name first. Words are compared by their stems, so one form will do,
# except where a form is irregular.
SAME = """
memory vram ram footprint
gpu card accelerator device
parameter param
gradient grad
latency delay lag
fast faster quick quicker rapid speedy
slow slower slowdown sluggish
large larger big bigger greater huge enormous giant massive
largest biggest
small smaller tiny minute
fewer less
finetune finetuning ft sft tune
frozen freeze froze lock readonly untouched unmodified
vanish disappear swallow evaporate
lose lost
grow grew grown increase rise rose
shrink shrank shrunk reduce decrease
dequantize dequantization unpack decompress upcast unzip uncompress
evaluate evaluation eval
measure measurement
recompute recomputation recalculate
compute computation arithmetic flop math calculation calculate matmul
multiply multiplication
divide division
infinity infinite inf
retrieval retrieve
copy duplicate replicate
shard split
swap switch exchange
optimizer optimiser
behavior behaviour
keep kept retain hold held
store storage
write wrote written
choose chose chosen pick
see saw seen
know knew known
send sent
find found
take took taken
give gave given
forget forgot forgotten
teach taught
learn learnt
expensive costly pricey
cheap inexpensive
cost pay paid
throughput tps
tensorparallel tp
citation cite
stale outdated obsolete
hallucinate hallucination confabulate
mantissa significand
document doc
collect gather accumulate
neighbor neighbour
embedding embed
memorize memorise
"""

# Several words that are one thing, and its name.
PHRASES = {
    "kv cache": "cache",
    "k v cache": "cache",
    "key value cache": "cache",
    "key value head": "kv head",
    "key and value head": "kv head",
    "k v head": "kv head",
    "fine tune": "finetune",
    "full fine tune": "full fullft finetune",
    "full finetune": "full fullft finetune",
    "full ft": "full fullft finetune",
    "full train": "full fullft train",
    "full tune": "full fullft tune",
    "post training quantization": "ptq",
    "post training": "ptq",
    "quantization aware training": "qat",
    "quantization aware": "qat",
    "stage 1": "stage1",
    "stage 2": "stage2",
    "stage 3": "stage3",
    "stage one": "stage1",
    "stage two": "stage2",
    "stage three": "stage3",
    "first stage": "stage1",
    "second stage": "stage2",
    "third stage": "stage3",
    "zero 1": "stage1",
    "zero 2": "stage2",
    "zero 3": "stage3",
    "zero1": "stage1",
    "zero2": "stage2",
    "zero3": "stage3",
    "multi head attention": "mha",
    "multi query attention": "mqa",
    "grouped query attention": "gqa",
    "group query attention": "gqa",
    "multi query": "mqa",
    "grouped query": "gqa",
    "flash attention": "flashattention",
    "paged attention": "pagedattention",
    "half precision": "fp16",
    "full precision": "fp32",
    "single precision": "fp32",
    "brain float": "bf16",
    "tensor parallel": "tensorparallel",
    "token per second": "throughput",
    "tok / s": "throughput",
    "token / s": "throughput",
    "time to first token": "ttft",
    "time to the first token": "ttft",
    "time per token": "tpot",
    "inter token latency": "tpot",
    "learning rate": "learningrate",
    "out of memory": "oom",
    "on the fly": "onthefly",
    "just in time": "onthefly",
    "on demand": "onthefly",
    "as need": "onthefly",
    "when need": "onthefly",
    "feed forward": "mlp",
    "look up": "lookup",
    "look it up": "lookup",
    "look thing up": "lookup",
    "roll back": "rollback",
    "over fit": "overfit",
    "up to date": "current",
    "out of date": "stale",
    "second order": "secondorder",
    "a lot of": "many",
    "lot of": "many",
    "load of": "many",
    "plenty of": "many",
    "zero point": "zeropoint",
    "all reduce": "allreduce",
    "fall back": "fallback",
    "read only": "frozen",
    "memory bound": "bandwidthbound",
    "bandwidth bound": "bandwidthbound",
    "bandwidth limited": "bandwidthbound",
    "compute bound": "computebound",
    "compute limited": "computebound",
    "arithmetic bound": "computebound",
    "hot swap": "swap",
    "double quant": "doublequant",
    "double quantization": "doublequant",
    "straight through": "straightthrough",
    "low rank": "lowrank",
    "hold out": "holdout",
    "few shot": "fewshot",
    "back propagation": "backprop",
    "a hundred": "100",
    "a thousand": "1000",
    "a million": "1000000",
    "a billion": "1000000000",
}

# Formats by all their names; whoever says `4 bit` may mean int4, whoever says int8 means 8 bit.
FORMATS = {
    "fp32": ("fp32", "32bit"),
    "float32": ("fp32", "32bit"),
    "tf32": ("tf32",),
    "fp16": ("fp16", "16bit"),
    "float16": ("fp16", "16bit"),
    "bf16": ("bf16", "16bit"),
    "bfloat16": ("bf16", "16bit"),
    "bfloat": ("bf16", "16bit"),
    "int8": ("int8", "8bit"),
    "fp8": ("fp8", "8bit"),
    "float8": ("fp8", "8bit"),
    "int4": ("int4", "4bit"),
    "nf4": ("nf4", "4bit"),
    "fp4": ("fp4", "4bit"),
    "8bit": ("8bit", "int8"),
    "4bit": ("4bit", "int4"),
    "32bit": ("32bit", "fp32"),
}

# Numbers, scales and units as `spelling` has them for typed answers, and what only prose says.
NUMBERS = {**spelling.NUMBERS, "zeros": 0, "zeroes": 0}
SCALES = {word: float(scale) for word, scale in spelling.SCALES.items()}
SCALES |= {letter: float(spelling.LETTERS[letter.upper()]) for letter in "kmbt"}
_FOUND_BY = {"bytes": "byte", "bits": "bit", "%": "percent", "ms": "ms"}
_FOUND_BY |= {symbol: symbol.lower() for symbol in units.TWINS}  # GB, GiB and the like
UNITS = {
    spelled: _FOUND_BY[symbol] for spelled, symbol in spelling.UNITS.items() if symbol in _FOUND_BY
}
TIMES = {"twice": 2, "double": 2, "doubles": 2, "doubled": 2, "doubling": 2, "thrice": 3,
         "triple": 3, "triples": 3, "quadruple": 4, "quadruples": 4, "twofold": 2, "threefold": 3,
         "fourfold": 4, "eightfold": 8, "tenfold": 10}  # fmt: skip
PARTS = {"half": 2, "halve": 2, "halves": 2, "halved": 2, "halving": 2, "quarter": 4,
         "quarters": 4, "quartered": 4, "third": 3, "eighth": 8, "sixteenth": 16}  # fmt: skip
