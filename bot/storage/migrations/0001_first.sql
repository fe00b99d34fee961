-- Every number but an identity is BIGINT, every time is in milliseconds since 1970 UTC, every yes or
-- no is 1 or 0: one text for SQLite and PostgreSQL, where only INTEGER PRIMARY KEY reads differently.

CREATE TABLE meta (
    key TEXT PRIMARY KEY,
    value TEXT NOT NULL
);

-- Lines that were meant for the bot. The payload is NULL once the line is closed.
CREATE TABLE inbox (
    id INTEGER PRIMARY KEY,
    account TEXT NOT NULL,
    chat TEXT NOT NULL,
    line TEXT NOT NULL,
    payload TEXT,
    received_at BIGINT NOT NULL,
    closed_at BIGINT,
    UNIQUE (account, chat, line)
);
CREATE INDEX inbox_waiting ON inbox (account, id) WHERE closed_at IS NULL;

-- What the bot has to say. The payload is NULL once the row is finished.
--   state       0 waiting, 1 claimed, 2 sent, 3 failed, 4 expired (or replaced by a newer edit),
--               5 held: an edit whose original is not sent yet
--   place       the order of lines; an edit that replaces another takes over its place
--   edits       the key of the line that this row edits
--   edits_line  what the server called that line, once it is sent
--   visible_at  when it may be tried; of a claimed row, when the lease ends
--   posted      what the server called the line
CREATE TABLE outbox (
    id INTEGER PRIMARY KEY,
    key TEXT NOT NULL UNIQUE,
    account TEXT NOT NULL,
    chat TEXT NOT NULL,
    urgency BIGINT NOT NULL,
    place BIGINT NOT NULL,
    payload TEXT,
    edits TEXT,
    edits_line TEXT,
    state BIGINT NOT NULL,
    visible_at BIGINT NOT NULL,
    expires_at BIGINT,
    attempts BIGINT NOT NULL,
    first_tried_at BIGINT,
    owner TEXT,
    posted TEXT,
    finished_at BIGINT
);
CREATE INDEX outbox_in_order ON outbox (account, urgency, place, id) WHERE state < 2;
CREATE INDEX outbox_in_chat ON outbox (account, chat, urgency, place, id) WHERE state < 2;
CREATE INDEX outbox_expiring ON outbox (account, expires_at)
    WHERE state < 2 AND expires_at IS NOT NULL;
CREATE INDEX outbox_edits ON outbox (account, edits)
    WHERE edits IS NOT NULL AND finished_at IS NULL;

-- How far each network has been read.
CREATE TABLE position (
    account TEXT NOT NULL,
    name TEXT NOT NULL,
    token TEXT NOT NULL,
    PRIMARY KEY (account, name)
);

-- The chats; NULL where a chat chose nothing and the configured default holds.
CREATE TABLE chat (
    account TEXT NOT NULL,
    chat TEXT NOT NULL,
    kind TEXT NOT NULL,
    language TEXT,
    timezone TEXT,
    presence TEXT,
    active BIGINT NOT NULL,
    PRIMARY KEY (account, chat)
);

-- The conference rooms of each chat. `turn` counts the uses, so that the highest was used last.
CREATE TABLE conference_room (
    account TEXT NOT NULL,
    chat TEXT NOT NULL,
    node TEXT NOT NULL,
    name TEXT NOT NULL,
    link TEXT NOT NULL,
    topic TEXT,
    fixed BIGINT NOT NULL,
    turn BIGINT NOT NULL,
    used_at BIGINT NOT NULL,
    PRIMARY KEY (account, chat, node)
);

-- The announcements, each with its room as it was announced.
CREATE TABLE card (
    id INTEGER PRIMARY KEY,
    key TEXT NOT NULL UNIQUE,
    account TEXT NOT NULL,
    chat TEXT NOT NULL,
    node TEXT NOT NULL,
    name TEXT NOT NULL,
    link TEXT NOT NULL,
    topic TEXT,
    fixed BIGINT NOT NULL,
    posted_at BIGINT NOT NULL,
    revision BIGINT NOT NULL,
    last_shown TEXT NOT NULL
);
CREATE INDEX card_of_room ON card (account, chat, node, id);
