// Live pages: hears of news, keeps drafts, and never lets a reply be sent unread. Everything works without it.
"use strict";

(() => {
  const body = document.body;

  // --- News: one stream per page; after a lost connection the server compares marks, so nothing is missed.

  function listen() {
    const address = new URL(body.dataset.events, location.origin);
    address.searchParams.set("since", body.dataset.since);
    const stream = new EventSource(address);
    const lost = document.querySelector("[data-lost]");
    let patience;
    stream.onopen = () => {
      clearTimeout(patience);
      patience = undefined;
      lost.hidden = true;
    };
    stream.onerror = () => {
      patience ??= setTimeout(() => { lost.hidden = false; }, 4000);
      if (stream.readyState === EventSource.CLOSED) setTimeout(revive, 5000, stream);
    };
    stream.addEventListener("news", (event) => {
      body.dataset.since = event.lastEventId;
      body.dispatchEvent(new CustomEvent(event.data === "talk" ? "news-talk" : "news-list"));
    });
    stream.addEventListener("out", () => location.reload());
    return stream;
  }

  // The server refused the stream: signed out, or restarting.
  async function revive(dead) {
    if (dead !== live) return;
    const answer = await fetch("/console/list").catch(() => null);
    if (answer?.status === 401) location.reload();
    else live = listen();
  }

  let live = body.dataset.events ? listen() : null;

  // A browser allows only a few open streams: a hidden conversation closes its own and catches up later.
  document.addEventListener("visibilitychange", () => {
    if (!live || !body.classList.contains("desk")) return;
    if (document.hidden) live.close();
    else if (live.readyState === EventSource.CLOSED) live = listen();
  });
  addEventListener("pagehide", () => live?.close());
  addEventListener("pageshow", (event) => { if (event.persisted) location.reload(); });

  // Waiting times grow while nothing happens.
  setInterval(() => { if (live && !document.hidden) body.dispatchEvent(new CustomEvent("news-list")); }, 30000);

  // --- The number of waiting people in the tab's title.

  const list = document.querySelector("[data-list]");
  const title = document.title;
  function count() {
    const waiting = Number(list.querySelector("[data-waiting]")?.dataset.waiting ?? 0);
    document.title = waiting ? `(${waiting}) ${title}` : title;
  }
  if (list) {
    count();
    new MutationObserver(count).observe(list, { subtree: true, childList: true, attributes: true });
  }

  // --- The transcript stays at its end while the officer is there.

  const scroll = document.querySelector("[data-scroll]");
  if (scroll) {
    let atEnd = true;
    const toEnd = () => { if (atEnd) scroll.scrollTop = scroll.scrollHeight; };
    scroll.addEventListener("scroll", () => {
      atEnd = scroll.scrollHeight - scroll.scrollTop - scroll.clientHeight < 80;
    }, { passive: true });
    scroll.addEventListener("load", toEnd, true);
    new ResizeObserver(toEnd).observe(scroll);
    new MutationObserver(toEnd).observe(scroll, { subtree: true, childList: true });
    toEnd();
  }

  // --- The reply: a draft survives; news that came while writing must be acknowledged.

  const form = document.querySelector("[data-reply]");
  if (form) {
    const { text, seq } = form.elements;
    const fresh = form.querySelector("[data-fresh]");
    const key = `draft-${form.dataset.reply}`;
    const newest = () => scroll.querySelector("[data-last]").dataset.last;
    const caughtUp = () => { seq.value = newest(); fresh.hidden = true; };

    const here = new URL(location.href);
    if (here.searchParams.has("sent")) {
      sessionStorage.removeItem(key);
      here.searchParams.delete("sent");
      history.replaceState(null, "", here);
    }
    text.value ||= sessionStorage.getItem(key) ?? "";
    text.focus({ preventScroll: true });
    text.addEventListener("input", () => {
      sessionStorage.setItem(key, text.value);
      if (!text.value.trim()) caughtUp();
    });
    text.addEventListener("keydown", (event) => {
      if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
        event.preventDefault();
        form.requestSubmit();
      }
    });
    form.querySelector("[data-read]").addEventListener("click", () => { caughtUp(); text.focus(); });
    new MutationObserver(() => {
      if (newest() === seq.value) return;
      if (text.value.trim()) fresh.hidden = false;
      else caughtUp();
    }).observe(scroll, { subtree: true, childList: true, attributes: true });
  }

  // --- Forms are sent once; filters apply when chosen; j and k walk through the list.

  document.addEventListener("submit", (event) => {
    if (event.target.method !== "post" || event.defaultPrevented) return;
    if (event.target.dataset.sent) event.preventDefault();
    event.target.dataset.sent = "1";
  });
  document.querySelector("[data-filters]")?.addEventListener("change", (event) => event.currentTarget.requestSubmit());
  document.querySelector("[data-select]")?.select();

  document.addEventListener("keydown", (event) => {
    if (event.target.closest("input, select, textarea") || event.ctrlKey || event.metaKey || event.altKey) return;
    const step = { j: 1, k: -1 }[event.key];
    const talks = [...document.querySelectorAll(".talk")];
    if (!step || !talks.length) return;
    const next = talks.indexOf(document.activeElement) + step;
    talks[Math.max(0, Math.min(next, talks.length - 1))].focus();
  });
})();
