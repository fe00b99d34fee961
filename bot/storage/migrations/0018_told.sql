-- Only adds.
-- What one chat was told, what was told of one series, and what is past: looked for while a month of
-- what all chats were told is kept.
CREATE INDEX outbox_told ON outbox (account, chat) WHERE finished_at IS NOT NULL;
CREATE INDEX outbox_about ON outbox (about_series) WHERE about_series IS NOT NULL;
CREATE INDEX outbox_finished ON outbox (finished_at) WHERE finished_at IS NOT NULL;
