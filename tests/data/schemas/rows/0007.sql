INSERT INTO page VALUES ('chorprobe', 'chor');
INSERT INTO private_feed VALUES ('matrix:@anker:verein.example', '!anna:verein.example', 'u7Jq2mXbL0pWz5kR');
