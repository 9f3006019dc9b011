#!/usr/bin/env python3
"""Writes core/src/test/resources/golden/optimizers.json: where PyTorch's optimizers lead in 50 steps.

    python3 scripts/golden/optimizers.py

Two parameters, w [3, 4] and b [3], descend

    mean((x wT + b - y)^2) + 0.1 mean((b^2 - 1)^2)

over fixed x [8, 4] and y [8, 3]. Learning rate and momentum of some runs change from step to step, by a formula that the
Java test repeats. LARS and LAMB are not in PyTorch: they follow the formulas of their papers here, written with tensors.
"""
import json
import math
import os

import torch

STEPS = 50
KEPT = (1, 2, 3, 10, 50)


def problem():
    x = torch.tensor([[math.sin(1 + 3 * i + 7 * j) for j in range(4)] for i in range(8)], dtype=torch.float32)
    y = torch.tensor([[math.cos(2 + 5 * i + 11 * j) for j in range(3)] for i in range(8)], dtype=torch.float32)
    w = torch.tensor([[math.sin(13 * i + 5 * j) for j in range(4)] for i in range(3)], dtype=torch.float32)
    b = torch.tensor([0.5, -1.5, 0.25], dtype=torch.float32)
    w.requires_grad_(True)
    b.requires_grad_(True)
    return x, y, w, b


def loss_of(x, y, w, b):
    return ((x @ w.t() + b - y) ** 2).mean() + 0.1 * ((b * b - 1) ** 2).mean()


class Lars:
    def __init__(self, params, lr, momentum=0.9, weight_decay=0.0, trust=1e-3, eps=1e-8):
        self.params, self.lr, self.mu, self.wd, self.trust, self.eps = params, lr, momentum, weight_decay, trust, eps
        self.v = [torch.zeros_like(p) for p in params]

    def zero_grad(self):
        for p in self.params:
            p.grad = None

    @torch.no_grad()
    def step(self):
        for p, v in zip(self.params, self.v):
            local = self.trust * p.norm() / (p.grad.norm() + self.wd * p.norm() + self.eps)
            v.mul_(self.mu).add_(local * (p.grad + self.wd * p))
            p.sub_(self.lr * v)


class Lamb:
    def __init__(self, params, lr, betas=(0.9, 0.999), weight_decay=0.01, eps=1e-6):
        self.params, self.lr, self.betas, self.wd, self.eps, self.t = params, lr, betas, weight_decay, eps, 0
        self.m = [torch.zeros_like(p) for p in params]
        self.v = [torch.zeros_like(p) for p in params]

    zero_grad = Lars.zero_grad

    @torch.no_grad()
    def step(self):
        self.t += 1
        b1, b2 = self.betas
        for p, m, v in zip(self.params, self.m, self.v):
            m.mul_(b1).add_((1 - b1) * p.grad)
            v.mul_(b2).add_((1 - b2) * p.grad ** 2)
            r = (m / (1 - b1 ** self.t)) / ((v / (1 - b2 ** self.t)).sqrt() + self.eps) + self.wd * p
            p.sub_(self.lr * p.norm() / r.norm() * r)


def run(make, scheduled=False):
    x, y, w, b = problem()
    opt = make([w, b])
    path = {}
    losses = []
    for step in range(1, STEPS + 1):
        if scheduled:
            for g in opt.param_groups:
                g["lr"] = 0.02 * (1 + 0.5 * math.sin(step))
                momentum = 0.9 + 0.05 * math.cos(step)
                if "momentum" in g:
                    g["momentum"] = momentum
                else:
                    g["betas"] = (momentum, g["betas"][1])
        opt.zero_grad()
        loss = loss_of(x, y, w, b)
        loss.backward()
        opt.step()
        losses.append(loss.item())
        if step in KEPT:
            path[str(step)] = w.detach().flatten().tolist() + b.detach().tolist()
    return {"path": path, "losses": losses}


def valley():
    """Rosenbrock's valley in four dimensions, times 0.1."""
    return torch.tensor([-1.2, 1.0, -0.5, 0.8], dtype=torch.float32, requires_grad=True)


def height(p):
    a, b = p[:-1], p[1:]
    return (10 * (b - a * a) ** 2 + (1 - a) ** 2).sum() * 0.1


def lbfgs(steps, start, value, **options):
    p = start()
    opt = torch.optim.LBFGS([p], **options)
    losses, calls = [], [0]

    def closure():
        opt.zero_grad()
        loss = value(p)
        loss.backward()
        calls[0] += 1
        return loss

    for _ in range(steps):
        losses.append(opt.step(closure).item())
    return {"losses": losses, "end": p.detach().tolist(), "calls": calls[0]}


def bowl():
    return torch.tensor([3.0, -2.0, 1.0, 0.5, -4.0], dtype=torch.float32, requires_grad=True)


def depth(p):
    scale = torch.tensor([1.0, 2.0, 0.5, 3.0, 0.25])
    return (scale * (p - 1) ** 2).sum() + 0.1 * (p ** 4).sum()


def main():
    o = torch.optim
    data = {
        "sgd": run(lambda p: o.SGD(p, lr=0.05)),
        "sgd_l2": run(lambda p: o.SGD(p, lr=0.05, weight_decay=0.1)),
        "sgd_momentum": run(lambda p: o.SGD(p, lr=0.05, momentum=0.9, weight_decay=1e-2)),
        "sgd_dampening": run(lambda p: o.SGD(p, lr=0.1, momentum=0.8, dampening=0.3)),
        "sgd_nesterov": run(lambda p: o.SGD(p, lr=0.05, momentum=0.9, nesterov=True, weight_decay=1e-2)),
        "sgd_scheduled": run(lambda p: o.SGD(p, lr=0.05, momentum=0.9), True),
        "adam": run(lambda p: o.Adam(p, lr=0.05)),
        "adam_l2": run(lambda p: o.Adam(p, lr=0.05, betas=(0.8, 0.99), eps=1e-5, weight_decay=0.1)),
        "adam_scheduled": run(lambda p: o.Adam(p, lr=0.05, betas=(0.9, 0.99)), True),
        "adamw": run(lambda p: o.AdamW(p, lr=0.05, betas=(0.9, 0.99), weight_decay=0.3)),
        "rmsprop": run(lambda p: o.RMSprop(p, lr=0.02)),
        "rmsprop_centered": run(lambda p: o.RMSprop(p, lr=0.01, alpha=0.9, momentum=0.7, centered=True, weight_decay=0.1)),
        "adagrad": run(lambda p: o.Adagrad(p, lr=0.1)),
        "adagrad_decay": run(
            lambda p: o.Adagrad(p, lr=0.2, lr_decay=0.05, initial_accumulator_value=0.1, weight_decay=0.1)),
        "lars": run(lambda p: Lars(p, lr=2.0, trust=0.02, weight_decay=0.05)),
        "lamb": run(lambda p: Lamb(p, lr=0.02)),
        "lbfgs": lbfgs(50, bowl, depth, lr=0.5, max_iter=3),
        "lbfgs_short": lbfgs(50, bowl, depth, lr=0.1, max_iter=1, history_size=2),
        "lbfgs_wolfe": lbfgs(50, valley, height, lr=1, max_iter=1, history_size=5, line_search_fn="strong_wolfe"),
    }
    data = round_all(data)
    path = os.path.join(os.path.dirname(__file__), "..", "..", "core", "src", "test", "resources", "golden", "optimizers.json")
    with open(path, "w", encoding="utf-8") as f:
        f.write("{\n" + ",\n".join(json.dumps(name) + ": " + json.dumps(run_) for name, run_ in data.items()) + "\n}\n")
    for name, run_ in data.items():
        print(name, run_["losses"][0], "->", run_["losses"][-1], run_.get("calls", ""))


def round_all(v):
    """Eight digits hold a float32."""
    if isinstance(v, dict):
        return {k: round_all(x) for k, x in v.items()}
    if isinstance(v, list):
        return [round_all(x) for x in v]
    return float("%.8g" % v) if isinstance(v, float) else v


if __name__ == "__main__":
    main()
