-- name: add
INSERT INTO news (series, revision, payload) VALUES (:series, :revision, :payload)
ON CONFLICT (series, revision) DO NOTHING;

-- name: first
SELECT series, revision, payload, lead, account, chat FROM news ORDER BY id LIMIT 1;

-- name: told_up_to
UPDATE news SET lead = :lead, account = :account, chat = :chat
 WHERE series = :series AND revision = :revision;

-- name: done
DELETE FROM news WHERE series = :series AND revision = :revision;

-- name: unreachable
INSERT INTO unreachable (series, account, chat) VALUES (:series, :account, :chat)
ON CONFLICT (series, account, chat) DO NOTHING
RETURNING series;

-- name: reachable
DELETE FROM unreachable WHERE series = :series AND account = :account AND chat = :chat;
