/**
 * A person with matrix-js-sdk and its Rust crypto, who does what they are told, line by line.
 *
 * Argument: JSON {tools, homeserver, userId, accessToken, deviceId}. Standard input: one JSON wish a
 * line, {do: <one of `can`>, ...}; standard output: one JSON answer a line, {told} or {error},
 * and before the first wish one that tells that all is ready.
 */
import { join } from "node:path";
import { createInterface } from "node:readline";
import { pathToFileURL } from "node:url";

const PATIENCE_MS = 20_000;
const PAUSE_MS = 10;
const wish = JSON.parse(process.argv[2]);
const library = pathToFileURL(join(wish.tools, "node_modules/matrix-js-sdk/lib/index.js"));
// the library logs to the console; the output is for the answers
console.log = console.info = console.debug = console.error = console.warn = () => {};
const { ClientEvent, RoomEvent, SyncState, createClient } = await import(library.href);

const client = createClient({
  baseUrl: wish.homeserver,
  userId: wish.userId,
  accessToken: wish.accessToken,
  deviceId: wish.deviceId,
});
// its queue takes a line for lost that came back by sync before the answer to sending it
client.scheduler = undefined;
const seen = [];

/** What somebody said, as this person sees it. */
async function shown(event) {
  await client.decryptEventIfNeeded(event);
  const info = event.isEncrypted()
    ? await client.getCrypto().getEncryptionInfoForEvent(event)
    : null;
  return {
    id: event.getId(),
    kind: event.getType(),
    content: event.getOriginalContent(),
    encrypted: event.isEncrypted(),
    readable: !event.isDecryptionFailure(),
    shield: info?.shieldColour ?? null,
  };
}

async function patiently(look) {
  for (const end = Date.now() + PATIENCE_MS; Date.now() < end; ) {
    const found = await look();
    if (found) return found;
    await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
  }
  throw new Error("not in time");
}

async function find(room, sender, passes) {
  return patiently(async () => {
    for (const event of seen) {
      if (event.getSender() !== sender || event.getRoomId() !== room) continue;
      await client.decryptEventIfNeeded(event);
      if (passes(event.getOriginalContent())) return shown(event);
    }
    return null;
  });
}

const can = {
  async create({ invite, encrypted, direct }) {
    const { room_id: room } = await client.createRoom({
      invite,
      is_direct: direct ?? false,
      preset: direct ? "trusted_private_chat" : "private_chat",
      initial_state: encrypted
        ? [
            {
              type: "m.room.encryption",
              state_key: "",
              content: { algorithm: "m.megolm.v1.aes-sha2" },
            },
          ]
        : [],
    });
    // before its first sync of the room the library would send plain text
    await patiently(() => client.getRoom(room)?.hasEncryptionStateEvent() === (encrypted ?? false));
    return room;
  },
  async join({ room }) {
    await client.joinRoom(room);
    await patiently(() => client.getRoom(room)?.getMyMembership() === "join");
    return room;
  },
  async invited() {
    return patiently(() => client.getRooms().find((r) => r.getMyMembership() === "invite")?.roomId);
  },
  /** Sends an event; all but reactions are encrypted where the room is. */
  async send({ room, kind, content }) {
    return (await client.sendEvent(room, kind, content)).event_id;
  },
  async invite({ room, user }) {
    await client.invite(room, user);
    return room;
  },
  /** The event of `sender` whose body is `body`, wherever it stands. */
  async hear({ room, sender, body }) {
    return find(room, sender, (content) => content.body === body);
  },
  /** The event of `sender` that replies to the event `to`. */
  async hearAnswer({ room, sender, to }) {
    return find(room, sender, (content) => content["m.relates_to"]?.["m.in_reply_to"]?.event_id === to);
  },
  /** Resolves once somebody has come into the room. */
  async meet({ room, user }) {
    return patiently(() => client.getRoom(room)?.getMember(user)?.membership === "join");
  },
  /** The bodies of all that somebody said, null for what cannot be read. */
  async heard({ room, sender }) {
    const found = [];
    for (const event of seen) {
      if (event.getSender() !== sender || event.getRoomId() !== room || event.isState()) continue;
      await client.decryptEventIfNeeded(event);
      found.push(event.isDecryptionFailure() ? null : (event.getOriginalContent().body ?? null));
    }
    return found;
  },
  /** Neither read nor be read by devices that nobody vouches for (MSC4153). */
  async exclude() {
    const api = pathToFileURL(join(wish.tools, "node_modules/matrix-js-sdk/lib/crypto-api/index.js"));
    const { OnlySignedDevicesIsolationMode } = await import(api.href);
    client.getCrypto().setDeviceIsolationMode(new OnlySignedDevicesIsolationMode());
    return true;
  },
  /** Resolves once this client has heard of a device of somebody. */
  async know({ user, device }) {
    return patiently(async () => {
      const devices = await client.getCrypto().getUserDeviceInfo([user]);
      return devices.get(user)?.has(device) ?? false;
    });
  },
  /** Go into the call of the room as Element Call does; only the media go nowhere. */
  async call({ room }) {
    const focus = { type: "livekit", livekit_service_url: "https://sfu.invalid" };
    client.matrixRTC.getRoomSession(client.getRoom(room)).joinRoomSession([focus]);
    return true;
  },
  async hangUp({ room }) {
    return client.matrixRTC.getRoomSession(client.getRoom(room)).leaveRoomSession(PATIENCE_MS);
  },
  /** Begin a new megolm session, whose key the others have to be given. */
  async rotate({ room }) {
    await client.getCrypto().forceDiscardSession(room);
    return true;
  },
};

await client.initRustCrypto({ useIndexedDB: false });
// the account vouches for its first device, as every recent client sees to
await client
  .getCrypto()
  .bootstrapCrossSigning({ authUploadDeviceSigningKeys: (send) => send(null) })
  .catch(() => {});
client.on(RoomEvent.Timeline, (event) => seen.push(event));
const synced = new Promise((resolve) => {
  client.on(ClientEvent.Sync, (state) => state === SyncState.Prepared && resolve());
});
await client.startClient({ initialSyncLimit: 50 });
await synced;
process.stdout.write(`${JSON.stringify({ told: "ready" })}\n`);
for await (const line of createInterface({ input: process.stdin })) {
  const asked = JSON.parse(line);
  const answer = await can[asked.do](asked).then(
    (told) => ({ told }),
    (error) => ({ error: String(error) }),
  );
  process.stdout.write(`${JSON.stringify(answer)}\n`);
}
client.stopClient();
process.exit(0);
