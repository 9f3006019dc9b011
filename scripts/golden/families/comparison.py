"""Comparisons with broadcasting."""

import torch

from cases import Family, given, grid, near, whole

FAMILY = Family("comparison")
INF = float("inf")
NAN = float("nan")
LEFT = [NAN, INF, -INF, NAN, 1.0, 0.0, -0.0, 3e38, 1.0, -2.0, INF, INF]
RIGHT = [1.0, 2.0, -INF, NAN, NAN, 0.0, 0.0, 3e38, 0.0, 0.0, INF, -INF]


def longs(*values):
    x = given(list(values))
    x.dtype, x.grad = torch.int64, False
    return x


for name, body in dict(eq=torch.eq, ne=torch.ne, lt=torch.lt, le=torch.le, gt=torch.gt, ge=torch.ge).items():
    FAMILY.op(
        name,
        "same",
        body,
        [grid(3, 5), grid(3, 5)],
        odd=[[grid(7), grid(7)], [grid(33), grid(33)], [grid(), grid()]],
        zero=[[grid(0), grid(0)]],
        special=[[given(LEFT), given(RIGHT)]],
        integers=[
            [whole(2, 3), whole(3)],
            [whole(2, 3), whole(2, 3, dtype=torch.int32)],
            [whole(7, lo=0, hi=9, dtype=torch.uint8), whole(7, lo=0, hi=9, dtype=torch.uint8)],
            [longs(2**53 + 1, -(2**62), 9), longs(2**53, -(2**62) + 1, 9)],
        ],
    )
    FAMILY.op(
        name,
        "broadcast",
        body,
        [grid(2, 3, 4), near(3, 1)],
        odd=[[grid(), grid(3)], [grid(3, 1, 5), grid(7, 1)], [grid(2, 3, 5, 7), near(3, 1, 1)]],
        zero=[[grid(3, 0), grid(1)], [grid(0, 1), grid(1, 4)]],
    )
    FAMILY.op(name, "number", lambda a, f=body: f(a, 0.25), [grid(3, 5)], special=[[given(LEFT)]], integers=[[whole(5)]])
    FAMILY.op(name, "whole number", lambda a, f=body: f(a, 1), [grid(7)], integers=[[whole(5, lo=-2, hi=2)]])
