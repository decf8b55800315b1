"""Hands out keys in the order in which they were pressed, each after the effects of the previous one."""

from __future__ import annotations

from collections import deque
from collections.abc import Awaitable, Callable, Iterator
from typing import Any

from textual import events
from textual.app import App
from textual.dom import DOMNode
from textual.widget import Widget
from textual.widgets import Input

Typed = events.Key | events.Paste
Deliver = Callable[[Typed], Awaitable[None]]
Act = Callable[[], Awaitable[object]]
AT_ONCE = {"escape", "ctrl+c", "ctrl+q", "ctrl+z"}  # never wait for a computation


class Keyboard:
    """Hands keys and pastes to a program one at a time.

    Textual sends a key to whatever has the focus when it arrives, and looks for its binding later, on the screen on top
    by then. In between, the previous key may have opened a screen or a prompt: text that arrived in one burst
    with the key that opens the prompt was lost, and a key for one screen acted on another that was not composed yet.
    Here a key waits until the previous one has passed through the widgets, everything that it mounted is composed,
    and nothing holds the keys back, such as a computation whose result they are meant for.

    Args:
        deliver: hands a key to whatever has the focus.
        interrupt: stops what the keys wait for, if no screen stops it on Escape; returns whether it did.
    """

    def __init__(self, app: App[Any], deliver: Deliver, interrupt: Callable[[], bool]) -> None:
        self.app, self.deliver, self.interrupt = app, deliver, interrupt
        self.waiting: deque[Typed] = deque()
        self._holders: list[object] = []
        self._postponed: list[tuple[object, Act]] = []
        self._under_way = False  # whether a key is still passing through the widgets
        self._way: Iterator[DOMNode] = iter(())  # what is left of the queues that a key passes through
        self._rounds = 0  # through the queues, in a row, that found everything settled
        self._field: Input | None = None  # that received the previous key

    async def typed(self, event: Typed) -> None:
        """A key or a paste from the terminal."""
        if self.is_held and isinstance(event, events.Key) and event.key in AT_ONCE:
            if event.key == "escape":
                self.waiting.clear()
                if self.interrupt():
                    return
            await self.deliver(event)
            return
        self.waiting.append(event)
        if not self._under_way:
            await self._next(at_once=self._is_settled())

    def first(self, event: Typed) -> None:
        """Hands out a key or a paste before all that wait."""
        self.waiting.appendleft(event)
        if not self._under_way:
            self._follow(self.app)

    # -------------------------------------------------------------------------- holding keys back
    def hold(self, holder: object) -> None:
        """Keys wait from now on, until every holder lets go."""
        if holder not in self._holders:
            self._holders.append(holder)

    def postpone(self, holder: object, act: Act) -> None:
        """An action waits until a holder lets go, and so do the keys after it."""
        self.hold(holder)
        self._postponed.append((holder, act))

    def let_go(self, holder: object, forget: bool = False) -> None:
        """Runs the postponed actions and hands out the keys; `forget` drops both, since the result did not come."""
        if holder not in self._holders:
            return
        acts = [act for each, act in self._postponed if each is holder]
        self._postponed = [each for each in self._postponed if each[0] is not holder]
        if forget:
            acts.clear()
            self.waiting.clear()

        async def go_on() -> None:
            for act in acts:
                await act()
            if holder in self._holders:
                self._holders.remove(holder)
            if not self._under_way:
                self._follow(self.app)

        self.app.call_later(go_on)

    def holds(self, holder: object) -> bool:
        """Whether keys wait for this holder."""
        return holder in self._holders

    @property
    def is_held(self) -> bool:
        """Whether keys wait for something."""
        return bool(self._holders)

    @property
    def is_idle(self) -> bool:
        """Whether every key has passed through the widgets, and everything that it mounted is composed."""
        return not (self.waiting or self._under_way or self.is_held) and self._is_settled()

    # -------------------------------------------------------------------------- one key after the other
    async def _next(self, at_once: bool) -> None:
        """Hands out the next key if everything is composed; otherwise goes through the message queues again."""
        while self.waiting and not self._under_way:
            if self.is_held:
                return
            if not at_once and not self._goes_on_typing(self.waiting[0]):
                self._follow(self._target)
                return
            event, target = self.waiting.popleft(), self._target
            self._field = target if isinstance(target, Input) and _is_text(event) else None
            await self.deliver(event)
            at_once, self._rounds = False, 0
            if self._field is None or not (self.waiting and self._goes_on_typing(self.waiting[0])):
                self._follow(target)

    @property
    def _target(self) -> DOMNode:
        return (self.app.focused or self.app.screen) if self.app.screen_stack else self.app

    def _goes_on_typing(self, event: Typed) -> bool:
        """Whether a letter follows another into the same field."""
        return self._field is not None and self._field is self.app.focused and _is_text(event)

    def _follow(self, node: DOMNode) -> None:
        """Passes through the message queues that a key passes through, from a widget up to the program."""
        self._under_way = True
        self._way = iter(node.ancestors_with_self)
        if not self._enter(next(self._way)):
            self._enter(self.app)

    def _enter(self, node: DOMNode) -> bool:
        """Queues up behind a node's messages, unless it is being removed and takes no more.

        With `call_later`, Textual would inspect the function's signature each time.
        """
        return node.post_message(events.Callback(callback=self._hop))

    async def _hop(self) -> None:
        if not any(map(self._enter, self._way)):
            await self._arrived()

    async def _arrived(self) -> None:
        self._under_way = False
        # Two rounds: a widget mounted in the first asks for the focus through the program's queue.
        self._rounds = self._rounds + 1 if self._is_settled() else 0
        if self._rounds >= 2:
            self._rounds = 0
            await self._next(at_once=True)
        elif self.waiting:
            await self._next(at_once=False)

    def _is_settled(self) -> bool:
        """Whether the screen is composed and has no messages."""
        if not self.app.screen_stack:
            return False
        nodes = self.app.screen.walk_children(Widget, with_self=True)
        return all(node.is_mounted and not node.message_queue_size for node in nodes)


def _is_text(event: Typed) -> bool:
    return isinstance(event, events.Paste) or event.is_printable
