// The terminal: xterm.js with our fonts, as large as the page, with the explorer's background around it.

const { CanvasAddon, FitAddon, Terminal, Unicode11Addon } = globalThis.xterm;

// Chinese is drawn with the reader's own font, if there is one. A wide character takes two cells in any font.
const FONTS = '"Explorer Mono", "System Chinese", "Explorer Chinese", monospace';
const COLUMNS = 80; // the explorer needs them, so a narrow page gets smaller letters
const CELL = 0.602; // width of a letter of Explorer Mono
const SIZES = [15, 14, 13, 12, 11, 10, 9]; // pixels; at 15, a letter is as wide as its cell

// The terminal in an element; `resized(columns, rows)` is called after its size has changed.
export async function openTerminal(element, resized) {
  // Before the terminal measures a letter.
  await Promise.all(["400", "700"].map((weight) => document.fonts.load(`${weight} 16px "Explorer Mono"`)));
  const terminal = new Terminal({
    allowProposedApi: true, // for the widths of characters
    fontFamily: FONTS,
    fontSize: fittingSize(element),
    macOptionClickForcesSelection: true,
    scrollback: 0,
  });
  const fit = new FitAddon();
  terminal.loadAddon(fit);
  terminal.loadAddon(new Unicode11Addon());
  terminal.unicode.activeVersion = "11";
  terminal.open(element);
  terminal.loadAddon(new CanvasAddon()); // it draws lines and blocks without gaps, and needs no WebGL
  terminal.textarea.setAttribute("aria-label", element.getAttribute("aria-label"));
  fit.fit();
  terminal.onResize(({ cols, rows }) => resized(cols, rows));
  terminal.onRender(() => matchBackground(terminal));
  terminal.attachCustomKeyEventHandler((event) => !isForBrowser(event));
  document.fonts.addEventListener("loadingdone", () => terminal.clearTextureAtlas()); // draws every character again
  new ResizeObserver(() => {
    terminal.options.fontSize = fittingSize(element);
    fit.fit();
  }).observe(element);
  return terminal;
}

function fittingSize(element) {
  const cell = (size) => Math.floor(size * CELL * devicePixelRatio) / devicePixelRatio; // whole pixels of the screen
  return SIZES.find((size) => COLUMNS * cell(size) <= element.clientWidth) ?? SIZES.at(-1);
}

// The page has the color of the last cell, so that no edge shows where the cells end, and is as light or dark.
function matchBackground(terminal) {
  const { active } = terminal.buffer;
  const cell = active.getLine(active.viewportY + terminal.rows - 1)?.getCell(terminal.cols - 1);
  if (!cell?.isBgRGB()) return;
  const color = cell.getBgColor(); // 0xRRGGBB
  const { style } = document.documentElement;
  style.colorScheme = ((color >> 8) & 255) > 127 ? "light" : "dark"; // green is most of the lightness
  document.body.style.background = `#${color.toString(16).padStart(6, "0")}`;
}

// Keys that the browser gets instead of the explorer: pasting, zooming and loading the page again.
function isForBrowser(event) {
  const control = event.ctrlKey || event.metaKey;
  if (["F5", "F11", "F12"].includes(event.key)) return true;
  if (control && !event.altKey && ["v", "V", "+", "-", "=", "0"].includes(event.key)) return true;
  return event.shiftKey && event.key === "Insert";
}
