"""CPU processes: dispatch, deadline, memory, blame, respawn. Must not know Kafka."""

from worker.pool.passing import passed, warm
from worker.pool.pool import Pool, PoolConfig

__all__ = ["Pool", "PoolConfig", "passed", "warm"]
