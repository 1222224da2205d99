"""Which articles are the same text, the same storyline, the same happening."""

from events.stories.copies import copy_group

__all__ = ["copy_group"]
