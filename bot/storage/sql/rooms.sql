-- name: use
INSERT INTO conference_room (account, chat, node, name, link, topic, fixed, turn, used_at)
VALUES (:account, :chat, :node, :name, :link, :topic, :fixed,
        COALESCE((SELECT MAX(turn) FROM conference_room
                   WHERE account = :account AND chat = :chat), 0) + 1,
        :now)
ON CONFLICT (account, chat, node) DO UPDATE
   SET name = excluded.name, link = excluded.link, topic = excluded.topic,
       fixed = excluded.fixed, turn = excluded.turn, used_at = excluded.used_at;

-- name: recent
SELECT node, name, link, topic, fixed FROM conference_room
 WHERE account = :account AND chat = :chat
 ORDER BY turn DESC
 LIMIT 50;
