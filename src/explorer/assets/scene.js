// The first picture, drawn anew where something changed. Sizes and places stand in the drawing itself; what is set here is
// which cells are in the zone, what each party makes of them, the band, and where it breaks.
const scene = (function () {
  const GAP = 22, MOST_LINES = 3;
  const rounded = (at) => Math.round(at * 10) / 10;
  const number = (at) => String(rounded(at));
  const cut = (text, most) => {
    const letters = Array.from(text);
    return letters.length <= most ? text : letters.slice(0, most - 1).join("").trimEnd() + "…";
  };
  const set = (node, name, value) => {
    if (node.getAttribute(name) !== value) node.setAttribute(name, value);
  };
  function standing(cell, isAgreed) {
    if (cell.verdict === "impossible") return "no";
    if (cell.verdict === "certain" || cell.verdict === "possible") return "in";
    return !isAgreed && cell.open ? "open" : "out";
  }
  function drawMark(node, mark, shapes) {
    set(node, "class", "mark " + mark.state);
    const [shape, level] = node.children, high = mark.state === "way" ? rounded(12 * mark.chance) : 0;
    set(shape, "d", shapes[mark.state]);
    set(level, "y", number(14 - high));
    set(level, "height", number(high));
  }
  function band(rows, now) {
    let path = "";
    now.gaps.forEach((gap, at) => {
      if (now.rupture && now.rupture.after === at) return;
      for (const [from, to] of now.agreed ? gap.agreed : gap.open) {
        const above = rows[at].cells[from], below = rows[at + 1].cells[to];
        const ends = ({ x, w }) => [number(x + 0.2 * w), number(x + 0.8 * w)];
        const [left, right] = ends(above), [l, r] = ends(below);
        const top = rounded(rows[at].y + above.y + above.h), bottom = rounded(rows[at + 1].y + below.y);
        const middle = number((top + bottom) / 2);
        path += `M${left} ${number(top)}C${left} ${middle} ${l} ${middle} ${l} ${number(bottom)}H${r}C${r} ${middle} ${right} ${middle} ${right} ${number(top)}Z`;
      }
    });
    return path;
  }
  // `now`: { rows: [{ cells: [{ verdict, open, marks: [{ state, chance }], words }] }], gaps: [{ agreed, open }], agreed, rupture }.
  function draw(svg, now, words, nameOf) {
    const n = Number(svg.dataset.chars), lines = [];
    if (now.rupture) {
      const all = now.rupture.demands.map(nameOf);
      lines.push(words.breaks, ...all.slice(0, MOST_LINES).map((line) => cut(line, n)));
      if (all.length > MOST_LINES) lines.push(words.more.replace("{n}", all.length - MOST_LINES));
    }
    const extra = now.rupture ? 18 + 16 * lines.length : 0;
    let y = 4;
    const rows = Array.from(svg.querySelectorAll("g.row"), (group, at) => {
      const row = { y, h: Number(group.dataset.h), cells: [] };
      set(group, "transform", `translate(0 ${number(y)})`);
      group.querySelectorAll("g.cell").forEach((node, place) => {
        const { x, y: down, w, h } = node.dataset, cell = now.rows[at].cells[place];
        row.cells.push({ x: Number(x), y: Number(down), w: Number(w), h: Number(h) });
        set(node, "class", "cell " + standing(cell, now.agreed));
        set(node.querySelector(".hit"), "aria-label", cell.words);
        node.querySelectorAll(".mark").forEach((mark, party) => drawMark(mark, cell.marks[party], words.shapes));
      });
      y += row.h + GAP;
      if (now.rupture && now.rupture.after === at) y += extra;
      return row;
    });
    const path = svg.querySelector(".band"), rupture = svg.querySelector(".rupture");
    set(path, "class", "band " + (now.agreed ? "agreed" : "apart"));
    set(path, "d", band(rows, now));
    set(rupture, "class", now.rupture ? "rupture" : "rupture unused");
    const before = now.rupture ? rows[now.rupture.after] : null;
    set(rupture, "transform", `translate(0 ${number(before ? before.y + before.h + GAP / 2 : 0)})`);
    set(rupture.querySelector(".box"), "height", number(18 + 16 * lines.length - 6));
    rupture.querySelectorAll("text").forEach((text, at) => {
      if (text.textContent !== (lines[at] || "")) text.textContent = lines[at] || "";
    });
    set(svg.querySelector(".legend"), "transform", `translate(0 ${number(y)})`);
    const [, , width] = svg.getAttribute("viewBox").split(" ");
    set(svg, "viewBox", `0 0 ${width} ${number(y + Number(svg.dataset.legend))}`);
  }
  // Where the band breaks: behind a row, and the demands that break it.
  function rupture(now, issues, conflicts, topics) {
    if (conflicts.length === 0) return null;
    const speaks = (conflict, row) => conflict.some((demand) => topics(demand).includes(issues[row]));
    const [first] = conflicts, about = (row) => conflicts.find((conflict) => speaks(conflict, row)) || first;
    const shut = now.rows.findIndex((row) => !row.cells.some((cell) => cell.open));
    if (shut >= 0) return { after: shut, demands: about(shut) };
    const gap = now.gaps.findIndex(({ open }) => open.length === 0);
    if (gap >= 0) return { after: gap, demands: about(gap) };
    const last = issues.findLastIndex((_, row) => speaks(first, row));
    return { after: Math.max(0, last - 1), demands: first };
  }
  return { draw, rupture };
})();
