// Touch: a bar of keys, swiping instead of a mouse wheel, and a keyboard that appears only when it is wanted.

const SEQUENCES = { left: "\x1b[D", up: "\x1b[A", down: "\x1b[B", right: "\x1b[C" };
const KEYS = { ...SEQUENCES, escape: "\x1b", tab: "\t", enter: "\r", help: "?" };
const STEP = 24; // pixels of a swipe for a turn of the wheel

export function connectTouch(terminal, bar) {
  const { textarea } = terminal;
  textarea.inputMode = "none"; // otherwise every tap on a number would open the keyboard
  for (const button of bar.querySelectorAll("button")) {
    button.addEventListener("pointerdown", (event) => event.preventDefault()); // the terminal keeps the focus
    button.addEventListener("click", () => press(terminal, button));
  }
  connectSwipes(terminal.element);
}

function press(terminal, button) {
  const { textarea } = terminal;
  if (button.value === "keyboard") {
    const open = textarea.inputMode === "none";
    textarea.inputMode = open ? "text" : "none";
    button.setAttribute("aria-pressed", open);
    textarea.blur();
  } else {
    terminal.input(KEYS[button.value]);
  }
  textarea.focus();
}

function connectSwipes(element) {
  let last = 0;
  element.addEventListener("touchstart", (event) => (last = event.touches[0].clientY), { passive: true });
  element.addEventListener(
    "touchmove",
    (event) => {
      const { clientX, clientY } = event.touches[0];
      const steps = Math.trunc((last - clientY) / STEP);
      last -= steps * STEP;
      for (let step = 0; step < Math.abs(steps); step++) {
        const turn = { deltaY: Math.sign(steps), deltaMode: WheelEvent.DOM_DELTA_LINE, bubbles: true };
        event.target.dispatchEvent(new WheelEvent("wheel", { ...turn, clientX, clientY, cancelable: true }));
      }
    },
    { passive: true },
  );
}
