/**
 * A person with matrix-js-sdk: says lines in a room and reads what is answered.
 *
 * Argument: JSON {tools, homeserver, userId, accessToken, deviceId, room, bot, say: [{text, thread,
 * answer}]}. With `thread`, the line goes into the thread under the line said before. Without
 * `answer`, none is waited for; else it is a pattern that a line of `bot` has to match.
 * Prints JSON [{root, asked, body, html, relates, thread}], one entry per answer; `thread` is the
 * thread that the library itself filed the answer under.
 */
import { join } from "node:path";
import { pathToFileURL } from "node:url";

const PATIENCE_MS = 20_000;
const wish = JSON.parse(process.argv[2]);
const library = pathToFileURL(join(wish.tools, "node_modules/matrix-js-sdk/lib/index.js"));
// the library logs to the console; the output is for the answers
console.log = console.info = console.debug = console.error;
const { ClientEvent, RoomEvent, SyncState, createClient } = await import(library.href);

const client = createClient({
  baseUrl: wish.homeserver,
  userId: wish.userId,
  accessToken: wish.accessToken,
  deviceId: wish.deviceId,
});
// its queue takes a line for lost that came back by sync before the answer to sending it
client.scheduler = undefined;

/** Resolves with the first argument list of that event which passes; fails when none does. */
function next(event, passes) {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error(`no ${event} in time`)), PATIENCE_MS);
    client.on(event, (...details) => {
      if (!passes(...details)) return;
      clearTimeout(timer);
      resolve(details);
    });
  });
}

/** Says one line and, where an answer is expected, returns it with what was asked. */
async function say({ text, thread, answer }, before) {
  const root = thread ? before : null;
  const heard = answer
    ? next(
        RoomEvent.Timeline,
        (event) =>
          event.getSender() === wish.bot && new RegExp(answer).test(event.getContent().body ?? ""),
      )
    : null;
  const content = { msgtype: "m.text", body: text };
  const { event_id: asked } = await client.sendMessage(wish.room, root, content);
  if (!heard) return { asked };
  const [event] = await heard;
  const { body, formatted_body: html, "m.relates_to": relates } = event.getOriginalContent();
  return { root, asked, body, html, relates, thread: event.threadRootId ?? null };
}

try {
  const synced = next(ClientEvent.Sync, (state) => state === SyncState.Prepared);
  await client.startClient({ initialSyncLimit: 1, threadSupport: true });
  await synced;
  const said = [];
  for (const line of wish.say) said.push(await say(line, said.at(-1)?.asked));
  process.stdout.write(JSON.stringify(said.filter(({ body }) => body !== undefined)));
} finally {
  client.stopClient();
}
process.exit(0);
