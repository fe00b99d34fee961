/**
 * Enters the conference room that the address names, as a Jitsi client does: an anonymous XMPP
 * login over WebSocket (RFC 7395) and a presence in the room (XEP-0045); then shows who is there.
 */
const FRAMING = "urn:ietf:params:xml:ns:xmpp-framing";
const SASL = "urn:ietf:params:xml:ns:xmpp-sasl";
const BIND = "urn:ietf:params:xml:ns:xmpp-bind";
const NICK = "http://jabber.org/protocol/nick";

const byId = (id) => document.getElementById(id);
const node = decodeURIComponent(location.pathname.slice(1)).toLowerCase();
const people = new Map();

byId("room").textContent = node;
document.title = node;

/** Shows the people in the room, or why nothing is known of them. */
function show(problem) {
  byId("state").textContent = problem ?? `In this room now: ${people.size}`;
  byId("people").replaceChildren(
    ...[...people.values()].map((name) => {
      const item = document.createElement("li");
      item.textContent = name;
      return item;
    }),
  );
}

function onPresence(presence, me) {
  const from = presence.getAttribute("from");
  if (presence.getAttribute("type") === "error") return show("The room did not let you in.");
  if (presence.getAttribute("type") === "unavailable") people.delete(from);
  else {
    const name = presence.getElementsByTagNameNS(NICK, "nick")[0]?.textContent || "somebody";
    people.set(from, from === me ? "You" : name);
  }
  return show();
}

const settings = await (await fetch("/settings.json")).json();
const socket = new WebSocket(settings.websocket, "xmpp");
const me = `${node}@${settings.muc}/${crypto.getRandomValues(new Uint32Array(1))[0].toString(16)}`;
const open = `<open xmlns="${FRAMING}" to="${settings.domain}" version="1.0"/>`;
let loggedIn = false;

function enter() {
  const presence = document.implementation.createDocument("jabber:client", "presence").documentElement;
  presence.setAttribute("to", me);
  const nick = document.createElementNS(NICK, "nick");
  nick.textContent = "Guest in the browser";
  presence.append(document.createElementNS("http://jabber.org/protocol/muc", "x"), nick);
  socket.send(new XMLSerializer().serializeToString(presence));
}

socket.onopen = () => socket.send(open);
socket.onmessage = ({ data }) => {
  const stanza = new DOMParser().parseFromString(data, "text/xml").documentElement;
  const has = (namespace, name) => stanza.getElementsByTagNameNS(namespace, name).length > 0;
  if (stanza.localName === "features" && !loggedIn && has(SASL, "mechanism")) {
    socket.send(`<auth xmlns="${SASL}" mechanism="ANONYMOUS"/>`);
  } else if (stanza.localName === "success") {
    loggedIn = true;
    socket.send(open);
  } else if (stanza.localName === "features" && loggedIn) {
    socket.send(`<iq xmlns="jabber:client" type="set" id="bind"><bind xmlns="${BIND}"/></iq>`);
  } else if (stanza.localName === "iq" && stanza.getAttribute("id") === "bind") {
    enter();
  } else if (stanza.localName === "presence") {
    onPresence(stanza, me);
  }
};
socket.onclose = () => {
  people.clear();
  show("The connection ended: the trial is over, or the server went away.");
};
addEventListener("pagehide", () => socket.send(`<close xmlns="${FRAMING}"/>`));
