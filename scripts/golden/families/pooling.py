"""Pooling and resizing."""

import torch
import torch.nn.functional as F

from cases import Family, distinct, given, u, whole

FAMILY = Family("pooling")
INF = float("inf")
NAN = float("nan")
PICTURE = [given([NAN] + [1.0] * 7 + [INF] + [2.0] * 7 + [-INF] * 9, 1, 1, 5, 5)]
ROW = [given([NAN, 1.0, 2.0, -INF, -INF, INF, 1.0, -INF, -INF, -INF], 1, 1, 10)]


def op(name, sample, body, base, odd=(), zero=(), make=u, special=()):
    FAMILY.op(name, sample, body, [make(*base)], odd=[[make(*s)] for s in odd], zero=[[make(*s)] for s in zero], special=special)


def planes(name, sample, body, base=(2, 3, 4, 5), odd=((3, 1, 7, 5), (1, 17, 3, 3)), zero=((0, 3, 4, 5),), make=u, special=(PICTURE,)):
    op(name, sample, body, base, odd, zero, make, special)


def lines(name, sample, body, base=(2, 3, 6), odd=((3, 1, 7), (1, 5, 9)), zero=((0, 3, 6),), make=u, special=(ROW,)):
    op(name, sample, body, base, odd, zero, make, special)


planes("max2d", "halving", lambda x: F.max_pool2d(x, 2), make=distinct)
planes("max2d", "overlapping, padded", lambda x: F.max_pool2d(x, 3, 2, 1), make=distinct, odd=((1, 1, 3, 3), (1, 5, 7, 9)))
planes("max2d", "ceil", lambda x: F.max_pool2d(x, 3, 2, 0, ceil_mode=True), make=distinct, base=(1, 2, 6, 5), odd=((1, 3, 4, 8), (1, 5, 7, 9)))
planes("max2d", "ceil, padded", lambda x: F.max_pool2d(x, 2, 2, 1, ceil_mode=True), make=distinct, odd=((1, 1, 3, 5),))
planes("max2d", "uneven", lambda x: F.max_pool2d(x, (1, 3), (2, 1), (0, 1)), make=distinct, odd=((1, 1, 1, 1), (1, 3, 7, 5)))
lines("max1d", "halving", lambda x: F.max_pool1d(x, 2), make=distinct)
lines("max1d", "ceil, padded", lambda x: F.max_pool1d(x, 3, 2, 1, ceil_mode=True), make=distinct, odd=((1, 1, 1), (3, 5, 7)))

planes("avg2d", "halving", lambda x: F.avg_pool2d(x, 2))
planes("avg2d", "padding counts", lambda x: F.avg_pool2d(x, 3, 2, 1), odd=((1, 1, 3, 3), (1, 5, 7, 9)))
planes("avg2d", "padding does not count", lambda x: F.avg_pool2d(x, 3, 2, 1, count_include_pad=False), odd=((1, 1, 3, 3), (1, 5, 7, 9)))
planes("avg2d", "ceil", lambda x: F.avg_pool2d(x, 3, 2, 0, ceil_mode=True), base=(1, 2, 6, 5), odd=((1, 3, 4, 8), (1, 5, 7, 9)))
planes("avg2d", "ceil, padding counts", lambda x: F.avg_pool2d(x, 3, 2, 1, ceil_mode=True), base=(1, 2, 6, 4), odd=((1, 3, 4, 8),))
planes("avg2d", "ceil, padding does not count", lambda x: F.avg_pool2d(x, 3, 2, 1, ceil_mode=True, count_include_pad=False), base=(1, 2, 6, 4), odd=((1, 3, 4, 8),))
planes("avg2d", "uneven", lambda x: F.avg_pool2d(x, (1, 3), (2, 1), (0, 1)), odd=((1, 1, 1, 1), (1, 3, 7, 5)))
lines("avg1d", "halving", lambda x: F.avg_pool1d(x, 2))
lines("avg1d", "ceil, padding does not count", lambda x: F.avg_pool1d(x, 3, 2, 1, ceil_mode=True, count_include_pad=False), odd=((1, 1, 1), (3, 5, 7)))

for name, f, make in (("adaptiveMax2d", F.adaptive_max_pool2d, distinct), ("adaptiveAvg2d", F.adaptive_avg_pool2d, u)):
    planes(name, "one", lambda x, f=f: f(x, 1), make=make, zero=((0, 3, 4, 5),))
    planes(name, "two by three", lambda x, f=f: f(x, (2, 3)), make=make, base=(2, 2, 5, 7), odd=((1, 3, 3, 5), (3, 1, 7, 9)), zero=((0, 3, 4, 5),))
    planes(name, "more than there are", lambda x, f=f: f(x, (3, 5)), make=make, base=(1, 2, 2, 3), odd=((1, 1, 1, 1),), zero=((0, 3, 2, 2),), special=())
for name, f, make in (("adaptiveMax1d", F.adaptive_max_pool1d, distinct), ("adaptiveAvg1d", F.adaptive_avg_pool1d, u)):
    lines(name, "three", lambda x, f=f: f(x, 3), make=make, base=(2, 3, 7), odd=((1, 1, 1), (3, 5, 5)), zero=((0, 3, 6),))

for name, size in dict(larger=(7, 8), smaller=(2, 3), same=(4, 5), uneven=(3, 10)).items():
    planes("nearest", name, lambda x, s=size: F.interpolate(x, s, mode="nearest"), odd=((1, 1, 1, 1), (3, 1, 7, 5)), zero=((0, 3, 4, 5),))
    planes("bilinear", name, lambda x, s=size: F.interpolate(x, s, mode="bilinear", align_corners=False), odd=((1, 1, 1, 1), (3, 1, 7, 5)), zero=((0, 3, 4, 5),), special=())
    planes("bilinear", name + ", corners aligned", lambda x, s=size: F.interpolate(x, s, mode="bilinear", align_corners=True), odd=((1, 1, 1, 1), (3, 1, 7, 5)), zero=((0, 3, 4, 5),), special=())


def shuffled(x, r):
    """F.pixel_shuffle, whose gradient fails without elements."""
    n, c, h, w = x.shape
    return F.pixel_shuffle(x, r) if x.numel() else x.reshape(n, c // r**2, h * r, w * r)


planes("pixelShuffle", "two", lambda x: shuffled(x, 2), base=(2, 8, 3, 2), odd=((1, 4, 1, 1), (3, 4, 5, 7)), zero=((0, 4, 2, 2),), special=([given([NAN, INF, -INF, -0.0], 1, 4, 1, 1)],))
FAMILY.integers("pixelShuffle", "two", lambda x: F.pixel_shuffle(x, 2), [whole(1, 4, 2, 1)])
planes("pixelShuffle", "three", lambda x: shuffled(x, 3), base=(1, 9, 2, 3), odd=((1, 27, 1, 3),), zero=((0, 9, 2, 2),), special=())
