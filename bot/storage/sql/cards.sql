-- name: save
INSERT INTO card (key, account, chat, node, name, link, topic, fixed, posted_at, revision,
                  last_shown)
VALUES (:key, :account, :chat, :node, :name, :link, :topic, :fixed, :posted_at, :revision,
        :last_shown)
ON CONFLICT (key) DO UPDATE
   SET account = excluded.account, chat = excluded.chat, node = excluded.node,
       name = excluded.name, link = excluded.link, topic = excluded.topic,
       fixed = excluded.fixed, posted_at = excluded.posted_at, revision = excluded.revision,
       last_shown = excluded.last_shown;

-- name: latest
SELECT key, node, name, link, topic, fixed, posted_at, revision, last_shown FROM card
 WHERE account = :account AND chat = :chat AND node = :node
 ORDER BY id DESC
 LIMIT 1;
