"""Other shapes, orders and parts."""

import torch

from cases import Family, flags, given, u, whole

FAMILY = Family("shaping")
INF = float("inf")
NAN = float("nan")


def special(*shape):
    n = 1
    for d in shape:
        n *= d
    return given(([NAN, INF, -INF, -0.0, 3e38] * n)[:n], *shape)


def op(name, sample, body, base, odd=(), zero=(), integers=True):
    FAMILY.op(
        name,
        sample,
        body,
        [u(*base)],
        odd=[[u(*s)] for s in odd],
        zero=[[u(*s)] for s in zero],
        special=[[special(*base)]],
        integers=[[whole(*base)], [whole(*base, lo=0, hi=200, dtype=torch.uint8)], [flags(*base)], [whole(*base, dtype=torch.int32)]]
        if integers
        else (),
    )


FOUR = [(1, 1, 1, 1), (2, 3, 5, 7), (1, 7, 3, 1)]
op("reshape", "rows", lambda x: x.reshape(-1, 2), (3, 4), odd=[(2,), (1, 2, 1), (3, 2, 7), (2, 3, 5, 2)], zero=[(0, 2)])
op("reshape", "flat", lambda x: x.reshape(-1), (2, 3, 4), odd=[(), (1,), (7, 3), (2, 3, 5, 7)], zero=[(3, 0)])
op("viewAs", "rows", lambda x: x.view(-1, 2), (3, 4), odd=[(2,), (1, 2, 1), (3, 2, 7)], zero=[(0, 2)])
op("permute", "four axes", lambda x: x.permute(0, 2, 3, 1), (2, 3, 4, 2), odd=FOUR, zero=[(2, 0, 3, 1)])
op("permute", "back", lambda x: x.permute(2, 0, 1), (2, 3, 4), odd=[(1, 1, 1), (3, 5, 7)], zero=[(0, 3, 2)])
op("transpose", "first and last", lambda x: x.transpose(0, -1), (2, 3, 4), odd=[(1,), (3, 7), (5, 1, 3), (2, 3, 5, 7)], zero=[(0, 3)])
op("t", "last two", lambda x: x.transpose(-2, -1), (2, 3, 4), odd=[(3, 7), (1, 5)], zero=[(0, 3)])
op("expand", "middle", lambda x: x.expand(2, -1, 3, -1), (3, 1, 4), odd=[(1, 1, 1), (7, 1, 5)], zero=[(0, 1, 4)])
op("squeeze", "middle", lambda x: x.squeeze(1), (2, 1, 3), odd=[(1, 1), (7, 1, 5, 3)], zero=[(0, 1, 2)])
op("unsqueeze", "middle", lambda x: x.unsqueeze(1), (2, 3), odd=[(1,), (7,), (3, 5, 7)], zero=[(0, 2)])
op("unsqueeze", "end", lambda x: x.unsqueeze(-1), (2, 3), odd=[(), (7,)], zero=[(0,)])
op("flatten", "all but first", lambda x: x.flatten(1, -1), (2, 3, 4), odd=[(3, 5), (2, 3, 5, 7), (1, 1, 1)], zero=[(0, 3, 2), (3, 0, 2)])
op("slice", "step", lambda x: x[:, 1:4:2], (3, 5), odd=[(1, 4), (7, 5, 3), (2, 5, 3, 3)], zero=[(0, 4), (3, 4, 0)])
op("slice", "from the end", lambda x: x[-3:-1], (5, 2), odd=[(3,), (3, 1, 5)], zero=[(3, 0)])
op("slice", "empty", lambda x: x[2:2], (5, 2), odd=[(3,)], zero=[(3, 0)])
op("narrow", "rows", lambda x: x.narrow(0, 1, 2), (4, 3), odd=[(3,), (3, 5, 7)], zero=[(3, 0)])
op("select", "column", lambda x: x.select(1, 2), (3, 4), odd=[(1, 3), (7, 5, 3), (2, 3, 5, 7)], zero=[(0, 3)])
op("select", "last", lambda x: x.select(0, -1), (3, 4), odd=[(1,), (7,), (3, 5)], zero=[(3, 0)])
op("asStrided", "windows", lambda x: x.as_strided((3, 2), (2, 1), 1), (8,), odd=[(7,)], zero=())
op("contiguous", "plain", lambda x: x.contiguous(), (3, 4), odd=[(), (7,), (2, 3, 5, 7)], zero=[(0, 3)])
op("channelsLast", "pictures", lambda x: x.contiguous(memory_format=torch.channels_last), (2, 3, 4, 2), odd=FOUR, zero=[(0, 3, 2, 2)])
op("copy", "plain", lambda x: x.clone(), (3, 4), odd=[(), (7,), (2, 3, 5, 7)], zero=[(0, 3)])

TO = dict(
    base=[u(3, 4, lo=0, hi=200)],
    odd=[[u(lo=0, hi=9)], [u(7, lo=0, hi=9)], [u(2, 3, 5, 3, lo=0, hi=9)]],
    zero=[[u(0, 3)]],
    integers=[[whole(5, lo=0)], [flags(5)], [whole(5, lo=0, dtype=torch.int32)], [whole(5, lo=0, hi=255, dtype=torch.uint8)]],
)
for name, t in dict(i64=torch.int64, i32=torch.int32, u8=torch.uint8, bool=torch.bool).items():
    FAMILY.op("to", name, lambda x, t=t: x.to(t), **TO)
FAMILY.integers("to", "f32", lambda x: x.float(), *TO["integers"])
FAMILY.op(
    "to",
    "bf16 and back",
    lambda x: x.to(torch.bfloat16).to(x.dtype),
    [u(3, 5)],
    odd=[[u()], [u(33)]],
    zero=[[u(0)]],
    special=[[given([NAN, INF, -INF, -0.0, 3.3e38, 3.4e38, 1e-40, 1.00390625, 1.01171875])]],
)


def join(name, sample, body, base, odd=(), zero=(), integers=()):
    FAMILY.op(
        name,
        sample,
        lambda *x: body(x),
        [u(*s) for s in base],
        odd=[[u(*s) for s in o] for o in odd],
        zero=[[u(*s) for s in z] for z in zero],
        special=[[special(*s) for s in base]],
        integers=integers,
    )


WHOLE = [[whole(2, 3), whole(2, 3), whole(2, 3)], [flags(2, 3), flags(2, 3), flags(2, 3)]]
join("cat", "axis 0", lambda x: torch.cat(x, 0), [(2, 3), (1, 3), (4, 3)], odd=[[(1,), (7,), (3,)], [(3, 1, 5), (1, 1, 5), (2, 1, 5)]], zero=[[(0, 3), (2, 3), (0, 3)]], integers=WHOLE)
join("cat", "axis 1", lambda x: torch.cat(x, 1), [(2, 3, 4, 2), (2, 1, 4, 2)], odd=[[(3, 1), (3, 7)], [(2, 3, 5, 7), (2, 5, 5, 7)]], zero=[[(2, 0, 3), (2, 2, 3)]])
join("stack", "axis 0", lambda x: torch.stack(x, 0), [(2, 3), (2, 3), (2, 3)], odd=[[(), (), ()], [(7,), (7,), (7,)]], zero=[[(0,), (0,), (0,)]], integers=WHOLE)
join("stack", "axis -1", lambda x: torch.stack(x, -1), [(2, 3), (2, 3)], odd=[[(), ()], [(3, 1, 5), (3, 1, 5)]], zero=[[(3, 0), (3, 0)]])
