-- name: get
SELECT kind, language, timezone, presence, leads, formality, widgets, active FROM chat
 WHERE account = :account AND chat = :chat;

-- name: save
INSERT INTO chat (account, chat, kind, language, timezone, presence, leads, formality, widgets,
                  active)
VALUES (:account, :chat, :kind, :language, :timezone, :presence, :leads, :formality, :widgets,
        :active)
ON CONFLICT (account, chat) DO UPDATE
   SET kind = excluded.kind, language = excluded.language, timezone = excluded.timezone,
       presence = excluded.presence, leads = excluded.leads, formality = excluded.formality,
       widgets = excluded.widgets, active = excluded.active;
