-- When a worker on the machine last went round; null if none did. Processes that are there for pages alone sweep, too, which
-- is what seen_at tells: from here they learn whether anybody works.

alter table machines add column worker_seen_at bigint;
