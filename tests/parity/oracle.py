"""Answers questions about PyTorch, one JSON object a line: the oracle that tests/parity asks.

shape    the shapes that a chain of modules gives and the numbers it keeps, without computing
values   outputs and gradients of a chain of modules with given weights, in double precision
network  the layers of a torchvision network in the order in which they run

A chain is a list of [name, arguments]: a module of torch.nn or a class of modules.py by its name.
The first module takes all inputs, every other one what the one before it gave.
"""

import json
import sys
import warnings

import modules as between
import torch
from torch import nn
from torch.overrides import TorchFunctionMode

warnings.filterwarnings("ignore")
torch.set_num_threads(1)

# Up to so many numbers a question of shape is put to the CPU, whose checks are complete; larger
# ones to the meta device, which allocates nothing.
SMALL = 300_000


class OnMeta(TorchFunctionMode):
    """Makes modules without filling, or even allocating, their weights."""

    def __torch_function__(self, function, types, args=(), kwargs=None):
        kwargs = kwargs or {}
        if function in (torch.empty, torch.zeros, torch.ones, torch.full):
            kwargs = dict(kwargs, device="meta")
        return function(*args, **kwargs)


def build(modules):
    try:
        with OnMeta():
            return made(modules)
    except NotImplementedError:
        # Not every module can be made there.
        return made(modules)


def made(modules):
    chain = []
    for name, arguments in modules:
        module = getattr(between, name, None) or getattr(nn, name)
        chain.append(module(**{key: tupled(value) for key, value in arguments.items()}))
    return nn.ModuleList(chain)


def tupled(value):
    """JSON has lists alone; some modules take tuples only."""
    return tuple(tupled(one) for one in value) if isinstance(value, list) else value


def run(chain, inputs):
    value = tuple(inputs)
    for module in chain:
        value = module(*value) if isinstance(value, tuple) else module(value)
    return value


def tensors(value):
    if isinstance(value, (tuple, list)):
        return [tensor for part in value for tensor in tensors(part)]
    return [value]


def answer_shape(question):
    try:
        return shape_on(None, question)
    except NotImplementedError:
        # Not every function knows the meta device.
        return shape_on("cpu", question)


def shape_on(device, question):
    chain = build(question["modules"])
    numbers = sum(p.numel() for p in chain.parameters())
    for given in question["inputs"]:
        count = 1
        for axis in given["shape"]:
            count *= axis
        numbers += count
    device = device or ("cpu" if numbers <= SMALL else "meta")
    if device == "cpu":
        chain.to_empty(device="cpu")
    types = {"int32": torch.int64, "float32": torch.float32, "bool": torch.bool}
    inputs = [
        torch.zeros(given["shape"], dtype=types[given["dtype"]], device=device)
        for given in question["inputs"]
    ]
    chain.train(question.get("training", False))
    with torch.no_grad():
        outputs = [list(tensor.shape) for tensor in tensors(run(chain, inputs))]
    if any(axis == 0 for shape in outputs for axis in shape):
        return {"refused": f"an output without numbers: {outputs}"}
    return {"outputs": outputs, "weights": weights_of(chain), "device": device}


def weights_of(chain):
    found = [[name, p.numel(), True] for name, p in chain.named_parameters()]
    return found + [
        [name, b.numel(), False]
        for name, b in chain.named_buffers()
        if not name.endswith("num_batches_tracked")
    ]


def answer_values(question):
    chain = build(question["modules"]).to_empty(device="cpu").double()
    given = question["weights"]
    state = chain.state_dict()
    for name, tensor in state.items():
        if name.endswith("num_batches_tracked"):
            tensor.zero_()
            continue
        if name not in given:
            tensor.zero_()
            continue
        values = torch.tensor(given[name]["values"], dtype=torch.float64)
        if list(tensor.shape) != given[name]["shape"]:
            raise ValueError(f"{name} is {list(tensor.shape)}, given {given[name]['shape']}")
        tensor.copy_(values.reshape(tensor.shape))
    unknown = [name for name in given if name not in state]
    if unknown:
        raise ValueError(f"no weights {unknown} among {list(state)}")
    inputs = []
    for each in question["inputs"]:
        kind = torch.float64 if each["dtype"] == "float32" else (
            torch.bool if each["dtype"] == "bool" else torch.int64
        )
        tensor = torch.tensor(each["values"], dtype=kind).reshape(each["shape"])
        inputs.append(tensor.requires_grad_() if kind == torch.float64 else tensor)
    chain.train(question.get("training", False))
    outputs = tensors(run(chain, inputs))
    loss = sum(
        (output * torch.tensor(upstream, dtype=torch.float64).reshape(output.shape)).sum()
        for output, upstream in zip(outputs, question["upstream"])
    )
    if loss.requires_grad:
        loss.backward()
    return {
        "outputs": [listed(output) for output in outputs],
        "inputGradients": [listed(tensor.grad) for tensor in inputs],
        "weightGradients": {name: listed(p.grad) for name, p in chain.named_parameters()},
    }


def listed(tensor):
    if tensor is None:
        return None
    return {"shape": list(tensor.shape), "values": tensor.detach().reshape(-1).tolist()}


def answer_network(question):
    import torchvision

    with OnMeta():
        network = getattr(torchvision.models, question["model"])(**question["arguments"])
    network.eval()
    rows = []

    def watch(name):
        def note(module, _inputs, output):
            rows.append(
                {
                    "name": name,
                    "module": type(module).__name__,
                    "output": list(output.shape[1:]),
                    "parameters": sum(p.numel() for p in module.parameters()),
                }
            )

        return note

    for name, module in network.named_modules():
        if not list(module.children()):
            module.register_forward_hook(watch(name))
    with torch.no_grad():
        network(torch.empty(question["input"], device="meta"))
    return {"rows": rows, "parameters": sum(p.numel() for p in network.parameters())}


ANSWERS = {"shape": answer_shape, "values": answer_values, "network": answer_network}

for line in sys.stdin:
    asked = json.loads(line)
    try:
        answer = ANSWERS[asked["ask"]](asked)
    except Exception as error:  # What PyTorch refuses, it refuses by all kinds of exceptions.
        answer = {"refused": f"{type(error).__name__}: {error}"[:600]}
    print(json.dumps(answer), flush=True)
