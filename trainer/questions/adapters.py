"""Questions on what adapters cost: their share of a model, their bytes, and the rank that fits."""

from __future__ import annotations

from fractions import Fraction

from trainer.calc.derivation import Step, given
from trainer.calc.finetune import ADAPTER_BYTES
from trainer.calc.lora import ALL_LINEAR, largest_rank, lora_steps
from trainer.calc.parameters import parameters
from trainer.questions.derive import astray
from trainer.questions.family import Draft, Draw, Family
from trainer.questions.lora import MODELS, QV, RANKS, widths


def write_percent(draw: Draw) -> Draft:
    """Which share of all parameters QLoRA trains."""
    name, shape = draw.model()
    rank, total = draw.count("rank"), parameters(shape).total
    adapter = lora_steps(shape, rank=rank, targets=(ALL_LINEAR,))
    trained = int(adapter[-1].value)
    steps = (
        *adapter,
        given("N", total, "parameters", "frozen, however they are stored"),
        Step("share", "P / (N + P)", Fraction(trained, total + trained), "%"),
    )
    return Draft(
        f"{widths(name, shape)} It has {total / 1e9:.2f} billion parameters, stored in 4 bits, and "
        f"you train LoRA of rank {rank} on all seven linear layers. What percentage of all "
        "parameters, base and adapter together, is trainable?",
        steps,
        astray(
            steps,
            ("L4", "P", adapter[-1].formula.replace("L * ", "")),
            ("L13", "share", "P / (N / 2 + P)"),
        ),
    )


def write_bytes(draw: Draw) -> Draft:
    """How large an adapter is."""
    name, shape = draw.model()
    rank = draw.count("rank")
    adapter = lora_steps(shape, rank=rank, targets=QV)
    steps = (
        *adapter,
        given("e", 4, "bytes/parameter", "PEFT keeps adapters in fp32"),
        Step("bytes", "e * P", 4 * int(adapter[-1].value), "MB"),
    )
    return Draft(
        f"{widths(name, shape)} It is loaded in 4 bits, and PEFT with its defaults adds LoRA of "
        f"rank {rank} to q_proj and v_proj. How many MB does the adapter take in memory, without "
        "gradients? (1 MB = 1e6 bytes)",
        steps,
        astray(
            steps,
            ("L3", "lora_v_proj", "r * (h + h)"),
            ("L4", "P", "lora_q_proj + lora_v_proj"),
            ("L11", "e", "2"),
            ("L12", "e", "0.5"),
        ),
    )


def write_largest(draw: Draw) -> Draft:
    """Which rank still fits into some memory."""
    name, shape = draw.model()
    room = draw.count("room_mb") * 10**6
    steps = (
        *lora_steps(shape, rank=1, targets=QV),
        given("room", room, "MB", "for the adapter"),
        given("each", ADAPTER_BYTES, "bytes/parameter", "value 4, gradient 4, two moments 8"),
        Step(
            "rank", "floor(room / (each * P))", largest_rank(shape, room=room, targets=QV), "",
            "P is for rank 1",
        ),
    )  # fmt: skip
    return Draft(
        f"{widths(name, shape)} {room // 10**6:,} MB are free to train LoRA on q_proj and v_proj "
        "with fp32 AdamW: the adapter, its gradient and both moments, all in fp32. What is the "
        "largest rank that fits? (any whole number; 1 MB = 1e6 bytes)",
        steps,
        astray(
            steps,
            ("F6", "each", "4"),
            ("L1", "P", "L * 2 * r * h"),
            ("L3", "lora_v_proj", "r * (h + h)"),
            ("L4", "P", "lora_q_proj + lora_v_proj"),
        ),
    )


FAMILIES = (
    Family(
        name="lora-percent",
        title="Share of the parameters that QLoRA trains",
        topic="qlora",
        level="yellow",
        unit="%",
        bounds={"models": MODELS, "rank": RANKS},
        write=write_percent,
    ),
    Family(
        name="lora-bytes",
        title="Bytes of an adapter",
        topic="lora",
        level="green",
        unit="MB",
        bounds={"models": MODELS, "rank": RANKS},
        write=write_bytes,
    ),
    Family(
        name="lora-largest-rank",
        title="Largest rank that fits",
        topic="lora",
        level="red",
        unit="",
        bounds={
            "models": (
                "llama-2-7b",
                "llama-2-13b",
                "llama-2-70b",
                "llama-3-8b",
                "llama-3-70b",
                "mistral-7b-v0.3",
                "qwen3-8b",
            ),
            "room_mb": ("800", "1000", "1200", "1500", "2000", "2500", "3000"),
        },
        write=write_largest,
    ),
)
