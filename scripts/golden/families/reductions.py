"""Sums, means, extremes, running sums and softmax."""

import torch

from cases import Family, distinct, flags, given, u, whole

FAMILY = Family("reductions")
INF = float("inf")
NAN = float("nan")
MIXED = given([NAN, 1.0, 2.0, INF, 1.0, -INF, -INF, -2.0, -INF, 3.0, 5.0, 3e38, 1.0, 3e38, 3e38], 5, 3)
LARGE = given([1e4, 1.0, -1e4, 100.0, 90.0, 110.0, -1e30, 1e30, 0.0, -INF, -INF, -INF, -INF, 2.0, 1.0, INF, 1.0, 2.0], 6, 3)
LONGS = [whole(3, 5)]
INTS = [whole(2, 7, dtype=torch.int32)]
BYTES = [whole(2, 7, lo=0, hi=255, dtype=torch.uint8)]


def floats(x):
    return x if x.is_floating_point() else x.float()


def op(name, sample, body, make=u, base=(3, 5), odd=(), zero=(), special=(MIXED,), integers=(LONGS,), kinks=()):
    FAMILY.op(
        name,
        sample,
        body,
        [make(*base)],
        odd=[[make(*s)] for s in odd],
        zero=[[make(*s)] for s in zero],
        special=[[x] for x in special],
        integers=integers,
        kinks=[[x] for x in kinks],
    )


ALL = [(), (1,), (7,), (33,), (3, 1, 5), (2, 3, 5, 3)]
AXIS = [(1, 1), (1, 7), (7, 1), (3, 17), (33, 3)]
LAST = [(1,), (7,), (33,), (3, 1, 5), (2, 3, 5, 3)]
THREE = [(1, 1, 1), (3, 1, 5), (5, 7, 1), (2, 3, 17)]
FOUR = [(2, 3, 5, 7), (1, 1, 3, 5), (2, 5, 1, 3)]

FEWER = given([NAN, 1.0, 2.0, INF, 1.0, -INF, -INF, -2.0, -INF, 3.0, 5.0, 7.0], 4, 3)
for name, f in dict(sum=torch.sum, mean=lambda x, *a, **k: torch.mean(floats(x), *a, **k)).items():
    op(name, "all", f, odd=ALL, zero=[(0,), (3, 0)], integers=[LONGS, INTS, BYTES, [flags(3, 3)]])
    op(name, "axis 0", lambda x, f=f: f(x, 0), odd=AXIS, zero=[(0, 3), (3, 0)], integers=[LONGS, BYTES])
    op(name, "axis -1", lambda x, f=f: f(x, -1), odd=LAST, zero=[(0, 3), (3, 0)], special=[FEWER])
    op(name, "kept axis 1", lambda x, f=f: f(x, 1, keepdim=True), base=(2, 3, 4), odd=THREE, zero=[(2, 0, 3)], special=())
    op(name, "axes 0 2 3", lambda x, f=f: f(x, (0, 2, 3)), base=(2, 3, 4, 2), odd=FOUR, zero=[(0, 3, 2, 2)], special=(), integers=())

for name, f in dict(max=torch.amax, min=torch.amin).items():
    pick = getattr(torch, name)
    op(name, "all", lambda x, f=f: f(x), make=distinct, odd=ALL, special=[given([1.0, INF, -2.0]), given([NAN, 1.0, 2.0, INF])], integers=[LONGS, BYTES])
    op(name, "axis 0", lambda x, p=pick: tuple(p(x, 0)), make=distinct, odd=AXIS, zero=[(3, 0)], integers=[LONGS, INTS])
    op(name, "axis 1", lambda x, p=pick: tuple(p(x, 1)), make=distinct, base=(2, 3, 4), odd=THREE, zero=[(0, 2, 3)], integers=[BYTES])
    op(name, "axis -1", lambda x, p=pick: tuple(p(x, -1)), make=distinct, odd=LAST, zero=[(0, 3)])

for name, f in dict(argmax=torch.argmax, argmin=torch.argmin).items():
    op(name, "axis 0", lambda x, f=f: f(x, 0), make=distinct, odd=AXIS, zero=[(3, 0)], integers=[LONGS, INTS])
    op(name, "axis -1", lambda x, f=f: f(x, -1), make=distinct, odd=LAST, zero=[(0, 3)], integers=[BYTES])

for name, f in dict(var=torch.var, std=torch.std).items():
    op(name, "all", lambda x, f=f: f(floats(x), unbiased=True), odd=[(7,), (3, 1, 5), (33,)], zero=[(0,)], special=[given([1.0, NAN]), given([1.0, INF])])
    op(name, "biased axis 1", lambda x, f=f: f(floats(x), 1, unbiased=False), odd=[(1, 7), (3, 17)], zero=[(0, 3)], special=())
    op(name, "kept axes 0 2 3", lambda x, f=f: f(floats(x), (0, 2, 3), unbiased=True, keepdim=True), base=(2, 3, 4, 2), odd=FOUR, zero=[(2, 0, 3, 3)], special=(), integers=())

op("norm", "all", lambda x: torch.linalg.norm(floats(x).flatten()), odd=ALL, zero=[(0,)], special=[given([1.0, NAN]), given([1.0, -INF])], kinks=[given([0.0, 0.0])])
op("norm", "axis 1", lambda x: torch.linalg.norm(floats(x), dim=1), odd=[(1, 7), (7, 1), (3, 17)], zero=[(0, 3), (3, 0)], special=())
op("norm", "kept axis 0", lambda x: torch.linalg.norm(floats(x), dim=0, keepdim=True), odd=AXIS, zero=[(0, 3)], special=(), integers=())

op("prod", "axis 0", lambda x: torch.prod(x, 0), odd=[(1, 1), (1, 7), (7, 1), (3, 17)], zero=[(0, 3), (3, 0)], kinks=[given([0.0, 2.0, 3.0, 0.0, 4.0, 0.0], 3, 2)])
op("prod", "axis -1", lambda x: torch.prod(x, -1), odd=[(1,), (7,), (3, 1, 5)], zero=[(3, 0)], special=())

op("cumsum", "axis 0", lambda x: torch.cumsum(x, 0), odd=AXIS, zero=[(0, 3), (3, 0)], integers=[LONGS, INTS, BYTES, [flags(7)]])
op("cumsum", "axis 1", lambda x: torch.cumsum(x, 1), base=(2, 3, 4), odd=THREE, zero=[(0, 2, 3)])

for name, f in dict(softmax=torch.softmax, logSoftmax=torch.log_softmax).items():
    op(name, "axis 0", lambda x, f=f: f(floats(x), 0), odd=AXIS, zero=[(0, 3), (3, 0)], special=[MIXED, LARGE])
    op(name, "axis 1", lambda x, f=f: f(floats(x), 1), base=(2, 3, 4), odd=THREE + FOUR, zero=[(0, 2, 3)], special=[LARGE])
    op(name, "axis -1", lambda x, f=f: f(floats(x), -1), odd=LAST + [(5, 33)], zero=[(0, 3)], special=[MIXED])

op("logSumExp", "axis 0", lambda x: torch.logsumexp(floats(x), 0), odd=AXIS, zero=[(3, 0)], special=[MIXED])
op("logSumExp", "kept axis 1", lambda x: torch.logsumexp(floats(x), 1, keepdim=True), odd=[(1, 7), (7, 1), (3, 17)], zero=[(0, 3)], special=[LARGE])

FLAGS = [[flags(7)], [given([0, 0, 0])], [given([1, 2, 3])], [given([0, 3])]]
for case in FLAGS[1:]:
    case[0].dtype, case[0].grad = torch.int64, False
for name, f in dict(anyTrue=torch.any, allTrue=torch.all).items():
    op(name, "all", lambda x, f=f: f(x.bool()), odd=ALL, zero=[(0,), (3, 0)], special=[given([0.0, -0.0]), given([NAN, 0.0])], integers=FLAGS)

op("sumTo", "rows", lambda x: x.sum((0, 2), keepdim=True)[0], base=(2, 3, 4), odd=THREE, zero=[(0, 3, 2)], special=[given([NAN, 1.0, INF, -INF], 1, 2, 2)], integers=[[whole(2, 3, 4)]])
op("sumTo", "scalar", lambda x: x.sum(), odd=ALL, zero=[(3, 0)], special=())
