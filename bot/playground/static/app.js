// The page: who is shown, what the server tells, and what the person does.

import * as api from "./api.js";
import { Composer } from "./composer.js";
import { byId, icon } from "./dom.js";
import { Presses } from "./keyboard.js";
import { Keys } from "./keys.js";
import { Log } from "./log.js";
import { offerMenu } from "./menu.js";
import { ask, attempt, copy, toast } from "./notices.js";
import { ChatList, isShared, roleName } from "./sidebar.js";
import { speak, text, translate } from "./texts.js";
import { offerUploads } from "./upload.js";

const ACTION_TIME = 6000; // ms that "typing…" lasts; Telegram's own are five seconds
const REFRESH = 16; // ms
const ACTIONS = {
  upload_document: "sendingFile",
  upload_photo: "sendingPhoto",
};
const { theme } = globalThis; // theme.js runs before the first paint, so it is no module

let bot = { first_name: "", username: "" };
let shown = null;
const people = new Map();
const presses = new Presses();
const narrow = matchMedia("(max-width: 700px)");

const chats = new ChatList((person) => {
  history.pushState(null, "", `#${person.anchor}`);
  open(person);
});
const composer = new Composer({
  bot: () => bot,
  say: (person, said, replyTo) => attempt(() => api.say(person.id, said, replyTo)),
  start: () => attempt(() => api.say(shown.id, "/start")),
  unblock: () => attempt(() => api.setBlocked(shown.id, false)),
  choose: (person, query, result) => attempt(() => api.choose(person.id, query, result)),
  startWith: (person, parameter) =>
    attempt(() => api.openLink(person.id, `https://t.me/${bot.username}?start=${parameter}`)),
});

const keys = new Keys({
  press: (said) => attempt(() => api.pressKey(shown.id, said)),
  pick: (said, chat) => attempt(() => api.pick(shown.id, said, chat)),
  unsupported: () => toast(text("notHere")),
  async offers(said) {
    let chats = null;
    await attempt(async () => {
      chats = await api.offers(shown.id, said);
    });
    return chats;
  },
});

// -- what is shown -------------------------------------------------------------------------

function addPerson(told) {
  const person = { ...told, unread: 0, draft: "", replying: null, lastSaid: "", action: null };
  const twin = [...people.values()].some(({ role }) => role === told.role);
  person.anchor = twin ? `${told.role}-${told.id}` : told.role;
  person.log = new Log(isShared(told) ? told.first_name : bot.first_name, () => changed(person));
  person.log.element.addEventListener("click", (event) => acted(event, person));
  person.log.element.addEventListener("dblclick", (event) => replied(event, person));
  person.log.element.addEventListener("keydown", (event) => {
    const widget = event.target.closest("span[role=button]");
    if (!widget || (event.key !== "Enter" && event.key !== " ")) return;
    event.preventDefault();
    widget.click();
  });
  byId("stage").insertBefore(person.log.element, byId("welcome"));
  people.set(told.id, person);
  return person;
}

function open(person) {
  byId("app").dataset.shows = "chat";
  if (shown !== person) {
    shown?.log.hide();
    shown = person;
    dress();
    person.log.show();
    composer.show(person);
    keys.show(person);
    chats.mark(person);
  }
  markRead();
  if (!narrow.matches) composer.focus();
}

/** The words around the chat, in the language of the person shown. */
function dress() {
  speak(shown.language_code);
  translate(document);
  for (const person of people.values()) {
    person.log.nameDays();
    chats.refresh(person);
  }
  byId("brand").textContent = bot.first_name;
  byId("bot-name").textContent = isShared(shown) ? shown.first_name : bot.first_name;
  byId("more").hidden = isShared(shown);
  byId("welcome-text").textContent = shown.description || text("welcome");
  byId("viewer").textContent = shown.viewer;
  byId("viewer").title = roleName(shown);
  showStatus();
  showScroll();
}

function showStatus() {
  const status = byId("status");
  const still = isShared(shown) ? shown.role : "bot";
  status.textContent = text(shown.action ? (ACTIONS[shown.action.kind] ?? "typing") : still);
  status.classList.toggle("active", shown.action !== null);
}

function showScroll() {
  const { log } = shown;
  byId("welcome").hidden = !log.empty || isShared(shown);
  byId("down").hidden = log.empty || log.atEnd;
  byId("unseen").hidden = !log.unseen;
  byId("unseen").textContent = log.unseen;
}

function showUnread() {
  const unread = [...people.values()].reduce((sum, person) => sum + person.unread, 0);
  document.title = unread ? `(${unread}) ${bot.first_name}` : bot.first_name;
}

const watched = (person) =>
  person === shown && !document.hidden && !(narrow.matches && byId("app").dataset.shows === "chats");

function markRead() {
  if (!shown || !watched(shown)) return;
  shown.unread = 0;
  chats.refresh(shown);
  showUnread();
}

function showTheme() {
  byId("theme").replaceChildren(icon(theme.current === "dark" ? "sun" : "moon"));
}

/** Follows the address: #admin, #reader, or nothing for the list (on a wide page, the first). */
function followAnchor() {
  const anchor = decodeURIComponent(location.hash.slice(1));
  const [first] = people.values();
  const person = [...people.values()].find((one) => one.anchor === anchor);
  if (person) open(person);
  else if (first) {
    if (!shown || !narrow.matches) open(shown ?? first);
    byId("app").dataset.shows = "chats";
    markRead();
  }
}

// -- what the server tells -----------------------------------------------------------------

function setAction(person, kind) {
  clearTimeout(person.action?.timer);
  const timer = kind && setTimeout(() => setAction(person, null), ACTION_TIME);
  person.action = kind ? { kind, timer } : null;
  if (person === shown) showStatus();
}

function came(person, message) {
  if (message.out) return;
  setAction(person, null);
  if (!watched(person)) person.unread += 1;
}

// Events come in bursts; what they change around the messages is drawn once for all of them.
// Not at the next frame: a page out of sight has none, and its title still counts.
const stale = new Set();

function changed(person) {
  if (!stale.size) setTimeout(refresh, REFRESH);
  stale.add(person);
}

function refresh() {
  const refreshed = [...stale];
  stale.clear();
  refreshed.forEach((person) => chats.refresh(person));
  showUnread();
  if (!refreshed.includes(shown)) return;
  showScroll();
  composer.refresh();
}

const EVENTS = {
  message(person, { message }) {
    if (person.log.put(message)) came(person, message);
    changed(person);
  },
  edit(person, { message }) {
    person.log.put(message);
    changed(person);
  },
  delete(person, event) {
    person.log.remove(event.message_id);
    changed(person);
  },
  clear(person) {
    person.log.sync([]);
    changed(person);
  },
  answer(person, event) {
    presses.answered(event.query_id);
    if (person !== shown || !event.text) return;
    if (event.show_alert) ask(bot.first_name, event.text);
    else toast(event.text);
  },
  action(person, event) {
    setAction(person, event.action);
  },
  keyboard(person, event) {
    person.keyboard = event.keyboard;
    if (person === shown) keys.show(person);
  },
  commands(person, event) {
    person.commands = event.commands;
    if (person === shown) composer.refresh();
  },
  person(person, event) {
    person.language_code = event.language_code ?? person.language_code;
    person.blocked = event.blocked ?? person.blocked;
    person.description = event.description ?? person.description;
    for (const one of people.values()) {
      if (isShared(one) && one.viewer === person.viewer) one.language_code = person.language_code;
    }
    if (person !== shown) return;
    dress();
    composer.refresh();
    keys.show(person);
  },
};

api.follow({
  onState(state) {
    byId("connecting").hidden = true;
    const began = people.size === 0;
    bot = state.bot;
    for (const told of state.people) {
      const { id, messages, language_code, blocked, commands, description, keyboard } = told;
      const person = people.get(id) ?? addPerson(told);
      Object.assign(person, { language_code, blocked, commands, description, keyboard });
      const added = person.log.sync(messages);
      if (!began) added.forEach((message) => came(person, message));
    }
    chats.fill([...people.values()]);
    if (began) followAnchor();
    else if (shown) {
      dress();
      composer.refresh();
      keys.show(shown);
      chats.mark(shown);
    }
    showUnread();
  },
  onEvent(event) {
    const person = people.get(event.person);
    if (person) EVENTS[event.type]?.(person, event);
  },
  onLost() {
    byId("connecting").hidden = false;
  },
});

// -- what the person does ------------------------------------------------------------------

const idOf = (node) => Number(node.closest(".message").dataset.id);

const ACTS = {
  command: (node, person) => attempt(() => api.say(person.id, node.dataset.command)),
  copy: (node) => copy(node.parentElement.querySelector("pre").textContent),
  "copy-text": (node) => copy(node.dataset.copy),
  press: (node, person) =>
    attempt(() => presses.start(node, () => api.press(person.id, idOf(node), node.dataset.data))),
  reply: (node, person) => composer.replyTo(person.log.message(idOf(node))),
  show: (node, person) => person.log.reveal(Number(node.dataset.id)),
  unfold(node) {
    const folded = node.parentElement.classList.toggle("folded");
    node.setAttribute("aria-expanded", String(!folded));
  },
  switch: (node) => composer.query(node.dataset.query),
  unsupported: () => toast(text("notHere")),
};

function acted(event, person) {
  if (event.target.closest(".spoiler:not(.revealed)")) {
    event.preventDefault(); // the click shows what is there; a link under it is not followed yet
    reveal(event.target.closest(".message"));
    return;
  }
  const link = event.target.closest("a[href]");
  if (link && leadsToBot(link.href)) {
    event.preventDefault();
    attempt(() => api.openLink(person.id, link.href));
    return;
  }
  const node = event.target.closest("[data-act]");
  if (node) ACTS[node.dataset.act](node, person);
}

/** Whether an app opens a link itself, since it is one to the bot. */
function leadsToBot(href) {
  const url = new URL(href);
  const resolves = url.protocol === "tg:" && /^tg:(\/\/)?resolve\?/i.test(href);
  const name = resolves ? url.searchParams.get("domain") : url.pathname.replaceAll("/", "");
  const ours = name?.toLowerCase() === bot.username.toLowerCase();
  return ours && (resolves || ["t.me", "telegram.me", "telegram.dog"].includes(url.hostname));
}

/** Shows all that a message hides, as Telegram does at a click on any of it. */
function reveal(message) {
  for (const node of message.querySelectorAll(".spoiler:not(.revealed)")) {
    node.classList.add("revealed");
    for (const name of ["role", "aria-label", "tabindex", "data-label"]) {
      node.removeAttribute(name);
    }
  }
}

function replied(event, person) {
  const node = event.target.closest(".message");
  if (!node || event.target.closest("a, button, [role=button], pre")) return;
  getSelection().removeAllRanges(); // a double click also selects a word
  composer.replyTo(person.log.message(idOf(node)));
}

async function sendFiles(files, caption) {
  const person = shown;
  for (const [index, file] of files.entries()) {
    const sent = await attempt(() => api.upload(person.id, file, index ? "" : caption));
    if (!sent) return;
  }
}

offerUploads({ allowed: () => shown && !shown.blocked, send: sendFiles });
offerMenu(() => shown, {
  language: (code) => attempt(() => api.setLanguage(shown.id, code)),
  block: () => attempt(() => api.setBlocked(shown.id, !shown.blocked)),
  async clear() {
    const person = shown;
    if (!(await ask(text("clear"), text("clearQuestion"), text("clear")))) return;
    if (await attempt(() => api.clear(person.id))) EVENTS.clear(person);
  },
});

// Who types with nothing chosen to type into means the message.
document.addEventListener("keydown", (event) => {
  if (event.key.length !== 1 || event.key === " " || event.ctrlKey || event.metaKey) return;
  if (document.activeElement.closest("input, textarea, dialog, [role=menu]")) return;
  if (shown) composer.focus();
});
byId("down").addEventListener("click", () => shown.log.toNewest());
byId("back").addEventListener("click", () => {
  history.pushState(null, "", location.pathname);
  followAnchor();
});
byId("theme").addEventListener("click", () => {
  theme.toggle();
  showTheme();
});
theme.watch(showTheme);
addEventListener("popstate", followAnchor);
addEventListener("hashchange", followAnchor);
document.addEventListener("visibilitychange", markRead);
showTheme();
speak(navigator.language);
translate(document);
