"""Makes a failing story short: whole kinds of events are left out first, then halves, quarters, single events.

An event has its own dice, so leaving another one out changes nothing about what it draws. A shorter story counts as
the same failure where it breaks the same promise.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from .story import Event, Story

Fails = Callable[[Story], bool]


def shrink(story: Story, fails: Fails, *, tries: int = 200) -> Story:
    """The shortest story found that still fails, within so many runs; `story` itself is known to fail."""
    budget = _Budget(fails, tries)
    rounds = max((event.round for event in story.events), default=0) + 1
    story = replace(story, rounds=rounds)
    for number in range(rounds - 1, 0, -1):
        events = tuple(event for event in story.events if event.round < number)
        shorter = replace(story, events=events, rounds=number)
        if not budget.fails(shorter):
            break
        story = shorter
    for move in sorted({event.move for event in story.events}):
        shorter = replace(story, events=tuple(event for event in story.events if event.move != move))
        if budget.fails(shorter):
            story = shorter
    return _halve(story, budget)


class _Budget:
    def __init__(self, fails: Fails, tries: int) -> None:
        self._fails = fails
        self.left = tries

    def fails(self, story: Story) -> bool:
        """Whether it fails; no more stories are tried once the runs are used up."""
        if self.left <= 0:
            return False
        self.left -= 1
        return self._fails(story)


def _halve(story: Story, budget: _Budget) -> Story:
    """Delta debugging over the events that are left."""
    size = max(1, len(story.events) // 2)
    while budget.left > 0:
        at, dropped = 0, False
        while at < len(story.events):
            events: tuple[Event, ...] = story.events[:at] + story.events[at + size :]
            shorter = replace(story, events=events)
            if budget.fails(shorter):
                story, dropped = shorter, True
            else:
                at += size
        if size == 1 and not dropped:
            break
        size = max(1, size // 2)
    return story
