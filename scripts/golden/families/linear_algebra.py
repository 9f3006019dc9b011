"""Matrix products."""

import torch
import torch.nn.functional as F

from cases import Family, given, u

FAMILY = Family("linear_algebra")
INF = float("inf")
NAN = float("nan")
STRANGE = [given([NAN, 1.0, 2.0, 3.0, INF, 1.0], 2, 3), given([1.0, 2.0, 3.0, 4.0, 5.0, 6.0], 3, 2)]


def product(sample, base, odd=(), zero=(), special=()):
    FAMILY.op(
        "matmul",
        sample,
        torch.matmul,
        [u(*base[0]), u(*base[1])],
        odd=[[u(*a), u(*b)] for a, b in odd],
        zero=[[u(*a), u(*b)] for a, b in zero],
        special=special,
    )


product(
    "matrices",
    [(3, 4), (4, 5)],
    odd=[[(1, 1), (1, 1)], [(1, 7), (7, 1)], [(7, 1), (1, 5)], [(3, 17), (17, 5)], [(5, 3), (3, 33)], [(13, 7), (7, 11)]],
    zero=[[(0, 3), (3, 2)], [(2, 0), (0, 3)], [(2, 3), (3, 0)]],
    special=[STRANGE],
)
product("vector by matrix", [(4,), (4, 5)], odd=[[(1,), (1, 3)], [(17,), (17, 1)]], zero=[[(0,), (0, 3)]])
product("matrix by vector", [(3, 4), (4,)], odd=[[(1, 1), (1,)], [(7, 17), (17,)]], zero=[[(0, 3), (3,)]])
product("vectors", [(5,), (5,)], odd=[[(1,), (1,)], [(33,), (33,)]], zero=[[(0,), (0,)]])
product("batch", [(2, 3, 4), (2, 4, 5)], odd=[[(1, 1, 1), (1, 1, 1)], [(7, 1, 3), (7, 3, 5)], [(3, 5, 17), (3, 17, 1)]], zero=[[(0, 3, 4), (0, 4, 5)], [(2, 3, 0), (2, 0, 5)]])
product("broadcast batch", [(2, 1, 3, 4), (5, 4, 2)], odd=[[(3, 1, 2, 5), (1, 3, 5, 1)], [(1, 3, 4), (2, 4, 5)]], zero=[[(0, 1, 3, 4), (5, 4, 2)]])
product("shared right", [(2, 3, 4), (4, 5)], odd=[[(3, 1, 7), (7, 1)], [(2, 3, 5, 7), (7, 3)]], zero=[[(0, 3, 4), (4, 5)]])
product("shared left", [(3, 4), (2, 4, 5)], odd=[[(1, 7), (3, 7, 1)]], zero=[[(3, 4), (0, 4, 5)]])
product("batch by vector", [(2, 3, 4), (4,)], odd=[[(3, 1, 7), (7,)]], zero=[[(0, 3, 4), (4,)]])


def linear(sample, n, base, odd, zero, special=()):
    def operands(x, out):
        return [u(*x), u(out, x[-1]), u(out)][:n]

    FAMILY.op(
        "linear",
        sample,
        F.linear,
        operands(*base),
        odd=[operands(*o) for o in odd],
        zero=[operands(*z) for z in zero],
        special=special,
    )


ODD = [((1, 1), 1), ((7,), 3), ((3, 5, 7), 1), ((1, 17), 5), ((2, 3, 1, 5), 7), ((13, 33), 3)]
linear("bias", 3, ((3, 4), 5), ODD, [((0, 4), 5), ((3, 0), 2), ((2, 0, 4), 3), ((2, 3, 0), 2)], special=[[STRANGE[0], given([1.0, 2.0, 3.0], 1, 3), given([0.5])]])
linear("no bias", 2, ((2, 3, 4), 5), ODD, [((0, 4), 5)])
