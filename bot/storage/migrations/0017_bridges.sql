-- Two chats that a bridge of somebody else makes one: the side is heard in its main chat only.
ALTER TABLE chat ADD COLUMN main_account TEXT;
ALTER TABLE chat ADD COLUMN main_chat TEXT;
CREATE INDEX chat_of_main ON chat (main_account, main_chat) WHERE main_chat IS NOT NULL;

-- What a moderator of the side is to type, as the main chat was told.
CREATE TABLE bridge_code (
    code TEXT PRIMARY KEY,
    account TEXT NOT NULL,
    chat TEXT NOT NULL,
    until BIGINT NOT NULL,
    UNIQUE (account, chat)
);
