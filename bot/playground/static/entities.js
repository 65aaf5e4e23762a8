// Text with entities as nodes. Offsets are UTF-16 code units, as JavaScript's own are.

import { icon, make } from "./dom.js";
import { inWords, moment, text as say } from "./texts.js";

const SCHEMES = new Set(["http:", "https:", "tg:", "mailto:"]);
const SIMPLE = {
  bold: "strong",
  italic: "em",
  underline: "u",
  strikethrough: "s",
  code: "code",
};
const BLOCKS = new Set(["pre", "blockquote", "expandable_blockquote"]);

/** The address as a link may carry it, or null where a click must not follow it. */
export function safeLink(address) {
  const full = /^[a-z][a-z0-9+.-]*:/i.test(address) ? address : `http://${address}`;
  try {
    const url = new URL(full);
    return SCHEMES.has(url.protocol) ? url.href : null;
  } catch {
    return null;
  }
}

/** A link that opens apart from the page; plain text where its address is not safe. */
function link(address) {
  const href = safeLink(address);
  if (!href) return make("span");
  return make("a", { href, target: "_blank", rel: "noopener noreferrer", title: address });
}

function pre(entity) {
  const code = make("code");
  const copy = make(
    "button",
    { class: "copy", type: "button", data: { act: "copy", label: "copy" }, title: say("copy") },
    icon("copy"),
  );
  copy.setAttribute("aria-label", say("copy"));
  const name = entity.language ? make("span", { class: "language" }, entity.language) : null;
  const scroller = make("pre", { tabIndex: 0 }, code);
  const block = make("div", { class: name ? "pre named" : "pre" }, name, copy, scroller);
  return [block, code];
}

function quote(expandable) {
  const inside = make("div", { class: "quoted" });
  if (!expandable) return [make("blockquote", {}, inside), inside];
  const unfold = make(
    "button",
    {
      class: "unfold",
      type: "button",
      data: { act: "unfold", label: "unfold" },
      aria: { expanded: "false", label: say("unfold") },
    },
    icon("down"),
  );
  return [make("blockquote", { class: "expandable folded" }, inside, unfold), inside];
}

/** The element of one entity, and the node that takes what is inside it. */
function element(entity, content) {
  if (entity.type in SIMPLE) return twice(make(SIMPLE[entity.type]));
  switch (entity.type) {
    case "pre":
      return pre(entity);
    case "blockquote":
      return quote(false);
    case "expandable_blockquote":
      return quote(true);
    case "text_link":
      return twice(link(entity.url ?? ""));
    case "url":
      return twice(link(content));
    case "email":
      return twice(link(`mailto:${content}`));
    case "spoiler":
      return spoiler();
    case "bot_command":
      return twice(
        make("span", {
          class: "link",
          role: "button",
          tabIndex: 0,
          data: { act: "command", command: content },
        }),
      );
    case "mention":
    case "text_mention":
    case "hashtag":
    case "cashtag":
      return twice(make("span", { class: "link" }));
    case "date_time":
      return time(entity);
    default:
      return twice(make("span")); // custom_emoji, phone_number and what is yet to come
  }
}

const twice = (node) => [node, node];

/** A moment in the reader's own zone; without a format the text stays as it was written. */
function time(entity) {
  const node = make("time", {
    dateTime: new Date(entity.unix_time * 1000).toISOString(),
    title: moment(entity.unix_time),
  });
  if (!entity.date_time_format) return twice(node);
  node.append(inWords(entity.unix_time, entity.date_time_format));
  return [node, make("span")]; // what was written goes nowhere
}

function spoiler() {
  const inside = make("span", { class: "secret" });
  const node = make(
    "span",
    {
      class: "spoiler",
      role: "button",
      tabIndex: 0,
      data: { label: "spoiler" },
      aria: { label: say("spoiler") },
    },
    inside,
  );
  return [node, inside];
}

/**
 * The entities in the order to open them, none crossing another.
 *
 * Outer ones come first; one that would end after the entity around it is split there, and
 * what lies outside the text is clipped.
 */
function nested(entities, length) {
  const queue = entities
    .map((entity) => ({ entity, start: entity.offset, end: entity.offset + entity.length }))
    .map((span) => ({ ...span, start: Math.max(0, span.start), end: Math.min(length, span.end) }))
    .filter((span) => span.start < span.end)
    .sort(byPlace);
  const open = [];
  const ordered = [];
  while (queue.length) {
    const span = queue.shift();
    while (open.length && open.at(-1).end <= span.start) open.pop();
    const around = open.at(-1);
    if (around && span.end > around.end) {
      queue.push({ ...span, start: around.end });
      queue.sort(byPlace);
      span.end = around.end;
    }
    open.push(span);
    ordered.push(span);
  }
  return ordered;
}

const byPlace = (a, b) => a.start - b.start || b.end - a.end;

/** `text` with its entities, as a fragment. */
export function formatted(text, entities = []) {
  const fragment = document.createDocumentFragment();
  const open = [{ node: fragment, end: text.length }];
  let place = 0;
  let afterBlock = false;

  function write(end) {
    let part = text.slice(place, end);
    place = end;
    // A block ends its own line: the line break written after it would show as an empty one.
    if (afterBlock && part) {
      if (part.startsWith("\n")) part = part.slice(1);
      afterBlock = false;
    }
    if (part) open.at(-1).node.append(part);
  }

  function close(until) {
    while (open.length > 1 && open.at(-1).end <= until) {
      write(open.at(-1).end);
      afterBlock = BLOCKS.has(open.pop().type) || afterBlock;
    }
  }

  for (const { entity, start, end } of nested(entities, text.length)) {
    close(start);
    write(start);
    const [node, inside] = element(entity, text.slice(start, end));
    open.at(-1).node.append(node);
    open.push({ node: inside, end, type: entity.type });
  }
  close(text.length);
  write(text.length);
  return fragment;
}
