-- name: rsvps
SELECT person, coming FROM rsvp WHERE series = :series AND slot = :slot;

-- name: points
SELECT number, text, added_at FROM agenda_point WHERE series = :series ORDER BY added_at, number;

-- name: save
INSERT INTO rsvp (series, slot, person, coming, said_at)
VALUES (:series, :slot, :person, :coming, :now)
ON CONFLICT (series, slot, person) DO UPDATE
   SET coming = excluded.coming, said_at = excluded.said_at;

-- name: withdraw
DELETE FROM rsvp WHERE series = :series AND slot = :slot AND person = :person;

-- name: of_person
SELECT series, slot, coming FROM rsvp WHERE person = :person ORDER BY series, slot;

-- name: add
INSERT INTO agenda_point (series, added_at, number, text)
VALUES (:series, :added_at, :number, :text);

-- name: remove
DELETE FROM agenda_point
 WHERE series = :series AND added_at = :added_at AND number = :number;

-- name: slots
SELECT slot FROM rsvp WHERE series = :series
UNION
SELECT slot FROM reaction WHERE series = :series AND slot IS NOT NULL
ORDER BY slot;

-- Whoever said something of both dates is taken at their word of the one that stays.
-- name: merge_rsvps
DELETE FROM rsvp
 WHERE series = :series AND slot = :slot
   AND EXISTS (SELECT 1 FROM rsvp AS other
                WHERE other.series = :series AND other.slot = :new AND other.person = rsvp.person);

-- name: rename_rsvps
UPDATE rsvp SET slot = :new WHERE series = :series AND slot = :slot;

-- name: rename_reactions
UPDATE reaction SET slot = :new WHERE series = :series AND slot = :slot;

-- name: erase_rsvps
DELETE FROM rsvp WHERE series = :series AND slot = :slot;

-- name: erase_reactions
DELETE FROM reaction WHERE series = :series AND slot = :slot;

-- name: old
SELECT series FROM rsvp WHERE said_at < :before
UNION
SELECT series FROM agenda_point WHERE added_at < :before
ORDER BY series;
