"""Normalisation of batches, layers, planes and groups of channels."""

import torch
import torch.nn.functional as F

from cases import Family, alternating, given, u

FAMILY = Family("normalization")
NAN = float("nan")
EPS = 1e-5


def scale(*shape):
    return u(*shape, lo=0.5, hi=1.5)


def spread(*shape):
    return u(*shape, lo=0.5, hi=2.5)


def small(*shape):
    return u(*shape, lo=-0.2, hi=0.2)


def op(name, sample, body, base, odd=(), zero=(), special=()):
    FAMILY.op(name, sample, body, base, odd=odd, zero=zero, special=special)


def batch(name, f, make, shift, mean, variance):
    def statistics(c):
        return [mean(c).constant(), variance(c).constant()]

    def operands(*shape):
        return [make(*shape), scale(shape[1]), shift(shape[1])]

    def training(x, w, b):
        return f(F.batch_norm(x, None, None, w, b, True, 0.1, EPS))

    def evaluation(x, w, b, mean, var):
        return f(F.batch_norm(x, mean, var, w, b, False, 0.1, EPS))

    def running(x, w, b, mean, var):
        mean, var = mean.clone(), var.clone()
        y = F.batch_norm(x, mean, var, w, b, True, 0.3, EPS)
        return f(y), mean, var

    planes = [(2, 3, 5, 7), (1, 1, 3, 3), (3, 17, 1, 2), (1, 7, 5, 1)]
    op(name, "training", training, operands(2, 3, 4, 3), odd=[operands(*s) for s in planes], special=[[given([NAN, 1.0, 2.0, 3.0, 1.0, 2.0], 3, 2), scale(2), shift(2)]])
    op(name, "plain", lambda x: f(F.batch_norm(x, None, None, None, None, True, 0.1, EPS)), [make(4, 2, 2, 3)], odd=[[make(3, 5, 3, 1)]])
    op(name, "scale only", lambda x, w: f(F.batch_norm(x, None, None, w, None, True, 0.1, EPS)), [make(4, 2, 2, 3), scale(2)])
    op(name, "rows", training, operands(6, 3), odd=[operands(3, 5), operands(6, 1)])
    op(name, "lines", training, operands(2, 3, 4), odd=[operands(3, 1, 7)])
    op(name, "volumes", training, operands(2, 2, 2, 3, 2), odd=[operands(1, 3, 1, 3, 5)])
    op(name, "running", running, operands(2, 3, 4, 3) + statistics(3), odd=[operands(6, 5) + statistics(5)])
    op(
        name,
        "evaluation",
        evaluation,
        operands(2, 3, 4, 3) + statistics(3),
        odd=[operands(*s) + statistics(s[1]) for s in planes + [(1, 3), (3, 5, 7)]],
        zero=[operands(0, 3, 4, 3) + statistics(3), operands(0, 3) + statistics(3), operands(2, 3, 0, 4) + statistics(3)],
    )


batch("batchNorm", lambda y: y, u, u, u, spread)
batch("batchNormRelu", F.relu, alternating, small, small, lambda c: u(c, lo=0.8, hi=1.2))


def layer(sample, n, affine, shapes, zero):
    def operands(shape):
        return [u(*shape)] + ([scale(*shape[-n:]), u(*shape[-n:])] if affine else [])

    def body(x, *p):
        return F.layer_norm(x, x.shape[-n:], *p, eps=EPS)

    op("layerNorm", sample, body, operands(shapes[0]), odd=[operands(s) for s in shapes[1:]], zero=[operands(z) for z in zero], special=[[given([NAN, 1.0, 2.0, 3.0, 1.0, 5.0], 2, 3)] + operands((2, 3))[1:]] if n == 1 else ())


layer("last axis", 1, True, [(3, 4), (7,), (1, 5), (2, 3, 17), (2, 1, 5, 3)], [(0, 4), (2, 0, 4)])
layer("last axis, plain", 1, False, [(3, 4), (3, 33)], [(0, 4)])
layer("last two axes", 2, True, [(2, 3, 4), (5, 3), (3, 1, 7)], [(0, 3, 4)])


def planes(sample, affine, shapes, zero):
    def operands(shape):
        return [u(*shape)] + ([scale(shape[1]), u(shape[1])] if affine else [])

    def body(x, w=None, b=None):
        if x.numel() == 0:  # PyTorch refuses
            column = [-1] + [1] * (x.ndim - 2)
            return x * w.reshape(column) + b.reshape(column) if affine else x * 1
        return F.instance_norm(x, weight=w, bias=b, eps=EPS)

    op("instanceNorm", sample, body, operands(shapes[0]), odd=[operands(s) for s in shapes[1:]], zero=[operands(z) for z in zero], special=[[given([NAN, 1.0, 2.0, 3.0, 1.0, 5.0], 1, 2, 3)] + operands((1, 2, 3))[1:]])


planes("planes", True, [(2, 3, 4, 3), (1, 1, 3, 5), (3, 7, 1, 5)], [(0, 3, 2, 2)])
planes("planes, plain", False, [(2, 3, 4, 3), (1, 5, 3, 3)], [(0, 3, 2, 2)])
planes("lines", True, [(2, 3, 5), (1, 7, 3), (3, 1, 17)], [(0, 3, 4)])


def groups(sample, g, affine, shapes, zero):
    def operands(shape):
        return [u(*shape)] + ([scale(shape[1]), u(shape[1])] if affine else [])

    def body(x, *p):
        return F.group_norm(x, g, *p, eps=EPS)

    op("groupNorm", sample, body, operands(shapes[0]), odd=[operands(s) for s in shapes[1:]], zero=[operands(z) for z in zero], special=[[given([NAN, 1.0, 2.0, 3.0, 1.0, 5.0, 1.0, 2.0], 1, 4, 2)] + operands((1, 4, 2))[1:]] if g == 2 else ())


groups("two groups", 2, True, [(2, 4, 3, 2), (1, 6, 1, 5), (3, 10, 3, 1), (2, 6, 7), (3, 10)], [(0, 4, 2, 2)])
groups("two groups, plain", 2, False, [(2, 4, 3, 2), (1, 6, 3, 5)], [(0, 4, 2, 2)])
groups("one group", 1, True, [(2, 3, 2, 3), (1, 5, 3, 3), (3, 7)], [(0, 3, 2, 2)])
