"""A range of a topic through the pipeline again: `pagewire replay`, and what its relatives share.

Decides which records belong to a replay, how fast they may go, and what has become of all of them.
The loop, the pool and the transactions are those of the live worker: a replay is the same worker
with a source that ends, a pool that may pass a record by, and a sink that keeps count.
"""
