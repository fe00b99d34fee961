-- Where else a series is announced, beside its owner chat, and under which number.
--   standing  0 announced, 1 ended there, 2 ended by the owner chat
CREATE TABLE announcement (
    series TEXT NOT NULL REFERENCES series (id) ON DELETE CASCADE,
    account TEXT NOT NULL,
    chat TEXT NOT NULL,
    number BIGINT NOT NULL,
    standing BIGINT NOT NULL,
    PRIMARY KEY (series, account, chat),
    UNIQUE (account, chat, number)
);

-- What the moderators of another chat type to have a series announced there.
CREATE TABLE share_code (
    code TEXT PRIMARY KEY,
    series TEXT NOT NULL REFERENCES series (id) ON DELETE CASCADE,
    until BIGINT NOT NULL
);
CREATE INDEX share_code_of_series ON share_code (series);

-- Changes of a series that not everybody was told of yet; all behind (lead, account, chat), in the
-- order of subscriptions with the longest lead first, still are to be. NULL before the first.
--   payload  what has changed: JSON
CREATE TABLE news (
    id INTEGER PRIMARY KEY,
    series TEXT NOT NULL REFERENCES series (id) ON DELETE CASCADE,
    revision BIGINT NOT NULL,
    payload TEXT NOT NULL,
    lead BIGINT,
    account TEXT,
    chat TEXT,
    UNIQUE (series, revision)
);

-- Whom nothing could be said to in private, of which series; known, so that it is said once.
CREATE TABLE unreachable (
    series TEXT NOT NULL REFERENCES series (id) ON DELETE CASCADE,
    account TEXT NOT NULL,
    chat TEXT NOT NULL,
    PRIMARY KEY (series, account, chat)
);

-- The announcements of dates that have begun and are to be closed when the date ends.
--   key  names the line, as in card and outbox
CREATE TABLE running_date (
    key TEXT PRIMARY KEY,
    series TEXT NOT NULL REFERENCES series (id) ON DELETE CASCADE,
    slot TEXT NOT NULL,
    starts_at BIGINT NOT NULL,
    ends_at BIGINT NOT NULL
);
CREATE INDEX running_date_ends ON running_date (ends_at);
