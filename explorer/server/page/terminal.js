// Keeps a tab connected to its explorer. textual.js, which draws the terminal, opens one WebSocket and has no way to
// open another; so it gets this one, which looks the same but connects again when the connection is lost.
"use strict";

(() => {
  const NativeSocket = window.WebSocket;
  const STORED = "transformer-explore-session"; // of this tab: survives loading the page again
  const PAUSES = [0, 500, 1000, 2000, 4000]; // milliseconds before each attempt; the last one repeats
  const PATIENCE = 5 * 60 * 1000; // milliseconds before it gives up

  // The explorer that this tab showed at this address.
  const stored = () => {
    try {
      const { address, id } = JSON.parse(sessionStorage.getItem(STORED));
      return address === location.search ? id : "";
    } catch {
      return "";
    }
  };
  const store = (id) =>
    sessionStorage.setItem(STORED, JSON.stringify({ address: location.search, id }));
  const forget = () => sessionStorage.removeItem(STORED);

  // Shows why there is no explorer, and a button: `kind` is the name of its label.
  const showEnd = (kind, text, line = "") => {
    document.getElementById("ended-text").textContent = text;
    document.getElementById("ended-line").textContent = line;
    const button = document.getElementById("ended-button");
    button.textContent = button.dataset[kind];
    button.onclick = () => location.reload();
    document.body.classList.add("-ended");
    button.focus();
  };

  class ReconnectingSocket extends EventTarget {
    constructor(address) {
      super();
      const url = new URL(address, location.href);
      url.protocol = location.protocol === "https:" ? "wss:" : "ws:";
      for (const [name, value] of new URLSearchParams(location.search)) url.searchParams.set(name, value);
      this.url = url;
      this.ended = false;
      this.attempts = 0;
      this.lostAt = 0;
      this.open(stored());
    }

    open(id) {
      if (id) this.url.searchParams.set("session", id);
      const socket = new NativeSocket(this.url);
      socket.binaryType = "arraybuffer";
      socket.addEventListener("open", () => {
        this.attempts = 0;
        this.lostAt = 0;
        document.body.classList.remove("-reconnecting");
        this.dispatchEvent(new Event("open"));
        document.querySelector(".xterm-helper-textarea")?.focus(); // so that keys work at once
      });
      socket.addEventListener("message", (event) => this.receive(event.data));
      socket.addEventListener("close", () => this.lose());
      this.socket = socket;
    }

    receive(data) {
      if (typeof data === "string") {
        const [kind, value] = JSON.parse(data);
        if (kind === "instance_id") {
          store(value);
          this.url.searchParams.set("session", value);
          this.url.searchParams.set("reconnect", "1");
        } else if (kind === "ended") {
          this.ended = true;
          if (value.why !== "taken") forget();
          showEnd(value.why === "taken" ? "here" : "again", value.text, value.line);
        }
      }
      this.dispatchEvent(new MessageEvent("message", { data }));
    }

    lose() {
      if (this.ended) return;
      this.lostAt ||= Date.now();
      if (Date.now() - this.lostAt > PATIENCE) {
        this.ended = true;
        showEnd("retry", document.getElementById("ended-text").dataset.unreachable);
        return;
      }
      document.body.classList.add("-reconnecting");
      const pause = PAUSES[Math.min(this.attempts++, PAUSES.length - 1)];
      setTimeout(() => this.open(), pause);
    }

    send(data) {
      // What is typed while there is no connection is dropped: nobody would see what it does.
      if (this.socket.readyState === NativeSocket.OPEN) this.socket.send(data);
    }
  }

  window.WebSocket = ReconnectingSocket;
})();
