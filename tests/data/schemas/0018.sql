CREATE TABLE series (
    id TEXT PRIMARY KEY,
    account TEXT NOT NULL,
    chat TEXT NOT NULL,
    number BIGINT NOT NULL,
    is_over BIGINT NOT NULL,
    ends_at BIGINT,
    payload TEXT NOT NULL, is_public BIGINT NOT NULL DEFAULT 0,
    UNIQUE (account, chat, number)
);
INSERT INTO series VALUES ('chor', 'matrix:@anker:verein.example', '!chor:verein.example', 1, 0, NULL, '{"creator": "@j\u00f6rg:verein.example", "title": "Chorprobe", "room": {"name": "Chorprobe", "node": "chorprobe", "link": "https://meet.example/Chorprobe", "topic": null, "fixed": true}, "start": "2026-03-01T19:30:00", "timezone": "Europe/Berlin", "rrule": "FREQ=WEEKLY;BYDAY=SU", "exdates": ["2026-04-05T19:30:00"], "rdates": [], "leads": [86400000, 600000], "duration": 5400000, "public": true, "changes": [["2026-03-22T19:30:00", "2026-03-23T20:00:00"], ["2026-04-05T19:30:00", null]], "revision": 2}', 1);
INSERT INTO series VALUES ('wahl', 'matrix:@anker:verein.example', '!chor:verein.example', 3, 1, 1773435600000, '{"creator": "@anna:verein.example", "title": "Wahl \ud83d\uddf3", "room": {"name": "Wahl", "node": "wahl", "link": "https://meet.example/Wahl", "topic": "Wahl", "fixed": false}, "start": "2026-03-13T20:00:00", "timezone": "Europe/Vienna", "rrule": null, "exdates": [], "rdates": [], "leads": [], "duration": 3600000, "public": false, "changes": [], "revision": 0}', 0);
CREATE TABLE bridge_code (
    code TEXT PRIMARY KEY,
    account TEXT NOT NULL,
    chat TEXT NOT NULL,
    until BIGINT NOT NULL,
    UNIQUE (account, chat)
);
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
, live_since BIGINT, edited_at BIGINT, closed_at BIGINT, editable BIGINT NOT NULL DEFAULT 1);
INSERT INTO card VALUES (3, 'card:Sommerfest-xyz', 'xmpp:anker@sport.example', 'verein@conference.sport.example', 'sommerfest-blaue-ente-7', 'Sommerfest-Blaue-Ente-7', 'https://meet.example/Sommerfest-Blaue-Ente-7', 'Sommerfest & mehr', 0, 1773480600000, 1, '', NULL, NULL, 1773480600000, 1);
INSERT INTO card VALUES (4, 'card:Chorprobe', 'matrix:@anker:verein.example', '!chor:verein.example', 'chorprobe', 'Chorprobe', 'https://meet.example/Chorprobe', NULL, 1, 1773481000000, 2, 'live 1773481010 4', 1773481010000, 1773481070000, NULL, 1);
CREATE TABLE chat (
    account TEXT NOT NULL,
    chat TEXT NOT NULL,
    kind TEXT NOT NULL,
    language TEXT,
    timezone TEXT,
    presence TEXT,
    active BIGINT NOT NULL, leads TEXT, formality TEXT, widgets BIGINT NOT NULL DEFAULT 0, main_account TEXT, main_chat TEXT,
    PRIMARY KEY (account, chat)
);
INSERT INTO chat VALUES ('matrix:@anker:verein.example', '!anna:verein.example', 'direct', 'en', 'America/New_York', NULL, 1, NULL, NULL, 0, NULL, NULL);
INSERT INTO chat VALUES ('matrix:@anker:verein.example', '!chor:verein.example', 'group', 'de', 'Europe/Berlin', 'names', 1, '[86400000, 600000]', NULL, 1, NULL, NULL);
INSERT INTO chat VALUES ('matrix:@anker:verein.example', '!vorstand:verein.example', 'group', NULL, NULL, 'off', 1, '[]', NULL, 0, NULL, NULL);
INSERT INTO chat VALUES ('xmpp:anker@sport.example', 'alt@conference.sport.example', 'group', NULL, NULL, NULL, 0, NULL, NULL, 0, NULL, NULL);
INSERT INTO chat VALUES ('xmpp:anker@sport.example', 'verein@conference.sport.example', 'group', 'de', NULL, NULL, 1, NULL, NULL, 0, NULL, NULL);
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
CREATE TABLE dashboard_pass (
    digest TEXT PRIMARY KEY,
    state BIGINT NOT NULL,
    account TEXT NOT NULL,
    chat TEXT NOT NULL,
    kind TEXT NOT NULL,
    person TEXT NOT NULL,
    expires_at BIGINT NOT NULL
);
INSERT INTO dashboard_pass VALUES ('2d711642b726b04401627ca9fbac32f5c8530fb1903cc4db02258717921a4881', 2, 'matrix:@anker:verein.example', '!board:verein.example', 'group', '@anna:verein.example', 1795694400000);
CREATE TABLE fixture (
    account TEXT NOT NULL,
    chat TEXT NOT NULL,
    kind TEXT NOT NULL,
    name TEXT NOT NULL,
    sure BIGINT NOT NULL,
    PRIMARY KEY (account, chat, kind, name)
);
INSERT INTO fixture VALUES ('matrix:@anker:verein.example', '!chor:verein.example', 'pin', '$programm', 1);
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
INSERT INTO followed_room VALUES ('xmpp:anker@sport.example', 'verein@conference.sport.example', 'umkleide', 'Umkleide', 'https://meet.example/Umkleide', NULL, 1);
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
INSERT INTO meta VALUES ('schema_version', '18');
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
, about_series TEXT, about_slot TEXT, about_lead BIGINT, added_at BIGINT, refusal TEXT);
INSERT INTO outbox VALUES (10, 'reply:gone:0', 'matrix:@anker:verein.example', '!vorstand:verein.example', 0, 4, NULL, NULL, NULL, 3, 1773477000000, NULL, 12, 1773470000000, NULL, NULL, 1773477000000, NULL, NULL, NULL, NULL, NULL);
INSERT INTO outbox VALUES (7, 'reply:matrix:@anker:verein.example:$answered:0', 'matrix:@anker:verein.example', '!chor:verein.example', 0, 1, NULL, NULL, NULL, 2, 1773477000300, NULL, 1, 1773477000310, NULL, '$said', 1773477000500, 'chor', '2026-03-15T19:30:00', 86400000, NULL, NULL);
INSERT INTO outbox VALUES (8, 'card:Sommerfest-xyz', 'xmpp:anker@sport.example', 'verein@conference.sport.example', 0, 2, '{"text": "Sommerfest \u2013 https://meet.example/Sommerfest", "html": null, "link": "https://meet.example/Sommerfest", "notice": true, "answers": null, "thread": null}', NULL, NULL, 0, 1773480600000, 1773484200000, 0, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL);
INSERT INTO outbox VALUES (9, 'edit:1', 'xmpp:anker@sport.example', 'verein@conference.sport.example', 2, 3, '{"text": "vorbei", "html": "<b>vorbei</b>", "link": null, "notice": true, "answers": null, "thread": null}', 'card:Sommerfest-xyz', NULL, 5, 1773480600000, NULL, 0, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL);
CREATE TABLE owned_room (
    account TEXT NOT NULL,
    chat TEXT NOT NULL,
    node TEXT NOT NULL,
    kind TEXT NOT NULL,
    made_by TEXT,
    made_at BIGINT NOT NULL,
    used_at BIGINT NOT NULL,
    opened_at BIGINT,
    lobby BIGINT NOT NULL,
    password TEXT,
    PRIMARY KEY (account, chat, node)
);
INSERT INTO owned_room VALUES ('matrix:@anker:verein.example', '!chor:verein.example', 'chorprobe', 'teaching', '@jörg:verein.example', 1773477000000, 1773477000000, 1773477000000, 1, 'geheim');
INSERT INTO owned_room VALUES ('xmpp:anker@sport.example', 'verein@conference.sport.example', 'sommerfest-blaue-ente-7', 'open', NULL, 1773480600000, 1773480600000, 1773480600000, 0, NULL);
CREATE TABLE pinned_programme (
    account TEXT NOT NULL,
    chat TEXT NOT NULL,
    key TEXT NOT NULL UNIQUE,
    shown TEXT NOT NULL,
    PRIMARY KEY (account, chat)
);
INSERT INTO pinned_programme VALUES ('matrix:@anker:verein.example', '!chor:verein.example', 'programme:chor', 'a1b2c3d4e5f60718');
CREATE TABLE position (
    account TEXT NOT NULL,
    name TEXT NOT NULL,
    token TEXT NOT NULL,
    PRIMARY KEY (account, name)
);
INSERT INTO position VALUES ('matrix:@anker:verein.example', 'since', 's72594_4483_1934');
INSERT INTO position VALUES ('xmpp:anker@sport.example', 'verein@conference.sport.example', '28482-98726-73623');
CREATE TABLE private_feed (
    account TEXT NOT NULL,
    chat TEXT NOT NULL,
    token TEXT NOT NULL UNIQUE,
    PRIMARY KEY (account, chat)
);
INSERT INTO private_feed VALUES ('matrix:@anker:verein.example', '!anna:verein.example', 'u7Jq2mXbL0pWz5kR');
CREATE TABLE reservation (
    id TEXT PRIMARY KEY,
    node TEXT NOT NULL UNIQUE,
    name TEXT NOT NULL,
    starts_at BIGINT NOT NULL,
    ends_at BIGINT NOT NULL,
    lobby BIGINT NOT NULL,
    password TEXT
);
INSERT INTO reservation VALUES ('r-1', 'chorprobe', 'Chorprobe', 1773513000000, 1773525600000, 1, 'geheim');
CREATE TABLE series_number (
    account TEXT NOT NULL,
    chat TEXT NOT NULL,
    newest BIGINT NOT NULL,
    PRIMARY KEY (account, chat)
);
INSERT INTO series_number VALUES ('matrix:@anker:verein.example', '!chor:verein.example', 3);
CREATE TABLE tenure (
    account TEXT PRIMARY KEY,
    owner TEXT NOT NULL,
    beat BIGINT NOT NULL
);
INSERT INTO tenure VALUES ('matrix:@anker:verein.example', 'host-a:1:5f00', 88);
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
INSERT INTO wish VALUES ('matrix:@anker:verein.example', '!anna:verein.example', '!chor:verein.example', 'chorprobe', 'Chorprobe', 'https://meet.example/Chorprobe', NULL, 1, 3, 1773520000000);
CREATE TABLE agenda_point (
    series TEXT NOT NULL REFERENCES series (id) ON DELETE CASCADE,
    added_at BIGINT NOT NULL,
    number BIGINT NOT NULL,
    text TEXT NOT NULL,
    PRIMARY KEY (series, added_at, number)
);
INSERT INTO agenda_point VALUES ('chor', 1773477300000, 1, 'Noten für „Die Moorsoldaten“; wer druckt?');
CREATE TABLE alarm (
    series TEXT PRIMARY KEY REFERENCES series (id) ON DELETE CASCADE,
    told_until BIGINT NOT NULL,
    due_at BIGINT
);
INSERT INTO alarm VALUES ('chor', 1773480600000, 1773513000000);
INSERT INTO alarm VALUES ('wahl', 1773435600000, NULL);
CREATE TABLE announcement (
    series TEXT NOT NULL REFERENCES series (id) ON DELETE CASCADE,
    account TEXT NOT NULL,
    chat TEXT NOT NULL,
    number BIGINT NOT NULL,
    standing BIGINT NOT NULL,
    PRIMARY KEY (series, account, chat),
    UNIQUE (account, chat, number)
);
INSERT INTO announcement VALUES ('chor', 'xmpp:anker@sport.example', 'verein@conference.sport.example', 1, 0);
CREATE TABLE counted (
    series TEXT PRIMARY KEY REFERENCES series (id) ON DELETE CASCADE
);
CREATE TABLE imported (
    account TEXT NOT NULL,
    chat TEXT NOT NULL,
    uid TEXT NOT NULL,
    series TEXT NOT NULL REFERENCES series (id) ON DELETE CASCADE,
    PRIMARY KEY (account, chat, uid)
);
INSERT INTO imported VALUES ('matrix:@anker:verein.example', '!chor:verein.example', '7f3a@cloud.example', 'wahl');
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
INSERT INTO news VALUES (5, 'chor', 3, '{"turn": "moved", "made_at": "2026-03-14T09:40:00+00:00", "dates": [["2026-03-22T19:30:00", "2026-03-22T18:30:00+00:00"]], "moved_to": "2026-03-23T19:00:00+00:00"}', 86400000, 'matrix:@anker:verein.example', '!anna:verein.example');
CREATE TABLE page (
    slug TEXT PRIMARY KEY,
    series TEXT NOT NULL UNIQUE REFERENCES series (id) ON DELETE CASCADE
);
INSERT INTO page VALUES ('chorprobe', 'chor');
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
INSERT INTO reaction VALUES ('matrix:@anker:verein.example', '!chor:verein.example', '$thumb', 'coming', '$said', '@anna:verein.example', 'chor', '2026-03-15T19:30:00', 1);
CREATE TABLE rsvp (
    series TEXT NOT NULL REFERENCES series (id) ON DELETE CASCADE,
    slot TEXT NOT NULL,
    person TEXT NOT NULL,
    coming BIGINT NOT NULL,
    said_at BIGINT NOT NULL,
    PRIMARY KEY (series, slot, person)
);
INSERT INTO rsvp VALUES ('chor', '2026-03-15T19:30:00', '@anna:verein.example', 1, 1773477100000);
INSERT INTO rsvp VALUES ('chor', '2026-03-15T19:30:00', '@jörg:verein.example', 0, 1773477200000);
CREATE TABLE running_date (
    key TEXT PRIMARY KEY,
    series TEXT NOT NULL REFERENCES series (id) ON DELETE CASCADE,
    slot TEXT NOT NULL,
    starts_at BIGINT NOT NULL,
    ends_at BIGINT NOT NULL
);
INSERT INTO running_date VALUES ('card:Chorprobe', 'chor', '2026-03-08T19:30:00', 1772994600000, 1773000000000);
CREATE TABLE share_code (
    code TEXT PRIMARY KEY,
    series TEXT NOT NULL REFERENCES series (id) ON DELETE CASCADE,
    until BIGINT NOT NULL
);
INSERT INTO share_code VALUES ('blau-ente-sieben', 'chor', 1773900000000);
CREATE TABLE subscription (
    series TEXT NOT NULL REFERENCES series (id) ON DELETE CASCADE,
    lead BIGINT NOT NULL,
    account TEXT NOT NULL,
    chat TEXT NOT NULL,
    person TEXT,
    PRIMARY KEY (series, lead, account, chat)
);
INSERT INTO subscription VALUES ('chor', 0, 'matrix:@anker:verein.example', '!anna:verein.example', '@anna:verein.example');
INSERT INTO subscription VALUES ('chor', 600000, 'matrix:@anker:verein.example', '!chor:verein.example', NULL);
INSERT INTO subscription VALUES ('chor', 86400000, 'matrix:@anker:verein.example', '!chor:verein.example', NULL);
CREATE TABLE unreachable (
    series TEXT NOT NULL REFERENCES series (id) ON DELETE CASCADE,
    account TEXT NOT NULL,
    chat TEXT NOT NULL,
    PRIMARY KEY (series, account, chat)
);
INSERT INTO unreachable VALUES ('chor', 'xmpp:anker@sport.example', 'ben@sport.example');
CREATE TABLE turnout (
    series TEXT NOT NULL REFERENCES counted (series) ON DELETE CASCADE,
    slot TEXT NOT NULL,
    starts_at BIGINT NOT NULL,
    people BIGINT NOT NULL,
    PRIMARY KEY (series, slot)
);
CREATE INDEX inbox_waiting ON inbox (account, id) WHERE closed_at IS NULL;
CREATE INDEX outbox_in_order ON outbox (account, urgency, place, id) WHERE state < 2;
CREATE INDEX outbox_in_chat ON outbox (account, chat, urgency, place, id) WHERE state < 2;
CREATE INDEX outbox_expiring ON outbox (account, expires_at)
    WHERE state < 2 AND expires_at IS NOT NULL;
CREATE INDEX outbox_edits ON outbox (account, edits)
    WHERE edits IS NOT NULL AND finished_at IS NULL;
CREATE INDEX card_of_room ON card (account, chat, node, id);
CREATE INDEX subscription_of_target ON subscription (account, chat, series);
CREATE INDEX alarm_due ON alarm (due_at, series) WHERE due_at IS NOT NULL;
CREATE INDEX outbox_posted ON outbox (account, posted)
    WHERE posted IS NOT NULL AND about_series IS NOT NULL;
CREATE INDEX rsvp_of_person ON rsvp (person);
CREATE INDEX rsvp_said ON rsvp (said_at);
CREATE INDEX agenda_point_added ON agenda_point (added_at);
CREATE INDEX reaction_under ON reaction (account, chat, target, person);
CREATE INDEX reaction_of_person ON reaction (person, series);
CREATE INDEX reaction_of_series ON reaction (series);
CREATE INDEX share_code_of_series ON share_code (series);
CREATE INDEX running_date_ends ON running_date (ends_at);
CREATE INDEX card_open ON card (id) WHERE closed_at IS NULL;
CREATE INDEX owned_room_of_node ON owned_room (node, made_at);
CREATE INDEX series_public ON series (id) WHERE is_public = 1;
CREATE INDEX imported_series ON imported (series);
CREATE INDEX outbox_leased ON outbox (account, chat, visible_at) WHERE state = 1;
CREATE INDEX turnout_past ON turnout (starts_at);
CREATE INDEX dashboard_pass_of ON dashboard_pass (account, person);
CREATE INDEX chat_of_main ON chat (main_account, main_chat) WHERE main_chat IS NOT NULL;
CREATE INDEX outbox_told ON outbox (account, chat) WHERE finished_at IS NOT NULL;
CREATE INDEX outbox_about ON outbox (about_series) WHERE about_series IS NOT NULL;
CREATE INDEX outbox_finished ON outbox (finished_at) WHERE finished_at IS NOT NULL;
