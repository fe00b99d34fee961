-- name: save
INSERT INTO card (key, account, chat, node, name, link, topic, fixed, posted_at, revision,
                  last_shown, live_since, edited_at, closed_at, editable)
VALUES (:key, :account, :chat, :node, :name, :link, :topic, :fixed, :posted_at, :revision,
        :last_shown, :live_since, :edited_at, :closed_at, :editable)
ON CONFLICT (key) DO UPDATE
   SET account = excluded.account, chat = excluded.chat, node = excluded.node,
       name = excluded.name, link = excluded.link, topic = excluded.topic,
       fixed = excluded.fixed, posted_at = excluded.posted_at, revision = excluded.revision,
       last_shown = excluded.last_shown, live_since = excluded.live_since,
       edited_at = excluded.edited_at, closed_at = excluded.closed_at,
       editable = excluded.editable;

-- name: get
SELECT key, account, chat, node, name, link, topic, fixed, posted_at, revision, last_shown,
       live_since, edited_at, closed_at, editable
  FROM card
 WHERE key = :key;

-- name: under
SELECT card.key, card.account, card.chat, node, name, link, topic, fixed, posted_at, revision,
       last_shown, live_since, edited_at, closed_at, editable
  FROM card
  JOIN outbox ON outbox.key = card.key
 WHERE card.account = :account AND card.chat = :chat AND outbox.posted = :line
 LIMIT 1;
