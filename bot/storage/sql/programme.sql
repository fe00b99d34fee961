-- name: next_number
INSERT INTO series_number (account, chat, newest) VALUES (:account, :chat, 1)
ON CONFLICT (account, chat) DO UPDATE SET newest = series_number.newest + 1
RETURNING newest;

-- name: save
INSERT INTO series (id, account, chat, number, is_over, is_public, ends_at, payload)
VALUES (:id, :account, :chat, :number, :is_over, :is_public, :ends_at, :payload)
ON CONFLICT (id) DO UPDATE
   SET is_over = excluded.is_over, is_public = excluded.is_public, ends_at = excluded.ends_at,
       payload = excluded.payload;

-- name: get
SELECT id, account, chat, number, is_over, payload FROM series WHERE id = :id;

-- name: find
SELECT id, account, chat, number, is_over, payload FROM series
 WHERE account = :account AND chat = :chat AND number = :number
UNION ALL
SELECT series.id, series.account, series.chat, here.number, series.is_over, series.payload
  FROM announcement AS here JOIN series ON series.id = here.series
 WHERE here.account = :account AND here.chat = :chat AND here.number = :number
   AND here.standing = 0;

-- name: of_chat
SELECT id, account, chat, number, is_over, payload FROM series
 WHERE account = :account AND chat = :chat AND is_over = 0
UNION ALL
SELECT series.id, series.account, series.chat, here.number, series.is_over, series.payload
  FROM announcement AS here JOIN series ON series.id = here.series
 WHERE here.account = :account AND here.chat = :chat AND here.standing = 0 AND series.is_over = 0
 ORDER BY number;
