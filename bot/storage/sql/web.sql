-- name: public
SELECT id, account, chat, number, is_over, payload, slug
  FROM series LEFT JOIN page ON page.series = series.id
 WHERE is_public = 1 AND is_over = 0
 ORDER BY number, id;

-- name: at
SELECT id, account, chat, number, is_over, payload
  FROM page JOIN series ON series.id = page.series
 WHERE slug = :slug AND is_public = 1;

-- name: name
INSERT INTO page (slug, series) VALUES (:slug, :series)
ON CONFLICT DO NOTHING
RETURNING slug;

-- name: open
INSERT INTO private_feed (account, chat, token) VALUES (:account, :chat, :token)
ON CONFLICT (account, chat) DO UPDATE SET token = private_feed.token
RETURNING token;

-- name: owner
SELECT account, chat FROM private_feed WHERE token = :token;

-- name: close
DELETE FROM private_feed WHERE account = :account AND chat = :chat RETURNING token;
