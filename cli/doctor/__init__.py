"""`watchline doctor`: what is found on this machine, and what to mend. One subject a file."""
