-- When a line was put into the outbox; NULL of those that were in it before this was kept.
ALTER TABLE outbox ADD COLUMN added_at BIGINT;
