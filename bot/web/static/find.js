// The search of a site of files: our index is read once, and compared word by word in the browser.
"use strict";

const MOST = 20; // results that are shown
const PAUSE = 120; // milliseconds without a key before it is looked up
const WEIGHTS = { code: 100, message: 30, description: 20, said: 12, family: 8 }; // what a word counts that stands there
const GUESSED = 0.7; // of that, where the word was only begun, or has a typo
const FLOOR = 5; // a lower score is chance

const form = document.getElementById("search");
const box = form.elements.namedItem("q");
const results = document.getElementById("results");
const status = document.getElementById("status");
const before = [...results.childNodes];
const vocabulary = new Set();
let index = null;
let timer = 0;

// Width, case and marks don't matter; Chinese is compared by pairs of characters, all else by words.
const fold = (text) => text.normalize("NFKC").toLowerCase();
function terms(text) {
  const found = new Set();
  for (const [run] of fold(text).matchAll(/[\u3400-\u9fff]+|[\p{L}\p{N}_]+/gu)) {
    if (run < "\u3400" || run.length === 1) found.add(run);
    else for (let i = 0; i + 1 < run.length; i += 1) found.add(run.slice(i, i + 2));
  }
  return found;
}

async function load() {
  if (!index) {
    const response = await fetch(form.dataset.index);
    if (!response.ok) throw new Error(`status ${response.status}`);
    const read = await response.json();
    index = read.entries.map((entry) => ({
      ...entry,
      fields: {
        code: terms(entry.code),
        message: terms(entry.message),
        description: terms(`${entry.description.zh} ${entry.description.en}`),
        said: terms(entry.said.join(" ")),
        family: new Set(),
      },
      phrases: [entry.message, entry.description.zh, entry.description.en, ...entry.said].map(fold),
    }));
    for (const family of read.families) {
      const words = terms(family.said.join(" "));
      for (const member of family.members) for (const word of words) index[member].fields.family.add(word);
    }
    for (const { fields } of index) for (const words of Object.values(fields)) for (const word of words) vocabulary.add(word);
  }
  return index;
}

// One letter changed, missing, too many, or two swapped.
function isOneOff(one, other) {
  const least = Math.min(one.length, other.length);
  let head = 0;
  while (head < least && one[head] === other[head]) head += 1;
  let tail = 0;
  while (tail < least - head && one.at(-1 - tail) === other.at(-1 - tail)) tail += 1;
  const [mine, theirs] = [one, other].map((word) => word.slice(head, word.length - tail));
  return (mine.length < 2 && theirs.length < 2) || (mine.length === 2 && theirs === mine[1] + mine[0]);
}

// What a word may mean: itself; or, where nobody says it, the words that begin with it, or else those one letter off.
function readings(word) {
  if (vocabulary.has(word) || !/^[a-z_]{3,}$/.test(word)) return [word];
  const longer = [...vocabulary].filter((known) => known.startsWith(word));
  return longer.length || word.length < 4 ? longer : [...vocabulary].filter((known) => isOneOff(word, known));
}

// A long number that stands nowhere is another's error, whatever stands beside it.
function isForeign(word, entries) {
  return /^\d{4,}$/.test(word) && !vocabulary.has(word) && !entries.some((entry) => entry.code.startsWith(word));
}

function score(entry, asked, words) {
  let sum = entry.phrases.includes(asked) ? 200 : 0;
  for (const [word, meant] of words) {
    const hit = Object.keys(WEIGHTS).find((field) => meant.some((known) => entry.fields[field].has(known)));
    if (hit) sum += WEIGHTS[hit] * (meant[0] === word ? 1 : GUESSED);
    else if (/^\d+$/.test(word) && entry.code.startsWith(word)) sum += WEIGHTS.code / 2;
  }
  return sum / (words.length || 1);
}

function item(entry, language) {
  const line = document.createElement("li");
  line.className = entry.retry;
  const link = document.createElement("a");
  link.href = entry.href[language];
  const code = document.createElement("span");
  code.className = "code";
  code.textContent = entry.code;
  const message = document.createElement("span");
  message.className = "message";
  message.textContent = entry.message;
  link.append(code, " ", message);
  const meaning = document.createElement("p");
  meaning.textContent = entry.description[language].replaceAll("`", "");
  const verdict = document.createElement("p");
  const badge = document.createElement("span");
  badge.className = "badge";
  badge.textContent = entry.badge[language];
  verdict.append(badge);
  line.append(link, meaning, verdict);
  return line;
}

async function look() {
  const text = box.value.trim();
  const address = new URL(location.href);
  address.search = text ? new URLSearchParams({ q: text }) : "";
  history.replaceState(null, "", address);
  for (const link of document.querySelectorAll("a.other")) link.search = address.search;
  if (!text) {
    results.replaceChildren(...before);
    status.textContent = "";
    return;
  }
  try {
    const entries = await load();
    if (box.value.trim() !== text) return;
    const words = [...terms(text)].map((word) => [word, readings(word)]);
    const ours = words.some(([word]) => isForeign(word, entries)) ? [] : entries;
    const scored = ours.map((entry) => [score(entry, fold(text), words), entry]).filter(([sum]) => sum >= FLOOR);
    scored.sort(([one], [other]) => other - one); // the sort is stable: ties stay in the page's order
    const list = document.createElement("ol");
    list.className = "found";
    const language = document.documentElement.lang;
    list.append(...scored.slice(0, MOST).map(([, entry]) => item(entry, language)));
    results.replaceChildren(list);
    const found = scored.length > MOST ? form.dataset.part : scored.length ? form.dataset.all : form.dataset.nothing;
    status.textContent = found.replace("{shown}", MOST).replace("{every}", scored.length);
  } catch {
    status.textContent = form.dataset.failed;
  }
}

box.addEventListener("input", () => {
  clearTimeout(timer);
  timer = setTimeout(look, PAUSE);
});

form.addEventListener("submit", (event) => {
  event.preventDefault();
  clearTimeout(timer);
  look();
});

box.value = new URLSearchParams(location.search).get("q") || "";
if (box.value) look();
