"""Splitting, turning, repeating, windows, padding and triangles."""

import torch
import torch.nn.functional as F

from cases import Family, flags, given, u, whole

FAMILY = Family("rearranging")
INF = float("inf")
NAN = float("nan")


def op(name, sample, body, base, odd=(), zero=(), integers=True, special=True):
    n = 1
    for d in base:
        n *= d
    FAMILY.op(
        name,
        sample,
        body,
        [u(*base)],
        odd=[[u(*s)] for s in odd],
        zero=[[u(*s)] for s in zero],
        special=[[given(([NAN, INF, -INF, -0.0, 3e38, 1.0, 2.0] * n)[:n], *base)]] if special else (),
        integers=[[whole(*base)], [flags(*base)]] if integers else (),
    )


op("split", "axis 1", lambda x: torch.split(x, [1, 0, 3], 1), (3, 4), odd=[(1, 4), (5, 4, 7)], zero=[(0, 4), (3, 4, 0)])
op("chunk", "axis 0", lambda x: torch.chunk(x, 3, 0), (7, 2), odd=[(1,), (5,), (8, 1, 3)], zero=[(7, 0)])
op("flip", "two axes", lambda x: torch.flip(x, (0, 2)), (2, 3, 4), odd=[(1, 1, 1), (3, 5, 7)], zero=[(0, 3, 2)])
op("flip", "last axis", lambda x: torch.flip(x, (-1,)), (3, 4), odd=[(1,), (7,), (2, 3, 5, 7)], zero=[(3, 0)])
op("roll", "forward", lambda x: torch.roll(x, 2, 1), (3, 5), odd=[(1, 1), (3, 7, 3)], zero=[(0, 3), (3, 0)])
op("roll", "backward", lambda x: torch.roll(x, -8, 0), (3, 5), odd=[(1,), (7,)], zero=[(0, 3)])
op("repeat", "axes", lambda x: x.repeat(2, 3), (3, 2), odd=[(1, 1), (7, 5)], zero=[(0, 2)])
op("repeat", "more axes", lambda x: x.repeat(2, 1, 3), (2,), odd=[(1,), (7,), (3, 5)], zero=[(0,)])
op("repeat", "not at all", lambda x: x.repeat(0, 2), (3, 2))
op("repeatInterleave", "axis 1", lambda x: torch.repeat_interleave(x, 3, 1), (2, 3), odd=[(1, 1), (7, 5, 3)], zero=[(0, 2)])
op("unfold", "overlapping", lambda x: x.unfold(1, 3, 1), (2, 5), odd=[(1, 3), (3, 7, 5)], zero=[(0, 4)])
op("unfold", "gaps", lambda x: x.unfold(0, 2, 3), (8, 2), odd=[(7,), (3, 5)], zero=[(4, 0)])
op("unfold2d", "padded", lambda x: F.unfold(x, 3, padding=1), (2, 2, 4, 3), odd=[(1, 1, 1, 1), (1, 3, 5, 7)], integers=False)
op("unfold2d", "stride and dilation", lambda x: F.unfold(x, (2, 3), dilation=(2, 1), padding=(0, 1), stride=(1, 2)), (1, 2, 5, 4), odd=[(1, 1, 3, 7)], integers=False)
op("unfold2d", "none", lambda x: F.unfold(x, 1) if len(x) else x.reshape(0, 2, 9), (1, 2, 3, 3), odd=[(1, 1, 1, 1)], zero=[(0, 2, 3, 3)], integers=False)
FAMILY.integers("unfold2d", "padded", lambda x: F.unfold(x.double(), 3, padding=1).long(), [whole(1, 2, 3, 3)])
op("pad", "zero", lambda x: F.pad(x, (1, 2, 0, 1)), (2, 3), odd=[(1, 1), (2, 3, 5, 7)], zero=[(0, 2), (2, 0)])
op("pad", "cut", lambda x: F.pad(x, (-1, 2)), (2, 4), odd=[(1, 1), (7, 5)], zero=[(0, 2)])
op("pad", "reflect", lambda x: F.pad(x, (2, 1), mode="reflect"), (2, 3, 4), odd=[(1, 1, 3), (3, 5, 7)], zero=[(0, 3, 4)], integers=False)
op("pad", "reflect rows and columns", lambda x: F.pad(x, (2, 1, 1, 2), mode="reflect"), (1, 2, 4, 3), odd=[(1, 1, 3, 3), (2, 3, 5, 7)], integers=False)
op("pad", "replicate", lambda x: F.pad(x, (2, 1), mode="replicate"), (2, 3, 4), odd=[(1, 1, 1), (3, 5, 7)], zero=[(0, 3, 4)], integers=False)
op("pad", "replicate rows and columns", lambda x: F.pad(x, (2, 1, 0, 3), mode="replicate"), (1, 2, 4, 3), odd=[(1, 1, 1, 1), (2, 3, 5, 7)], integers=False)
op("padWith", "value", lambda x: F.pad(x, (1, 0, 2, 1), value=3), (2, 3), odd=[(1, 1), (3, 5, 7)], zero=[(0, 3)], integers=False)
FAMILY.integers("padWith", "value", lambda x: F.pad(x, (1, 0, 2, 1), value=3), [whole(2, 3)])
op("diagonal", "main", lambda x: torch.diagonal(x, 0, 0, 1), (3, 4), odd=[(1, 1), (7, 5), (5, 7, 3)], zero=[(0, 3)])
op("diagonal", "above", lambda x: torch.diagonal(x, 1, -2, -1), (2, 3, 4), odd=[(1, 1), (7, 5)], zero=[(0, 3, 3)])
op("diagonal", "below", lambda x: torch.diagonal(x, -1, 0, 2), (4, 2, 3), odd=[(5, 1, 7)], zero=[(3, 0, 3)])
op("tril", "main", lambda x: torch.tril(x), (3, 4), odd=[(1, 1), (7, 5), (2, 3, 5)], zero=[(0, 3)], integers=False)
op("tril", "below", lambda x: torch.tril(x, -1), (3, 4), odd=[(5, 7)], integers=False)
op("triu", "main", lambda x: torch.triu(x), (3, 4), odd=[(1, 1), (7, 5), (2, 3, 5)], zero=[(0, 3)], integers=False)
op("triu", "above", lambda x: torch.triu(x, 2), (3, 4), odd=[(5, 7)], integers=False)
for name, f in dict(tril=torch.tril, triu=torch.triu).items():
    FAMILY.integers(name, "main", f, [whole(3, 3)], [whole(3, 3, dtype=torch.int32)])
