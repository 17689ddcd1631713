"""Quantization and adaptation by hand, one algorithm a file, each short enough to read in one go.

Letters used throughout: W weight (out, in), X inputs (tokens, in), so that a linear layer is
Y = X W^T (tokens, out). b bits, q code, s scale, z zero point, G groups of a row.

Weights on a grid: `rtn`, `gptq`, `awq`. On a table of 16 levels: `nf4`, `fp4`. Activations too:
`int8`, `smoothquant`, `llm_int8`. Adapters: `lora`, `qlora`. The key/value cache: `gqa`, `paging`.
"""
