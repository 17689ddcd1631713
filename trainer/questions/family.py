"""Question families: what may be drawn, and how a seed becomes a question."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import combinations, product

from trainer.calc.derivation import Step
from trainer.calc.shapes import Gpu, ModelShape
from trainer.questions.chance import Chance, seed_from
from trainer.questions.question import Mistake, Question
from trainer.units import Number

APART = 0.02  # two wrong values nearer than this share cannot be told from one another
SAME = 0.005  # an answer this near to a mistake is taken for it, however right it is
ATTEMPTS = 50

Bounds = Mapping[str, Sequence[str]]


@dataclass(frozen=True, slots=True)
class World:
    """The real things that questions are about: models and GPUs by name."""

    models: Mapping[str, ModelShape]
    gpus: Mapping[str, Gpu]


@dataclass(frozen=True, slots=True)
class Draw:
    """One attempt at a question: picks from the bounds, as a seed decides.

    Attributes:
        chance: What the seed decides.
        bounds: What may be picked, by name.
        world: The models and GPUs.
        picked: What was picked so far, each with the bound that allows it.
    """

    chance: Chance
    bounds: Bounds
    world: World
    picked: list[tuple[str, str]] = field(default_factory=list)

    def pick(self, name: str) -> str:
        """One of the values that this bound allows."""
        value = self.chance.choose(self.bounds[name])
        self.picked.append((name, value))
        return value

    def count(self, name: str) -> int:
        """One of the whole numbers that this bound allows."""
        return int(self.pick(name))

    def model(self, name: str = "models") -> tuple[str, ModelShape]:
        """One of the models that this bound allows, by name."""
        model = self.pick(name)
        return model, self.world.models[model]

    def gpu(self, name: str = "gpus") -> tuple[str, Gpu]:
        """One of the GPUs that this bound allows, by name."""
        gpu = self.pick(name)
        return gpu, self.world.gpus[gpu]


@dataclass(frozen=True, slots=True)
class Draft:
    """A question as its family writes it; the last step's value is the answer."""

    prompt: str
    steps: tuple[Step, ...]
    mistakes: tuple[Mistake, ...] = ()
    rounded: tuple[Number, ...] = ()


@dataclass(frozen=True, slots=True)
class Family:
    """A kind of question with numbers in it.

    Attributes:
        name: What decks and commands call it.
        title: One line for people.
        topic: The topic of its cards.
        level: green, yellow or red.
        unit: The unit the answer is asked in.
        bounds: All that may be drawn, by name; a deck may only narrow it. The lists are
            explicit, so that a new model changes no question that a stored seed gives.
        write: From one draw to a question.
    """

    name: str
    title: str
    topic: str
    level: str
    unit: str
    bounds: Bounds
    write: Callable[[Draw], Draft]


def draw(family: Family, seed: int, world: World, bounds: Bounds | None = None) -> Question:
    """The question of a family that a seed gives, always the same.

    Numbers are drawn again, up to 50 times, until every mistake differs from the answer and
    from the other mistakes by more than 2%, and no answer that rounding allows is a mistake; a
    mistake that equals the answer for these numbers (a model without grouped heads, say) is no
    mistake here and is left out. Where bounds are so narrow that no draw does it, the last one
    is asked, without the mistakes that would pass for the answer or for what rounding allows; of
    mistakes that give the same, grading names each.

    Args:
        family: Which family.
        seed: Any whole number.
        world: The models and GPUs that bounds name.
        bounds: A narrower choice than the family's own, by name.

    Raises:
        ValueError: If a bound is unknown or allows what the family does not.
    """
    wrong = bound_problems(family, bounds or {})
    if wrong:
        raise ValueError(f"{family.name}: {wrong[0]}")
    chance = Chance(seed_from(family.name, seed))
    for _ in range(ATTEMPTS):
        attempt = Draw(chance, {**family.bounds, **(bounds or {})}, world)
        draft = family.write(attempt)
        value = draft.steps[-1].value
        mistakes = tuple(m for m in draft.mistakes if not _near(m.value, value, 1e-9))
        wrong_values = [mistake.value for mistake in mistakes]
        if _apart([value, *wrong_values]) and not _meet(draft.rounded, wrong_values):
            break
    else:
        right = (value, *draft.rounded)
        mistakes = tuple(m for m in mistakes if not _meet(right, [m.value]))
    return Question(
        family=family.name,
        seed=seed,
        prompt=draft.prompt,
        unit=family.unit,
        value=value,
        steps=draft.steps,
        mistakes=mistakes,
        rounded=draft.rounded,
        picked=tuple(attempt.picked),
    )


def bound_problems(family: Family, bounds: Bounds) -> list[str]:
    """What is wrong with bounds for this family, one sentence each; empty if nothing is."""
    problems = []
    for name, values in bounds.items():
        if name not in family.bounds:
            known = ", ".join(family.bounds)
            problems.append(f"family {family.name} has no bound {name!r}; it has {known}")
            continue
        allowed = family.bounds[name]
        problems += [
            f"{name} does not allow {value!r}; it allows {', '.join(allowed)}"
            for value in values
            if value not in allowed
        ]
    return problems


def _apart(values: Sequence[Number]) -> bool:
    return not any(_near(one, other, APART) for one, other in combinations(values, 2))


def _meet(some: Sequence[Number], others: Sequence[Number]) -> bool:
    return any(_near(one, other, SAME) for one, other in product(some, others))


def _near(one: Number, other: Number, share: float) -> bool:
    a, b = float(one), float(other)
    return abs(a - b) <= share * max(abs(a), abs(b))
