// The connection of a page to its explorer, which is opened again when it is lost.

const STORED = "transformer-explore-session"; // of this tab: survives loading the page again
const PAUSES = [0, 500, 1000, 2000, 4000, 8000]; // milliseconds before each attempt; the last one repeats
const PATIENCE = 5 * 60 * 1000; // milliseconds before it gives up
const BEAT = 15 * 1000; // milliseconds between pings; without an answer to the last one, the connection is lost
const LONGEST = 4096; // characters of input in a message

// The explorer that this tab showed at this address; "" if there was none.
function storedSession() {
  try {
    const { address, id } = JSON.parse(sessionStorage.getItem(STORED));
    return address === location.search ? id : "";
  } catch {
    return "";
  }
}

// Events: `output` (detail: bytes), `open`, `lost`, `ended` (detail: {why, text, line}), `unreachable`, `refused`,
// and `file` (detail: the key of a file to download).
export class Connection extends EventTarget {
  #size;
  #session = storedSession();
  #socket = null;
  #over = false; // it will not connect again by itself
  #attempts = 0;
  #lostAt = 0;
  #retry = 0; // a timer
  #answered = true;

  // `size` returns the columns and rows of the terminal.
  constructor(size) {
    super();
    this.#size = size;
    setInterval(() => this.#ping(), BEAT);
    for (const [target, event] of [[window, "online"], [document, "visibilitychange"]]) {
      target.addEventListener(event, () => {
        if (this.#retry && !document.hidden) this.connect();
      });
    }
  }

  connect() {
    clearTimeout(this.#retry);
    this.#retry = 0;
    this.#over = false;
    const url = new URL("/ws", location.href);
    url.protocol = location.protocol === "https:" ? "wss:" : "ws:";
    const { columns, rows } = this.#size();
    const query = new URLSearchParams(location.search);
    query.set("page", document.documentElement.lang); // a browser need not say here which language it prefers
    query.set("width", columns);
    query.set("height", rows);
    if (this.#session) {
      query.set("session", this.#session);
      query.set("reconnect", "1");
    }
    url.search = query;
    const socket = (this.#socket = new WebSocket(url));
    socket.binaryType = "arraybuffer";
    let opened = false;
    socket.onopen = () => {
      opened = true;
      this.#answered = true;
      this.#attempts = this.#lostAt = 0;
      this.#report("open");
    };
    socket.onmessage = ({ data }) => this.#receive(data);
    socket.onclose = () => this.#lose(opened);
  }

  // What is typed while there is no connection is dropped: nobody would see what it does.
  type(text) {
    for (let start = 0; start < text.length; ) {
      let end = Math.min(start + LONGEST, text.length);
      if (end < text.length && /[\ud800-\udbff]/.test(text[end - 1])) end--; // half of a character
      this.#send(["stdin", text.slice(start, end)]);
      start = end;
    }
  }

  resize(columns, rows) {
    this.#send(["resize", { width: columns, height: rows }]);
  }

  focus(focused) {
    this.#send([focused ? "focus" : "blur"]);
  }

  // The next page at this address starts another explorer.
  forget() {
    sessionStorage.removeItem(STORED);
    this.#session = "";
  }

  #send(message) {
    if (this.#socket?.readyState === WebSocket.OPEN) this.#socket.send(JSON.stringify(message));
  }

  #receive(data) {
    if (typeof data !== "string") {
      this.#report("output", new Uint8Array(data));
      return;
    }
    const [kind, value] = JSON.parse(data);
    if (kind === "instance_id") {
      this.#session = value;
      sessionStorage.setItem(STORED, JSON.stringify({ address: location.search, id: value }));
    } else if (kind === "pong") {
      this.#answered = true;
    } else if (kind === "deliver_file_start") {
      this.#report("file", value);
    } else if (kind === "ended") {
      this.#over = true;
      if (value.why !== "taken") this.forget();
      this.#report("ended", value);
    }
  }

  #ping() {
    if (this.#socket?.readyState !== WebSocket.OPEN) return;
    if (this.#answered) {
      this.#answered = false;
      this.#send(["ping", ""]);
    } else {
      const silent = this.#socket;
      silent.onmessage = silent.onclose = null;
      silent.close(); // which may take a minute without a network, so it is not waited for
      this.#lose(true);
    }
  }

  async #lose(opened) {
    if (this.#over) return;
    if (!opened && (await refused())) {
      this.#over = true;
      this.#report("refused");
      return;
    }
    this.#lostAt ||= Date.now();
    if (Date.now() - this.#lostAt > PATIENCE) {
      this.#over = true;
      this.#report("unreachable");
      return;
    }
    this.#report("lost");
    const pause = PAUSES[Math.min(this.#attempts++, PAUSES.length - 1)];
    this.#retry = setTimeout(() => this.connect(), pause);
  }

  #report(type, detail) {
    this.dispatchEvent(new CustomEvent(type, { detail }));
  }
}

// Whether the server answers, but not to this browser: its cookie is no longer valid. A WebSocket does not say so.
async function refused() {
  try {
    return (await fetch("/explore")).status === 403;
  } catch {
    return false;
  }
}
