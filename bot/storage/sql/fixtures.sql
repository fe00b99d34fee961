-- name: programme
SELECT account, chat, key, shown FROM pinned_programme
 WHERE account = :account AND chat = :chat;

-- name: programmes
SELECT pinned.account, pinned.chat, pinned.key, pinned.shown FROM pinned_programme AS pinned
  LEFT JOIN chat ON chat.account = pinned.account AND chat.chat = pinned.chat
 WHERE COALESCE(chat.active, 1) = 1
 ORDER BY pinned.account, pinned.chat;

-- name: save_programme
INSERT INTO pinned_programme (account, chat, key, shown) VALUES (:account, :chat, :key, :shown)
ON CONFLICT (account, chat) DO UPDATE SET key = excluded.key, shown = excluded.shown;

-- name: drop_programme
DELETE FROM pinned_programme WHERE account = :account AND chat = :chat RETURNING chat;

-- The newest card of a room is the one whose name and link count.
-- name: widgets
SELECT card.account, card.chat, card.node, card.name, card.link, card.topic, card.fixed
  FROM card
  JOIN chat ON chat.account = card.account AND chat.chat = card.chat
 WHERE card.closed_at IS NULL AND card.live_since IS NOT NULL
   AND chat.active = 1 AND chat.widgets = 1
   AND NOT EXISTS (SELECT 1 FROM card AS newer
                    WHERE newer.account = card.account AND newer.chat = card.chat
                      AND newer.node = card.node AND newer.id > card.id
                      AND newer.closed_at IS NULL AND newer.live_since IS NOT NULL)
 ORDER BY card.id;

-- name: hanging
SELECT account, chat, kind, name, sure FROM fixture ORDER BY account, chat, kind, name;

-- name: save
INSERT INTO fixture (account, chat, kind, name, sure)
VALUES (:account, :chat, :kind, :name, :sure)
ON CONFLICT (account, chat, kind, name) DO UPDATE SET sure = excluded.sure;

-- name: remove
DELETE FROM fixture
 WHERE account = :account AND chat = :chat AND kind = :kind AND name = :name;
