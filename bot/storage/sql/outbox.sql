-- The states are listed in migrations/0001_first.sql.

-- name: add
INSERT INTO outbox (key, account, chat, urgency, place, payload, edits, state, visible_at,
                    expires_at, attempts, about_series, about_slot, about_lead, added_at)
VALUES (:key, :account, :chat, :urgency, COALESCE((SELECT MAX(id) FROM outbox), 0) + 1, :payload,
        :edits, :state, :now, :expires_at, 0, :about_series, :about_slot, :about_lead, :now)
ON CONFLICT (key) DO NOTHING
RETURNING id;

-- name: expire
UPDATE outbox SET state = 4, payload = NULL, owner = NULL, finished_at = :now
 WHERE account = :account AND state < 2 AND expires_at IS NOT NULL AND expires_at <= :now
   AND (state = 0 OR visible_at <= :now);

-- Of each chat its first row only, and only when no row of the chat is under a lease. Looked for among
-- the first rows: where lines for very many chats wait, that is enough to find as many as are wanted.
-- name: claim_near
UPDATE outbox
   SET state = 1, owner = :owner, visible_at = :lease_until, attempts = attempts + 1,
       first_tried_at = COALESCE(first_tried_at, :now)
 WHERE id IN (
       SELECT head.id
         FROM (SELECT id, account, chat, urgency, place, visible_at FROM outbox
                WHERE account = :account AND state < 2
                ORDER BY urgency, place, id
                LIMIT :near) AS head
        WHERE head.visible_at <= :now
          AND head.id = (
              SELECT first.id FROM outbox AS first
               WHERE first.account = head.account AND first.chat = head.chat AND first.state < 2
               ORDER BY first.urgency, first.place, first.id
               LIMIT 1)
          AND NOT EXISTS (
              SELECT 1 FROM outbox AS leased
               WHERE leased.account = head.account AND leased.chat = head.chat
                 AND leased.state = 1 AND leased.visible_at > :now)
        ORDER BY head.urgency, head.place, head.id
        LIMIT :limit)
RETURNING id, key, chat, urgency, place, payload, attempts, first_tried_at, edits_line, added_at;

-- The same among all rows, from chat to chat: where many lines wait for each of some chats, the first
-- rows may all be of chats in which one is under way.
-- name: claim_far
UPDATE outbox
   SET state = 1, owner = :owner, visible_at = :lease_until, attempts = attempts + 1,
       first_tried_at = COALESCE(first_tried_at, :now)
 WHERE id IN (
       WITH RECURSIVE waiting (chat) AS (
           SELECT MIN(chat) FROM outbox WHERE account = :account AND state < 2
           UNION ALL
           SELECT (SELECT MIN(next.chat) FROM outbox AS next
                    WHERE next.account = :account AND next.state < 2 AND next.chat > waiting.chat)
             FROM waiting WHERE waiting.chat IS NOT NULL)
       SELECT head.id
         FROM waiting JOIN outbox AS head ON head.id = (
              SELECT first.id FROM outbox AS first
               WHERE first.account = :account AND first.chat = waiting.chat AND first.state < 2
               ORDER BY first.urgency, first.place, first.id
               LIMIT 1)
        WHERE head.visible_at <= :now
          AND NOT EXISTS (
              SELECT 1 FROM outbox AS leased
               WHERE leased.account = :account AND leased.chat = waiting.chat
                 AND leased.state = 1 AND leased.visible_at > :now)
        ORDER BY head.urgency, head.place, head.id
        LIMIT :limit)
RETURNING id, key, chat, urgency, place, payload, attempts, first_tried_at, edits_line, added_at;

-- name: sent
UPDATE outbox
   SET state = 2, payload = NULL, owner = NULL, posted = :line, finished_at = :now
 WHERE key = :key AND owner = :owner AND attempts = :attempt AND state = 1
RETURNING id;

-- name: retry
UPDATE outbox SET state = 0, owner = NULL, visible_at = :at
 WHERE key = :key AND owner = :owner AND attempts = :attempt AND state = 1
RETURNING id;

-- name: fail
UPDATE outbox SET state = 3, payload = NULL, owner = NULL, finished_at = :now, refusal = :why
 WHERE key = :key AND owner = :owner AND attempts = :attempt AND state = 1
RETURNING id;

-- name: recover
UPDATE outbox SET state = 0, owner = NULL, visible_at = :now
 WHERE account = :account AND state < 2 AND (state = 1 OR visible_at > :now)
RETURNING id;

-- An edit may go once its original is sent.
-- name: release_edits
UPDATE outbox
   SET state = 0,
       edits_line = (SELECT original.posted FROM outbox AS original
                      WHERE original.key = outbox.edits)
 WHERE account = :account AND edits IS NOT NULL AND finished_at IS NULL AND state = 5
   AND EXISTS (SELECT 1 FROM outbox AS original
                WHERE original.key = outbox.edits AND original.state = 2);

-- An edit fails when its original is over without having been sent, or was never there.
-- name: fail_orphans
UPDATE outbox SET state = 3, payload = NULL, finished_at = :now
 WHERE account = :account AND edits IS NOT NULL AND finished_at IS NULL AND state = 5
   AND NOT EXISTS (SELECT 1 FROM outbox AS original
                    WHERE original.key = outbox.edits AND original.state IN (0, 1, 2, 5));

-- An edit that replaces older ones takes over their place and their pause, so that a card which
-- changes all the time is not sent last for ever, nor in spite of a server that wants to rest.
-- name: inherit
UPDATE outbox
   SET place = (SELECT MIN(same.place) FROM outbox AS same
                 WHERE same.account = outbox.account AND same.edits = outbox.edits
                   AND same.finished_at IS NULL AND same.state <> 1 AND same.id <= outbox.id),
       visible_at = (SELECT MAX(same.visible_at) FROM outbox AS same
                      WHERE same.account = outbox.account AND same.edits = outbox.edits
                        AND same.finished_at IS NULL AND same.state <> 1
                        AND same.id <= outbox.id)
 WHERE account = :account AND edits IS NOT NULL AND finished_at IS NULL AND state <> 1;

-- name: drop_replaced
UPDATE outbox SET state = 4, payload = NULL, finished_at = :now
 WHERE account = :account AND edits IS NOT NULL AND finished_at IS NULL AND state <> 1
   AND EXISTS (SELECT 1 FROM outbox AS newer
                WHERE newer.account = outbox.account AND newer.edits = outbox.edits
                  AND newer.finished_at IS NULL AND newer.state <> 1 AND newer.id > outbox.id);

-- A chat is due when its first row may be tried or expires, but not before its leases end.
-- name: next_due
WITH RECURSIVE waiting (chat) AS (
    SELECT MIN(chat) FROM outbox WHERE account = :account AND state < 2
    UNION ALL
    SELECT (SELECT MIN(next.chat) FROM outbox AS next
             WHERE next.account = :account AND next.state < 2 AND next.chat > waiting.chat)
      FROM waiting WHERE waiting.chat IS NOT NULL)
SELECT MIN(CASE WHEN first_row.leased_until > first_row.due THEN first_row.leased_until
                ELSE first_row.due END) AS due
  FROM (SELECT CASE WHEN head.expires_at < head.visible_at THEN head.expires_at
                    ELSE head.visible_at END AS due,
               (SELECT MAX(leased.visible_at) FROM outbox AS leased
                 WHERE leased.account = :account AND leased.chat = waiting.chat
                   AND leased.state = 1) AS leased_until
          FROM waiting JOIN outbox AS head ON head.id = (
               SELECT first.id FROM outbox AS first
                WHERE first.account = :account AND first.chat = waiting.chat AND first.state < 2
                ORDER BY first.urgency, first.place, first.id
                LIMIT 1)) AS first_row;

-- name: backlog
SELECT state, COUNT(*) AS lines, MIN(added_at) AS oldest FROM outbox
 WHERE account = :account AND state < 2
 GROUP BY state
UNION ALL
SELECT 5 AS state, COUNT(*) AS lines, MIN(added_at) AS oldest FROM outbox
 WHERE account = :account AND edits IS NOT NULL AND finished_at IS NULL AND state = 5;

-- name: posted
SELECT posted FROM outbox WHERE key = :key;

-- name: line
SELECT key, chat, about_series, about_slot, about_lead, finished_at FROM outbox
 WHERE account = :account AND posted = :line AND about_series IS NOT NULL
 LIMIT 1;
