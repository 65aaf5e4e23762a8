// The messages of one chat: nodes are added, replaced and removed one by one.

import { calm, make } from "./dom.js";
import { renderMessage } from "./message.js";
import { dayName, text } from "./texts.js";

const BATCH = 80; // messages drawn at once; older ones follow when they are scrolled to
const MOST = 600; // messages drawn before the oldest are let go again
const NEAR_TOP = 600; // CSS pixels from the top at which they are wanted
const NEAR_END = 48; // CSS pixels from the end that still count as being there
const MARGIN = 8; // CSS pixels over a tall message whose beginning is shown
const RUN = 600; // seconds within which one writer's messages form one run

const day = (message) => new Date(message.date * 1000).toDateString();

export class Log {
  #items = []; // {message, node, separator}, in order of message_id; older ones have no node yet
  #drawn = 0; // index of the oldest one drawn
  #botName;
  #onScroll;
  #list;
  #following = true; // whether the newest message is to stay in view
  #lastTop = 0;
  #place = null; // where a chat that is out of sight was left
  unseen = 0;

  /** onScroll: called when what is in view, or the number of unseen messages, changes. */
  constructor(botName, onScroll) {
    this.#botName = botName;
    this.#onScroll = onScroll;
    this.#list = make("div", {
      class: "messages",
      role: "log",
      data: { label: "log" },
      aria: { live: "polite", label: text("log") },
    });
    this.element = make("div", { class: "log", hidden: true, tabIndex: -1 }, this.#list);
    this.element.addEventListener("scroll", () => this.#scrolled(), { passive: true });
    new ResizeObserver(() => this.#following && this.#toEnd()).observe(this.element);
  }

  get empty() {
    return this.#items.length === 0;
  }

  get last() {
    return this.#items.at(-1)?.message;
  }

  get atEnd() {
    const { scrollTop, scrollHeight, clientHeight } = this.element;
    return scrollHeight - clientHeight - scrollTop < NEAR_END;
  }

  message(id) {
    return this.#items[this.#find(id)]?.message;
  }

  show() {
    this.element.hidden = false;
    if (!this.#items.at(-1)?.node) this.#drawNewest();
    this.#settle(this.#list);
    if (this.#place === null) this.#toEnd();
    else this.element.scrollTop = this.#place;
    this.#onScroll();
  }

  hide() {
    if (this.element.hidden) return;
    this.#place = this.atEnd ? null : this.element.scrollTop;
    this.element.hidden = true;
  }

  /** Becomes exactly these messages, touching only what differs; tells which ones are new. */
  sync(messages) {
    const kept = new Set(messages.map((message) => message.message_id));
    for (const { message } of [...this.#items]) {
      if (!kept.has(message.message_id)) this.remove(message.message_id);
    }
    if (this.empty) {
      this.#items = messages
        .map((message) => ({ message, node: null, separator: null }))
        .sort((a, b) => a.message.message_id - b.message.message_id);
      this.#drawn = this.#items.length;
      if (!this.element.hidden) this.show();
      return messages;
    }
    return messages.filter((message) => this.put(message));
  }

  /** Adds a message, or replaces the one of that id; true if it was added. */
  put(message) {
    const at = this.#find(message.message_id);
    const known = this.#items[at];
    if (!known) {
      this.#add(message);
      return true;
    }
    if (JSON.stringify(known.message) === JSON.stringify(message)) return false;
    known.message = message;
    if (known.node) this.#replace(at);
    return false;
  }

  remove(id) {
    const at = this.#find(id);
    if (at < 0) return;
    const [{ node, separator }] = this.#items.splice(at, 1);
    if (at < this.#drawn) this.#drawn -= 1;
    this.#keepingPlace(node, () => {
      separator?.remove();
      node?.remove();
      this.#dress(at - 1);
      this.#dress(at);
    });
  }

  /** Brings a message into view and marks it for a moment; nothing where it is gone. */
  reveal(id) {
    const at = this.#find(id);
    if (at < 0) return;
    if (at < this.#drawn) this.#draw(at);
    const { node } = this.#items[at];
    this.#following = false;
    node.scrollIntoView({ block: "center", behavior: calm() ? "instant" : "smooth" });
    node.classList.remove("marked");
    void node.offsetWidth; // restarts the animation of a message marked just before
    node.classList.add("marked");
  }

  toNewest() {
    this.#following = true;
    this.unseen = 0;
    this.#scrollTo(this.element.scrollHeight);
    this.#onScroll();
  }

  /** Writes the separators between days again, in the page's language of now. */
  nameDays() {
    for (const { message, separator } of this.#items) {
      if (separator) separator.firstChild.textContent = dayName(message.date);
    }
  }

  /** Index of the message of that id, or -1. */
  #find(id) {
    let low = 0;
    let high = this.#items.length - 1;
    while (low <= high) {
      const middle = (low + high) >> 1;
      const found = this.#items[middle].message.message_id;
      if (found === id) return middle;
      if (found < id) low = middle + 1;
      else high = middle - 1;
    }
    return -1;
  }

  #add(message) {
    let at = this.#items.length;
    while (at && this.#items[at - 1].message.message_id > message.message_id) at -= 1;
    this.#items.splice(at, 0, { message, node: null, separator: null });
    if (at < this.#drawn) {
      this.#drawn += 1;
      return;
    }
    if (this.element.hidden && this.#items.length - this.#drawn === 1) {
      // Nothing is drawn yet: the whole is drawn when the chat is shown.
      this.#drawn = this.#items.length;
      return;
    }
    const newest = at === this.#items.length - 1;
    const { node } = this.#insert(at);
    this.#dress(at - 1);
    if (this.element.hidden) return;
    node.classList.add("arrives");
    node.addEventListener("animationend", () => node.classList.remove("arrives"), { once: true });
    this.#settle(node);
    if (newest) this.#arrived(message, node);
  }

  #arrived(message, node) {
    if (!message.out && !this.#following) {
      this.unseen += 1;
      this.#onScroll();
      return;
    }
    this.#following = true;
    if (this.#items.length - this.#drawn > MOST) this.#letGo();
    const { scrollHeight, clientHeight } = this.element;
    const end = scrollHeight - clientHeight;
    const beginning = node.offsetTop - MARGIN;
    if (!message.out && beginning < end && node.offsetHeight > clientHeight) {
      // Taller than the view: it is read from its beginning.
      this.#following = false;
      this.#scrollTo(beginning);
    } else {
      this.#scrollTo(end);
    }
    this.#onScroll();
  }

  #insert(at) {
    const item = this.#items[at];
    item.node = renderMessage(item.message, this.#botName);
    const next = this.#items[at + 1];
    this.#list.insertBefore(item.node, next?.separator ?? next?.node ?? null);
    this.#dress(at);
    this.#dress(at + 1);
    return item;
  }

  #replace(at) {
    const item = this.#items[at];
    const old = item.node;
    this.#keepingPlace(old, () => {
      const focused = old.contains(document.activeElement);
      item.node = renderMessage(item.message, this.#botName);
      old.replaceWith(item.node);
      this.#dress(at);
      this.#settle(item.node);
      if (focused) this.#focusIn(item.node);
    });
  }

  /** The keyboard's reader goes on where they were, though the button they pressed is gone. */
  #focusIn(node) {
    const next = node.querySelector(".key") ?? node.querySelector(".reply");
    next?.focus({ preventScroll: true });
  }

  /** Does a change at `node` so that what is read does not move. */
  #keepingPlace(node, change) {
    const view = this.element.getBoundingClientRect();
    const above = node && node.getBoundingClientRect().bottom < view.top;
    const before = this.element.scrollHeight;
    change();
    if (this.element.hidden) return;
    if (this.#following) this.#toEnd();
    else if (above) this.element.scrollTop += this.element.scrollHeight - before;
    this.#onScroll();
  }

  /** The day over a message, and its place in the run of its writer. */
  #dress(at) {
    const item = this.#items[at];
    if (!item?.node) return;
    const { message, node } = item;
    const before = this.#items[at - 1]?.message;
    const after = this.#items[at + 1]?.message;
    const startsDay = !before || day(before) !== day(message);
    if (startsDay && !item.separator) {
      item.separator = make("div", { class: "day" }, make("span", {}, dayName(message.date)));
      node.before(item.separator);
    } else if (!startsDay && item.separator) {
      item.separator.remove();
      item.separator = null;
    }
    node.classList.toggle("first", startsDay || !sameRun(before, message));
    node.classList.toggle("last", !after || !sameRun(message, after));
  }

  #drawNewest() {
    this.#list.replaceChildren();
    this.#drawn = this.#items.length;
    this.#draw(Math.max(0, this.#drawn - BATCH));
  }

  /** Draws down to the message at that index, without a word to screen readers. */
  #draw(from) {
    const height = this.element.scrollHeight;
    const top = this.element.scrollTop;
    this.#list.setAttribute("aria-busy", "true");
    for (let at = this.#drawn - 1; at >= from; at -= 1) this.#insert(at);
    this.#drawn = from;
    this.#settle(this.#list);
    this.#list.removeAttribute("aria-busy");
    this.element.scrollTop = top + this.element.scrollHeight - height;
  }

  /** Takes the oldest messages drawn out of the document; they are drawn again when wanted. */
  #letGo() {
    const height = this.element.scrollHeight;
    const until = this.#items.length - MOST / 2;
    for (; this.#drawn < until; this.#drawn += 1) {
      const item = this.#items[this.#drawn];
      item.separator?.remove();
      item.node.remove();
      item.node = item.separator = null;
    }
    this.element.scrollTop -= height - this.element.scrollHeight;
  }

  /** Offers to unfold only those quotes of which something is hidden. */
  #settle(root) {
    if (this.element.hidden) return;
    for (const quote of root.querySelectorAll(".expandable:not(.measured)")) {
      const [inside] = quote.children;
      quote.classList.add("measured");
      quote.classList.toggle("whole", inside.scrollHeight <= inside.clientHeight + 2);
    }
  }

  #scrolled() {
    const top = this.element.scrollTop;
    if (this.atEnd) {
      this.#following = true;
      this.unseen = 0;
    } else if (top < this.#lastTop - 1) {
      this.#following = false; // only a reader goes up: the page itself scrolls down
    }
    this.#lastTop = top;
    if (top < NEAR_TOP && this.#drawn > 0) this.#draw(Math.max(0, this.#drawn - BATCH));
    this.#onScroll();
  }

  #toEnd() {
    this.element.scrollTop = this.element.scrollHeight;
  }

  #scrollTo(top) {
    const far = Math.abs(top - this.element.scrollTop) > 2.5 * this.element.clientHeight;
    this.element.scrollTo({ top, behavior: far || calm() ? "instant" : "smooth" });
  }
}

function sameRun(a, b) {
  return a.out === b.out && b.date - a.date < RUN && day(a) === day(b);
}
