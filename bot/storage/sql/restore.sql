-- What a copy of the database still wanted to do when it was made, and what must not happen when
-- it is put back: others did it since.

-- name: say_no_more
UPDATE outbox SET state = 4, payload = NULL, owner = NULL, finished_at = :now
 WHERE state IN (0, 1, 5);

-- name: answer_no_more
UPDATE inbox SET payload = NULL, closed_at = :now WHERE closed_at IS NULL;

-- Due at once, so that the next moment of each is found anew; told up to now, so that nothing is.
-- name: remind_no_more
UPDATE alarm SET told_until = :now, due_at = :now WHERE told_until < :now;

-- name: answer_nothing_older
INSERT INTO position (account, name, token)
SELECT DISTINCT account, :name, :instant FROM position
 WHERE true
    ON CONFLICT (account, name) DO UPDATE SET token = excluded.token;

-- name: nobody_serves
DELETE FROM tenure;
