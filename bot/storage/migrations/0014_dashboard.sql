-- What lets a browser into the dashboard of a chat; digests of secrets, which themselves are nowhere.
--   state   0 a link, 1 a link that was used, 2 a visit
--   person  whoever asked for it in the chat, by the id that they have there
CREATE TABLE dashboard_pass (
    digest TEXT PRIMARY KEY,
    state BIGINT NOT NULL,
    account TEXT NOT NULL,
    chat TEXT NOT NULL,
    kind TEXT NOT NULL,
    person TEXT NOT NULL,
    expires_at BIGINT NOT NULL
);
CREATE INDEX dashboard_pass_of ON dashboard_pass (account, person);
