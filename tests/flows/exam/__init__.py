"""How a feed reader must behave, one test a check: `pytest tests/flows/exam -v` prints the table.

Every check goes the whole way of a poll: sources in a database, the poll step on a clock that the check
moves, real HTTP to a server on loopback that behaves as the check says.
"""
