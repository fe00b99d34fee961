-- name: begin
INSERT INTO counted (series) VALUES (:series) ON CONFLICT DO NOTHING RETURNING series;

-- name: end
DELETE FROM counted WHERE series = :series RETURNING series;

-- name: is_counted
SELECT series FROM counted WHERE series = :series;

-- name: counted
SELECT id, account, chat, number, is_over, payload
  FROM counted JOIN series ON series.id = counted.series
 WHERE is_over = 0
 ORDER BY id;

-- name: note
INSERT INTO turnout (series, slot, starts_at, people)
SELECT series, :slot, :starts_at, :people FROM counted WHERE series = :series
ON CONFLICT (series, slot) DO UPDATE SET people = excluded.people, starts_at = excluded.starts_at
 WHERE turnout.people < excluded.people;

-- name: of
SELECT slot, starts_at, people FROM turnout WHERE series = :series
 ORDER BY starts_at DESC, slot DESC
 LIMIT :limit;

-- name: purge
DELETE FROM turnout WHERE starts_at < :before RETURNING slot;
