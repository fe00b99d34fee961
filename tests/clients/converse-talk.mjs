/**
 * A person with converse.js who says one line after the other and waits for each answer.
 *
 * Argument: JSON {tools, chromium, url, settings, room, bot: {jid, nick}, secret}. The page at `url`
 * has loaded converse.js, which is started with `settings`. With `room` they make that group chat,
 * in which all see who is who, and invite the bot; else they write to it directly, encrypted (OMEMO)
 * where it is `secret`. Standard input: one JSON {text} a line; standard output: one JSON {told} or
 * {error} a line, and before the first one that tells that all is ready. `told` is the bot's next
 * line as this client has it, {text, secret}.
 */
import { createInterface } from "node:readline";
import { withBrowser } from "./browser.mjs";

const PATIENCE = { timeout: 20_000 };
const wish = JSON.parse(process.argv[2]);
const tell = (answer) => process.stdout.write(`${JSON.stringify(answer)}\n`);

/** Logs in and opens the chat; runs in the page. */
async function enter({ settings, room, bot, secret }) {
  const started = new Promise((resolve) => {
    globalThis.converse.plugins.add("trial", {
      initialize() {
        resolve(this._converse);
      },
    });
  });
  globalThis.converse.initialize({ ...settings, whitelisted_plugins: ["trial"] });
  const { api } = await started;
  const initialized = secret && api.waitUntil("OMEMOInitialized");
  await api.waitUntil("chatBoxesFetched");
  await initialized;
  const box = room
    ? await api.rooms.open(room, {
        nick: settings.nickname,
        auto_configure: true,
        roomconfig: { whois: "anyone" },
      })
    : await api.chats.open(bot.jid);
  globalThis.box = box;
  if (room) {
    while (box.session.get("connection_status") !== globalThis.converse.ROOMSTATUS.ENTERED) {
      await new Promise((resolve) => box.session.once("change:connection_status", resolve));
    }
    box.directInvite(bot.jid);
    while (!box.occupants.findWhere({ nick: bot.nick })) {
      await new Promise((resolve) => box.occupants.once("add", resolve));
    }
  }
  if (secret) box.save({ omemo_active: true });
}

/** Says a line and waits for the next of the bot; runs in the page. */
async function ask({ text }) {
  const { box } = globalThis;
  const isAnswer = (line) =>
    line.get("sender") === "them" && (line.get("plaintext") ?? line.get("message"));
  const answered = new Promise((resolve) => {
    box.messages.on("add", function heard(line) {
      if (!isAnswer(line)) return;
      box.messages.off("add", heard);
      resolve(line);
    });
  });
  await box.sendMessage({ body: text });
  const line = await answered;
  return {
    text: line.get("plaintext") ?? line.get("message"),
    secret: Boolean(line.get("is_encrypted")),
  };
}

await withBrowser(wish, async (context) => {
  const page = context.pages()[0];
  page.setDefaultTimeout(PATIENCE.timeout);
  await page.goto(wish.url);
  await page.waitForFunction(() => globalThis.converse, PATIENCE);
  await page.evaluate(enter, wish);
  tell({ told: "ready" });
  for await (const line of createInterface({ input: process.stdin })) {
    const answer = await page.evaluate(ask, JSON.parse(line)).then(
      (told) => ({ told }),
      (error) => ({ error: String(error) }),
    );
    tell(answer);
  }
});
