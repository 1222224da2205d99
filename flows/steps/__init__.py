"""The steps of a cycle as plain functions: each claims work and commits its result with the next work."""
