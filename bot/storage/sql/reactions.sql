-- A reaction concerns the bot when it stands under a line that is about something; it is taken away
-- from there, when it was kept or is on its way.
-- name: concerns_us
SELECT 1 AS found FROM outbox
 WHERE account = :account AND posted = :target AND about_series IS NOT NULL
UNION ALL
SELECT 1 FROM reaction
 WHERE account = :account AND chat = :chat AND target = :target AND person = :person
UNION ALL
SELECT 1 FROM reaction WHERE account = :account AND chat = :chat AND line = :takes_back
UNION ALL
SELECT 1 FROM inbox WHERE account = :account AND chat = :chat AND line = :takes_back
UNION ALL
SELECT 1 FROM outbox
 WHERE account = :account AND chat IN (:chat, :person) AND state = 1
   AND about_series IS NOT NULL AND :target IS NOT NULL
LIMIT 1;

-- name: save
INSERT INTO reaction (account, chat, line, meaning, target, person, series, slot, effective)
VALUES (:account, :chat, :line, :meaning, :target, :person, :series, :slot, :effective)
ON CONFLICT (account, chat, line, meaning) DO UPDATE
   SET target = excluded.target, person = excluded.person, series = excluded.series,
       slot = excluded.slot, effective = excluded.effective;

-- name: remove
DELETE FROM reaction
 WHERE account = :account AND chat = :chat AND line = :line AND meaning = :meaning;

-- name: of_line
SELECT account, chat, line, meaning, target, person, series, slot, effective FROM reaction
 WHERE account = :account AND chat = :chat AND line = :line
 ORDER BY meaning;

-- In any order, or SQLite would look through all of the chat to have them in order.
-- name: under
SELECT account, chat, line, meaning, target, person, series, slot, effective FROM reaction
 WHERE account = :account AND chat = :chat AND target = :target AND person = :person;

-- name: of_person
SELECT account, chat, line, meaning, target, person, series, slot, effective FROM reaction
 WHERE person = :person AND series = :series
 ORDER BY account, chat, line, meaning;
