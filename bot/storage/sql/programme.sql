-- name: next_number
INSERT INTO series_number (account, chat, newest) VALUES (:account, :chat, 1)
ON CONFLICT (account, chat) DO UPDATE SET newest = series_number.newest + 1
RETURNING newest;

-- name: save
INSERT INTO series (id, account, chat, number, is_over, is_public, ends_at, payload)
VALUES (:id, :account, :chat, :number, :is_over, :is_public, :ends_at, :payload)
ON CONFLICT (id) DO UPDATE
   SET account = excluded.account, chat = excluded.chat, number = excluded.number,
       is_over = excluded.is_over, is_public = excluded.is_public, ends_at = excluded.ends_at,
       payload = excluded.payload;

-- name: get
SELECT id, account, chat, number, is_over, payload FROM series WHERE id = :id;

-- name: find
SELECT id, account, chat, number, is_over, payload FROM series
 WHERE account = :account AND chat = :chat AND number = :number;

-- name: of_chat
SELECT id, account, chat, number, is_over, payload FROM series
 WHERE account = :account AND chat = :chat AND is_over = 0
 ORDER BY number;
