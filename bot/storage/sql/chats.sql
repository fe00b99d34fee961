-- name: get
SELECT account, chat, kind, language, timezone, presence, leads, formality, widgets,
       active, main_account, main_chat
  FROM chat
 WHERE account = :account AND chat = :chat;

-- name: save
INSERT INTO chat (account, chat, kind, language, timezone, presence, leads, formality, widgets,
                  active, main_account, main_chat)
VALUES (:account, :chat, :kind, :language, :timezone, :presence, :leads, :formality, :widgets,
        :active, :main_account, :main_chat)
ON CONFLICT (account, chat) DO UPDATE
   SET kind = excluded.kind, language = excluded.language, timezone = excluded.timezone,
       presence = excluded.presence, leads = excluded.leads, formality = excluded.formality,
       widgets = excluded.widgets, active = excluded.active,
       main_account = excluded.main_account, main_chat = excluded.main_chat;

-- name: used
SELECT used.account, used.chat, kind, language, timezone, presence, leads, formality, widgets,
       active, main_account, main_chat,
       (SELECT COUNT(*) FROM series
         WHERE series.account = used.account AND series.chat = used.chat AND series.is_over = 0)
       + (SELECT COUNT(*) FROM announcement AS here JOIN series ON series.id = here.series
           WHERE here.account = used.account AND here.chat = used.chat
             AND here.standing = 0 AND series.is_over = 0) AS series
  FROM (SELECT account, chat FROM chat
         WHERE NOT (kind = 'direct' AND chat LIKE '@%')
        UNION SELECT account, chat FROM series_number
        UNION SELECT account, chat FROM conference_room) AS used
  LEFT JOIN chat ON chat.account = used.account AND chat.chat = used.chat;

-- name: sides
SELECT account, chat, kind, language, timezone, presence, leads, formality, widgets,
       active, main_account, main_chat
  FROM chat
 WHERE main_account = :account AND main_chat = :chat
 ORDER BY account, chat;

-- name: withdraw
DELETE FROM bridge_code WHERE until <= :now OR (account = :account AND chat = :chat);

-- name: offer
INSERT INTO bridge_code (code, account, chat, until) VALUES (:code, :account, :chat, :until);

-- name: offered
SELECT account, chat FROM bridge_code WHERE code = :code AND until > :now;
