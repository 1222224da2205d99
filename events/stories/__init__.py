"""Which articles are the same text, the same storyline, the same happening."""

from events.stories.clusters import Tuning
from events.stories.copies import CopyIndex, copy_group
from events.stories.copy_state import CopyMemory, CopyState
from events.stories.grouper import Grouper
from events.stories.memory import Memory
from events.stories.model import Decision, Grouping, Item, Move, Rival, Slots
from events.stories.slots import slots_of
from events.stories.state import Cluster, Doubt, State, Storyline

__all__ = [
    "Cluster",
    "CopyIndex",
    "CopyMemory",
    "CopyState",
    "Decision",
    "Doubt",
    "Grouper",
    "Grouping",
    "Item",
    "Memory",
    "Move",
    "Rival",
    "Slots",
    "State",
    "Storyline",
    "Tuning",
    "copy_group",
    "slots_of",
]
