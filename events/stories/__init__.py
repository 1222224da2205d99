"""Which articles are the same text, the same storyline, the same happening."""

from events.stories.clusters import Tuning
from events.stories.copies import CopyIndex, copy_group
from events.stories.copy_state import CopyMemory, CopyState
from events.stories.grouper import Grouper
from events.stories.model import Decision, Grouping, Item, Slots
from events.stories.slots import slots_of
from events.stories.state import Memory, State

__all__ = [
    "CopyIndex",
    "CopyMemory",
    "CopyState",
    "Decision",
    "Grouper",
    "Grouping",
    "Item",
    "Memory",
    "Slots",
    "State",
    "Tuning",
    "copy_group",
    "slots_of",
]
