// The page of an explorer: connects the terminal, and shows why there is no explorer.

import { connectClipboard, copy } from "./clipboard.js";
import { Connection } from "./connection.js";
import { openTerminal } from "./terminal.js";
import { connectTouch } from "./touch.js";

const element = (id) => document.getElementById(id);
const body = document.body;
const touch = matchMedia("(any-pointer: coarse)").matches;
body.classList.toggle("touch", touch); // before the terminal is measured: the bar of keys takes some of the page

const terminal = await openTerminal(element("terminal"), (columns, rows) => connection.resize(columns, rows));
const connection = new Connection(() => ({ columns: terminal.cols, rows: terminal.rows }));

connection.addEventListener("open", () => {
  body.classList.remove("lost");
  connection.focus(document.activeElement === terminal.textarea);
});
connection.addEventListener("output", ({ detail }) => {
  terminal.write(detail);
  body.classList.add("started");
});
connection.addEventListener("lost", () => body.classList.add("lost"));
connection.addEventListener("ended", ({ detail }) => {
  showEnd(detail.text, detail.why === "taken" ? "here" : "again", detail.line);
});
connection.addEventListener("unreachable", () => showEnd(element("end").dataset.unreachable, "retry"));
connection.addEventListener("refused", () => showEnd(element("end").dataset.refused, "retry"));
connection.addEventListener("file", ({ detail }) => {
  const link = document.createElement("a");
  link.href = `/download/${encodeURIComponent(detail)}`;
  link.download = "";
  link.click();
});

terminal.onData((text) => connection.type(text));
terminal.textarea.addEventListener("focus", () => connection.focus(true));
terminal.textarea.addEventListener("blur", () => connection.focus(false));
connectClipboard(terminal, offerCopy);
if (touch) connectTouch(terminal, element("keys"));

// `button` is the label of the button that brings the explorer back.
function showEnd(text, button, line = "") {
  element("end-text").textContent = text;
  element("end-line").textContent = line;
  element("end-button").textContent = element("end").dataset[button];
  body.classList.add("ended");
  element("end-button").focus();
}

element("end-button").addEventListener("click", () => location.reload());

function offerCopy(text) {
  const offer = element("copy");
  offer.hidden = false;
  element("copy-button").onclick = async () => {
    await copy(text);
    offer.hidden = true;
    terminal.focus();
  };
  element("copy-close").onclick = () => {
    offer.hidden = true;
    terminal.focus();
  };
}

terminal.focus();
connection.connect();
