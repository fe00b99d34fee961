-- name: save
INSERT INTO running_date (key, series, slot, starts_at, ends_at)
VALUES (:key, :series, :slot, :starts_at, :ends_at)
ON CONFLICT (key) DO UPDATE SET starts_at = excluded.starts_at, ends_at = excluded.ends_at;

-- name: ended
SELECT key, series, slot, starts_at, ends_at FROM running_date
 WHERE ends_at <= :now
 ORDER BY ends_at, key
 LIMIT :limit;

-- name: remove
DELETE FROM running_date WHERE key = :key;

-- name: next_end
SELECT MIN(ends_at) AS next_end FROM running_date;
