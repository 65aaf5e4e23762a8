// Where a person writes: text, reply, commands, and the button that takes its place.

import { Commands } from "./commands.js";
import { byId } from "./dom.js";
import { InlineResults } from "./inline.js";
import { gist } from "./message.js";
import { isShared } from "./sidebar.js";
import { text } from "./texts.js";

const TALLEST = 240; // CSS pixels before the field scrolls

export class Composer {
  #field = byId("text");
  #entry = byId("entry");
  #start = byId("start");
  #actions;
  #person = null;
  #commands;
  #inline;

  /**
   * actions: say(text, replyTo) gives true once the text is sent; start() and unblock() are the
   * big button's; bot() is whose name heads replies and begins inline queries; choose(person,
   * queryId, resultId) and startWith(person, parameter) are what its results lead to.
   */
  constructor(actions) {
    this.#actions = actions;
    this.#inline = new InlineResults({
      bot: actions.bot,
      choose: (person, query, result) => {
        this.#empty(person);
        actions.choose(person, query, result);
      },
      start: (person, parameter) => {
        this.#empty(person);
        actions.startWith(person, parameter);
      },
    });
    this.#commands = new Commands((command) => this.#say(command));
    this.#entry.addEventListener("submit", (event) => {
      event.preventDefault();
      this.#submit();
    });
    this.#field.addEventListener("input", () => this.#typed());
    this.#field.addEventListener("keydown", (event) => this.#key(event));
    byId("replying-cancel").addEventListener("click", () => this.replyTo(null));
    this.#start.addEventListener("click", () => {
      if (this.#person.blocked) this.#actions.unblock();
      else this.#actions.start();
    });
  }

  /** Turns to a person: their draft, their reply, their commands. */
  show(person) {
    if (this.#person) this.#person.draft = this.#field.value;
    this.#person = person;
    this.#inline.close();
    this.#field.value = person.draft;
    this.refresh();
    this.#typed();
    this.#commands.close();
  }

  /** Follows a change of the person shown: blocked, language, commands, messages. */
  refresh() {
    const person = this.#person;
    const waits = person.blocked || (person.log.empty && !isShared(person));
    this.#start.hidden = !waits;
    this.#start.textContent = text(person.blocked ? "unblockButton" : "start");
    this.#start.classList.toggle("danger", person.blocked);
    this.#entry.hidden = waits;
    byId("send").hidden = waits;
    this.#commands.set(person.commands);
    this.#showReply();
  }

  replyTo(message) {
    this.#person.replying = message;
    this.refresh(); // the field may still be hidden behind START
    this.focus();
  }

  /** Begins an inline query, as the buttons for it do. */
  query(said) {
    this.#field.value = `@${this.#actions.bot().username} ${said}`;
    this.focus();
    this.#typed();
  }

  focus() {
    (this.#entry.hidden ? this.#start : this.#field).focus({ preventScroll: true });
  }

  #showReply() {
    const message = this.#person.replying;
    byId("replying").hidden = !message;
    if (!message) return;
    byId("replying-name").textContent = message.out ? text("you") : this.#actions.bot().first_name;
    byId("replying-what").textContent = gist(message);
  }

  #typed() {
    const field = this.#field;
    field.style.height = "auto";
    field.style.height = `${Math.min(field.scrollHeight, TALLEST)}px`;
    field.classList.toggle("tall", field.scrollHeight > TALLEST);
    byId("send").classList.toggle("ready", field.value.trim() !== "");
    this.#commands.typed(field.value);
    this.#inline.typed(this.#person, field.value);
  }

  /** Takes away the inline query that led to something. */
  #empty(person) {
    if (person !== this.#person) person.draft = "";
    else {
      this.#field.value = "";
      this.#typed();
    }
  }

  #key(event) {
    if (event.isComposing) return; // Enter belongs to the input method here
    if (this.#inline.key(event)) return;
    if (this.#commands.key(event)) {
      this.#grow();
      return;
    }
    if (event.key === "Enter" && !event.shiftKey) {
      event.preventDefault();
      this.#submit();
    } else if (event.key === "Escape") {
      this.replyTo(null);
    } else if (event.key === "ArrowUp" && !this.#field.value && this.#person.lastSaid) {
      event.preventDefault();
      this.#field.value = this.#person.lastSaid;
      this.#typed();
      this.#commands.close();
    }
  }

  /** The height and the send button after the list of commands wrote into the field. */
  #grow() {
    byId("send").classList.toggle("ready", this.#field.value.trim() !== "");
  }

  #submit() {
    const said = this.#field.value.trim();
    if (said) this.#say(said);
  }

  /** Sends; what could not be sent comes back into the field, unless something else is there. */
  async #say(said) {
    const person = this.#person;
    const { replying } = person;
    person.lastSaid = said;
    person.replying = null;
    this.#field.value = "";
    this.#typed();
    this.#showReply();
    if (await this.#actions.say(person, said, replying?.message_id)) return;
    person.replying ??= replying;
    if (this.#person !== person) person.draft ||= said;
    else if (!this.#field.value) {
      this.#field.value = said;
      this.#typed();
      this.#commands.close();
      this.#showReply();
    }
  }
}
