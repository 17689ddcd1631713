"""Mistakes about the key/value cache."""

from __future__ import annotations

from trainer.questions.mistakes.known import Known

KNOWN = (
    Known(
        "K1",
        "only one of K and V counted",
        "Each token stores a key and a value: there is a factor of 2.",
    ),
    Known(
        "K2",
        "query heads counted",
        "Only the key/value heads are cached; grouped queries share them.",
    ),
    Known(
        "K3",
        "hidden size taken, K or V dropped",
        "The width is kv_heads * head_dim, and it is needed twice, for K and for V.",
    ),
    Known(
        "K4",
        "one layer only",
        "Every layer keeps a cache of its own: multiply by the layers.",
    ),
    Known(
        "K5",
        "one sequence only",
        "Every live sequence keeps a cache of its own: multiply by the sequences.",
    ),
    Known(
        "K6",
        "one token only",
        "That is the cache of one token; multiply by the tokens held.",
    ),
    Known(
        "K7",
        "bits used as bytes",
        "The width of a cached value is in bits: divide by 8.",
    ),
    Known(
        "K8",
        "16-bit values counted as 4 bytes",
        "A cache in fp16 or bf16 takes 2 bytes a value; 4 bytes would be fp32.",
    ),
    Known(
        "K9",
        "weight format applied to the cache",
        "Quantized weights do not shrink the cache; it has a dtype of its own, by default 16 bits.",
    ),
    Known(
        "K10",
        "one head only",
        "That is one key/value head; multiply by their number.",
    ),
    Known(
        "K11",
        "hidden size times heads",
        "The hidden size already holds all heads; heads count once.",
    ),
    Known(
        "K12",
        "taken for multi-query",
        "One shared head is MQA; grouped queries keep several key/value heads.",
    ),
    Known(
        "K13",
        "group size taken for the head count",
        "heads / kv_heads is the size of a group; the cache holds kv_heads heads.",
    ),
    Known(
        "K14",
        "head size worked out instead of read",
        "Some configs set head_dim on its own, so hidden size / heads can be wrong.",
    ),
    Known(
        "K15",
        "latent attention sized as full heads",
        "MLA caches one short latent a layer, from which all heads are rebuilt.",
    ),
    Known(
        "K16",
        "latent doubled, rotary part dropped",
        "K and V come from the same latent, so no factor 2; its rotary part is cached as well.",
    ),
    Known(
        "K17",
        "window ignored",
        "A windowed layer keeps at most W tokens, however long the text grows.",
    ),
    Known(
        "K18",
        "every layer capped at the window",
        "In a hybrid model only the windowed layers stop at W; the global ones go on growing.",
    ),
    Known(
        "K19",
        "generated tokens left out",
        "Generated tokens are cached like the prompt: add both.",
    ),
    Known(
        "K20",
        "constants of the quantized cache left out",
        "A quantized cache stores scales with each block: 4-bit values take about 4.5 bits.",
    ),
    Known(
        "K21",
        "GiB given where GB was asked",
        "GB divides by 1e9, GiB by 2**30; the second number is 7% smaller.",
    ),
)
