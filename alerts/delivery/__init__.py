"""How messages leave: pace and circuit breaker, bundles, waits, and the lane of one channel."""
