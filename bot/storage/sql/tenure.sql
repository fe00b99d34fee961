-- name: look
SELECT account, owner, beat FROM tenure WHERE account = :duty;

-- Nobody has it, or whoever had it has not moved since it was looked at.
-- name: take
INSERT INTO tenure (account, owner, beat) VALUES (:duty, :owner, 0)
ON CONFLICT (account) DO UPDATE SET owner = excluded.owner, beat = tenure.beat + 1
 WHERE tenure.owner = :seen_owner AND tenure.beat = :seen_beat
RETURNING account;

-- name: beat
UPDATE tenure SET beat = beat + 1 WHERE account = :duty AND owner = :owner RETURNING account;

-- name: let_go
DELETE FROM tenure WHERE account = :duty AND owner = :owner;
