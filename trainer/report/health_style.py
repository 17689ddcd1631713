"""The style of the health page: light and dark, screen and paper."""

from __future__ import annotations

STYLE = """
:root { color-scheme: light dark; --paper: #fff; --card: #fff; --ink: #1b1f24; --soft: #57606a;
  --line: #d0d7de; --wash: #f6f8fa; --blue: #0b5cad; --blue-soft: #b6d4f2; --orange: #8f4700;
  --l1: #c3dcf4; --l2: #86b8e6; --l3: #3f86c9; --l4: #0b5cad;
  --proven: #0b5e33; --proven-bg: #dff3e6; --fading: #6f4700; --fading-bg: #fcefd2;
  --disputed: #94161b; --disputed-bg: #fde4e4; --unproven: #444c56; --unproven-bg: #e9ecf0; }
@media (prefers-color-scheme: dark) { :root { --paper: #0f1318; --card: #161b22; --ink: #e6eaef;
  --soft: #a3adb8; --line: #333c47; --wash: #1d242d; --blue: #7ab8f5; --blue-soft: #1f4a75;
  --orange: #f0b072; --l1: #17324d; --l2: #1f5182; --l3: #3b82c4; --l4: #8cc4f8;
  --proven: #86dfa8; --proven-bg: #12351f; --fading: #f3c777; --fading-bg: #3b2b0b;
  --disputed: #ffadad; --disputed-bg: #4a1719; --unproven: #c3cad3; --unproven-bg: #2a323c; } }
* { box-sizing: border-box; }
body { margin: 0 auto; padding: 1.5rem 1rem 3rem; max-width: 74rem; background: var(--paper);
  color: var(--ink); font: 1rem/1.5 system-ui, -apple-system, "Segoe UI", sans-serif;
  overflow-wrap: break-word; }
h1 { font-size: 1.8rem; line-height: 1.2; margin: 0; }
h2 { font-size: 1.25rem; margin: 0 0 .5rem; }
h3 { font-size: 1rem; margin: 0; }
p { margin: .35rem 0; max-width: 46rem; }
.soft, figcaption, caption, footer { color: var(--soft); font-size: .9rem; }
.lede { font-size: 1.1rem; }
section { background: var(--card); border: 1px solid var(--line); border-radius: .6rem;
  padding: 1rem 1.1rem; margin: 1rem 0 0; }
figure { margin: .6rem 0; max-width: 30rem; }
figure.wide { max-width: 52rem; }
svg { display: block; width: 100%; height: auto; overflow: visible; }
svg text { fill: var(--ink); font: 11px system-ui, sans-serif; }
svg .axis { fill: var(--soft); } svg .small { font-size: 7px; }
svg .grid { stroke: var(--line); stroke-width: 1; }
svg .interval { stroke: var(--blue); stroke-width: 2.5; opacity: .55; }
svg .dot, svg .bar { fill: var(--blue); }
svg .predicted { fill: none; stroke: var(--orange); stroke-width: 1.5; stroke-dasharray: 4 3; }
svg .expected { fill: var(--orange); }
svg .track { fill: var(--wash); stroke: var(--line); } svg .range { fill: var(--blue); }
svg .l0 { fill: var(--wash); } svg .l1 { fill: var(--l1); } svg .l2 { fill: var(--l2); }
svg .l3 { fill: var(--l3); } svg .l4 { fill: var(--l4); }
.key { display: flex; flex-wrap: wrap; gap: .2rem 1.2rem; }
.key svg { display: inline-block; width: 1.1rem; height: .8rem; vertical-align: baseline; }
table { border-collapse: collapse; width: 100%; margin: .5rem 0; font-size: .9rem; }
caption { text-align: left; padding-bottom: .2rem; }
th, td { border-bottom: 1px solid var(--line); padding: .3rem .55rem .3rem 0; text-align: left;
  vertical-align: top; font-weight: normal; }
thead th { color: var(--soft); }
tbody th { overflow-wrap: anywhere; min-width: 7.2rem; }
time, .day { white-space: nowrap; }
.n { text-align: right; font-variant-numeric: tabular-nums; }
code { font: .9em ui-monospace, "DejaVu Sans Mono", monospace; background: var(--wash);
  border-radius: .25rem; padding: .1rem .3rem; overflow-wrap: anywhere; }
.state { display: inline-block; white-space: nowrap; border-radius: 1rem; padding: 0 .6rem;
  font-size: .85rem;
  font-weight: 600; }
.proven { color: var(--proven); background: var(--proven-bg); }
.fading { color: var(--fading); background: var(--fading-bg); }
.disputed { color: var(--disputed); background: var(--disputed-bg); }
.unproven { color: var(--unproven); background: var(--unproven-bg); }
.claims, .evidence { list-style: none; margin: .5rem 0 0; padding: 0; }
.claims > li { border-top: 1px solid var(--line); padding: .7rem 0; }
.claims h3 { display: inline; margin-left: .35rem; }
.evidence li { border-left: 3px solid var(--line); padding: .1rem 0 .1rem .7rem; margin: .6rem 0;
  font-size: .9rem; }
.evidence li.counts { border-color: var(--blue); }
details { break-inside: avoid; margin: .15rem 0; }
details[open] { break-inside: auto; }
summary { cursor: pointer; color: var(--blue); font-size: .9rem; }
dl { display: grid; grid-template-columns: max-content 1fr; gap: .2rem .8rem; margin: .5rem 0; }
dd { margin: 0; }
ol { padding-left: 1.4rem; margin: .4rem 0; }
@media (min-width: 60rem) { .columns, .wall { columns: 2; column-gap: 1rem; }
  .wall { margin-top: 1rem; } .wall > section { break-inside: avoid; margin: 0 0 1rem; } }
@media print { :root { color-scheme: light; font-size: 8.5pt; }
  body { max-width: none; padding: 0; } .screen { display: none; } h2 { break-after: avoid; }
  section { break-inside: avoid; border-color: #bbb; padding: .5rem .7rem; margin-top: .6rem; }
  section.long, details { break-inside: auto; } .claims > li { padding: .35rem 0; }
  .evidence li, tr { break-inside: avoid; } .evidence { columns: 2; column-gap: 1.2rem; }
  .evidence li { margin: 0 0 .4rem; }
  details::details-content { content-visibility: visible; block-size: auto; }
  .wall { columns: 2; column-gap: .8rem; } .wall > section { margin: 0 0 .6rem; }
  figure { max-width: 20rem; } figure.wide { max-width: 40rem; } }
"""
