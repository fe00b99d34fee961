-- name: add
INSERT INTO subscription (series, lead, account, chat, person)
VALUES (:series, :lead, :account, :chat, :person)
ON CONFLICT (series, lead, account, chat) DO NOTHING
RETURNING lead;

-- name: remove
DELETE FROM subscription WHERE series = :series AND account = :account AND chat = :chat
RETURNING lead;

-- From one lead to the next shorter one: a DISTINCT would read all subscriptions of the series.
-- name: leads
WITH RECURSIVE wanted (lead) AS (
    SELECT MAX(lead) FROM subscription WHERE series = :series
    UNION ALL
    SELECT (SELECT MAX(shorter.lead) FROM subscription AS shorter
             WHERE shorter.series = :series AND shorter.lead < wanted.lead)
      FROM wanted WHERE wanted.lead IS NOT NULL)
SELECT lead FROM wanted WHERE lead IS NOT NULL ORDER BY lead DESC;

-- name: of_target
SELECT series, lead, account, chat, person FROM subscription
 WHERE account = :account AND chat = :chat
 ORDER BY series, lead DESC;

-- name: page
SELECT series, lead, account, chat, person FROM subscription
 WHERE series = :series AND lead = :lead AND (account, chat) > (:account, :chat)
 ORDER BY account, chat
 LIMIT :limit;

-- name: reach
SELECT COUNT(DISTINCT CASE WHEN person IS NOT NULL THEN account || ' ' || chat END) AS persons,
       COUNT(DISTINCT CASE WHEN person IS NULL THEN account || ' ' || chat END) AS chats
  FROM subscription
 WHERE series = :series;
