"""Convolution and transposed convolution."""

import torch.nn.functional as F

from cases import Family, given, u

FAMILY = Family("convolution")
INF = float("inf")
NAN = float("nan")


def op(name, sample, body, sizes, odd=(), zero=(), bias=True, special=()):
    """Sizes are of input and weight; the bias has one value for each channel of the result."""

    def operands(x, w, o):
        return [u(*x), u(*w)] + ([u(o)] if bias else [])

    FAMILY.op(name, sample, body, operands(*sizes), odd=[operands(*s) for s in odd], zero=[operands(*s) for s in zero], special=special)


PICTURE = given([NAN] + [1.0] * 7 + [INF] + [2.0] * 16, 1, 1, 5, 5)
op(
    "conv2d",
    "padded",
    lambda x, w, b: F.conv2d(x, w, b, padding=1),
    [(2, 3, 4, 5), (4, 3, 3, 3), 4],
    odd=[
        [(1, 1, 1, 1), (1, 1, 3, 3), 1],
        [(3, 5, 7, 1), (7, 5, 3, 3), 7],
        [(1, 17, 3, 5), (1, 17, 3, 3), 1],
        [(1, 16, 3, 3), (16, 16, 2, 2), 16],
    ],
    zero=[[(0, 3, 4, 5), (4, 3, 3, 3), 4]],
    special=[[PICTURE, u(1, 1, 3, 3), given([0.5])]],
)
op(
    "conv2d",
    "no bias",
    F.conv2d,
    [(2, 3, 5, 4), (2, 3, 2, 3), 2],
    odd=[[(1, 1, 7, 5), (3, 1, 5, 5), 3]],
    zero=[[(0, 3, 5, 4), (2, 3, 2, 3), 2]],
    bias=False,
)
op(
    "conv2d",
    "one by one",
    F.conv2d,
    [(2, 4, 3, 5), (3, 4, 1, 1), 3],
    odd=[[(1, 17, 1, 3), (33, 17, 1, 1), 33], [(3, 1, 5, 7), (1, 1, 1, 1), 1], [(1, 16, 5, 5), (16, 16, 1, 1), 16]],
    zero=[[(0, 4, 3, 5), (3, 4, 1, 1), 3]],
)
op(
    "conv2d",
    "stride 2",
    lambda x, w, b: F.conv2d(x, w, b, stride=2, padding=1),
    [(2, 3, 6, 5), (4, 3, 3, 3), 4],
    odd=[[(1, 3, 7, 9), (5, 3, 3, 3), 5], [(1, 3, 1, 1), (1, 3, 3, 3), 1]],
)
op(
    "conv2d",
    "dilation",
    lambda x, w, b: F.conv2d(x, w, b, padding=2, dilation=2),
    [(1, 2, 5, 6), (3, 2, 3, 3), 3],
    odd=[[(1, 3, 7, 5), (1, 3, 3, 3), 1]],
)
op(
    "conv2d",
    "groups",
    lambda x, w, b: F.conv2d(x, w, b, padding=1, groups=2),
    [(2, 4, 3, 4), (6, 2, 3, 3), 6],
    odd=[[(1, 2, 5, 3), (2, 1, 3, 3), 2], [(1, 10, 3, 3), (6, 5, 1, 1), 6]],
    zero=[[(0, 4, 3, 4), (6, 2, 3, 3), 6]],
)
op(
    "conv2d",
    "depthwise",
    lambda x, w, b: F.conv2d(x, w, b, padding=1, groups=x.shape[1]),
    [(2, 4, 4, 3), (4, 1, 3, 3), 4],
    odd=[[(1, 7, 5, 3), (7, 1, 3, 3), 7], [(1, 16, 3, 5), (16, 1, 3, 3), 16]],
)
op(
    "conv2d",
    "depthwise, two for one, stride 2",
    lambda x, w, b: F.conv2d(x, w, b, stride=2, padding=1, groups=x.shape[1]),
    [(2, 3, 4, 5), (6, 1, 3, 3), 6],
    odd=[[(1, 5, 7, 3), (10, 1, 3, 3), 10]],
)
op(
    "conv2d",
    "uneven",
    lambda x, w, b: F.conv2d(x, w, b, stride=(2, 1), padding=(0, 2), dilation=(1, 2)),
    [(2, 3, 5, 4), (2, 3, 3, 2), 2],
    odd=[[(1, 1, 7, 3), (5, 1, 1, 3), 5]],
)

ROW = given([NAN, 1.0, 2.0, INF, 1.0, 1.0], 1, 1, 6)
op(
    "conv1d",
    "padded",
    lambda x, w, b: F.conv1d(x, w, b, padding=1),
    [(2, 3, 5), (4, 3, 3), 4],
    odd=[[(1, 1, 1), (1, 1, 3), 1], [(3, 7, 5), (5, 7, 3), 5]],
    zero=[[(0, 3, 5), (4, 3, 3), 4]],
    special=[[ROW, u(1, 1, 2), given([0.5])]],
)
op(
    "conv1d",
    "stride, dilation, groups",
    lambda x, w: F.conv1d(x, w, stride=2, padding=3, dilation=2, groups=2),
    [(2, 4, 7), (6, 2, 3), 6],
    odd=[[(1, 2, 5), (2, 1, 3), 2]],
    zero=[[(0, 4, 7), (6, 2, 3), 6]],
    bias=False,
)

op(
    "convTranspose2d",
    "plain",
    F.conv_transpose2d,
    [(2, 3, 3, 4), (3, 4, 3, 3), 4],
    odd=[[(1, 1, 1, 1), (1, 1, 3, 3), 1], [(3, 7, 1, 5), (7, 5, 2, 3), 5], [(1, 16, 3, 3), (16, 16, 2, 2), 16]],
    zero=[[(0, 3, 3, 4), (3, 4, 3, 3), 4]],
    special=[[PICTURE, u(1, 1, 2, 2), given([0.5])]],
)
op(
    "convTranspose2d",
    "stride 2, output padding",
    lambda x, w, b: F.conv_transpose2d(x, w, b, stride=2, padding=1, output_padding=1),
    [(2, 3, 3, 4), (3, 2, 3, 3), 2],
    odd=[[(1, 5, 1, 3), (5, 1, 3, 3), 1]],
    zero=[[(0, 3, 3, 4), (3, 2, 3, 3), 2]],
)
op(
    "convTranspose2d",
    "groups",
    lambda x, w, b: F.conv_transpose2d(x, w, b, stride=2, groups=2),
    [(1, 4, 3, 2), (4, 3, 2, 2), 6],
    odd=[[(1, 2, 5, 1), (2, 1, 2, 2), 2]],
)
op(
    "convTranspose2d",
    "depthwise",
    lambda x, w, b: F.conv_transpose2d(x, w, b, stride=2, padding=1, groups=x.shape[1]),
    [(2, 4, 3, 3), (4, 1, 4, 4), 4],
    odd=[[(1, 3, 5, 3), (3, 1, 4, 4), 3]],
)
op(
    "convTranspose2d",
    "uneven, no bias",
    lambda x, w: F.conv_transpose2d(x, w, stride=(2, 1), padding=(1, 0), output_padding=(1, 0), dilation=(1, 2)),
    [(2, 2, 3, 4), (2, 3, 3, 2), 3],
    odd=[[(1, 1, 3, 5), (1, 5, 3, 3), 5]],
    bias=False,
)
op(
    "convTranspose1d",
    "plain",
    F.conv_transpose1d,
    [(2, 3, 4), (3, 4, 3), 4],
    odd=[[(1, 1, 1), (1, 1, 3), 1], [(3, 7, 5), (7, 5, 2), 5]],
    zero=[[(0, 3, 4), (3, 4, 3), 4]],
    special=[[ROW, u(1, 1, 2), given([0.5])]],
)
op(
    "convTranspose1d",
    "everything",
    lambda x, w: F.conv_transpose1d(x, w, stride=2, padding=1, output_padding=1, dilation=2, groups=2),
    [(2, 4, 5), (4, 3, 3), 6],
    odd=[[(1, 2, 3), (2, 1, 3), 2]],
    bias=False,
)
