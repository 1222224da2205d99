// Keys for the list; every page works without them.
"use strict";
(() => {
  const rows = [...document.querySelectorAll("[data-row]")];
  const help = document.getElementById("keys");
  const pages = { t: "/", a: "/alerts", r: "/rules", s: "/sources" };
  let here = -1;
  let going = false;

  function move(step) {
    if (!rows.length) return;
    if (here >= 0) rows[here].classList.remove("here");
    here = Math.max(0, Math.min(rows.length - 1, here + step));
    rows[here].classList.add("here");
    rows[here].scrollIntoView({ block: "nearest" });
    const link = rows[here].querySelector("a");
    if (link) link.focus({ preventScroll: true });
  }

  const actions = {
    j: () => move(1),
    k: () => move(-1),
    o: () => here >= 0 && rows[here].querySelector("a")?.click(),
    "/": () => document.getElementById("search")?.focus(),
    "?": () => help.showModal(),
  };

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || help.open) return;
    if (event.target.closest("input, select, textarea")) return;
    if (going && pages[event.key]) {
      location.assign(pages[event.key]);
      event.preventDefault();
    }
    going = event.key === "g";
    const action = actions[event.key];
    if (action) {
      event.preventDefault();
      action();
    }
  });
})();
