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
INSERT INTO card VALUES (3, 'card:Sommerfest-xyz', 'xmpp:anker@sport.example', 'verein@conference.sport.example', 'sommerfest-blaue-ente-7', 'Sommerfest-Blaue-Ente-7', 'https://meet.example/Sommerfest-Blaue-Ente-7', 'Sommerfest & mehr', 0, 1773480600000, 1, 'posted');
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
INSERT INTO chat VALUES ('matrix:@anker:verein.example', '!anna:verein.example', 'direct', 'en', 'America/New_York', NULL, 1);
INSERT INTO chat VALUES ('matrix:@anker:verein.example', '!chor:verein.example', 'group', 'de', 'Europe/Berlin', 'names', 1);
INSERT INTO chat VALUES ('matrix:@anker:verein.example', '!vorstand:verein.example', 'group', NULL, NULL, 'off', 1);
INSERT INTO chat VALUES ('xmpp:anker@sport.example', 'alt@conference.sport.example', 'group', NULL, NULL, NULL, 0);
INSERT INTO chat VALUES ('xmpp:anker@sport.example', 'verein@conference.sport.example', 'group', 'de', NULL, NULL, 1);
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
INSERT INTO conference_room VALUES ('matrix:@anker:verein.example', '!chor:verein.example', 'chorprobe', 'Chorprobe', 'https://meet.example/Chorprobe', NULL, 1, 3, 1773477000000);
INSERT INTO conference_room VALUES ('xmpp:anker@sport.example', 'verein@conference.sport.example', 'sommerfest-blaue-ente-7', 'Sommerfest-Blaue-Ente-7', 'https://meet.example/Sommerfest-Blaue-Ente-7', 'Sommerfest & mehr', 0, 1, 1773480600000);
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
INSERT INTO inbox VALUES (41, 'matrix:@anker:verein.example', '!chor:verein.example', '$answered', NULL, 1773477000000, 1773477000400);
INSERT INTO inbox VALUES (42, 'matrix:@anker:verein.example', '!chor:verein.example', '$waiting', '{"kind": "group", "sender": "@jörg:verein.example", "name": "Jörg 🎺", "role": 1, "text": "!wer", "addressed": false, "sent_at": "2026-03-14T09:30:00+00:00", "thread": null}', 1773480600000, NULL);
CREATE TABLE meta (
    key TEXT PRIMARY KEY,
    value TEXT NOT NULL
);
INSERT INTO meta VALUES ('schema_version', '1');
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
INSERT INTO outbox VALUES (10, 'reply:gone:0', 'matrix:@anker:verein.example', '!vorstand:verein.example', 0, 4, NULL, NULL, NULL, 3, 1773477000000, NULL, 12, 1773470000000, NULL, NULL, 1773477000000);
INSERT INTO outbox VALUES (7, 'reply:matrix:@anker:verein.example:$answered:0', 'matrix:@anker:verein.example', '!chor:verein.example', 0, 1, NULL, NULL, NULL, 2, 1773477000300, NULL, 1, 1773477000310, NULL, '$said', 1773477000500);
INSERT INTO outbox VALUES (8, 'card:Sommerfest-xyz', 'xmpp:anker@sport.example', 'verein@conference.sport.example', 0, 2, '{"text": "Sommerfest \u2013 https://meet.example/Sommerfest", "html": null, "link": "https://meet.example/Sommerfest", "notice": true, "answers": null, "thread": null}', NULL, NULL, 0, 1773480600000, 1773484200000, 0, NULL, NULL, NULL, NULL);
INSERT INTO outbox VALUES (9, 'edit:1', 'xmpp:anker@sport.example', 'verein@conference.sport.example', 2, 3, '{"text": "vorbei", "html": "<b>vorbei</b>", "link": null, "notice": true, "answers": null, "thread": null}', 'card:Sommerfest-xyz', NULL, 5, 1773480600000, NULL, 0, NULL, NULL, NULL, NULL);
CREATE TABLE position (
    account TEXT NOT NULL,
    name TEXT NOT NULL,
    token TEXT NOT NULL,
    PRIMARY KEY (account, name)
);
INSERT INTO position VALUES ('matrix:@anker:verein.example', 'since', 's72594_4483_1934');
INSERT INTO position VALUES ('xmpp:anker@sport.example', 'verein@conference.sport.example', '28482-98726-73623');
CREATE INDEX inbox_waiting ON inbox (account, id) WHERE closed_at IS NULL;
CREATE INDEX outbox_in_order ON outbox (account, urgency, place, id) WHERE state < 2;
CREATE INDEX outbox_in_chat ON outbox (account, chat, urgency, place, id) WHERE state < 2;
CREATE INDEX outbox_expiring ON outbox (account, expires_at)
    WHERE state < 2 AND expires_at IS NOT NULL;
CREATE INDEX outbox_edits ON outbox (account, edits)
    WHERE edits IS NOT NULL AND finished_at IS NULL;
CREATE INDEX card_of_room ON card (account, chat, node, id);
