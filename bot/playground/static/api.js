// The playground's server: calls that answer with JSON, and one stream of events.

const LONGEST_QUERY = 256; // characters; apps send no more

export class CallError extends Error {}

async function call(path, options = {}) {
  let response;
  try {
    response = await fetch(path, { cache: "no-store", ...options });
  } catch {
    throw new CallError(""); // no answer at all; the caller has words for it
  }
  const body = await response.json().catch(() => ({}));
  if (!response.ok || body.ok === false) {
    throw new CallError(body.error || `HTTP ${response.status}`);
  }
  return body;
}

function post(path, body) {
  return call(path, {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify(body),
  });
}

/** The bot, and each person shown with the messages of their chat. */
export const readState = () => call("/page/state");

export const say = (person, text, replyTo) =>
  post("/page/say", { person, text, reply_to: replyTo ?? null });

/** Presses an inline button; gives the id of the callback query that the bot must answer. */
export const press = async (person, messageId, data) =>
  (await post("/page/press", { person, message_id: messageId, data })).query_id;

/** Presses a key under the chat that says only its text. */
export const pressKey = (person, text) => post("/page/key", { person, text });

/** The chats that fit what a key under the chat asks for. */
export const offers = async (person, text) => (await post("/page/offers", { person, text })).chats;

/** Answers such a key with one of them. */
export const pick = (person, text, chat) => post("/page/pick", { person, text, chat });

/** What the bot answers to "@bot query"; may take as long as the bot does. */
export const inline = (person, query, offset) =>
  post("/page/inline", { person, query: [...query].slice(0, LONGEST_QUERY).join(""), offset });

export const choose = (person, queryId, resultId) =>
  post("/page/choose", { person, query_id: queryId, result_id: resultId });

/** Opens a link to the bot, as Telegram's apps do with t.me/bot?start=... */
export const openLink = (person, url) => post("/page/link", { person, url });

export function upload(person, file, caption) {
  const form = new FormData();
  form.append("person", String(person));
  form.append("caption", caption);
  form.append("file", file, file.name);
  return call("/page/upload", { method: "POST", body: form });
}

export const clear = (person) => post("/page/clear", { person });

export const setLanguage = (person, code) =>
  post("/page/language", { person, language_code: code });

export const setBlocked = (person, blocked) => post("/page/block", { person, blocked });

/** Where a file of a message is to be had. */
export const fileUrl = (fileId) => `/page/file/${encodeURIComponent(fileId)}`;

const FIRST_DELAY = 300; // ms before the first try to connect again
const LONGEST_DELAY = 5000;

/**
 * Follows the events for as long as the page lives.
 *
 * On each connection the whole state is read after the stream is open, so that nothing falls
 * between the two; events that came meanwhile follow it. They may repeat what the state already
 * holds, hence every one of them must be harmless when it is applied twice.
 */
export function follow({ onState, onEvent, onLost }) {
  let delay = FIRST_DELAY;
  let timer = null;
  let source = null;

  function lost(which) {
    if (which !== source) return;
    source.close();
    source = null;
    onLost();
    timer = setTimeout(open, delay);
    delay = Math.min(delay * 2, LONGEST_DELAY);
  }

  function open() {
    clearTimeout(timer);
    const mine = new EventSource("/page/events");
    source = mine;
    let waiting = [];
    mine.onmessage = ({ data }) => {
      const event = JSON.parse(data);
      if (waiting) waiting.push(event);
      else onEvent(event);
    };
    mine.onerror = () => lost(mine);
    mine.onopen = async () => {
      try {
        const state = await readState();
        if (mine !== source) return;
        onState(state);
        delay = FIRST_DELAY;
        const missed = waiting;
        waiting = null;
        missed.forEach(onEvent);
      } catch (error) {
        lost(mine);
        if (!(error instanceof CallError)) throw error;
      }
    };
  }

  function openNow() {
    if (!source) open();
  }

  addEventListener("online", openNow);
  document.addEventListener("visibilitychange", () => document.hidden || openNow());
  open();
}
