"""A small reader of notes: it answers from what it learnt, or from the notes it is given.

Asked about an entity, it names a value. Attention looks through the notes, each an entity with
a value (and an empty one, for no note); a feed-forward layer holds what was learnt by heart.
Letters: B questions, N notes, D width, E entities, V values.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

Tensor = Any  # torch.Tensor
Notes = tuple[Tensor, Tensor]  # entities and values, (B, N) each

WIDTH, NOTES = 96, 6
LINEARS = ("query", "key", "value", "out", "up", "down")
LEARNING_RATE = 3e-3


@dataclass(slots=True)
class Reader:
    """A reader with its weights.

    Attributes:
        torch: The module.
        weights: By name.
        adapters: A (r, in) and B (out, r) beside each linear weight; empty without.
        chance: What its batches are drawn from.
    """

    torch: Any
    weights: dict[str, Tensor]
    adapters: dict[str, tuple[Tensor, Tensor]]
    chance: Any

    def answers(self, asked: Tensor, notes: Notes | None = None) -> Tensor:
        """Scores of each value: asked (B,) -> (B, V)."""
        w = self.weights
        x = w["entity"][asked]  # (B, D)
        read = w["empty"].expand(len(asked), 1, -1)  # (B, 1, D)
        if notes:
            given = w["entity"][notes[0]] + w["content"][notes[1]]  # (B, N, D)
            read = self.torch.cat([read, given], 1)  # (B, 1 + N, D)
        scores = self.torch.einsum("bd,bnd->bn", self._apply("query", x), self._apply("key", read))
        seen = (scores / WIDTH**0.5).softmax(-1)  # (B, 1 + N)
        mixed = self.torch.einsum("bn,bnd->bd", seen, self._apply("value", read))  # (B, D)
        x = x + self._apply("out", mixed)
        x = x + self._apply("down", self._apply("up", x).relu())  # (B, D)
        return x @ w["answer"].T  # (B, V)

    def _apply(self, name: str, x: Tensor) -> Tensor:
        y = x @ self.weights[name].T
        if name in self.adapters:
            a, b = self.adapters[name]
            y = y + (x @ a.T) @ b.T
        return y

    def right(self, entities: Tensor, values: Tensor, notes: Notes | None = None) -> float:
        """The share of questions about these entities that it answers with these values."""
        with self.torch.no_grad():
            said = self.answers(entities, notes).argmax(-1)
        return float((said == values).float().mean())

    def notes_on(self, entities: Tensor, values: Tensor) -> Notes:
        """Notes in which each entity (B,) stands with its value, among random others."""
        torch, count = self.torch, len(entities)
        known, worth = len(self.weights["entity"]), len(self.weights["content"])
        keys = torch.rand(count, known, generator=self.chance)
        others = keys.argsort(1)[:, :NOTES]  # (B, N), no entity twice
        others = torch.where(others == entities[:, None], keys.argsort(1)[:, NOTES, None], others)
        written = torch.randint(worth, (count, NOTES), generator=self.chance)
        slot = torch.randint(NOTES, (count,), generator=self.chance)
        rows = torch.arange(count)
        others[rows, slot], written[rows, slot] = entities, values
        return others, written

    def draw(self, count: int, low: int, high: int) -> Tensor:
        """Random numbers from low to high - 1, (count,)."""
        return self.torch.randint(low, high, (count,), generator=self.chance)

    def copy(self) -> Reader:
        """A reader that starts where this one stands."""
        weights = {name: weight.detach().clone() for name, weight in self.weights.items()}
        return Reader(self.torch, weights, {}, self.chance)

    def train(
        self,
        parameters: Mapping[str, Tensor],
        loss: Callable[[], Tensor],
        *,
        steps: int,
        learning_rate: float = LEARNING_RATE,
        done: Callable[[int], bool],
    ) -> int:
        """Change these parameters so that the loss falls; returns after how many steps it ended.

        Args:
            parameters: Those of `weights`, or of `adapters`.
            loss: Draws a batch and gives its loss.
            steps: At most so many.
            learning_rate: Adam's.
            done: Told each step, says whether to stop.
        """
        tensors = [parameter.requires_grad_() for parameter in parameters.values()]
        optimizer = self.torch.optim.Adam(tensors, lr=learning_rate)
        taken = 0
        while taken < steps and not done(taken):
            taken += 1
            optimizer.zero_grad()
            loss().backward()
            optimizer.step()
        for tensor in tensors:
            tensor.requires_grad_(False)
        return taken


def fresh_reader(torch: Any, entities: int, values: int, seed: int) -> Reader:
    """A reader that knows nothing yet, about 0.15 million parameters."""
    chance = torch.Generator().manual_seed(seed)
    sizes = dict.fromkeys(LINEARS[:4], (WIDTH, WIDTH))
    sizes |= {"up": (4 * WIDTH, WIDTH), "down": (WIDTH, 4 * WIDTH), "answer": (values, WIDTH)}
    weights = {
        name: torch.randn(size, generator=chance) * size[1] ** -0.5 for name, size in sizes.items()
    }
    for name, count in (("entity", entities), ("content", values), ("empty", 1)):
        weights[name] = torch.randn(count, WIDTH, generator=chance)
    return Reader(torch, weights, {}, chance)


def linear_weights(reader: Reader) -> dict[str, Tensor]:
    """The weights of the linear layers; entities and values keep their vectors, as words do."""
    return {name: reader.weights[name] for name in LINEARS}


def add_adapters(reader: Reader, rank: int) -> dict[str, Tensor]:
    """Put an adapter beside every linear weight; returns its parameters by name."""
    parameters: dict[str, Tensor] = {}
    for name in LINEARS:
        out, columns = reader.weights[name].shape
        a = reader.torch.randn(rank, columns, generator=reader.chance) * columns**-0.5
        b = reader.torch.zeros(out, rank)
        reader.adapters[name] = (a, b)
        parameters |= {f"{name} a": a, f"{name} b": b}
    return parameters
