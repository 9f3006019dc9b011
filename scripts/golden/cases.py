"""Cases of operations: reproducible inputs, and what PyTorch makes of them."""

import json
import math
import random

import numpy
import torch

TYPES = {
    torch.float32: "f32",
    torch.float64: "f32",
    torch.int64: "i64",
    torch.int32: "i32",
    torch.uint8: "u8",
    torch.bool: "bool",
}


class Input:
    """A description of one operand; its values depend only on the case that it belongs to."""

    def __init__(self, shape, make, dtype=torch.float32, grad=True):
        self.shape = list(shape)
        self.make = make
        self.dtype = dtype
        self.grad = grad and dtype == torch.float32

    def constant(self):
        """The same operand, whose gradient is not asked for."""
        return Input(self.shape, self.make, self.dtype, grad=False)

    def tensor(self, seed):
        """The operand: floats as 64 bits wide copies of what 32 bits hold, so that PyTorch's answer is exact."""
        n = math.prod(self.shape)
        values = torch.tensor(self.make(random.Random(seed), n), dtype=self.dtype).reshape(self.shape)
        return values.double().requires_grad_(self.grad) if self.dtype == torch.float32 else values


def u(*shape, lo=-2.0, hi=2.0, avoid=(), margin=0.15):
    """Uniform values with three decimals, kept away from the points where a function has a kink."""

    def make(rng, n):
        values = []
        while len(values) < n:
            v = round(rng.uniform(lo, hi), 3)
            if all(abs(v - a) >= margin for a in avoid):
                values.append(v)
        return values

    return Input(shape, make)


def distinct(*shape, step=0.125):
    """Values that all differ by at least a step, in random order: for maxima and sorting."""

    def make(rng, n):
        values = [(i - n // 2) * step + 0.03 for i in range(n)]
        rng.shuffle(values)
        return values

    return Input(shape, make)


def grid(*shape):
    """Quarters of odd numerators, half apart: never near what near() gives."""
    return Input(shape, lambda rng, n: [rng.randint(-4, 4) * 0.5 + 0.25 for _ in range(n)])


def near(*shape):
    """Values near multiples of a half."""
    return Input(shape, lambda rng, n: [rng.randint(-4, 4) * 0.5 + round(rng.uniform(-0.1, 0.1), 3) for _ in range(n)])


def alternating(*shape):
    """Values near -1 and 1 in turn, so that normalised they stay away from 0."""
    return Input(shape, lambda rng, n: [(-1) ** i * round(rng.uniform(0.9, 1.1), 3) for i in range(n)])


def given(values, *shape):
    """Values written out."""
    return Input(shape or [len(values)], lambda rng, n: values)


def index(below, *shape, dtype=torch.int64):
    """Whole numbers from 0 to below a bound."""
    return Input(shape, lambda rng, n: [rng.randrange(below) for _ in range(n)], dtype)


def whole(*shape, lo=-9, hi=9, dtype=torch.int64):
    """Whole numbers from lo to hi."""
    return Input(shape, lambda rng, n: [rng.randint(lo, hi) for _ in range(n)], dtype)


def flags(*shape):
    """True and false."""
    return Input(shape, lambda rng, n: [rng.random() < 0.5 for _ in range(n)], torch.bool)


def weights(n):
    """What the outputs are multiplied by before they are summed; the Java side computes the same."""
    return torch.tensor([((i * 37 + 11) % 23 - 11) / 8 + 1 / 16 for i in range(n)], dtype=torch.float64)


def number(v):
    """A float in as few characters as tell what 32 bits hold."""
    if math.isnan(v):
        return "NaN"
    if math.isinf(v) or abs(v) > 3.4028235e38:
        return "Infinity" if v > 0 else "-Infinity"
    text = str(numpy.float32(v))
    return int(text[:-2]) if text.endswith(".0") and text != "-0.0" else float(text)


def value(t):
    values = t.detach().flatten().tolist()
    written = {
        "type": TYPES[t.dtype],
        "shape": list(t.shape),
        "values": [number(v) if t.is_floating_point() else int(v) for v in values],
    }
    return dict(written, grad=True) if t.requires_grad else written


class Family:
    """The cases of one file."""

    def __init__(self, name):
        self.name = name
        self.cases = []

    def op(self, op, sample, body, base, odd=(), zero=(), special=(), integers=(), kinks=()):
        """Adds an operation called in one way.

        base, odd and zero are lists of operands (odd and the rest: lists of such lists). Their outputs and gradients are
        recorded, as are those of kinks, where gradients jump and finite differences mean nothing. special (not-a-number,
        infinities, large values) is computed in 32 bits and has no gradient, nor have integers. Without a body only the
        operands are recorded: for operations that draw random numbers.
        """
        self.add(op, sample, "base", 0, body, base)
        for kind, lists in (("odd", odd), ("zero", zero), ("kinks", kinks)):
            for i, inputs in enumerate(lists):
                self.add(op, sample, kind, i, body, inputs)
        for kind, lists in (("special", special), ("integers", integers)):
            for i, inputs in enumerate(lists):
                self.add(op, sample, kind, i, body, inputs, exact=False)

    def integers(self, op, sample, body, *lists):
        """Adds calls with whole numbers, whose body may differ from that of floats."""
        for i, inputs in enumerate(lists):
            self.add(op, sample, "integers", i, body, inputs, exact=False)

    def add(self, op, sample, kind, i, body, inputs, exact=True):
        tensors = [x.tensor(f"{op}/{sample}/{kind}/{i}/{k}") for k, x in enumerate(inputs)]
        if not exact:
            tensors = [t.detach().float() if t.is_floating_point() else t for t in tensors]
        outputs = body(*tensors) if body else ()
        outputs = outputs if isinstance(outputs, (tuple, list)) else (outputs,)
        case = {
            "op": op,
            "sample": sample,
            "kind": kind,
            "inputs": [value(t) for t in tensors],
            "outputs": [value(t) for t in outputs],
        }
        wanted = [t for t in tensors if t.requires_grad]
        floating = [o for o in outputs if o.requires_grad]
        if wanted and floating:
            total = sum((o.flatten() * weights(o.numel())).sum() for o in floating)
            grads = iter(torch.autograd.grad(total, wanted, allow_unused=True))
            case["grads"] = []
            for t in tensors:
                g = next(grads) if t.requires_grad else None
                none = None if not t.requires_grad else torch.zeros_like(t)
                g = none if g is None else g
                case["grads"].append(None if g is None else [number(v) for v in g.flatten().tolist()])
        self.cases.append(case)

    def write(self, folder):
        """Writes one case per line, so that a difference can be read."""
        path = folder / f"{self.name}.json"
        lines = [json.dumps(c, separators=(",", ":")) for c in self.cases]
        path.write_text("[\n" + ",\n".join(lines) + "\n]\n")
        return path
