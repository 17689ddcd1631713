"""Questions on the memory of training: recipes, adapters on a frozen base, many GPUs."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

from trainer.calc.derivation import Step, given
from trainer.calc.finetune import adapter_training_steps, finetune_steps, recipe
from trainer.calc.lora import ALL_LINEAR, lora
from trainer.calc.parameters import parameters
from trainer.calc.weights import checkpoint_steps, quantized_weights, scheme
from trainer.questions.derive import Turn, astray, derived
from trainer.questions.family import Draft, Draw, Family
from trainer.questions.weights import said
from trainer.units import Number

MODELS = (
    "llama-2-7b", "llama-2-13b", "llama-2-70b", "llama-3-8b", "llama-3-70b", "llama-1-65b",
    "mistral-7b-v0.3", "qwen2.5-7b", "qwen2.5-72b", "qwen3-8b", "qwen3-32b",
)  # fmt: skip
SAYS = {
    "full6": "weights and gradients in bf16, AdamW with two 8-bit moments, each in blocks of 256 "
    "with an fp32 constant",
    "full8": "weights, gradients and both moments of AdamW, all in bf16",
    "full12": "weights and gradients in bf16, both moments of AdamW in fp32, no master copy",
    "full16": "weights and gradients in bf16, a master copy and both moments of AdamW in fp32",
    "full18": "weights in bf16; gradients, a master copy and both moments of AdamW in fp32",
}
WRONG: dict[str, tuple[Turn, ...]] = {
    "full6": (("F9", "optimizer", "1"),),
    "full8": (("F4", "each", "16"),),
    "full12": (("F2", "optimizer", "4"),),
    "full16": (("F2", "optimizer", "4 + 4"),),
    "full18": (),  # one moment less costs as much as the gradients: F2 would look like F3
}
COUNTED = "(activations not counted; 1 GB = 1e9 bytes)"


def write_full(draw: Draw) -> Draft:
    """How much memory full fine-tuning takes, by recipe."""
    name, shape = draw.model()
    how, total = draw.pick("recipe"), parameters(shape).total
    steps = finetune_steps(total, recipe(how))
    return Draft(
        f"You fine-tune all {total / 1e9:.2f} billion parameters of {name}: {SAYS[how]}. How many "
        f"GB does that take? {COUNTED}",
        steps,
        astray(
            steps,
            ("F1", "each", "weights"),
            ("F3", "gradients", "0"),
            *WRONG[how],
        ),
        rounded=_rounded(name, recipe(how).bytes_per_parameter),
    )


def write_largest(draw: Draw) -> Draft:
    """How many parameters some memory can fine-tune in full."""
    how, memory = draw.pick("recipe"), draw.count("memory_gb") * 10**9
    each = recipe(how).bytes_per_parameter
    steps = (
        *finetune_steps(1, recipe(how))[1:-1],
        given("memory", memory, "GB"),
        Step("N", "floor(memory / each)", int(memory / each), "parameters"),
    )
    return Draft(
        f"You have {memory // 10**9} GB to fine-tune all parameters of a model: {SAYS[how]}. How "
        f"many parameters may it have? {COUNTED}",
        steps,
        astray(
            steps,
            ("F1", "each", "weights"),
            ("F3", "gradients", "0"),
            *WRONG[how],
        ),
    )


def write_zero(draw: Draw) -> Draft:
    """How much memory each GPU needs under ZeRO."""
    name, shape = draw.model()
    how, stage, gpus = draw.pick("recipe"), draw.count("stage"), draw.count("n")
    total = parameters(shape).total
    steps = finetune_steps(total, recipe(how), zero=stage, gpus=gpus)
    return Draft(
        f"You fine-tune all {total / 1e9:.2f} billion parameters of {name} with ZeRO stage "
        f"{stage} on {gpus} GPUs: {SAYS[how]}. How many GB does each GPU need? {COUNTED}",
        steps,
        astray(
            steps,
            ("F3", "gradients", "0"),
            ("F10", "bytes", "ceil(N * (whole + shared) / n)"),
            *WRONG[how],
        ),
        rounded=_rounded(name, Fraction(steps[-1].value) / total),
    )


def write_lora(draw: Draw) -> Draft:
    """How much memory LoRA takes on a 16-bit base."""
    name, shape = draw.model()
    total = parameters(shape).total
    trained = lora(shape, rank=draw.count("rank"), targets=(ALL_LINEAR,)).trainable_params
    steps = derived(
        adapter_training_steps(2 * total, trained),
        given("N", total, "parameters", "frozen"),
        Step("base", "2 * N", 2 * total, "GB", "bf16"),
    )
    return Draft(
        f"You train a LoRA adapter of {trained / 1e6:,.1f} million parameters on {name}: "
        f"{total / 1e9:.2f} billion parameters, frozen in bf16. The adapter, its gradients and "
        "both moments of AdamW are fp32. How many GB do base and adapter take, with gradients and "
        f"optimizer? {COUNTED}",
        steps,
        astray(
            steps,
            ("F5", "bytes", "(2 + 2 + 8) * N"),
            ("F6", "each", "4"),
        ),
        rounded=tuple(steps[-1].value - 2 * (total - count) for count in said(name)),
    )


def write_qlora(draw: Draw) -> Draft:
    """How much memory QLoRA takes."""
    name, shape = draw.model()
    total, linear = parameters(shape).total, quantized_weights(shape)
    trained = lora(shape, rank=draw.count("rank"), targets=(ALL_LINEAR,)).trainable_params
    *parts, whole = checkpoint_steps(shape, scheme("nf4-dq"))
    steps = derived(
        adapter_training_steps(int(whole.value), trained), *parts, replace(whole, name="base")
    )
    return Draft(
        f"You train an adapter of {trained / 1e6:,.1f} million parameters on {name} in NF4, "
        f"QLoRA's way: its linear layers, {linear / 1e9:.3f} billion parameters, in blocks of 64 "
        f"with double quantization (blocks of 256); the other {(total - linear) / 1e9:.3f} billion "
        "stay in 16 bits. The adapter, its gradients and both moments of AdamW are fp32. How many "
        f"GB do base and adapter take, with gradients and optimizer? {COUNTED}",
        steps,
        astray(
            steps,
            ("F6", "each", "4"),
            ("F7", "base", "2 * total"),
            ("F8", "base", "total / 2"),
        ),
    )


def _rounded(name: str, each: Fraction) -> tuple[Number, ...]:
    """The answer for the parameters that people say the model has."""
    return tuple(count * each for count in said(name))


FAMILIES = (
    Family(
        name="train-full",
        title="Memory of full fine-tuning in mixed precision",
        topic="training",
        level="green",
        unit="GB",
        bounds={"models": MODELS, "recipe": ("full12", "full16", "full18")},
        write=write_full,
    ),
    Family(
        name="train-pure-bf16",
        title="Memory of full fine-tuning in pure bf16",
        topic="training",
        level="green",
        unit="GB",
        bounds={"models": MODELS, "recipe": ("full8",)},
        write=write_full,
    ),
    Family(
        name="train-8bit-adam",
        title="Memory of full fine-tuning with 8-bit Adam",
        topic="training",
        level="yellow",
        unit="GB",
        bounds={"models": MODELS, "recipe": ("full6",)},
        write=write_full,
    ),
    Family(
        name="train-largest-model",
        title="Most parameters that some memory can fine-tune",
        topic="training",
        level="yellow",
        unit="parameters",
        bounds={
            "recipe": ("full6", "full8", "full12", "full16", "full18"),
            "memory_gb": ("24", "48", "80", "141", "160", "320", "640"),
        },
        write=write_largest,
    ),
    Family(
        name="train-zero",
        title="Memory of each GPU under ZeRO",
        topic="training",
        level="red",
        unit="GB",
        bounds={
            "models": MODELS,
            "recipe": ("full12", "full16"),
            "stage": ("1", "2", "3"),
            "n": ("2", "4", "8", "16", "32", "64"),
        },
        write=write_zero,
    ),
    Family(
        name="train-lora",
        title="Memory of LoRA on a 16-bit base",
        topic="lora",
        level="yellow",
        unit="GB",
        bounds={"models": MODELS, "rank": ("32", "64", "128")},
        write=write_lora,
    ),
    Family(
        name="train-qlora",
        title="Memory of QLoRA",
        topic="qlora",
        level="red",
        unit="GB",
        bounds={"models": MODELS, "rank": ("16", "32", "64", "128")},
        write=write_qlora,
    ),
)
