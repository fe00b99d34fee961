-- The newest face of a card stands in `last_shown` as a mark, never with names.
ALTER TABLE card ADD COLUMN live_since BIGINT;
ALTER TABLE card ADD COLUMN edited_at BIGINT;
ALTER TABLE card ADD COLUMN closed_at BIGINT;
ALTER TABLE card ADD COLUMN editable BIGINT NOT NULL DEFAULT 1;
-- The cards of before were not looked after: they are past.
UPDATE card SET closed_at = posted_at, last_shown = '';
CREATE INDEX card_open ON card (id) WHERE closed_at IS NULL;

-- Rooms in which a call is announced to a chat whenever it begins.
CREATE TABLE followed_room (
    account TEXT NOT NULL,
    chat TEXT NOT NULL,
    node TEXT NOT NULL,
    name TEXT NOT NULL,
    link TEXT NOT NULL,
    topic TEXT,
    fixed BIGINT NOT NULL,
    PRIMARY KEY (account, chat, node)
);

-- Who wants to hear when so many people are in a call; (account, chat) is where they are told, and
-- `asked_in` the chat, of the same account, in which they asked.
CREATE TABLE wish (
    account TEXT NOT NULL,
    chat TEXT NOT NULL,
    asked_in TEXT NOT NULL,
    node TEXT NOT NULL,
    name TEXT NOT NULL,
    link TEXT NOT NULL,
    topic TEXT,
    fixed BIGINT NOT NULL,
    people BIGINT NOT NULL,
    until BIGINT NOT NULL,
    PRIMARY KEY (account, chat, node)
);
