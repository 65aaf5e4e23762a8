// The page's own words, in the language of the person shown.

const TEXTS = {
  en: {
    chats: "Chats",
    theme: "Light or dark",
    note: "A local playground: nothing leaves this machine.",
    back: "Back to the chats",
    menu: "Chat menu",
    menuButton: "Menu",
    commands: "Commands",
    connecting: "Connecting…",
    bot: "bot",
    typing: "typing…",
    sendingFile: "sending a file…",
    sendingPhoto: "sending a photo…",
    welcomeTitle: "What can this bot do?",
    welcome: "It brings the news, searches the archive and knows the exchange rates. Press START to begin.",
    start: "START",
    unblockButton: "UNBLOCK BOT",
    down: "To the newest message",
    drop: "Drop the file here to send it",
    message: "Message",
    attach: "Attach a file",
    send: "Send",
    sendFile: "Send a file",
    caption: "Caption",
    cancel: "Cancel",
    ok: "OK",
    reply: "Reply",
    cancelReply: "Do not reply",
    you: "You",
    reader: "Reader",
    admin: "Admin (newsroom)",
    channel: "Channel",
    group: "Group",
    noChats: "There is no chat that fits",
    sharedChat: "Chose {name}",
    sharedUsers: "Chose {count} people",
    joined: "{name} was added",
    gone: "{name} was removed",
    topic: "Opened the topic {name}",
    noMessages: "No messages yet",
    photo: "Photo",
    document: "Document",
    edited: "edited",
    today: "Today",
    yesterday: "Yesterday",
    log: "Messages",
    unread: "{count} unread",
    spoiler: "Hidden text, press to show",
    copy: "Copy",
    copied: "Copied",
    notCopied: "The browser refused to copy",
    unfold: "Show all or less",
    openLink: "opens in a new tab",
    results: "Results",
    noResults: "No results",
    noAnswer: "The bot does not answer",
    via: "via {name}",
    notHere: "This kind of button does not work in the playground",
    language: "Language",
    block: "Block bot",
    unblock: "Unblock bot",
    clear: "Clear chat",
    clearQuestion: "Clear the messages of this chat?",
    failed: "That did not work: {reason}",
    unreachable: "The playground does not answer",
    tooBig: "{name} is larger than 50 MB",
    bytes: "B,KB,MB,GB",
  },
  ru: {
    chats: "Чаты",
    theme: "Светлая или тёмная тема",
    note: "Локальная площадка: ничто не покидает этот компьютер.",
    back: "К списку чатов",
    menu: "Меню чата",
    menuButton: "Меню",
    commands: "Команды",
    connecting: "Соединение…",
    bot: "бот",
    typing: "печатает…",
    sendingFile: "отправляет файл…",
    sendingPhoto: "отправляет фото…",
    welcomeTitle: "Что умеет этот бот?",
    welcome: "Он приносит новости, ищет в архиве и знает курсы валют. Нажмите СТАРТ, чтобы начать.",
    start: "СТАРТ",
    unblockButton: "РАЗБЛОКИРОВАТЬ",
    down: "К последнему сообщению",
    drop: "Отпустите файл, чтобы отправить его",
    message: "Сообщение",
    attach: "Прикрепить файл",
    send: "Отправить",
    sendFile: "Отправить файл",
    caption: "Подпись",
    cancel: "Отмена",
    ok: "ОК",
    reply: "Ответить",
    cancelReply: "Не отвечать",
    you: "Вы",
    reader: "Читатель",
    admin: "Админ (редакция)",
    channel: "Канал",
    group: "Группа",
    noChats: "Подходящего чата нет",
    sharedChat: "Выбор: {name}",
    sharedUsers: "Выбрано людей: {count}",
    joined: "{name} теперь в чате",
    gone: "{name} больше не в чате",
    topic: "Открыта тема «{name}»",
    noMessages: "Сообщений пока нет",
    photo: "Фото",
    document: "Документ",
    edited: "изменено",
    today: "Сегодня",
    yesterday: "Вчера",
    log: "Сообщения",
    unread: "непрочитанных: {count}",
    spoiler: "Скрытый текст, нажмите, чтобы показать",
    copy: "Копировать",
    copied: "Скопировано",
    notCopied: "Браузер не дал скопировать",
    unfold: "Показать всё или меньше",
    openLink: "откроется в новой вкладке",
    results: "Результаты",
    noResults: "Ничего не найдено",
    noAnswer: "Бот не отвечает",
    via: "через {name}",
    notHere: "Такая кнопка на площадке не работает",
    language: "Язык",
    block: "Заблокировать бота",
    unblock: "Разблокировать бота",
    clear: "Очистить чат",
    clearQuestion: "Убрать сообщения этого чата?",
    failed: "Не получилось: {reason}",
    unreachable: "Площадка не отвечает",
    tooBig: "{name} больше 50 МБ",
    bytes: "Б,КБ,МБ,ГБ",
  },
};

let language = "en";

/** Chooses the page's language: Russian for "ru" and its regions, otherwise English. */
export function speak(code) {
  language = code?.toLowerCase().split("-")[0] === "ru" ? "ru" : "en";
  document.documentElement.lang = language;
  return language;
}

/** The text of that name; `{field}` is filled from `fields`. */
export function text(name, fields = {}) {
  return TEXTS[language][name].replace(/\{(\w+)\}/g, (_, field) => fields[field]);
}

/** Writes the texts that a tree asks for by data-text, data-label and data-placeholder. */
export function translate(root) {
  for (const node of root.querySelectorAll("[data-text]")) {
    node.textContent = text(node.dataset.text);
  }
  for (const node of root.querySelectorAll("[data-label]")) {
    node.setAttribute("aria-label", text(node.dataset.label));
    if (node.matches("button, a")) node.title = text(node.dataset.label);
  }
  for (const node of root.querySelectorAll("[data-placeholder]")) {
    node.placeholder = text(node.dataset.placeholder);
  }
}

// A formatter costs as much as hundreds of uses of it.
const formats = new Map();

function format(name, options) {
  const key = `${language} ${name}`;
  if (!formats.has(key)) {
    formats.set(key, new Intl.DateTimeFormat(language === "en" ? "en-GB" : "ru-RU", options));
  }
  return formats.get(key);
}

const date = (seconds) => new Date(seconds * 1000);

/** "14:05" of a Unix time in seconds. */
export function clock(seconds) {
  return format("clock", { hour: "2-digit", minute: "2-digit" }).format(date(seconds));
}

/** Date and time in full, for a tooltip. */
export function moment(seconds) {
  return format("moment", { dateStyle: "long", timeStyle: "medium" }).format(date(seconds));
}

const STEPS = [
  ["year", 31_536_000],
  ["month", 2_592_000],
  ["day", 86_400],
  ["hour", 3600],
  ["minute", 60],
  ["second", 1],
];

/** "in 5 minutes", "3 days ago". */
function relative(seconds, now = Date.now() / 1000) {
  const distance = seconds - now;
  const [unit, length] = STEPS.find(([, size]) => Math.abs(distance) >= size) ?? STEPS.at(-1);
  return new Intl.RelativeTimeFormat(language, { numeric: "auto" }).format(
    Math.round(distance / length),
    unit,
  );
}

/**
 * A moment as a date-time entity asks for it: "r" is relative, otherwise letters for the day of
 * the week (w), the date (d short, D long) and the time (t short, T with seconds).
 */
export function inWords(seconds, letters) {
  if (letters === "r") return relative(seconds);
  const options = {};
  if (letters.includes("w")) options.weekday = letters.includes("d") ? "short" : "long";
  if (letters.includes("d")) Object.assign(options, { day: "2-digit", month: "2-digit", year: "2-digit" });
  if (letters.includes("D")) Object.assign(options, { day: "numeric", month: "long", year: "numeric" });
  if (/t/i.test(letters)) Object.assign(options, { hour: "2-digit", minute: "2-digit" });
  if (letters.includes("T")) options.second = "2-digit";
  return format(`words ${letters}`, options).format(date(seconds));
}

/** "Today", "Yesterday", "12 November", "12 November 2025": the words over a day's messages. */
export function dayName(seconds, now = new Date()) {
  const then = date(seconds);
  const yesterday = new Date(now.getFullYear(), now.getMonth(), now.getDate() - 1);
  if (then.toDateString() === now.toDateString()) return text("today");
  if (then.toDateString() === yesterday.toDateString()) return text("yesterday");
  if (then.getFullYear() === now.getFullYear()) {
    return format("day", { day: "numeric", month: "long" }).format(then);
  }
  return format("year", { day: "numeric", month: "long", year: "numeric" }).format(then);
}

/** The short time of the chat list: the hour today, the date before. */
export function shortTime(seconds, now = new Date()) {
  const then = date(seconds);
  if (then.toDateString() === now.toDateString()) return clock(seconds);
  return format("short", { day: "numeric", month: "short" }).format(then);
}

/** "12.3 KB" of a number of bytes. */
export function fileSize(bytes) {
  const units = text("bytes").split(",");
  let step = 0;
  let size = bytes ?? 0;
  while (size >= 1000 && step < units.length - 1) {
    size /= 1024;
    step += 1;
  }
  const digits = step && size < 100 ? 1 : 0;
  return `${size.toLocaleString(language, { maximumFractionDigits: digits })} ${units[step]}`;
}
