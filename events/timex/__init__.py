"""Time expressions: grammars that find spans, and the resolver that turns them into intervals."""
