#!/usr/bin/env python3
"""Writes the small PyTorch files that TorchFileTest reads, with values the test computes itself.

    python3 scripts/golden/torch_files.py

needs PyTorch (made with 1.13) and overwrites core/src/test/resources/io/vivace/io/torch/. The tests never run it.
"""
import collections
import os
import pathlib

import torch

HERE = pathlib.Path(__file__).resolve().parents[2] / "core/src/test/resources/io/vivace/io/torch"


def ramp(*sizes):
    """0, 0.5, 1, ... exact in every float type."""
    n = 1
    for s in sizes:
        n *= s
    return torch.arange(n, dtype=torch.float32).div(2).reshape(sizes)


def types():
    x = ramp(2, 3).sub(1)
    return collections.OrderedDict(
        f32=x, f16=x.half(), bf16=x.bfloat16(), f64=x.double(), i64=x.mul(2).long(), i32=x.mul(2).int(),
        u8=x.abs().mul(100).byte(), bool=x.gt(0))


def layouts():
    x = ramp(4, 6)
    tied = ramp(5)
    return {
        "whole": x, "transposed": x.t(), "slice": x[1:3, ::2], "expanded": ramp(3, 1).expand(3, 4), "scalar": torch.tensor(7.5),
        "empty": torch.empty(0, 3), "channels_last": ramp(2, 3, 2, 2).contiguous(memory_format=torch.channels_last),
        "tied_a": tied, "tied_b": tied,
    }


def checkpoint():
    torch.manual_seed(1)
    net = torch.nn.Sequential(torch.nn.Conv2d(1, 2, 3), torch.nn.BatchNorm2d(2), torch.nn.Linear(2, 2))
    with torch.no_grad():
        for p in net.parameters():
            p.copy_(ramp(*p.shape))
    step = torch.optim.SGD(net.parameters(), lr=0.1, momentum=0.9)
    net(torch.ones(1, 1, 4, 4)).sum().backward()
    step.step()
    with torch.no_grad():
        for p in net.parameters():
            p.copy_(ramp(*p.shape))
    return net, step


class Evil:
    def __reduce__(self):
        return os.system, ("exit 1",)


def save(name, value, **options):
    torch.save(value, HERE / name, **options)


def main():
    HERE.mkdir(parents=True, exist_ok=True)
    old = {"_use_new_zipfile_serialization": False}
    save("types.pt", types())
    save("types_legacy.pth", types(), **old)
    save("layouts.pt", layouts())
    save("layouts_legacy.pth", layouts(), **old)
    net, step = checkpoint()
    save("state_dict.pth", net.state_dict())
    whole = {"epoch": 3, "best": 0.75, "arch": "tiny", "state_dict": net.state_dict(), "optimizer": step.state_dict()}
    save("checkpoint.pth", whole)
    save("checkpoint_legacy.pth", whole, **old)
    save("nested.pt", {"model": {"a": {"w": ramp(2)}}, "list": [ramp(1), {"b": ramp(2)}], "device": torch.device("cpu"),
                       "dtype": torch.float32, "shape": ramp(2, 3).shape})
    save("parameter.pt", {"p": torch.nn.Parameter(ramp(3))})
    save("tensor.pt", ramp(2, 2))
    save("module.pt", torch.nn.Linear(1, 1))
    save("evil.pt", {"w": ramp(2), "x": Evil()})
    save("evil_legacy.pth", {"w": ramp(2), "x": Evil()}, **old)
    save("int16.pt", {"s": ramp(2).short(), "w": ramp(2)})
    save("no_tensors.pt", {"epoch": 3})
    torch.jit.save(torch.jit.script(torch.nn.Linear(1, 1)), str(HERE / "script.pt"))
    for f in sorted(HERE.iterdir()):
        print(f"{f.stat().st_size:7d} {f.name}")


if __name__ == "__main__":
    main()
