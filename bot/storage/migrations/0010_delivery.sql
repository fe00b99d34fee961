-- In which chats a line is under way: looked up for each line that might follow.
CREATE INDEX outbox_leased ON outbox (account, chat, visible_at) WHERE state = 1;
