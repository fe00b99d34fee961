/** Logs in as the trial's guest and opens the group chat, without asking anything. */
const trial = await (await fetch("settings.json")).json();

converse.initialize({
  view_mode: "fullscreen",
  authentication: "login",
  auto_login: true,
  jid: trial.jid,
  password: trial.password,
  auto_join_rooms: [{ jid: trial.room, nick: trial.nick }],
  websocket_url: trial.websocket,
  discover_connection_methods: false,
  assets_path: "converse/",
  persistent_store: "sessionStorage",
  allow_url_history_change: false,
  clear_messages_on_reconnection: true,
  i18n: "en",
  theme: "nordic",
});
