UPDATE chat SET widgets = 1 WHERE chat = '!chor:verein.example';
INSERT INTO pinned_programme (account, chat, key, shown) VALUES
    ('matrix:@anker:verein.example', '!chor:verein.example', 'programme:chor', 'a1b2c3d4e5f60718');
INSERT INTO fixture (account, chat, kind, name, sure) VALUES
    ('matrix:@anker:verein.example', '!chor:verein.example', 'pin', '$programm', 1);
