"use strict";
// What every page can do, living or not: save its figures, sort and filter long tables, open what is folded before printing,
// and jump within the page without losing the view that stands in its address.
const tools = (function () {
  const SVG = "http://www.w3.org/2000/svg";
  const make = (name, attributes, ...children) => {
    const isSvg = ["svg", "line", "circle", "rect", "path", "g", "text"].includes(name);
    const node = isSvg ? document.createElementNS(SVG, name) : document.createElement(name);
    for (const [key, value] of Object.entries(attributes)) node.setAttribute(key, value);
    node.append(...children);
    return node;
  };

  // --- paper: what is folded is printed, too
  let unfolded = [];
  window.addEventListener("beforeprint", () => {
    unfolded = Array.from(document.querySelectorAll("details:not([open])"));
    for (const one of unfolded) one.open = true;
  });
  window.addEventListener("afterprint", () => {
    for (const one of unfolded) one.open = false;
    unfolded = [];
  });

  // --- the keyboard: what scrolls by itself can be reached, and nothing else that has no use
  // Asking how wide things are makes the browser lay them out, so it waits until the reader has come to rest.
  let reaching = 0;
  function reach() {
    clearTimeout(reaching);
    reaching = setTimeout(reachNow, 100);
  }
  function reachNow() {
    document.querySelectorAll(".scroll").forEach((node) => {
      if (node.scrollWidth > node.clientWidth + 1) node.tabIndex = 0;
      else node.removeAttribute("tabindex");
    });
  }

  // --- jumps: to a part, to a source; the address keeps the view
  function jump(id) {
    const node = document.getElementById(id);
    if (!node) return false;
    for (let at = node; at; at = at.parentElement) if (at.tagName === "DETAILS") at.open = true;
    if (!node.hasAttribute("tabindex")) node.tabIndex = -1;
    node.scrollIntoView();
    node.focus({ preventScroll: true });
    return true;
  }
  document.addEventListener("click", (event) => {
    const link = event.target.closest && event.target.closest("a[href^='#']:not(.view)");
    if (link && jump(link.getAttribute("href").slice(1))) event.preventDefault();
  });

  // --- files
  function save(name, type, content) {
    const url = URL.createObjectURL(new Blob([content], { type }));
    const link = make("a", { href: url, download: name });
    document.body.append(link);
    link.click();
    link.remove();
    setTimeout(() => URL.revokeObjectURL(url), 10000);
  }
  const plain = (text) => text.replace(/\s+/g, " ").trim();
  // A text that a spreadsheet would take for a formula gets an apostrophe before it.
  function cell(text) {
    const safe = /^[=+@\t\r]/.test(text) || /^-(?![\d.])/.test(text) ? "'" + text : text;
    return /[",\n]/.test(safe) ? '"' + safe.replaceAll('"', '""') + '"' : safe;
  }
  function textOf(node) {
    const list = Array.from(node.querySelectorAll("li"), (item) => plain(item.textContent));
    if (list.length === 0) return plain(node.textContent);
    const word = node.querySelector(".word");
    return [word ? plain(word.textContent) : "", list.join("; ")].filter(Boolean).join(": ");
  }
  // A table as it is seen; behind it the exact figures that its rows carry.
  function csv(table) {
    const heads = Array.from(table.querySelectorAll("thead th"), textOf);
    const rows = Array.from(table.querySelectorAll("tbody tr")).filter((row) => !row.hidden);
    const exact = ["deals", "completions", "agreed", "best", "mean"].filter((key) => rows.some((row) => key in row.dataset));
    const lines = [[...heads, ...exact.map((key) => "exact " + key)]];
    for (const row of rows) lines.push([...Array.from(row.children, textOf), ...exact.map((key) => row.dataset[key] || "")]);
    return lines.map((line) => line.map(cell).join(",")).join("\n") + "\n";
  }
  const LOOKS = ["fill", "fill-opacity", "stroke", "stroke-width", "stroke-dasharray", "stroke-linejoin", "opacity", "font-family",
    "font-size", "font-weight", "text-anchor", "paint-order", "text-decoration"];
  // A drawing by itself, as it looks here: the looks that the style sheet gives become attributes.
  function drawing(svg) {
    const copy = svg.cloneNode(true), [, , width, height] = svg.getAttribute("viewBox").split(" ").map(Number);
    const from = [svg, ...svg.querySelectorAll("*")], to = [copy, ...copy.querySelectorAll("*")];
    from.forEach((node, at) => {
      const looks = getComputedStyle(node);
      if (looks.display === "none") to[at].setAttribute("display", "none");
      for (const look of LOOKS) if (looks.getPropertyValue(look)) to[at].setAttribute(look, looks.getPropertyValue(look));
      for (const name of ["class", "tabindex", "role", "aria-label", "aria-hidden", "focusable"]) to[at].removeAttribute(name);
    });
    copy.setAttribute("xmlns", SVG);
    copy.setAttribute("width", width);
    copy.setAttribute("height", height);
    const ground = getComputedStyle(document.body).backgroundColor;
    copy.prepend(make("rect", { x: 0, y: 0, width, height, fill: ground }));
    copy.prepend(make("title", {}, document.title));
    return { text: new XMLSerializer().serializeToString(copy), width, height };
  }
  function png(name, { text, width, height }) {
    const image = new Image();
    image.onload = () => {
      const canvas = make("canvas", { width: width * 2, height: height * 2 });
      canvas.getContext("2d").drawImage(image, 0, 0, width * 2, height * 2);
      canvas.toBlob((blob) => save(name + ".png", "image/png", blob));
    };
    image.src = URL.createObjectURL(new Blob([text], { type: "image/svg+xml" }));
  }
  const isSeen = (node) => node.getClientRects().length > 0;
  function saver(word, what, act) {
    const button = make("button", { type: "button", class: "save-figure", "aria-label": `${word}: ${what}` }, word);
    button.addEventListener("click", act);
    return button;
  }
  let nth = 0;
  function offer(node) {
    const table = node.matches("table") ? node : null, part = node.closest("section");
    const heading = (node.querySelector("caption") || (part && part.querySelector("h2")) || { textContent: document.title }).textContent;
    const name = `${(part && part.id) || "figure"}-${++nth}`, bar = make("p", { class: "savers" });
    if (table) bar.append(saver("CSV", plain(heading), () => save(name + ".csv", "text/csv", csv(table))));
    else {
      const seen = () => Array.from(node.querySelectorAll("svg.scene, svg.scatter")).find(isSeen);
      bar.append(saver("SVG", plain(heading), () => save(name + ".svg", "image/svg+xml", drawing(seen()).text)), " ",
        saver("PNG", plain(heading), () => png(name, drawing(seen()))));
    }
    (table ? node.closest(".scroll") || node : node.querySelector("svg:last-of-type")).after(bar);
  }

  // --- many drafts: sorted by a column, filtered by words
  const MANY = 8;
  function arrange(table) {
    const body = table.querySelector("tbody"), rows = Array.from(body.rows), heads = Array.from(table.querySelectorAll("thead th"));
    if (rows.length <= MANY) return;
    const value = (row, at) => {
      if (at === 1) return Number(row.dataset.agreed || 0) / Math.max(1, Number(row.dataset.completions || 0));
      if (at === 2) return Number(row.dataset.best || 0);
      const text = plain(row.children[at].textContent);
      const rank = ["●", "◐", "✕"].indexOf(text[0]);
      return rank >= 0 ? -rank : text.toLowerCase();
    };
    heads.forEach((head, at) => {
      const button = make("button", { type: "button", class: "sort" }, ...head.childNodes);
      head.append(button);
      button.addEventListener("click", () => {
        const down = head.getAttribute("aria-sort") !== "descending" && !(at === 0 && !head.hasAttribute("aria-sort"));
        heads.forEach((one) => one.removeAttribute("aria-sort"));
        head.setAttribute("aria-sort", down ? "descending" : "ascending");
        const sign = down ? -1 : 1;
        const sorted = rows.slice().sort((one, other) => {
          const [first, second] = [value(one, at), value(other, at)];
          return sign * (first < second ? -1 : first > second ? 1 : 0) || rows.indexOf(one) - rows.indexOf(other);
        });
        body.append(...sorted);
      });
    });
    const input = make("input", { type: "search", class: "filter" });
    const shown = make("output", {});
    input.addEventListener("input", () => {
      const words = plain(input.value).toLowerCase().split(" ");
      let n = 0;
      for (const row of rows) {
        const text = row.textContent.toLowerCase();
        row.hidden = !words.every((word) => text.includes(word));
        if (!row.hidden) n++;
      }
      shown.textContent = `${n} of ${rows.length}`;
    });
    table.closest(".scroll").before(make("p", { class: "filtering" }, make("label", {}, "Only rows with ", input), " ", shown));
  }

  function dress() {
    document.querySelectorAll("table").forEach(offer);
    document.querySelectorAll(".first, figure").forEach(offer);
    document.querySelectorAll("table.proposals").forEach(arrange);
    reach();
  }
  dress();
  window.addEventListener("resize", reach);
  document.addEventListener("toggle", reach, true);
  return { make, reach, jump, plain, dress, save };
})();
