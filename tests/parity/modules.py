"""Small modules that stand between those of PyTorch: they move numbers, or call one function."""

import torch
from torch import nn


class ChannelsFirst(nn.Module):
    def forward(self, *xs):
        moved = tuple(x.movedim(-1, 1) for x in xs)
        return moved[0] if len(moved) == 1 else moved


class ChannelsLast(nn.Module):
    def forward(self, *xs):
        moved = tuple(x.movedim(1, -1) for x in xs)
        return moved[0] if len(moved) == 1 else moved


class Pad(nn.Module):
    """torch.nn.functional.pad: amounts from the last axis on, before and after."""

    def __init__(self, amounts, mode="constant", value=0):
        super().__init__()
        self.amounts, self.mode, self.value = amounts, mode, float(value)

    def forward(self, x):
        if self.mode == "constant":
            return nn.functional.pad(x, self.amounts, "constant", self.value)
        return nn.functional.pad(x, self.amounts, self.mode)


class SamePad(nn.Module):
    """Padding "SAME" as TensorFlow documents it: ceil(N / S) places, the odd one at the end."""

    def __init__(self, kernel, stride, dilation, value=0):
        super().__init__()
        self.windows, self.value = list(zip(kernel, stride, dilation)), float(value)

    def forward(self, x):
        amounts = []
        for size, (kernel, stride, dilation) in zip(x.shape[2:], self.windows):
            places = -(-size // stride)
            total = max((places - 1) * stride + dilation * (kernel - 1) + 1 - size, 0)
            amounts = [total // 2, total - total // 2] + amounts
        return nn.functional.pad(x, amounts, "constant", self.value)


class Affine(nn.Module):
    def __init__(self, scale, shift):
        super().__init__()
        self.scale, self.shift = scale, shift

    def forward(self, x):
        return x * self.scale + self.shift


class Reshape(nn.Module):
    def __init__(self, shape):
        super().__init__()
        self.shape = shape

    def forward(self, x):
        return x.reshape(x.shape[0], *self.shape)


class Call(nn.Module):
    """A function of torch or torch.nn.functional, or a method of a tensor."""

    def __init__(self, function, arguments=None, listed=False):
        super().__init__()
        self.function, self.arguments, self.listed = function, arguments or {}, listed

    def forward(self, *xs):
        for home in (torch, nn.functional):
            if hasattr(home, self.function):
                function = getattr(home, self.function)
                given = [list(xs)] if self.listed else xs
                return function(*given, **self.arguments)
        return getattr(xs[0], self.function)(*xs[1:], **self.arguments)


class Fold(nn.Module):
    """A function of two tensors applied from left to right, the result divided."""

    def __init__(self, function, mean=False):
        super().__init__()
        self.function, self.mean = getattr(torch, function), mean

    def forward(self, *xs):
        result = xs[0]
        for x in xs[1:]:
            result = self.function(result, x)
        return result / len(xs) if self.mean else result


class Parts(nn.Module):
    """Splits a tensor into equal parts along the last axis."""

    def forward(self, x):
        if x.shape[-1] % 2:
            raise ValueError(f"{x.shape[-1]} does not halve")
        return tuple(x.chunk(2, -1))


class Gated(nn.Module):
    """The first input times a function of the second."""

    def __init__(self, gate):
        super().__init__()
        self.gate = getattr(nn.functional, gate, None) or getattr(torch, gate, None)

    def forward(self, a, b):
        return a * (self.gate(b) if self.gate else b)


class Einsum(nn.Module):
    """torch.einsum, of inputs brought to length 1 along some axes first."""

    def __init__(self, equation, normalized=()):
        super().__init__()
        self.equation, self.normalized = equation, normalized

    def forward(self, *xs):
        for index, axis in enumerate(self.normalized):
            xs = [*xs[:index], nn.functional.normalize(xs[index], dim=axis), *xs[index + 1 :]]
        return torch.einsum(self.equation, *xs)


class MatrixProduct(nn.Module):
    def __init__(self, transposed):
        super().__init__()
        self.transposed = transposed

    def forward(self, a, b):
        first, second = self.transposed
        return torch.matmul(a.mT if first else a, b.mT if second else b)


normalized = {"weight": nn.utils.weight_norm, "spectral": nn.utils.spectral_norm}


class Recurrent(nn.Module):
    """RNN, LSTM or GRU; states arrive and leave one by one: h, c, then those of the way back."""

    def __init__(
        self, cell, merge, sequences, states, initial, reversed, normalization="none", **arguments
    ):
        super().__init__()
        both = merge != "none"
        self.net = getattr(nn, cell)(batch_first=True, bidirectional=both, **arguments)
        if normalization != "none":
            for name in [name for name, _ in self.net.named_parameters() if "weight" in name]:
                normalized[normalization](self.net, name)
        self.merge, self.sequences, self.states = merge, sequences, states
        self.initial, self.reversed = initial, reversed
        self.names = ["h", "c"] if cell == "LSTM" else ["h"]
        self.ways = 2 if both else 1

    def start(self, x, given):
        zeros = x.new_zeros(x.shape[0], self.net.hidden_size)
        found = dict(zip(self.initial, given))
        back = ["backward" + name.upper() for name in self.names]
        names = self.names if self.ways == 1 else [*self.names, *back]
        every = [found.get(name, zeros) for name in names]
        count = len(self.names)
        stacked = [torch.stack(every[part::count]) for part in range(count)]
        return tuple(stacked) if count == 2 else stacked[0]

    def forward(self, x, *given):
        x = x.flip(1) if self.reversed else x
        y, last = self.net(x, self.start(x, given))
        last = last if isinstance(last, tuple) else (last,)
        if not self.sequences:
            # The way back ends at the first step.
            ends = [part[:, at] for part, at in zip(y.chunk(self.ways, -1), (-1, 0))]
            y = torch.cat(ends, -1)
        if self.ways == 2:
            there, back = y.chunk(2, -1)
            y = {
                "concatenate": y,
                "sum": there + back,
                "average": (there + back) / 2,
                "multiply": there * back,
            }[self.merge]
        states = [part[way] for way in range(self.ways) for part in last]
        return (y, *states) if self.states else y


class PlacesInWindows(nn.Module):
    """Indices into an image, as PyTorch's pooling gives them, as places in their windows."""

    def __init__(self, kernel, stride, padding):
        super().__init__()
        self.kernel, self.stride, self.padding = kernel, stride, padding

    def forward(self, x):
        y, indices = nn.functional.max_pool2d(
            x, self.kernel, self.stride, self.padding, return_indices=True
        )
        rows = torch.arange(y.shape[2], device=x.device)[:, None] * self.stride[0] - self.padding
        columns = torch.arange(y.shape[3], device=x.device)[None, :] * self.stride[1] - self.padding
        down = torch.div(indices, x.shape[3], rounding_mode="floor") - rows
        across = indices % x.shape[3] - columns
        return y, down * self.kernel[1] + across


class UnpoolPlaces(nn.Module):
    """MaxUnpool2d of places in windows, to the size of the pooled image."""

    def __init__(self, kernel, stride):
        super().__init__()
        self.kernel, self.stride = kernel, stride
        self.unpool = nn.MaxUnpool2d(kernel, stride)

    def forward(self, x, places, like=None):
        height, width = (
            like.shape[2:]
            if like is not None
            else [
                (x.shape[axis + 2] - 1) * self.stride[axis] + self.kernel[axis] for axis in (0, 1)
            ]
        )
        down = torch.div(places, self.kernel[1], rounding_mode="floor")
        rows = torch.arange(x.shape[2], device=x.device)[:, None] * self.stride[0] + down
        columns = torch.arange(x.shape[3], device=x.device)[None, :] * self.stride[1]
        flat = rows * width + columns + places % self.kernel[1]
        return self.unpool(x, flat, output_size=(height, width))


class Positions(nn.Module):
    """Adds the rows of an embedding in their order."""

    def __init__(self, count, features):
        super().__init__()
        self.table = nn.Embedding(count, features)

    def forward(self, x):
        if x.shape[1] > self.table.num_embeddings:
            raise IndexError(f"{x.shape[1]} positions, {self.table.num_embeddings} rows")
        return x + self.table(torch.arange(x.shape[1], device=x.device))


def hidden(queries, keys, causal, mask, device):
    """Where attention may not look: after the query's own place, and where the mask is 0."""
    hides = torch.zeros(1, queries, keys, dtype=torch.bool, device=device)
    if causal:
        hides = hides | torch.ones_like(hides).triu(1)
    if mask is not None:
        seen = mask if mask.dim() == 3 else mask[:, None, :]
        hides = hides | (seen == 0)
    return hides


class MultiHead(nn.Module):
    """MultiheadAttention with inputs by name, and one mask for everything that is hidden."""

    def __init__(self, names, causal, scores, **arguments):
        super().__init__()
        self.names, self.causal, self.scores = names, causal, scores
        self.net = nn.MultiheadAttention(batch_first=True, **arguments)

    def forward(self, *xs):
        given = dict(zip(self.names, xs))
        query, value = given["query"], given["value"]
        mask = given.get("mask")
        hides = hidden(query.shape[1], value.shape[1], self.causal, mask, query.device)
        each = hides.expand(query.shape[0], -1, -1)
        each = each[:, None].expand(-1, self.net.num_heads, -1, -1).flatten(0, 1)
        y, weights = self.net(
            query,
            given.get("key", value),
            value,
            attn_mask=each,
            average_attn_weights=False,
        )
        return (y, weights) if self.scores else y


class ScaledDotProduct(nn.Module):
    """softmax(QKᵀ/√d)V, written down as the documentation of PyTorch's function does."""

    def __init__(self, causal, scores):
        super().__init__()
        self.causal, self.scores = causal, scores

    def forward(self, query, key, value, mask=None):
        products = query @ key.mT / query.shape[-1] ** 0.5
        hides = hidden(query.shape[1], key.shape[1], self.causal, mask, query.device)
        weights = products.masked_fill(hides, float("-inf")).softmax(-1)
        y = weights @ value
        return (y, weights) if self.scores else y


class CutOutput(nn.Module):
    """Takes something off both ends of every axis behind the channels."""

    def __init__(self, amounts):
        super().__init__()
        self.amounts = amounts

    def forward(self, x):
        for axis, (before, after) in enumerate(self.amounts):
            length = x.shape[axis + 2] - before - after
            x = x.narrow(axis + 2, before, length)
        return x


class NormalKernel(nn.Module):
    """A module whose kernel is normalised before every use: "weight" or "spectral"."""

    def __init__(self, module, normalization, **arguments):
        super().__init__()
        self.net = normalized[normalization](getattr(nn, module)(**arguments))

    def forward(self, x):
        return self.net(x)
