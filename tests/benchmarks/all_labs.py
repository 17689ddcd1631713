"""One run of every lab, kept as a stored run: `python tests/benchmarks/all_labs.py FILE`.

Needs numpy and torch only, so that it runs on a borrowed GPU machine too. Labs with a GPU path are
measured there if there is a GPU, the others on the processor.
"""

from __future__ import annotations

import json
import resource
import sys
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path

from trainer.errors import TrainerError
from trainer.labs.bench import run_lab
from trainer.labs.device import choose_device
from trainer.labs.lab import Bench
from trainer.labs.registry import LABS

SEED = 0


def main(target: Path) -> None:
    """Run all, print a line each, and write what was measured; a lab that fails is named."""
    runs, failed = [], []
    for lab in LABS.values():
        try:
            device = choose_device("auto", lab)
            run = run_lab(lab, Bench(SEED, device, lambda _: None, quick=False))
        except TrainerError as error:
            failed.append(f"{lab.name}: {error}")
            continue
        runs.append(asdict(run))
        turned = f"{run.direction}, expected {run.expected}"
        print(
            f"{lab.name:20} {run.device:5} {run.shown(run.measured):18} {turned:30} {run.seconds} s"
        )
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20
    seconds = sum(run["seconds"] for run in runs)
    print(f"{seconds:.1f} s in sum, peak memory of the process {peak:.2f} GiB", *failed, sep="\n")
    document = {"day": datetime.now(UTC).date().isoformat(), "runs": runs}
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text(json.dumps(document, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
