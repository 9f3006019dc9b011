"""Dropout: of nothing and of everything PyTorch's values; for what is between, operands only."""

import torch.nn.functional as F

from cases import Family, given, u

FAMILY = Family("dropout")
NAN = float("nan")


def op(name, dropout, base, odd, zero):
    FAMILY.op(name, "nothing", lambda x: dropout(x, 0.0), [u(*base)], odd=[[u(*s)] for s in odd], zero=[[u(*s)] for s in zero], special=[[given([NAN, float("inf"), -0.0, 1.0], 1, 4)]])
    FAMILY.op(name, "everything", lambda x: dropout(x, 1.0), [u(*base)], odd=[[u(*s)] for s in odd], zero=[[u(*s)] for s in zero])
    FAMILY.op(name, "some", None, [u(*base, avoid=(0.0,))], odd=[[u(*s, avoid=(0.0,))] for s in odd], zero=[[u(*s)] for s in zero])


op("dropout", F.dropout, (3, 5), [(), (7,), (3, 1, 5), (2, 3, 5, 7)], [(0,), (3, 0)])
op("channel dropout", F.dropout2d, (2, 5, 3, 4), [(3, 7, 1, 1), (1, 5, 7, 3)], [(0, 3, 2, 2)])
op("example dropout", F.dropout, (4, 3, 5), [(3, 7, 1, 1), (1, 5, 7, 3), (7, 1, 3)], [(0, 3, 2)])
op("locked dropout", F.dropout, (4, 3, 5), [(1, 7), (3, 1, 5), (7, 3, 1)], [(3, 0, 2)])
