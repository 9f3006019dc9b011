#!/usr/bin/python3
"""Writes what PyTorch computes for every operation, for the conformance suite of vivace-core to compare with.

Usage: scripts/golden/ops.py [FAMILY...]
"""

import importlib
import pathlib
import sys

import torch

HERE = pathlib.Path(__file__).resolve().parent
FOLDER = HERE.parents[1] / "core/src/test/resources/golden"
FAMILIES = sorted(p.stem for p in (HERE / "families").glob("*.py") if p.stem != "__init__")


def main():
    sys.path.insert(0, str(HERE))
    torch.set_num_threads(1)
    FOLDER.mkdir(parents=True, exist_ok=True)
    for name in sys.argv[1:] or FAMILIES:
        family = importlib.import_module(f"families.{name}").FAMILY
        path = family.write(FOLDER)
        print(f"{path.name}: {len(family.cases)} cases, {path.stat().st_size / 1000:.0f} kB")


if __name__ == "__main__":
    main()
