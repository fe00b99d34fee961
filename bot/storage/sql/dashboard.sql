-- The states are listed in migrations/0014_dashboard.sql.

-- name: forget_links
DELETE FROM dashboard_pass
 WHERE account = :account AND chat = :chat AND person = :person AND state < 2;

-- name: offer
INSERT INTO dashboard_pass (digest, state, account, chat, kind, person, expires_at)
VALUES (:digest, :state, :account, :chat, :kind, :person, :expires_at);

-- name: look
SELECT state FROM dashboard_pass WHERE digest = :digest AND state < 2 AND expires_at > :now;

-- name: use
UPDATE dashboard_pass SET state = 1 WHERE digest = :digest AND state = 0 AND expires_at > :now
RETURNING account, chat, kind, person, expires_at;

-- name: visit
SELECT account, chat, kind, person, expires_at FROM dashboard_pass
 WHERE digest = :digest AND state = 2 AND expires_at > :now;

-- name: leave
DELETE FROM dashboard_pass WHERE digest = :digest AND state = 2;

-- name: revoke
DELETE FROM dashboard_pass WHERE account = :account AND chat = :chat AND person = :person
RETURNING state;

-- name: erase
DELETE FROM dashboard_pass WHERE expires_at <= :now;

-- Three parts, for each of which there is an index.
-- name: here
SELECT state, COUNT(*) AS lines FROM outbox
 WHERE account = :account AND chat = :chat AND finished_at IS NOT NULL
 GROUP BY state
UNION ALL
SELECT state, COUNT(*) AS lines FROM outbox
 WHERE account = :account AND chat = :chat AND state < 2
 GROUP BY state
UNION ALL
SELECT 5 AS state, COUNT(*) AS lines FROM outbox
 WHERE account = :account AND chat = :chat AND state = 5
   AND edits IS NOT NULL AND finished_at IS NULL;

-- name: elsewhere
SELECT outbox.state, COUNT(*) AS lines
  FROM series JOIN outbox ON outbox.about_series = series.id
 WHERE series.account = :account AND series.chat = :chat AND outbox.about_series IS NOT NULL
   AND NOT (outbox.account = :account AND outbox.chat = :chat)
 GROUP BY outbox.state;

-- name: refusal
SELECT refusal FROM outbox
 WHERE account = :account AND chat = :chat AND finished_at IS NOT NULL AND refusal IS NOT NULL
 ORDER BY finished_at DESC, id DESC
 LIMIT 1;
