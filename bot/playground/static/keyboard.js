// Inline keyboards, and the presses that wait for the bot's answer.

import { icon, make } from "./dom.js";
import { safeLink } from "./entities.js";

const ANSWER_WAIT = 10_000; // ms a button shows that it waits
const REMEMBERED = 100; // answers that came before the id of their query was known
const STYLES = new Set(["danger", "success", "primary"]);

function renderButton(button) {
  const label = make("span", { class: "key-label", dir: "auto" }, button.text);
  const classes = STYLES.has(button.style) ? `key ${button.style}` : "key";
  if (button.url !== undefined) {
    const href = safeLink(button.url);
    if (href) {
      const link = { class: classes, href, target: "_blank", rel: "noopener noreferrer" };
      return make("a", { ...link, title: button.url }, label, icon("out"));
    }
  }
  const node = make("button", { class: classes, type: "button", title: button.text }, label);
  if (button.callback_data !== undefined) {
    node.dataset.act = "press";
    node.dataset.data = button.callback_data;
    node.append(make("span", { class: "spinner" }));
  } else if (button.copy_text) {
    node.dataset.act = "copy-text";
    node.dataset.copy = button.copy_text.text;
    node.append(icon("copy"));
  } else {
    const query = switchQuery(button);
    node.dataset.act = query === undefined ? "unsupported" : "switch";
    if (query !== undefined) {
      node.dataset.query = query;
      node.append(icon("share"));
    }
  }
  return node;
}

/** What a button writes behind the bot's name, undefined for other buttons. */
function switchQuery(button) {
  return (
    button.switch_inline_query ??
    button.switch_inline_query_current_chat ??
    button.switch_inline_query_chosen_chat?.query
  );
}

/** The rows of buttons under a bubble, or null where there are none. */
export function renderKeyboard(rows) {
  if (!rows?.some((row) => row.length)) return null;
  const lines = rows.map((row) => make("div", { class: "keys" }, ...row.map(renderButton)));
  return make("div", { class: "keyboard" }, ...lines);
}

/** The buttons that wait, by the id of their callback query. */
export class Presses {
  #waiting = new Map();
  #early = new Set();

  /** Shows that `button` waits until its query is answered, or for ten seconds. */
  async start(button, send) {
    if (button.classList.contains("waiting")) return;
    this.#show(button, true);
    try {
      const id = await send();
      if (this.#early.delete(id)) this.#show(button, false);
      else this.#waiting.set(id, { button, timer: setTimeout(() => this.#end(id), ANSWER_WAIT) });
    } catch (error) {
      this.#show(button, false);
      throw error;
    }
  }

  /** Takes the bot's answer. It may overtake the reply that tells the query's id. */
  answered(id) {
    if (this.#waiting.has(id)) {
      this.#end(id);
      return;
    }
    this.#early.add(id);
    if (this.#early.size > REMEMBERED) this.#early.delete(this.#early.values().next().value);
  }

  #end(id) {
    const { button, timer } = this.#waiting.get(id);
    clearTimeout(timer);
    this.#waiting.delete(id);
    this.#show(button, false);
  }

  #show(button, waits) {
    button.classList.toggle("waiting", waits);
    button.setAttribute("aria-busy", String(waits));
  }
}
