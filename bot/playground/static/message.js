// One message as a node: bubble, media, quote of what it replies to, keyboard.

import { fileUrl } from "./api.js";
import { icon, make } from "./dom.js";
import { formatted } from "./entities.js";
import { renderKeyboard } from "./keyboard.js";
import { renderPreview } from "./preview.js";
import { clock, fileSize, moment, text } from "./texts.js";

const WIDEST_PHOTO = 420; // CSS pixels
const TALLEST_PHOTO = 460;
const ONLY_EMOJI = /^(?:\p{Extended_Pictographic}[\u{1F3FB}-\u{1F3FF}\uFE0F]*(?:\u200D\p{Extended_Pictographic}\uFE0F?)*){1,3}$/u;

/** What a message of the app itself says, undefined for any other. */
function service(message) {
  const { chat_shared: chat, users_shared: users, new_chat_members: joined } = message;
  if (chat) return text("sharedChat", { name: chat.title ?? chat.chat_id });
  if (users) return text("sharedUsers", { count: users.user_ids.length });
  if (joined) return text("joined", { name: joined.map((one) => one.first_name).join(", ") });
  if (message.left_chat_member) return text("gone", { name: message.left_chat_member.first_name });
  if (message.forum_topic_created) return text("topic", { name: message.forum_topic_created.name });
  return undefined;
}

/** What a message says in one line, for the chat list and quotes of it. */
export function gist(message) {
  const said = message.text ?? message.caption;
  if (message.photo) return said ? `${text("photo")}, ${said}` : text("photo");
  if (message.document) {
    const name = message.document.file_name || text("document");
    return said ? `${name}, ${said}` : name;
  }
  return (said ?? service(message) ?? "").slice(0, 300).replace(/\s+/g, " ");
}

function replyQuote(message, botName) {
  const quoted = message.reply_to_message;
  if (!quoted) return null;
  const mine = quoted.out ?? !quoted.from?.is_bot;
  return make(
    "button",
    { class: "reply-quote", type: "button", data: { act: "show", id: quoted.message_id } },
    make("strong", {}, mine ? text("you") : botName),
    make("span", { dir: "auto" }, gist(quoted)),
  );
}

function photo(sizes) {
  const largest = sizes.reduce((a, b) => (b.width * b.height >= a.width * a.height ? b : a));
  const href = fileUrl(largest.file_id);
  const scale = Math.min(1, WIDEST_PHOTO / largest.width, TALLEST_PHOTO / largest.height);
  const image = make("img", { src: href, alt: text("photo"), decoding: "async" });
  // The room is taken before the picture is there, so that the messages do not move.
  image.width = Math.max(1, Math.round(largest.width * scale));
  image.height = Math.max(1, Math.round(largest.height * scale));
  return make("a", { class: "photo", href, target: "_blank", rel: "noopener" }, image);
}

function documentRow(file) {
  const name = file.file_name || text("document");
  const ending = /\.([^.]{1,5})$/.exec(name)?.[1] ?? "";
  return make(
    "a",
    { class: "document", href: fileUrl(file.file_id), download: name },
    make("span", { class: "document-icon" }, icon("file"), make("b", {}, ending)),
    make(
      "span",
      { class: "document-words" },
      make("span", { class: "document-name", dir: "auto" }, name),
      make("span", { class: "document-size" }, fileSize(file.file_size)),
    ),
  );
}

function meta(message) {
  return make(
    "span",
    { class: "meta" },
    message.edit_date
      ? make("span", { data: { text: "edited" }, title: moment(message.edit_date) }, text("edited"))
      : null,
    make(
      "time",
      { dateTime: new Date(message.date * 1000).toISOString(), title: moment(message.date) },
      clock(message.date),
    ),
    message.out ? icon("read") : null,
  );
}

function body(message) {
  const said = message.text ?? message.caption ?? service(message) ?? "";
  const classes = ["text"];
  if (message.text && said.length < 40 && ONLY_EMOJI.test(said)) classes.push("emoji");
  if (!said) classes.push("silent");
  return make(
    "div",
    { class: classes.join(" "), dir: "auto" },
    formatted(said, message.entities ?? message.caption_entities),
    meta(message),
  );
}

/** The node of a message; data-id is its message_id. */
export function renderMessage(message, botName) {
  const preview = renderPreview(message);
  const bubble = make(
    "div",
    { class: "bubble" },
    message.via_bot
      ? make("div", { class: "via" }, text("via", { name: `@${message.via_bot.username}` }))
      : null,
    replyQuote(message, botName),
    preview?.above ? preview.card : null,
    message.photo?.length ? photo(message.photo) : null,
    message.document ? documentRow(message.document) : null,
    body(message),
    preview && !preview.above ? preview.card : null,
  );
  if (message.photo?.length) bubble.classList.add("pictured");
  const keyboard = renderKeyboard(message.reply_markup?.inline_keyboard);
  const reply = make(
    "button",
    {
      class: "round small reply",
      type: "button",
      title: text("reply"),
      data: { act: "reply", label: "reply" },
      aria: { label: text("reply") },
    },
    icon("reply"),
  );
  return make(
    "article",
    {
      class: `message ${message.out ? "out" : "in"}${keyboard ? " keyed" : ""}`,
      data: { id: message.message_id },
    },
    make("div", { class: "stack" }, bubble, keyboard),
    reply,
  );
}
