-- What people say of themselves: who means to come, points for the agenda, reactions.

-- What a line is about, so that a reaction to it can be understood: a series, one date of it
-- (RECURRENCE-ID, a local time), and how many milliseconds before it was said.
ALTER TABLE outbox ADD COLUMN about_series TEXT;
ALTER TABLE outbox ADD COLUMN about_slot TEXT;
ALTER TABLE outbox ADD COLUMN about_lead BIGINT;
CREATE INDEX outbox_posted ON outbox (account, posted)
    WHERE posted IS NOT NULL AND about_series IS NOT NULL;

-- Who means to come to which date, and who does not.
CREATE TABLE rsvp (
    series TEXT NOT NULL REFERENCES series (id) ON DELETE CASCADE,
    slot TEXT NOT NULL,
    person TEXT NOT NULL,
    coming BIGINT NOT NULL,
    said_at BIGINT NOT NULL,
    PRIMARY KEY (series, slot, person)
);
CREATE INDEX rsvp_of_person ON rsvp (person);
CREATE INDEX rsvp_said ON rsvp (said_at);

-- What is to be talked about at the first date after it was added; not who added it.
CREATE TABLE agenda_point (
    series TEXT NOT NULL REFERENCES series (id) ON DELETE CASCADE,
    added_at BIGINT NOT NULL,
    number BIGINT NOT NULL,
    text TEXT NOT NULL,
    PRIMARY KEY (series, added_at, number)
);
CREATE INDEX agenda_point_added ON agenda_point (added_at);

-- The reactions that stand under lines of the bot.
--   line      the reaction's own id, by which Matrix takes it back
--   target    the line that it stands under
--   meaning   bell, coming or absent
--   slot      the date that was meant; NULL for the series as a whole
--   effective whether it changed something, which taking it back undoes
CREATE TABLE reaction (
    account TEXT NOT NULL,
    chat TEXT NOT NULL,
    line TEXT NOT NULL,
    meaning TEXT NOT NULL,
    target TEXT NOT NULL,
    person TEXT NOT NULL,
    series TEXT NOT NULL REFERENCES series (id) ON DELETE CASCADE,
    slot TEXT,
    effective BIGINT NOT NULL,
    PRIMARY KEY (account, chat, line, meaning)
);
CREATE INDEX reaction_under ON reaction (account, chat, target, person);
CREATE INDEX reaction_of_person ON reaction (person, series);
CREATE INDEX reaction_of_series ON reaction (series);
