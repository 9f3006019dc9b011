"""Arithmetic and comparison with broadcasting, where, and the forms that change their operand."""

import torch

from cases import Family, flags, given, grid, near, u, whole

FAMILY = Family("arithmetic")
INF = float("inf")
NAN = float("nan")
X = [NAN, INF, -INF, NAN, 1.0, 0.0, -0.0, 3e38, 1.0, -2.0, INF, INF]
Y = [1.0, 2.0, -INF, NAN, NAN, 0.0, 0.0, 3e38, 0.0, 0.0, INF, -INF]


def shapes(make):
    """Operand shapes that broadcast in every way."""
    return dict(
        odd=[
            [make(7), make(7)],
            [make(1), make(5)],
            [make(), make(3)],
            [make(), make()],
            [make(3, 1, 5), make(7, 1)],
            [make(2, 3, 5, 7), make(3, 1, 1)],
            [make(2, 3, 5, 7), make(2, 1, 1, 7)],
            [make(1, 1, 5, 1), make(3, 5, 1)],
            [make(33), make(33)],
        ],
        zero=[[make(0), make(0)], [make(3, 0), make(1)], [make(0, 1), make(1, 4)]],
    )


def binary(name, body, left=u, right=None, special=True, integers=()):
    right = right or left
    FAMILY.op(
        name,
        "same",
        body,
        [left(3, 5), right(3, 5)],
        special=[[given(X), given(Y)]] if special else (),
        integers=integers,
    )
    both = shapes(left)
    ours = shapes(right)
    FAMILY.op(
        name,
        "broadcast",
        body,
        [left(2, 3, 4), right(3, 1)],
        **{k: [[a, b] for (a, _), (_, b) in zip(both[k], ours[k])] for k in both},
    )


def positive(*shape):
    return u(*shape, lo=0.5, hi=2.5)


def away(*shape):
    return u(*shape, avoid=(0.0,), margin=0.4)


EVERY = [[whole(5)], [whole(5, dtype=torch.int32)], [whole(5, lo=0, dtype=torch.uint8)], [flags(5)]]
LONGS = [whole(2, 3), whole(3)]
INTS = [whole(2, 3, dtype=torch.int32), whole(2, 3, dtype=torch.int32)]
BYTES = [whole(7, lo=0, hi=100, dtype=torch.uint8), whole(7, lo=0, hi=100, dtype=torch.uint8)]
MIXED = [whole(2, 3), whole(2, 3, dtype=torch.int32)]
BIG = [given([2**53 + 1, -(2**62), 9], 3), given([1, 1, -9], 3)]
for x in BIG:
    x.dtype, x.grad = torch.int64, False

binary("add", lambda a, b: a + b, integers=[LONGS, INTS, BYTES, MIXED, BIG])
binary("sub", lambda a, b: a - b, integers=[LONGS, INTS, MIXED, BIG])
binary("mul", lambda a, b: a * b, integers=[LONGS, INTS, MIXED])
binary("div", lambda a, b: a / b, right=away, integers=[[whole(2, 3), whole(3, lo=1)], [whole(3), given([2.0, 4.0, 0.5])]])
binary("pow", lambda a, b: a**b, left=positive, right=u, integers=[[whole(2, 3, lo=-4, hi=4), whole(3, lo=0, hi=5)]])


binary("maximum", torch.maximum, left=grid, right=near, integers=[LONGS, INTS, MIXED])
binary("minimum", torch.minimum, left=grid, right=near, integers=[LONGS, INTS, MIXED])
FAMILY.op("maximum", "ties", torch.maximum, [grid(4), near(4)], kinks=[[given([1.0, 2.0, 3.0]), given([1.0, 0.0, 3.0])]])
FAMILY.op("minimum", "ties", torch.minimum, [grid(4), near(4)], kinks=[[given([1.0, 2.0, 3.0]), given([1.0, 0.0, 3.0])]])
FAMILY.op("pow", "zero base", lambda a, b: a**b, [positive(4), u(4)], kinks=[[given([0.0, 0.0, 0.0]), given([2.0, 1.0, 3.0])]])


def number(name, body, make=u, integers=()):
    FAMILY.op(
        name,
        "number",
        body,
        [make(3, 5)],
        odd=[[make()], [make(1)], [make(7)], [make(3, 1, 5)], [make(2, 3, 5, 7)]],
        zero=[[make(0)], [make(3, 0, 2)]],
        special=[[given(X)]],
        integers=integers,
    )


number("add", lambda a: a + 1.5, integers=[[whole(5)]])
number("sub", lambda a: a - 1.5, integers=[[whole(5)]])
number("mul", lambda a: a * -2.5, integers=[[whole(5)]])
number("div", lambda a: a / 4, integers=[[whole(5)]])
number("neg", lambda a: -a, integers=[[whole(5)], [whole(5, dtype=torch.int32)]])

FAMILY.op(
    "where",
    "same",
    torch.where,
    [flags(3, 5), u(3, 5), u(3, 5)],
    odd=[[flags(7), u(7), u(7)], [flags(), u(), u()], [flags(1), u(1), u(1)]],
    zero=[[flags(0), u(0), u(0)]],
    special=[[flags(12), given(X), given(Y)]],
    integers=[[flags(2, 3), whole(2, 3), whole(2, 3)], [flags(5), flags(5), flags(5)]],
)
FAMILY.op(
    "where",
    "broadcast",
    torch.where,
    [flags(2, 1, 4), u(3, 1), u(4)],
    odd=[[flags(3, 1), u(5), u()], [flags(1), u(7), u(7)], [flags(2, 1, 5, 7), u(3, 1, 1), u(1, 7)]],
    zero=[[flags(3, 1), u(0), u(1)]],
)


def in_place(name, body, right=u):
    FAMILY.op(
        name,
        "tensor",
        body,
        [u(3, 5), right(3, 5)],
        odd=[[u(7), right(7)], [u(), right()], [u(1), right(1)], [u(3, 1, 5), right(1, 5)], [u(2, 3, 5, 7), right(3, 1, 1)]],
        zero=[[u(0), right(0)], [u(3, 0), right(1)]],
        special=[[given(X), given(Y)]],
        integers=[[whole(2, 3), whole(3)]] if name not in ("div_",) else (),
    )


in_place("add_", lambda a, b: a.clone().add_(b))
in_place("sub_", lambda a, b: a.clone().sub_(b))
in_place("mul_", lambda a, b: a.clone().mul_(b))
in_place("div_", lambda a, b: a.clone().div_(b), right=away)
in_place("copy_", lambda a, b: a.clone().copy_(b))
number("add_", lambda a: a.clone().add_(1.5))
number("mul_", lambda a: a.clone().mul_(-2.5))
number("fill_", lambda a: a.clone().fill_(1.5))
number("zero_", lambda a: a.clone().zero_(), integers=EVERY)
FAMILY.integers("fill_", "whole number", lambda a: a.clone().fill_(3), *EVERY)
