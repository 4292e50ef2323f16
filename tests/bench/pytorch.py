"""The models of the benchmark as users of PyTorch write them.

`python3 pytorch.py MODEL THREADS` builds one with a batch of made-up examples and prints a line of
JSON about itself. Then every number that it reads, a line each, is so many steps to train: it answers
with their milliseconds, wall and processor.
"""

import json
import re
import sys
import time

import torch
from torch import nn
from torch.nn import functional


class Residual(nn.Module):
    """A unit of ResNet-20, with a projection where the stride is 2."""

    def __init__(self, before, filters, stride):
        super().__init__()
        self.branch = nn.Sequential(
            nn.Conv2d(before, filters, 3, stride, 1, bias=False),
            nn.BatchNorm2d(filters),
            nn.ReLU(inplace=True),
            nn.Conv2d(filters, filters, 3, 1, 1, bias=False),
            nn.BatchNorm2d(filters),
        )
        self.shortcut = (
            nn.Identity()
            if stride == 1
            else nn.Sequential(
                nn.Conv2d(before, filters, 1, stride, bias=False), nn.BatchNorm2d(filters)
            )
        )

    def forward(self, x):
        return functional.relu(self.branch(x) + self.shortcut(x))


class Reader(nn.Module):
    """An LSTM whose last state is classified."""

    def __init__(self):
        super().__init__()
        self.read = nn.LSTM(64, 128, batch_first=True)
        self.classes = nn.Linear(128, 10)

    def forward(self, x):
        _, (state, _) = self.read(x)
        return self.classes(state[0])


class Encoder(nn.Module):
    """An encoder block whose tokens are averaged and classified."""

    def __init__(self):
        super().__init__()
        self.block = nn.TransformerEncoderLayer(128, 4, 512, dropout=0.0, batch_first=True)
        self.classes = nn.Linear(128, 10)

    def forward(self, x):
        return self.classes(self.block(x).mean(1))


def mlp():
    return nn.Sequential(
        nn.Flatten(),
        nn.Linear(784, 512),
        nn.ReLU(),
        nn.Linear(512, 512),
        nn.ReLU(),
        nn.Linear(512, 10),
    )


def cnn():
    return nn.Sequential(
        nn.Conv2d(1, 32, 3, padding=1),
        nn.ReLU(),
        nn.MaxPool2d(2),
        nn.Conv2d(32, 64, 3, padding=1),
        nn.ReLU(),
        nn.MaxPool2d(2),
        nn.Flatten(),
        nn.Linear(64 * 7 * 7, 128),
        nn.ReLU(),
        nn.Linear(128, 10),
    )


def lenet5():
    return nn.Sequential(
        nn.Conv2d(1, 6, 5, padding=2),
        nn.Tanh(),
        nn.AvgPool2d(2),
        nn.Conv2d(6, 16, 5),
        nn.Tanh(),
        nn.AvgPool2d(2),
        nn.Flatten(),
        nn.Linear(400, 120),
        nn.Tanh(),
        nn.Linear(120, 84),
        nn.Tanh(),
        nn.Linear(84, 10),
    )


def resnet20():
    layers = [nn.Conv2d(3, 16, 3, padding=1, bias=False), nn.BatchNorm2d(16), nn.ReLU()]
    before = 16
    for stage, filters in enumerate([16, 32, 64]):
        for unit in range(3):
            layers.append(Residual(before, filters, 2 if stage > 0 and unit == 0 else 1))
            before = filters
    return nn.Sequential(*layers, nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(64, 10))


def mobilenet():
    def finished(layer, channels):
        return [layer, nn.BatchNorm2d(channels), nn.ReLU(inplace=True)]

    layers = finished(nn.Conv2d(3, 32, 3, padding=1, bias=False), 32)
    before = 32
    for filters, stride in [(64, 1), (128, 2), (128, 1), (256, 2), (256, 1), (512, 2)]:
        depthwise = nn.Conv2d(before, before, 3, stride, 1, groups=before, bias=False)
        layers += finished(depthwise, before)
        layers += finished(nn.Conv2d(before, filters, 1, bias=False), filters)
        before = filters
    return nn.Sequential(*layers, nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(512, 10))


def classifier(make, batch, *shape):
    """A step of a classifier of ten classes."""
    model = make()
    examples = torch.randn(batch, *shape)
    targets = torch.arange(batch) % 10
    optimizer = torch.optim.Adam(model.parameters())
    model.train()

    def step():
        optimizer.zero_grad()
        loss = functional.cross_entropy(model(examples), targets)
        loss.backward()
        optimizer.step()
        return loss.item()

    return step, [model]


def dcgan(batch):
    """Both updates of a DCGAN for 32×32 pixels."""

    def grow(before, after):
        return [
            nn.ConvTranspose2d(before, after, 4, 2, 1, bias=False),
            nn.BatchNorm2d(after),
            nn.ReLU(True),
        ]

    def halve(before, after):
        return [
            nn.Conv2d(before, after, 4, 2, 1, bias=False),
            nn.BatchNorm2d(after),
            nn.LeakyReLU(0.2, inplace=True),
        ]

    generator = nn.Sequential(
        nn.ConvTranspose2d(100, 256, 4, bias=False),
        nn.BatchNorm2d(256),
        nn.ReLU(True),
        *grow(256, 128),
        *grow(128, 64),
        nn.ConvTranspose2d(64, 3, 4, 2, 1),
        nn.Tanh(),
    )
    discriminator = nn.Sequential(
        nn.Conv2d(3, 64, 4, 2, 1),
        nn.LeakyReLU(0.2, inplace=True),
        *halve(64, 128),
        *halve(128, 256),
        nn.Conv2d(256, 1, 4),
        nn.Flatten(),
    )
    criterion = nn.BCEWithLogitsLoss()
    judging = torch.optim.Adam(discriminator.parameters(), lr=0.0002, betas=(0.5, 0.999))
    growing = torch.optim.Adam(generator.parameters(), lr=0.0002, betas=(0.5, 0.999))
    real = torch.randn(batch, 3, 32, 32)
    noise = torch.randn(batch, 100, 1, 1)
    ones, zeros = torch.ones(batch, 1), torch.zeros(batch, 1)

    def step():
        judging.zero_grad()
        on_real = criterion(discriminator(real), ones)
        on_real.backward()
        fake = generator(noise)
        on_fake = criterion(discriminator(fake.detach()), zeros)
        on_fake.backward()
        judging.step()
        growing.zero_grad()
        fooled = criterion(discriminator(fake), ones)
        fooled.backward()
        growing.step()
        return on_real.item() + on_fake.item()

    return step, [generator, discriminator]


MODELS = {
    "mlp": lambda: classifier(mlp, 128, 1, 28, 28),
    "cnn": lambda: classifier(cnn, 128, 1, 28, 28),
    "lenet5": lambda: classifier(lenet5, 128, 1, 28, 28),
    "resnet20": lambda: classifier(resnet20, 64, 3, 32, 32),
    "mobilenet": lambda: classifier(mobilenet, 64, 3, 32, 32),
    "lstm": lambda: classifier(Reader, 32, 64, 64),
    "transformer": lambda: classifier(Encoder, 32, 64, 128),
    "dcgan": lambda: dcgan(64),
}


def blas():
    """The library that multiplies matrices, as it was loaded."""
    with open("/proc/self/maps", encoding="utf-8") as maps:
        files = set(re.findall(r"\S*/lib\S*(?:blas|mkl|blis)\S*", maps.read()))
    for name in ["openblas", "mkl", "blis", "atlas"]:
        if any(name in file for file in files):
            return name
    return "reference BLAS" if files else "unknown BLAS"


def main():
    name, threads = sys.argv[1], int(sys.argv[2])
    torch.manual_seed(1)
    torch.set_num_threads(threads)
    step, models = MODELS[name]()
    trained = sum(each.numel() for model in models for each in model.parameters())
    ready = {
        "program": f"PyTorch {torch.__version__}, {blas()}",
        "threads": torch.get_num_threads(),
        "parameters": trained,
    }
    print(json.dumps(ready), flush=True)
    for line in sys.stdin:
        wall, processor = [], []
        for _ in range(int(line)):
            start, used = time.perf_counter(), time.process_time()
            step()
            wall.append(1000 * (time.perf_counter() - start))
            processor.append(1000 * (time.process_time() - used))
        print(json.dumps({"wall": wall, "processor": processor}), flush=True)


main()
