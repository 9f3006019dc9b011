"""Elements and slices chosen by computed positions, and sorting."""

import torch
import torch.nn.functional as F

from cases import Family, Input, distinct, flags, given, index, u, whole

FAMILY = Family("indexing")
INF = float("inf")
NAN = float("nan")
STRANGE = given([NAN, INF, -INF, -0.0, 3e38, 1.0], 2, 3)


def longs(*values, shape=None):
    x = given(list(values), *(shape or [len(values)]))
    x.dtype, x.grad = torch.int64, False
    return x


def order(n):
    """Positions without repetition."""

    def make(rng, count):
        p = list(range(n))
        rng.shuffle(p)
        return p[:count]

    return lambda count: Input([count], make, torch.int64)


FAMILY.op(
    "gather",
    "axis 1",
    lambda x, i: x.gather(1, i),
    [u(3, 4), index(4, 3, 6)],
    odd=[[u(1, 1), index(1, 1, 1)], [u(7, 3), index(3, 7, 5)], [u(2, 5, 3), index(5, 2, 1, 3)]],
    zero=[[u(3, 4), index(1, 3, 0)], [u(0, 4), index(4, 0, 2)]],
    special=[[STRANGE, index(3, 2, 7)]],
    integers=[[whole(3, 4), index(4, 3, 2, dtype=torch.int64)], [flags(3, 4), index(4, 3, 2)]],
)
FAMILY.op("gather", "axis 0", lambda x, i: x.gather(0, i), [u(4, 3), index(4, 2, 3)], odd=[[u(7), index(7, 9)], [u(5, 1, 3), index(5, 7, 1, 3)]], zero=[[u(3, 0), index(3, 2, 0)]])
FAMILY.op("gather", "i32", lambda x, i: x.gather(1, i.long()), [u(3, 4), index(4, 3, 2, dtype=torch.int32)])

for name, f in dict(scatterAdd=torch.scatter_add).items():
    FAMILY.op(
        name,
        "axis 1",
        lambda x, i, v, f=f: f(x, 1, i, v),
        [u(3, 4), index(4, 3, 6), u(3, 6)],
        odd=[[u(1, 1), index(1, 1, 3), u(1, 3)], [u(7, 3), index(3, 7, 5), u(7, 5)]],
        zero=[[u(3, 4), index(4, 3, 0), u(3, 0)], [u(0, 4), index(4, 0, 2), u(0, 2)]],
        special=[[u(2, 3), index(3, 2, 3), STRANGE]],
        integers=[[whole(3, 4), index(4, 3, 6), whole(3, 6)]],
    )
    FAMILY.op(name, "axis 0", lambda x, i, v, f=f: f(x, 0, i, v), [u(4, 3), index(4, 2, 3), u(2, 3)], odd=[[u(5), index(5, 9), u(9)]])

FAMILY.op(
    "scatter",
    "axis 0",
    lambda x, i, v: torch.scatter(x, 0, i, v),
    [u(5), order(5)(3), u(3)],
    odd=[[u(1), order(1)(1), u(1)], [u(7), order(7)(7), u(7)]],
    zero=[[u(3), order(3)(0), u(0)]],
    special=[[u(3), order(3)(3), given([NAN, INF, -0.0])]],
    integers=[[whole(7), order(7)(4), whole(4)]],
)
FAMILY.op("scatter", "axis 1", lambda x, i, v: torch.scatter(x, 1, i, v), [u(2, 3), longs(2, 0, 1, 2, shape=[2, 2]), u(2, 2)], zero=[[u(0, 3), index(3, 0, 2), u(0, 2)]])

FAMILY.op(
    "indexSelect",
    "axis 1",
    lambda x, i: x.index_select(1, i),
    [u(3, 4), index(4, 6)],
    odd=[[u(1, 1), index(1, 1)], [u(7, 3), index(3, 5)], [u(2, 5, 3), index(5, 7)]],
    zero=[[u(3, 4), index(4, 0)], [u(0, 4), index(4, 2)]],
    special=[[STRANGE, index(3, 7)]],
    integers=[[whole(3, 4), index(4, 2)], [flags(3, 4), index(4, 2, dtype=torch.int32)]],
)
FAMILY.op("indexSelect", "axis 0", lambda x, i: x.index_select(0, i), [u(4, 3), index(4, 5)], odd=[[u(7), index(7, 9)], [u(2, 3, 5, 7), index(2, 3)]], zero=[[u(3, 0), index(3, 2)]])

FAMILY.op(
    "indexAdd",
    "axis 0",
    lambda x, i, v: torch.index_add(x, 0, i, v),
    [u(4, 3), index(4, 6), u(6, 3)],
    odd=[[u(1, 1), index(1, 3), u(3, 1)], [u(7), index(7, 5), u(5)]],
    zero=[[u(4, 3), index(4, 0), u(0, 3)], [u(4, 0), index(4, 2), u(2, 0)]],
    special=[[u(2, 3), index(2, 2), STRANGE]],
    integers=[[whole(4, 3), index(4, 6), whole(6, 3)]],
)
FAMILY.op("indexAdd", "axis 1", lambda x, i, v: torch.index_add(x, 1, i, v), [u(2, 4, 3), index(4, 2), u(2, 2, 3)], odd=[[u(3, 5), index(5, 7), u(3, 7)]])

FAMILY.op(
    "embedding",
    "plain",
    lambda w, i: F.embedding(i, w),
    [u(5, 3), index(5, 2, 4)],
    odd=[[u(1, 1), index(1, 1)], [u(7, 5), index(7, 3, 1, 2)], [u(3, 7), index(3)]],
    zero=[[u(5, 3), index(5, 0)], [u(5, 3), index(5, 2, 0)]],
    special=[[STRANGE, index(2, 5)]],
    integers=[[whole(5, 3), index(5, 2, 2)]],
)
FAMILY.op("embedding", "padding", lambda w, i: F.embedding(i, w, padding_idx=2), [u(5, 3), longs(3, 0, 0, 4, 1, 1, shape=[2, 3])], kinks=[[u(5, 3), longs(2, 0, 2, 4, 1, 1, shape=[2, 3])], [u(7, 5), longs(2, 2, 6)]])

FAMILY.op(
    "maskedFill",
    "same",
    lambda x, m: x.masked_fill(m, 1.5 if x.is_floating_point() else 2),
    [u(3, 5), flags(3, 5)],
    odd=[[u(), flags()], [u(7), flags(7)], [u(3, 1, 5), flags(1, 5)]],
    zero=[[u(0, 3), flags(3)]],
    special=[[STRANGE, flags(2, 3)]],
)
FAMILY.op("maskedFill", "whole", lambda x, m: x.masked_fill(m, -2), [u(3), flags(3)], integers=[[whole(3, 4), flags(4)], [whole(5, dtype=torch.int32), flags(5)]])

FAMILY.op(
    "maskedSelect",
    "same",
    lambda x, m: x.masked_select(m),
    [u(3, 5), flags(3, 5)],
    odd=[[u(1), flags(1)], [u(7), flags(7)], [u(3, 1, 5), flags(1, 5)]],
    zero=[[u(0, 3), flags(3)]],
    special=[[STRANGE, flags(2, 3)]],
    integers=[[whole(3, 4), flags(4)]],
)


def sparse(*shape):
    return Input(shape, lambda rng, n: [rng.choice([0.0, 0.0, 1.5, -2.0]) for _ in range(n)], grad=False)


FAMILY.op(
    "nonzero",
    "plain",
    lambda x: x.nonzero(),
    [sparse(3, 5)],
    odd=[[sparse(1)], [sparse(7)], [sparse(3, 1, 5)]],
    zero=[[sparse(0)], [sparse(3, 0)]],
    special=[[given([NAN, 0.0, -0.0, INF])]],
    integers=[[whole(3, 4, lo=-1, hi=1)], [flags(7)]],
)
FAMILY.op(
    "oneHot",
    "five",
    lambda x: F.one_hot(x.long(), 5),
    [index(5, 2, 3)],
    odd=[[index(5)], [index(5, 1)], [index(5, 7)]],
    zero=[[index(5, 0)]],
    integers=[[index(5, 7, dtype=torch.int32)]],
)


def ordered(name, sample, body, lastly=()):
    FAMILY.op(
        name,
        sample,
        body,
        [distinct(3, 5)],
        odd=[[distinct(3, 3)], [distinct(3, 7)], [distinct(3, 5, 3)], [distinct(3, 33)]],
        zero=[[distinct(0, 5)], [distinct(0, 3, 7)]],
        special=[[given([NAN, 1.0, INF, -INF, NAN, -0.0, 0.0, 3.0, 1.0, 3.0], 2, 5)]],
        integers=[[whole(3, 7)], [whole(3, 7, lo=0, hi=255, dtype=torch.uint8)]],
    )


for name, down in (("up", False), ("down", True)):
    ordered("sort", name, lambda x, d=down: tuple(torch.sort(x, dim=-1, descending=d, stable=True)))
    ordered("argsort", name, lambda x, d=down: torch.sort(x, dim=-1, descending=d, stable=True)[1])
FAMILY.op("sort", "axis 0", lambda x: tuple(torch.sort(x, dim=0, stable=True)), [distinct(4, 3)], odd=[[distinct(1)], [distinct(7)], [distinct(5, 1, 3)], [distinct()]], zero=[[distinct(0)], [distinct(3, 0)]])
ordered("topk", "largest", lambda x: tuple(t[..., :3] for t in torch.sort(x, dim=-1, descending=True, stable=True)))
ordered("topk", "smallest", lambda x: tuple(t[..., :2] for t in torch.sort(x, dim=-1, descending=False, stable=True)))
FAMILY.op("topk", "axis 0", lambda x: tuple(torch.topk(x, 2, dim=0)), [distinct(4, 3)], odd=[[distinct(2)], [distinct(7)], [distinct(5, 1, 3)]], zero=[[distinct(3, 0)]])
