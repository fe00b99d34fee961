UPDATE outbox SET about_series = 'chor', about_slot = '2026-03-15T19:30:00', about_lead = 86400000 WHERE id = 7;
INSERT INTO rsvp VALUES ('chor', '2026-03-15T19:30:00', '@anna:verein.example', 1, 1773477100000);
INSERT INTO rsvp VALUES ('chor', '2026-03-15T19:30:00', '@jörg:verein.example', 0, 1773477200000);
INSERT INTO agenda_point VALUES ('chor', 1773477300000, 1, 'Noten für „Die Moorsoldaten“; wer druckt?');
INSERT INTO reaction VALUES ('matrix:@anker:verein.example', '!chor:verein.example', '$thumb', 'coming', '$said', '@anna:verein.example', 'chor', '2026-03-15T19:30:00', 1);
