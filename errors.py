"""The base of every error a person can mend."""


class WatchlineError(Exception):
    """Something is wrong that its reader can put right; the message names the thing and the remedy."""
