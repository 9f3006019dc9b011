"""Functions of one element: roots, logarithms and activations."""

import math

import torch
import torch.nn.functional as F

from cases import Family, given, u, whole

FAMILY = Family("pointwise")
INF = float("inf")
SPECIAL = [float("nan"), INF, -INF, 0.0, -0.0, 1e-30, 1e30, -1e30, 90.0, -110.0, 20.0, -20.0, 5.5]


def unary(name, body, lo=-2.5, hi=2.5, avoid=(), kinks=(), special=SPECIAL, integers=True, sample="plain"):
    def make(*shape):
        return u(*shape, lo=lo, hi=hi, avoid=avoid)

    FAMILY.op(
        name,
        sample,
        lambda x: body(x if x.is_floating_point() else x.float()),
        [make(3, 5)],
        odd=[[make()], [make(1)], [make(7)], [make(3, 1, 5)], [make(33)], [make(2, 1, 5, 3)]],
        zero=[[make(0)], [make(3, 0, 2)]],
        special=[[given(list(special))]],
        kinks=[[given(list(kinks))]] if kinks else (),
        integers=[[whole(7, lo=1, hi=9)]] if integers else (),
    )


unary("exp", torch.exp)
unary("log", torch.log, lo=0.3, hi=3)
unary("log1p", torch.log1p, lo=-0.6, hi=3)
unary("sqrt", torch.sqrt, lo=0.3, hi=3)
unary("rsqrt", torch.rsqrt, lo=0.4, hi=3)
unary("reciprocal", torch.reciprocal, lo=-3, hi=3, avoid=(0.0, 0.15, -0.15, 0.3, -0.3))
unary("square", torch.square)
unary("pow", lambda x: x**2, sample="square")
unary("pow", lambda x: x**3, sample="cube")
unary("pow", lambda x: x**0.7, lo=0.4, hi=3, sample="fraction")
unary("pow", lambda x: x**0, sample="nothing", kinks=[0.0, 1.0])
unary("pow", lambda x: x**1, sample="one", kinks=[0.0, 1.0])
unary("abs", torch.abs, avoid=(0.0,), kinks=[0.0, -0.0, 1.0], integers=False)
FAMILY.op("abs", "whole", torch.abs, [u(3)], integers=[[whole(7)]])
# the sign of NaN is NaN in Vivace; PyTorch says 0
unary("sign", torch.sign, avoid=(0.0,), kinks=[0.0, -0.0, 1.0], special=SPECIAL[1:])
unary("floor", torch.floor, avoid=(-2, -1, 0, 1, 2))
unary("round", torch.round, avoid=(-2.5, -1.5, -0.5, 0.5, 1.5, 2.5), kinks=[0.5, 1.5, 2.5, -0.5])
unary("sin", torch.sin, special=[float("nan"), INF, 0.0, 100.0, -7.5])
unary("cos", torch.cos, special=[float("nan"), INF, 0.0, 100.0, -7.5])
unary("erf", torch.erf)
unary("clamp", lambda x: x.clamp(-0.75, 1.25), avoid=(-0.75, 1.25), kinks=[-0.75, 1.25, 0.0])

unary("relu", F.relu, avoid=(0.0,), kinks=[0.0, -0.0, 1.0])
unary("leakyRelu", lambda x: F.leaky_relu(x, 0.1), avoid=(0.0,), kinks=[0.0, -0.0, 1.0])
unary("leakyRelu", lambda x: F.leaky_relu(x, -0.3), avoid=(0.0,), sample="negative slope")
unary("elu", lambda x: F.elu(x, 0.8), avoid=(0.0,), kinks=[0.0])
unary("selu", F.selu, avoid=(0.0,), kinks=[0.0])
# of infinity oneDNN's polynomial makes NaN
unary("gelu", F.gelu, special=[v for v in SPECIAL if not math.isinf(v)])
unary("geluTanh", lambda x: F.gelu(x, approximate="tanh"))
unary("silu", F.silu)
unary("sigmoid", torch.sigmoid)
unary("tanh", torch.tanh)
unary("softplus", F.softplus)
unary("hardSigmoid", F.hardsigmoid, lo=-5, hi=5, avoid=(-3, 3))
unary("hardSwish", F.hardswish, lo=-5, hi=5, avoid=(-3, 3))
unary("hardTanh", lambda x: F.hardtanh(x, -1, 2), lo=-3, hi=3, avoid=(-1, 2))
unary("relu6", F.relu6, lo=-4, hi=9, avoid=(0, 6))
unary("relu_", lambda x: F.relu_(x.clone()), avoid=(0.0,), kinks=[0.0, 1.0], integers=False)
unary("leakyRelu_", lambda x: F.leaky_relu_(x.clone(), 0.1), avoid=(0.0,), kinks=[1.0, -1.0], integers=False)


def hinge(*shape):
    return u(*shape, avoid=(0.0,))


NAN_X = given([float("nan"), INF, -INF, 0.0, 1.0, -1.0], 2, 3)
FAMILY.op("prelu", "one weight", lambda x, w: F.prelu(x if x.is_floating_point() else x.float(), w), [hinge(2, 3, 4), u(1)], odd=[[hinge(7), u(1)], [hinge(1), u(1)]], zero=[[hinge(0), u(1)]], special=[[NAN_X, u(1)]], integers=[[whole(2, 3), u(1)]])
FAMILY.op("prelu", "channels", F.prelu, [hinge(2, 3, 4), u(3)], odd=[[hinge(2, 3, 5, 3), u(3)], [hinge(3, 5), u(5)], [hinge(1, 7, 1), u(7)]], zero=[[hinge(0, 3), u(3)], [hinge(2, 3, 0), u(3)]])
