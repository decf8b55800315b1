"""The changes to a model: planned and checked first, then made to a copy of it."""

from __future__ import annotations

import copy
import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, TypeVar, cast

import torch
from torch import Tensor, nn

from ..nn.attention import Attention
from ..nn.leaf import Leaf
from ..nn.mask import Mask
from ..support.localization import _
from .changes import Change, Given
from .checks import InterventionError, require_known
from .intervention import Intervention


@dataclass
class Link:
    """One change to a leaf.

    Attributes:
        visit: the visit at which it is made; None for every visit.
        given: the second input of the change, if it has one.
        made: how often it was made.
    """

    visit: int | None
    change: Change
    given: Given | None = None
    made: int = 0


@dataclass
class Chain:
    """The changes to one leaf, made one after another; this is the leaf's forward hook.

    Attributes:
        visits: how often the leaf has run.
    """

    path: str
    leaf: Leaf
    links: list[Link] = field(default_factory=list)
    visits: int = 0

    def __call__(self, leaf: nn.Module, inputs: tuple[Any, ...], output: Tensor) -> Tensor:
        visit, self.visits = self.visits, self.visits + 1
        for link in self.links:
            if link.visit in (None, visit):
                output = self._changed(link, output, visit)
        return output

    def _changed(self, link: Link, output: Tensor, visit: int) -> Tensor:
        try:
            link.change.check(tuple(output.shape[1:]), visit)
        except InterventionError:
            if output.is_meta:  # a run that only computes shapes; its visits may differ
                return output
            raise
        link.made += 1
        given = () if link.given is None else (link.given(),)
        changed: Tensor = link.change(output, *given)
        if isinstance(self.leaf, Mask) and not changed.is_meta:
            self._refuse_nothing_allowed(changed, visit)
        return changed

    def _refuse_nothing_allowed(self, mask: Tensor, visit: int) -> None:
        without_keys = (~mask.any(dim=-1)).nonzero()
        if len(without_keys):
            raise InterventionError(
                _(
                    "{step}, visit {visit}: query {query} would have no key left to attend to; allow at least one",
                    step=self.path,
                    visit=visit,
                    query=int(without_keys[0, -1]),
                )
            )

    def attach(self) -> None:
        """Makes each change a submodule of the previous one (the first of the leaf), so that each has a name."""
        parent: Leaf = self.leaf
        for link in self.links:
            for name, part in (("changed", link.change), ("given", link.given)):
                if part is None:
                    continue
                if hasattr(parent, name):
                    raise InterventionError(_("{step} is already being changed", step=self.path))
                part.train(self.leaf.training)
                parent.add_module(name, part)
            parent = link.change
        self.leaf.register_forward_hook(self)

    def check_all_made(self) -> None:
        """Raises if a change was never made because its visit did not happen."""
        for link in self.links:
            if not link.made:
                times = _("once") if self.visits == 1 else _("{n} times", n=self.visits)
                ran = (
                    _("ran {times}: there is no visit {visit}", times=times, visit=link.visit)
                    if self.visits
                    else _("did not run")
                )
                raise InterventionError(
                    _("{step} {ran}, so nothing was changed there", step=self.path, ran=ran)
                )


@dataclass
class Plan:
    """The parts to replace, the leaves to change and the parameters to edit, each by its name.

    Attributes:
        model: a copy that shares its weights with the original (`sharing_weights`), which stays unchanged.
    """

    model: nn.Module
    parts: dict[str, tuple[Intervention, nn.Module]] = field(default_factory=dict)
    chains: dict[str, Chain] = field(default_factory=dict)
    edited: dict[str, Tensor] = field(default_factory=dict)

    @cached_property
    def modules(self) -> Mapping[str, nn.Module]:
        """The model's modules before the changes."""
        return dict(self.model.named_modules())

    @property
    def attentions(self) -> Mapping[str, Attention]:
        """The model's attentions."""
        return {path: part for path, part in self.modules.items() if isinstance(part, Attention)}

    @cached_property
    def parameters(self) -> Mapping[str, nn.Parameter]:
        return dict(self.model.named_parameters())

    @property
    def dtype(self) -> torch.dtype:
        """The precision of the computation."""
        return next(self.model.parameters()).dtype

    def swap(self, path: str, part: nn.Module, why: Intervention) -> None:
        """Replaces the part at a path; only one replacement is possible."""
        if path in self.parts:
            raise InterventionError(
                _(
                    "two changes replace {step}: {one!r} and {other!r}; choose one",
                    step=path,
                    one=self.parts[path][0].description,
                    other=why.description,
                )
            )
        self.parts[path] = why, part

    def leaf(self, step: str) -> Leaf:
        """The leaf of that name after the parts are replaced."""
        leaves = {name: module for name, module in self.modules.items() if isinstance(module, Leaf)}
        for path, part in self._outermost_first():
            named = part.named_modules(prefix=path)
            leaves |= {name: module for name, module in named if isinstance(module, Leaf)}
        require_known(step, leaves, _("step"))
        return leaves[step]

    def change(self, step: str, link: Link) -> None:
        """Adds a change to a step, after its other changes."""
        self.chains.setdefault(step, Chain(step, self.leaf(step))).links.append(link)

    def edit(self, name: str) -> Tensor:
        """A copy of a parameter that will replace it and can be changed in place."""
        if name not in self.edited:
            self.edited[name] = self.parameters[name].detach().clone()
        return self.edited[name]

    def _outermost_first(self) -> list[tuple[str, nn.Module]]:
        """The replacement parts, outer parts before those inside them."""
        return [(path, self.parts[path][1]) for path in sorted(self.parts, key=lambda path: path.count("."))]

    def carry_out(self) -> None:
        """Makes all changes."""
        for path, part in self._outermost_first():
            owner, _dot, slot = path.rpartition(".")
            _swap(self.model.get_submodule(owner), slot, part)
        for chain in self.chains.values():
            chain.attach()
        for name, tensor in self.edited.items():
            _replace(self.model, self.parameters[name], nn.Parameter(tensor))


def _swap(owner: nn.Module, slot: str, part: nn.Module) -> None:
    before = getattr(owner, slot)
    for new in set(part.modules()) - set(before.modules()):
        new.training = before.training
    setattr(owner, slot, part)


def _replace(model: nn.Module, parameter: nn.Parameter, other: nn.Parameter) -> None:
    """Replaces a parameter in every module that shares it."""
    other.requires_grad_(parameter.requires_grad)
    for module in model.modules():
        for name, own in module._parameters.items():
            if own is parameter:
                module._parameters[name] = other


Model = TypeVar("Model", bound=nn.Module)


def sharing_weights(model: Model) -> Model:
    """A copy of the tree of modules with the same parameters and buffers.

    Parts and hooks that are added to the copy are not added to the model.
    """
    copies: dict[int, nn.Module] = {}  # a shared module is shared in the copy too

    def copied(module: nn.Module) -> nn.Module:
        if id(module) not in copies:
            copies[id(module)] = other = copy.copy(module)
            for name, own in vars(module).items():  # hooks, parameters, buffers
                if name.startswith("_") and isinstance(own, dict | set):
                    other.__dict__[name] = own.copy()
            other._modules = {
                name: None if part is None else copied(part) for name, part in module._modules.items()
            }
        return copies[id(module)]

    return cast(Model, copied(model))


def require_fit(value: float, dtype: torch.dtype, what: str) -> None:
    """Raises if a number is too large for the precision of the computation."""
    if math.isfinite(value) and abs(value) > torch.finfo(dtype).max:
        raise InterventionError(
            _(
                "{what} {value:g} is too large for {dtype}",
                what=what,
                value=value,
                dtype=str(dtype).removeprefix("torch."),
            )
        )
