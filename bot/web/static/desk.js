// The desk without reloading: the same forms are sent, the same HTML comes back, and stands below the older turns.
"use strict";

const MOST_TURNS = 50; // kept on the page
const PATIENCE = 250; // milliseconds before the page says that it is waiting

const form = document.getElementById("desk");
const box = form.elements.namedItem("text");
const about = form.elements.namedItem("about");
const log = document.getElementById("log");
const status = document.getElementById("status");
const progress = document.getElementById("progress");
const bar = document.getElementById("bar");
const picker = document.getElementById("file");
const words = form.dataset;
let busy = false; // with a turn; questions are answered while a log is read
let reading = false;

// --- a turn ---------------------------------------------------------------------------------

async function turn(fields, moves) {
  if (busy) return false;
  begin();
  const wait = setTimeout(() => { status.textContent = words.waiting; }, PATIENCE);
  let good = false;
  try {
    const response = await fetch(words.turn, { method: "POST", body: new URLSearchParams(fields) });
    show(await response.text(), moves);
    good = response.ok;
    status.textContent = "";
  } catch {
    status.textContent = words.failed;
  }
  clearTimeout(wait);
  end();
  return good;
}

function begin() {
  busy = true;
  status.textContent = "";
  form.setAttribute("aria-busy", "true");
}

function end() {
  busy = false;
  form.removeAttribute("aria-busy");
}

// `moves`: whoever pressed a button goes on from the new turn; whoever types stays in the box.
function show(html, moves) {
  const found = new DOMParser().parseFromString(html, "text/html").querySelector(".turn");
  if (!found) throw new Error("no turn in the response");
  const added = document.adoptNode(found);
  added.classList.add("arrived");
  makeCopied(added);
  log.append(added);
  while (log.children.length > MOST_TURNS) log.firstElementChild.remove();
  document.getElementById("welcome").hidden = true;
  const memory = added.querySelector("[name=about]"); // what a follow-up is about from now on
  if (memory) about.value = memory.value;
  if (moves) added.focus({ preventScroll: true });
  added.scrollIntoView({ block: "start" });
}

async function ask(text, moves = false) {
  if (!text.trim()) return;
  if (text.length > Number(words.longest)) {
    sendLog(new Blob([text]), words.pasted).then((good) => { if (good && box.value === text) box.value = ""; });
    return;
  }
  const fields = new FormData(form);
  fields.set("text", text);
  if (await turn(fields, moves) && box.value === text) box.value = "";
}

form.addEventListener("submit", (event) => {
  event.preventDefault();
  ask(box.value);
});

box.addEventListener("keydown", (event) => {
  // While an input method composes Chinese, Enter belongs to it.
  if (event.key !== "Enter" || event.shiftKey || event.isComposing || event.keyCode === 229) return;
  event.preventDefault();
  ask(box.value);
});

log.addEventListener("submit", (event) => {
  if (!event.submitter) return;
  event.preventDefault();
  const fields = new FormData(event.target);
  fields.set("do", event.submitter.value);
  const chosen = form.querySelector("[name=language]:checked");
  if (chosen) fields.set("language", chosen.value);
  turn(fields, true);
});

document.getElementById("examples").addEventListener("click", (event) => {
  const chip = event.target.closest("[data-text]");
  if (!chip || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  ask(chip.dataset.text, true);
});

// --- a log ----------------------------------------------------------------------------------

// A request that tells how far it was sent, and whose answer can be read while it comes: fetch can't do the first.
function sendLog(file, name) {
  if (reading) return refuse(words.oneLog);
  if (file.size > Number(words.largest)) return refuse(words.tooLarge);
  if (!file.size) return refuse(words.empty);
  reading = true;
  status.textContent = words.sending;
  tell(words.sending, 0, "");
  progress.hidden = false;
  return new Promise((resolve) => {
    const request = new XMLHttpRequest();
    const stop = document.getElementById("stop");
    const halt = () => request.abort();
    const done = (good, said) => {
      stop.removeEventListener("click", halt);
      const inside = progress.contains(document.activeElement);
      progress.hidden = true;
      if (inside) box.focus();
      status.textContent = said;
      reading = false;
      resolve(good);
    };
    let read = 0;
    const news = (last) => {
      const lines = request.responseText.slice(read).split("\n");
      const kept = lines.pop();
      read = request.responseText.length - kept.length;
      for (const line of lines) {
        const piece = JSON.parse(line);
        if (piece.html === undefined) tell(words.reading, piece.share, piece.text);
        else if (last) return piece.html;
        else read -= line.length + 1; // shown when the response is whole
      }
      return undefined;
    };
    request.upload.addEventListener("progress", (event) => {
      if (event.lengthComputable) tell(words.sending, event.loaded / event.total, "");
    });
    request.addEventListener("progress", () => { if (request.status === 200) news(false); });
    request.addEventListener("load", () => {
      try {
        const html = request.status === 200 ? news(true) : request.responseText;
        show(html || "", progress.contains(document.activeElement));
        done(request.status === 200, "");
      } catch {
        done(false, words.failed);
      }
    });
    request.addEventListener("error", () => done(false, words.failed));
    request.addEventListener("abort", () => done(false, words.stopped));
    stop.addEventListener("click", halt);
    request.open("POST", words.log);
    request.setRequestHeader("Content-Type", "application/octet-stream");
    request.setRequestHeader("X-Name", encodeURIComponent(name.slice(0, 80)));
    const chosen = form.querySelector("[name=language]:checked");
    if (chosen) request.setRequestHeader("X-Language", chosen.value);
    request.send(file);
  });
}

function refuse(why) {
  status.textContent = why;
  return Promise.resolve(false);
}

// The status is read aloud: it changes with what is done, not with how far that is.
function tell(what, share, text) {
  const label = progress.querySelector("label");
  if (label.textContent !== what || !status.textContent) status.textContent = what;
  label.textContent = what;
  bar.value = share;
  document.getElementById("read").textContent = text;
}

document.getElementById("open").addEventListener("click", () => picker.click());
picker.addEventListener("change", () => {
  const file = picker.files[0];
  picker.value = "";
  if (file) sendLog(file, file.name);
});

box.addEventListener("paste", (event) => {
  const [file] = event.clipboardData.files;
  const text = event.clipboardData.getData("text/plain");
  if (!file && text.length <= Number(words.longest)) return;
  if (file && text) return; // a table program brings a picture of its cells, too
  event.preventDefault(); // a box with megabytes in it is slow to type in
  sendLog(file || new Blob([text]), file ? file.name : words.pasted);
});

let depth = 0; // of the elements that a dragged file is over
addEventListener("dragenter", (event) => {
  if (!event.dataTransfer.types.includes("Files")) return;
  depth += 1;
  form.classList.add("over");
});
addEventListener("dragleave", (event) => {
  if (!event.dataTransfer.types.includes("Files")) return;
  depth = Math.max(0, depth - 1);
  if (!depth) form.classList.remove("over");
});
addEventListener("dragover", (event) => {
  if (event.dataTransfer.types.includes("Files")) event.preventDefault();
});
addEventListener("drop", (event) => {
  const [file] = event.dataTransfer.files;
  if (!file) return;
  event.preventDefault();
  depth = 0;
  form.classList.remove("over");
  sendLog(file, file.name);
});

// --- the other language ---------------------------------------------------------------------

// The page is the same in both languages but for its words: these change, and what was said stays.
const SPOKEN = ["lang", "hreflang", "href", "aria-label", "aria-current", "placeholder", "title"];

function translate(mine, theirs) {
  for (const { name, value } of theirs.attributes) {
    if (SPOKEN.includes(name) || name.startsWith("data-")) mine.setAttribute(name, value);
  }
  if (mine.type === "radio") mine.checked = theirs.hasAttribute("checked");
  if (mine === log || mine === status || mine === box) return;
  mine.childNodes.forEach((child, place) => {
    const other = theirs.childNodes[place];
    if (!other || child.nodeName !== other.nodeName) return;
    if (child.nodeType === Node.TEXT_NODE) child.data = other.data;
    else if (child.nodeType === Node.ELEMENT_NODE) translate(child, other);
  });
}

async function change(address) {
  const response = await fetch(address);
  if (!response.ok) throw new Error(`status ${response.status}`);
  const page = new DOMParser().parseFromString(await response.text(), "text/html");
  const former = document.documentElement.lang;
  for (const said of log.querySelectorAll(".turn:not([lang])")) said.lang = former;
  document.documentElement.lang = page.documentElement.lang;
  document.title = page.title;
  translate(document.body, page.body);
  history.replaceState(null, "", address);
}

document.querySelector("a.other").addEventListener("click", async (event) => {
  if (event.ctrlKey || event.metaKey || event.shiftKey) return;
  if (!log.querySelector(".arrived") && !box.value) return; // the address alone says all that there is
  event.preventDefault();
  const { href } = event.currentTarget;
  try {
    await change(href);
  } catch {
    location.assign(href);
  }
});

// --- what is to be copied -------------------------------------------------------------------

function makeCopied(part) {
  if (!navigator.clipboard) return; // only on https and on this machine
  for (const sample of part.querySelectorAll(".sample")) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "copy";
    button.textContent = words.copy;
    button.addEventListener("click", async () => {
      try {
        await navigator.clipboard.writeText(sample.textContent);
        status.textContent = words.copied;
      } catch {
        getSelection().selectAllChildren(sample); // the reader copies it
      }
    });
    sample.after(button);
  }
}

makeCopied(log);
if (!log.children.length && matchMedia("(pointer: fine)").matches) box.focus({ preventScroll: true }); // no keyboard pops up
document.getElementById("keys").hidden = false;
document.getElementById("open").hidden = false;
