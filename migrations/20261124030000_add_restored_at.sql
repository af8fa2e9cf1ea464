-- When the database was put back from a backup with this post not at its end. What became of it since the backup is unknown,
-- so no program has it sent again until a person did.

alter table posts add column restored_at bigint;
