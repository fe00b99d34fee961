-- name: receive
INSERT INTO inbox (account, chat, line, payload, received_at)
VALUES (:account, :chat, :line, :payload, :now)
ON CONFLICT (account, chat, line) DO NOTHING
RETURNING id;

-- name: waiting
SELECT account, chat, line, payload FROM inbox
 WHERE account = :account AND closed_at IS NULL
 ORDER BY id;

-- name: close
UPDATE inbox SET payload = NULL, closed_at = :now
 WHERE account = :account AND chat = :chat AND line = :line AND closed_at IS NULL
RETURNING id;
