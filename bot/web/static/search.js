// Results as one types: the same page is fetched, and its results stand where the older ones stood.
"use strict";

const PAUSE = 180; // milliseconds without a key before it is looked up

const form = document.getElementById("search");
const box = form.elements.namedItem("q");
const results = document.getElementById("results");
const status = document.getElementById("status");
let running = new AbortController();
let timer = 0;
let shown = location.href;

function wanted() {
  const fields = new URLSearchParams(new FormData(form));
  fields.set("q", box.value.trim());
  if (!box.value.trim()) fields.delete("q");
  const address = new URL(form.action);
  address.search = fields;
  return address.href;
}

async function look(address) {
  running.abort();
  running = new AbortController();
  if (address === shown) return;
  const { signal } = running;
  try {
    const response = await fetch(address, { signal });
    const page = new DOMParser().parseFromString(await response.text(), "text/html");
    const found = page.getElementById("results");
    if (!response.ok || !found) throw new Error(`status ${response.status}`);
    if (signal.aborted) return;
    results.replaceChildren(...document.adoptNode(found).childNodes);
    status.textContent = page.getElementById("status").textContent;
    document.title = page.title;
    const other = page.querySelector("a.other").getAttribute("href");
    document.querySelector("a.other").setAttribute("href", other);
    shown = address;
    history.replaceState(null, "", address);
  } catch {
    if (!signal.aborted) status.textContent = form.dataset.failed;
  }
}

box.addEventListener("input", (event) => {
  clearTimeout(timer);
  if (event.isComposing) return; // while an input method composes Chinese, nothing is meant yet
  timer = setTimeout(() => look(wanted()), PAUSE);
});

box.addEventListener("compositionend", () => {
  clearTimeout(timer);
  timer = setTimeout(() => look(wanted()), PAUSE);
});

form.addEventListener("submit", (event) => {
  event.preventDefault();
  clearTimeout(timer);
  look(wanted());
});
