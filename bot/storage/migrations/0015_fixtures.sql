-- What hangs in chats beside their lines. Whether a chat wants the widgets of its calls.
ALTER TABLE chat ADD COLUMN widgets BIGINT NOT NULL DEFAULT 0;

-- The line of a chat that lists what comes next, is pinned, and is edited when that changes.
--   key    names the line, as in outbox
--   shown  stands for what it says; empty before it is said
CREATE TABLE pinned_programme (
    account TEXT NOT NULL,
    chat TEXT NOT NULL,
    key TEXT NOT NULL UNIQUE,
    shown TEXT NOT NULL,
    PRIMARY KEY (account, chat)
);

-- What the bot put up, to be taken down again.
--   kind  pin or widget
--   name  the pinned line as its server calls it; the node of the room
--   sure  0 from before it is put up until that is known to have worked
CREATE TABLE fixture (
    account TEXT NOT NULL,
    chat TEXT NOT NULL,
    kind TEXT NOT NULL,
    name TEXT NOT NULL,
    sure BIGINT NOT NULL,
    PRIMARY KEY (account, chat, kind, name)
);
