-- name: save
INSERT INTO alarm (series, told_until, due_at) VALUES (:series, :told_until, :due_at)
ON CONFLICT (series) DO UPDATE SET told_until = excluded.told_until, due_at = excluded.due_at;

-- name: get
SELECT series, told_until, due_at FROM alarm WHERE series = :series;

-- name: due
SELECT series, told_until, due_at FROM alarm
 WHERE due_at <= :now AND (due_at, series) > (:after_due_at, :after_series)
 ORDER BY due_at, series
 LIMIT :limit;

-- name: between
SELECT series, told_until, due_at FROM alarm
 WHERE due_at > :after AND due_at <= :until
 ORDER BY due_at, series
 LIMIT :limit;

-- Read at the start and after a clock was set back, so it needs no index.
-- name: ahead
SELECT series, told_until, due_at FROM alarm
 WHERE told_until > :now AND series > :after
 ORDER BY series
 LIMIT :limit;

-- name: next_due
SELECT MIN(due_at) AS due FROM alarm WHERE due_at > :after;

-- name: page
SELECT series, told_until, due_at FROM alarm
 WHERE series > :after AND due_at IS NOT NULL
 ORDER BY series
 LIMIT :limit;
