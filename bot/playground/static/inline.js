// Inline mode: the results of "@bot words" in a list over the composer.

import * as api from "./api.js";
import { byId, icon, make } from "./dom.js";
import { pictureUrl, siteName } from "./preview.js";
import { text } from "./texts.js";

const PAUSE = 250; // ms without a key before the bot is asked
const NEAR_END = 200; // CSS pixels from the end of the list at which more results are asked for

/** The query of a text that begins with the bot's name and a blank, or null. */
export function queryOf(said, username) {
  const match = /^@(\w+)\s([\s\S]*)$/.exec(said);
  return match && match[1].toLowerCase() === username.toLowerCase() ? match[2].trimStart() : null;
}

export class InlineResults {
  #list = byId("inline-results");
  #box = byId("inline");
  #field = byId("text");
  #actions;
  #query = null;
  #person = null;
  #asked = 0; // number of the newest question; answers to older ones come too late
  #timer = null;
  #offset = "";
  #loading = false;
  #active = -1;

  /**
   * actions: bot() gives its name and username; choose(person, queryId, resultId) and
   * start(person, parameter) are called with what the person takes.
   */
  constructor(actions) {
    this.#actions = actions;
    // The field keeps the focus, so that the keys go on working.
    this.#box.addEventListener("mousedown", (event) => event.preventDefault());
    this.#list.addEventListener("click", (event) => {
      const option = event.target.closest("[role=option]");
      if (option) this.#choose(option);
    });
    byId("inline-button").addEventListener("click", (event) => {
      const { parameter } = event.currentTarget.dataset;
      this.close();
      this.#actions.start(this.#person, parameter);
    });
    this.#box.addEventListener("scroll", () => this.#scrolled(), { passive: true });
  }

  get open() {
    return !this.#box.hidden;
  }

  /** Follows what is typed: asks the bot a moment later. */
  typed(person, said) {
    const { username, supports_inline_queries: supported } = this.#actions.bot();
    const query = supported ? queryOf(said, username) : null;
    if (query === null) {
      this.close();
      return;
    }
    if (query === this.#query && person === this.#person) return;
    this.#query = query;
    this.#person = person;
    this.#asked += 1;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#ask(""), PAUSE);
  }

  /** Takes a key of the field; true if it was meant for the list. */
  key(event) {
    if (!this.open) return false;
    const count = this.#list.children.length;
    if (event.key === "Escape") this.close();
    else if (!count) return false;
    else if (event.key === "ArrowDown") this.#activate((this.#active + 1) % count);
    else if (event.key === "ArrowUp") this.#activate((this.#active - 1 + count) % count);
    else if (event.key === "Enter" && !event.shiftKey) {
      this.#choose(this.#list.children[Math.max(0, this.#active)]);
    } else return false;
    event.preventDefault();
    return true;
  }

  close() {
    clearTimeout(this.#timer);
    this.#asked += 1;
    this.#query = null;
    this.#loading = false;
    if (!this.open) return;
    this.#box.hidden = true;
    this.#list.replaceChildren();
    this.#field.setAttribute("aria-controls", "commands");
    this.#field.setAttribute("aria-expanded", "false");
    this.#field.removeAttribute("aria-activedescendant");
  }

  async #ask(offset) {
    const mine = this.#asked;
    this.#loading = true;
    this.#box.setAttribute("aria-busy", "true");
    let answer;
    try {
      answer = await api.inline(this.#person.id, this.#query, offset);
    } catch (error) {
      if (!(error instanceof api.CallError)) throw error;
      answer = null;
    }
    if (mine !== this.#asked) return;
    this.#loading = false;
    this.#box.setAttribute("aria-busy", "false");
    if (!answer) {
      // More of a list that is there may be asked for again; a first answer may not come at all.
      if (!offset) this.#fill({ results: [], button: null, next_offset: "" }, text("noAnswer"));
      return;
    }
    if (offset) this.#append(answer);
    else this.#fill(answer, text("noResults"));
  }

  #fill(answer, nothing) {
    const button = byId("inline-button");
    const starts = Boolean(answer.button?.start_parameter);
    button.hidden = !starts;
    button.textContent = answer.button?.text ?? "";
    button.dataset.parameter = answer.button?.start_parameter ?? "";
    byId("inline-none").hidden = answer.results.length > 0 || starts;
    byId("inline-none").textContent = nothing;
    this.#list.replaceChildren();
    this.#active = -1;
    this.#box.hidden = false;
    this.#box.scrollTop = 0;
    this.#field.setAttribute("aria-controls", "inline-results");
    this.#field.setAttribute("aria-expanded", "true");
    this.#append(answer);
    if (answer.results.length) this.#activate(0);
  }

  #append(answer) {
    const count = this.#list.children.length;
    this.#list.append(
      ...answer.results.map((result, at) => renderResult(result, answer.query_id, count + at)),
    );
    // An answer that brings nothing ends the list, whatever it says.
    this.#offset = answer.results.length ? answer.next_offset : "";
    this.#scrolled();
  }

  #scrolled() {
    const { scrollTop, scrollHeight, clientHeight } = this.#box;
    const near = scrollHeight - clientHeight - scrollTop < NEAR_END;
    if (near && this.#offset && !this.#loading && this.open) this.#ask(this.#offset);
  }

  #activate(index) {
    this.#active = index;
    [...this.#list.children].forEach((option, at) => {
      option.setAttribute("aria-selected", String(at === index));
    });
    const option = this.#list.children[index];
    option.scrollIntoView({ block: "nearest" });
    this.#field.setAttribute("aria-activedescendant", option.id);
  }

  #choose(option) {
    const person = this.#person;
    const { query, result } = option.dataset;
    this.close();
    this.#actions.choose(person, query, result);
  }
}

function renderResult(result, queryId, index) {
  const title = result.title || result.text;
  const address = result.thumbnail_url && pictureUrl(result.thumbnail_url);
  const tile = make("span", { class: "result-tile", aria: { hidden: "true" } });
  if (address) tile.append(make("img", { src: address, alt: "", decoding: "async" }));
  else if (result.photo || result.thumbnail_url) tile.append(icon("picture"));
  else tile.append([...title][0]?.toUpperCase() ?? "");
  return make(
    "li",
    {
      id: `result-${index}`,
      role: "option",
      class: "result",
      data: { query: queryId, result: result.id },
    },
    tile,
    make(
      "span",
      { class: "result-words" },
      make("span", { class: "result-title", dir: "auto" }, title),
      make("span", { class: "result-what", dir: "auto" }, result.description),
      result.url ? make("span", { class: "result-site" }, siteName(result.url)) : null,
    ),
  );
}
