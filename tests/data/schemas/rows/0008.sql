INSERT INTO imported VALUES ('matrix:@anker:verein.example', '!chor:verein.example', '7f3a@cloud.example', 'wahl');
