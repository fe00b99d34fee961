-- Chats that the bot left, or that show nothing of calls, want nothing looked at.

-- name: open_cards
SELECT card.key, card.account, card.chat, card.node, card.name, card.link, card.topic, card.fixed,
       card.posted_at, card.revision, card.last_shown, card.live_since, card.edited_at,
       card.closed_at, card.editable, COALESCE(chat.presence, :otherwise) AS presence
  FROM card
  LEFT JOIN chat ON chat.account = card.account AND chat.chat = card.chat
 WHERE card.closed_at IS NULL
   AND COALESCE(chat.active, 1) = 1
   AND (COALESCE(chat.presence, :otherwise) <> 'off' OR card.last_shown <> '')
 ORDER BY card.id;

-- name: follow
INSERT INTO followed_room (account, chat, node, name, link, topic, fixed)
VALUES (:account, :chat, :node, :name, :link, :topic, :fixed)
ON CONFLICT (account, chat, node) DO NOTHING
RETURNING node;

-- name: unfollow
DELETE FROM followed_room WHERE account = :account AND chat = :chat AND node = :node
RETURNING node;

-- name: followed_by
SELECT node, name, link, topic, fixed FROM followed_room
 WHERE account = :account AND chat = :chat
 ORDER BY name, node;

-- name: follows
SELECT followed.account, followed.chat, followed.node, followed.name, followed.link,
       followed.topic, followed.fixed
  FROM followed_room AS followed
  LEFT JOIN chat ON chat.account = followed.account AND chat.chat = followed.chat
 WHERE COALESCE(chat.active, 1) = 1 AND COALESCE(chat.presence, :otherwise) <> 'off';

-- name: wish
INSERT INTO wish (account, chat, asked_in, node, name, link, topic, fixed, people, until)
VALUES (:account, :chat, :asked_in, :node, :name, :link, :topic, :fixed, :people, :until)
ON CONFLICT (account, chat, node) DO UPDATE
   SET asked_in = excluded.asked_in, name = excluded.name, link = excluded.link,
       topic = excluded.topic, fixed = excluded.fixed, people = excluded.people,
       until = excluded.until;

-- name: unwish
DELETE FROM wish
 WHERE account = :account AND chat = :chat AND (node = :node OR :node IS NULL)
RETURNING account, chat, asked_in, node, name, link, topic, fixed, people, until;

-- name: forget_old_wishes
DELETE FROM wish WHERE until <= :now;

-- name: wishes
SELECT wish.account, wish.chat, wish.asked_in, wish.node, wish.name, wish.link, wish.topic,
       wish.fixed, wish.people, wish.until
  FROM wish
  LEFT JOIN chat ON chat.account = wish.account AND chat.chat = wish.asked_in
 WHERE COALESCE(chat.active, 1) = 1 AND COALESCE(chat.presence, :otherwise) <> 'off';
