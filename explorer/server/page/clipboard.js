// Copying: what the explorer copies (OSC 52), and what is selected with the mouse.

const LONGEST = 1 << 20; // characters in base64

// `offer(text)` shows a button that copies, for when the browser allows copying only after a press of it.
export function connectClipboard(terminal, offer) {
  terminal.parser.registerOscHandler(52, (sequence) => {
    const text = decoded(sequence.slice(sequence.indexOf(";") + 1));
    if (text !== null) copySoon(text, offer);
    return true;
  });
  // While the explorer uses the mouse, selecting needs Shift (Option on a Mac). Ctrl+C then copies; it does not quit.
  terminal.element.addEventListener(
    "keydown",
    (event) => {
      const copies = (event.ctrlKey || event.metaKey) && ["c", "C", "Insert"].includes(event.key);
      if (!copies || event.altKey || !terminal.hasSelection()) return;
      event.preventDefault();
      event.stopPropagation();
      copySoon(terminal.getSelection(), offer);
      terminal.clearSelection();
    },
    true,
  );
}

// Base64 as text; null if it is none. A question for the clipboard's content ("?") is none, so it is never answered.
function decoded(base64) {
  if (!base64 || base64.length > LONGEST) return null;
  try {
    const bytes = Uint8Array.from(atob(base64), (each) => each.charCodeAt(0));
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    return null;
  }
}

// Copies if the reader has just pressed a key or the mouse; a program alone cannot change the clipboard.
async function copySoon(text, offer) {
  if (navigator.userActivation?.isActive && (await copy(text))) return;
  offer(text);
}

// Returns whether it was copied. Call it when a key or a button has been pressed.
export async function copy(text) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return copyOld(text); // also without TLS, where there is no navigator.clipboard
  }
}

function copyOld(text) {
  const before = document.activeElement;
  const field = document.createElement("textarea");
  field.value = text;
  field.className = "offscreen";
  document.body.append(field);
  field.select();
  const copied = document.execCommand("copy");
  field.remove();
  before?.focus();
  return copied;
}
