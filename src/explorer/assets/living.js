// Counts a scenario again where its reader changes an assumption. The page carries, for every coherent deal, which demands
// it crosses; so a line can be switched off or softened and a term fixed, and everything follows exactly as `zopa run` has
// it. Nothing is loaded, nothing is sent; the state stands in the address behind the #.
// `refuse`: in the explorer, what writes a line of a party against an option; none on a page.
function living(refuse = null) {
  const data = JSON.parse(document.getElementById("data").textContent);
  // Whoever puts another page in place of this one ends it: then it hears nothing any more.
  const end = new AbortController(), { signal } = end;
  const nDemands = data.demands.length, nSets = data.sets.length, nParties = data.parties;
  const nVariables = data.variables.length;

  // --- the table: runs of deals that cross the same set
  const LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  const letter = new Map(Array.from(LETTERS, (one, place) => [one, place]));
  const runs = [];
  {
    let number = 0, scale = 1, three = [], end = 0;
    for (const one of data.table) {
      const bits = letter.get(one);
      number += (bits & 31) * scale;
      scale *= 32;
      if (bits & 32) continue;
      three.push(number);
      number = 0;
      scale = 1;
      if (three.length === 3) {
        const first = end + three[0], n = three[2] + 1;
        runs.push({ first, n, set: three[1] });
        end = first + n;
        three = [];
      }
    }
  }
  let stride = data.deals;
  for (const variable of data.variables) {
    stride = stride / variable.n;
    variable.stride = stride;
  }

  // --- rows: a value of an issue, or a member of one; then the proposals; then all
  const rows = [];
  data.issues.forEach((issue, place) => {
    issue.variables = data.variables.map((v, at) => ({ v, at })).filter(({ v }) => v.issue === place);
    issue.base = rows.length;
    for (let row = 0; row < issue.rows; row++) rows.push({ issue: place, row, tr: document.getElementById(`row-${place}-${row}`) });
  });
  const ALL = rows.length + data.proposals.length, nCells = ALL + 1;
  // For each variable and each of its values the rows it counts in: one, of an order one a place, of a member left out none.
  const rowsOf = data.variables.map((variable) => {
    const issue = data.issues[variable.issue], places = [];
    for (let at = 0; at < variable.n; at++) {
      const value = variable.first + at;
      if (issue.orders) places.push(issue.orders[value].map((row) => issue.base + row));
      else if (variable.member === null) places.push([issue.base + value]);
      else places.push(value === 1 ? [issue.base + variable.member] : []);
    }
    return places;
  });
  // Terms as what each variable has to be, null if it is open.
  const asVariables = (terms) => data.variables.map((variable) => {
    const term = terms[variable.issue];
    if (term === null || term === undefined) return null;
    return variable.member === null ? term : (term >>> variable.member) & 1;
  });
  const proposals = data.proposals.map(asVariables);

  // --- the state
  const coded = data.demands.map((demand) => demand.firmness);
  // The chance that a line gives way in a world: as the reader set it, else as coded there; a reservation never does.
  const givesWayIn = (demand, world) => {
    if (state.firmness.has(demand)) return givesWay(state.firmness.get(demand));
    const { by } = data.demands[demand];
    if (by) return by[world];
    return coded[demand] === null ? 0 : givesWay(coded[demand]);
  };
  const given = new Map(data.firmness);
  const state = { dropped: new Set(), firmness: new Map(), fix: new Map() };

  // --- counting: how many deals of each row cross each set. Only fixed terms change it.
  const MOST_PAIRS = 20000000;
  const drawn = data.scene.map(({ issue, cells }) => ({ issue, cells, of: issueCells(issue, cells) }));
  // For each variable of an issue and each of its values the drawn cells in which it counts.
  function issueCells(issue, cells) {
    const { base, variables } = data.issues[issue];
    const cellOf = (row) => cells.findIndex(([first, last]) => first <= row && row <= last);
    return variables.map(({ at }) => ({ at, cells: rowsOf[at].map((inRows) => inRows.map((row) => cellOf(row - base)).filter((one) => one >= 0)) }));
  }
  let counted = null, countedFor = null;
  function count() {
    const key = JSON.stringify(Array.from(state.fix).sort());
    if (key === countedFor) return false;
    countedFor = key;
    const counts = new Uint32Array(nCells * nSets), first = new Float64Array(nSets).fill(Infinity);
    const terms = data.issues.map((_, place) => (state.fix.has(place) ? state.fix.get(place) : null));
    const wanted = asVariables(terms);
    const values = new Int32Array(nVariables);
    const nPairs = drawn.slice(1).map(({ cells }, gap) => cells.length * drawn[gap].cells.length);
    const hasPairs = nParties <= 30 && nPairs.reduce((sum, n) => sum + n * nSets, 0) <= MOST_PAIRS;
    const pairs = hasPairs ? nPairs.map((n) => new Uint8Array(n * nSets)) : null;
    for (const run of runs) {
      deals: for (let deal = run.first; deal < run.first + run.n; deal++) {
        for (let at = 0; at < nVariables; at++) {
          const variable = data.variables[at];
          const value = (Math.floor(deal / variable.stride) % variable.n) + variable.first;
          if (wanted[at] !== null && wanted[at] !== value) continue deals;
          values[at] = value;
        }
        for (let at = 0; at < nVariables; at++) {
          for (const row of rowsOf[at][values[at] - data.variables[at].first]) counts[row * nSets + run.set]++;
        }
        next: for (let place = 0; place < proposals.length; place++) {
          for (let at = 0; at < nVariables; at++) {
            const term = proposals[place][at];
            if (term !== null && term !== values[at]) continue next;
          }
          counts[(rows.length + place) * nSets + run.set]++;
        }
        counts[ALL * nSets + run.set]++;
        if (deal < first[run.set]) first[run.set] = deal;
        if (pairs) {
          let above = null;
          drawn.forEach((row, at) => {
            const here = row.of.flatMap((one) => one.cells[values[one.at] - data.variables[one.at].first]);
            if (above) for (const from of above) for (const to of here) pairs[at - 1][(from * row.cells.length + to) * nSets + run.set] = 1;
            above = here;
          });
        }
      }
    }
    // For each cell the sets that it has and how many deals of each.
    const cells = Array.from({ length: nCells }, (_, cell) => {
      const sets = [], n = [];
      for (let set = 0; set < nSets; set++) {
        const here = counts[cell * nSets + set];
        if (here > 0) { sets.push(set); n.push(here); }
      }
      return { sets, n };
    });
    const inScene = drawn.map(({ issue, cells: of }) => of.map(([from, to]) => {
      const sets = new Set();
      for (let row = from; row <= to; row++) for (const set of cells[data.issues[issue].base + row].sets) sets.add(set);
      return Array.from(sets);
    }));
    const setsOf = (flags, pair) => {
      const sets = [];
      for (let set = 0; set < nSets; set++) if (flags[pair * nSets + set]) sets.push(set);
      return sets;
    };
    const gaps = pairs && pairs.map((flags, gap) => Array.from({ length: nPairs[gap] }, (_, pair) => setsOf(flags, pair)));
    counted = { cells, first, scene: inScene, gaps };
    return true;
  }

  // --- judging: what each set of crossed demands comes to
  // 1 - 0.9 is 0.1, as the program computes it, and not 0.09999999999999998.
  const givesWay = (firmness) => Math.round((1 - firmness) * 1e12) / 1e12;
  function probabilityOf(accepts) {
    const value = [];
    const read = (next) => (next === -1 ? 1 : next === -2 ? 0 : value[next]);
    for (const [party, yes, no] of data.rule.nodes) {
      const p = accepts[party];
      value.push(p * read(yes) + (1 - p) * read(no));
    }
    return read(data.rule.root);
  }
  const isAgreedBy = (accepts) => probabilityOf(accepts) > 0.5;
  // Whether the set is agreed in every world with these demands not held.
  function isAgreedWithout(set, without) {
    return data.sets[set].every((world) => {
      const accepts = new Array(nParties).fill(1);
      for (const demand of world) {
        if (!state.dropped.has(demand) && !without.includes(demand)) accepts[data.demands[demand].party] = 0;
      }
      return isAgreedBy(accepts);
    });
  }
  // What does not depend on how firmly lines are held: who accepts, what is crossed, what is agreed. A deal crosses one set in
  // each world: it is agreed, and a party accepts, where that is so in all of them; a demand is crossed where it is in some.
  let held = null, heldFor = null;
  function judgeHeld() {
    const key = Array.from(state.dropped).sort((a, b) => a - b).join();
    if (key === heldFor) return false;
    heldFor = key;
    held = data.sets.map((worlds) => {
      const crossings = worlds.map((set) => set.filter((demand) => !state.dropped.has(demand)));
      const crossed = Array.from(new Set(crossings.flat())).sort((a, b) => a - b);
      const accepts = new Array(nParties).fill(1);
      for (const demand of crossed) accepts[data.demands[demand].party] = 0;
      const agreed = crossings.every((set) => {
        const yes = new Array(nParties).fill(1);
        for (const demand of set) yes[data.demands[demand].party] = 0;
        return isAgreedBy(yes);
      });
      return { crossings, crossed, accepts, agreed };
    });
    return true;
  }
  // What does: probabilities, averaged over the worlds.
  function judgeLikely() {
    return held.map(({ crossings }) => {
      const inWorld = crossings.map((set, world) => {
        const likely = new Array(nParties).fill(1);
        for (const demand of set) likely[data.demands[demand].party] *= givesWayIn(demand, world);
        return { likely, probability: probabilityOf(likely) };
      });
      const [first] = inWorld;
      if (inWorld.length === 1) return first;
      let { probability } = first;
      inWorld.forEach((one, at) => { probability += data.worlds[at] * (one.probability - first.probability); });
      const likely = first.likely.map((_, party) => inWorld.reduce((sum, one, at) => sum + data.worlds[at] * one.likely[party], 0));
      return { likely, probability: Math.max(0, Math.min(1, probability)) };
    });
  }
  function tallyHeld({ sets, n }) {
    const sum = { deals: 0, agreed: 0, accepts: new Array(nParties).fill(0), crossed: null };
    sets.forEach((set, at) => {
      const { accepts, agreed, crossed } = held[set];
      sum.deals += n[at];
      if (agreed) sum.agreed += n[at];
      for (let party = 0; party < nParties; party++) if (accepts[party]) sum.accepts[party] += n[at];
      sum.crossed = sum.crossed === null ? crossed : sum.crossed.length === 0 ? sum.crossed : sum.crossed.filter((demand) => crossed.includes(demand));
    });
    return sum;
  }
  function addLikely(sum, { sets, n }, likely) {
    sum.best = 0;
    sum.total = 0;
    sets.forEach((set, at) => {
      const { probability } = likely[set];
      sum.total += n[at] * probability;
      if (probability > sum.best) sum.best = probability;
    });
  }

  // --- showing
  const { grouped, percent, chance, fill, anyOf } = figures;
  const element = tools.make;
  const find = (id) => document.getElementById(id);
  function say(node, text) {
    if (node && node.textContent !== text) node.textContent = text;
  }
  // A text as coded, or the one that holds now.
  const asCoded = new Map();
  function sayNow(id, text) {
    const node = find(id);
    if (!node) return;
    if (!asCoded.has(id)) asCoded.set(id, Array.from(node.childNodes));
    if (text === null) node.replaceChildren(...asCoded.get(id));
    else say(node, text);
  }
  function drawBar(cell, share) {
    const filled = cell.querySelector(".fill");
    if (filled) filled.setAttribute("width", String(Math.max(0, Math.min(1, share || 0)) * 100));
    say(cell.querySelector(".figure"), percent(share));
  }
  const ratio = (part, of) => (of > 0 ? part / of : null);
  const names = (demands) => demands.map((demand) => data.demands[demand].name);
  const titleOf = (demand) => `${data.demands[demand].who}: ${data.demands[demand].what}`;
  const titles = (demands) => demands.map(titleOf).join("; ");
  // The first of them, as a sentence has room for.
  const fewTitles = (demands) => {
    const most = data.words.most[2];
    return demands.length > most ? `${titles(demands.slice(0, most))}; ${data.words.more.replace("{n}", demands.length - most)}` : titles(demands);
  };

  const verdictOf = (sum, zone) =>
    sum.deals === 0 ? "impossible" : sum.agreed === 0 ? "blocked" : sum.agreed === zone ? "certain" : "possible";
  // A row of the map: what changed of it only.
  function showRow(tr, sum, zone) {
    const verdict = verdictOf(sum, zone);
    if (tr.dataset.verdict !== verdict) tr.dataset.verdict = verdict;
    tr.dataset.deals = sum.deals;
    tr.dataset.agreed = sum.agreed;
    say(tr.querySelector(".shape"), data.words.verdicts[verdict]);
    say(tr.querySelector(".word"), verdict);
    drawBar(tr.querySelector(".zone"), ratio(sum.agreed, zone));
    tr.querySelectorAll(".accepts").forEach((cell, party) => drawBar(cell, ratio(sum.accepts[party], sum.deals)));
    const blockers = verdict === "blocked" ? titles(sum.crossed) || data.words.live[3] : "";
    say(tr.querySelector(".blockers"), blockers);
  }
  function showLikely(tr, sum) {
    tr.dataset.best = sum.deals > 0 ? sum.best : "";
    tr.dataset.mean = sum.deals > 0 ? sum.total / sum.deals : "";
    say(tr.querySelector(".best"), sum.deals > 0 ? chance(sum.best) : "–");
  }
  // Values that share a row: what holds of some of them.
  const joined = (issue, first, last) => {
    const sets = new Map();
    for (let row = first; row <= last; row++) {
      const { sets: here, n } = counted.cells[data.issues[issue].base + row];
      here.forEach((set, at) => sets.set(set, (sets.get(set) || 0) + n[at]));
    }
    return { sets: Array.from(sets.keys()), n: Array.from(sets.values()) };
  };

  function showProposal(place, sum) {
    const tr = find(`proposal-${place}`);
    if (!tr) return;
    tr.dataset.completions = sum.deals;
    tr.dataset.agreed = sum.agreed;
    say(tr.querySelector(".agreed"), `${grouped(sum.agreed)} of ${grouped(sum.deals)}`);
    const [all, some, none, nothing] = data.words.accepts;
    tr.querySelectorAll(".position").forEach((cell, party) => {
      const n = sum.accepts[party];
      say(cell.querySelector(".word"), sum.deals === 0 ? nothing : n === sum.deals ? all : n > 0 ? some : none);
      const own = (sum.crossed || []).filter((demand) => data.demands[demand].party === party), crossed = names(own).join(" ");
      if (cell.dataset.crossed === crossed) return;
      cell.dataset.crossed = crossed;
      cell.querySelector("ul").replaceChildren(...own.map((demand) => element("li", { dir: "auto" }, data.demands[demand].what)));
    });
  }

  function showDemand(demand, all) {
    const card = find(`demand-${demand}`);
    if (!card) return;
    let crossed = 0;
    counted.cells[ALL].sets.forEach((set, at) => {
      if (data.sets[set].some((world) => world.includes(demand))) crossed += counted.cells[ALL].n[at];
    });
    const isDropped = state.dropped.has(demand);
    card.classList.toggle("off", isDropped);
    const cell = card.querySelector(".crossed");
    cell.dataset.n = isDropped ? 0 : crossed;
    say(cell, percent(isDropped ? 0 : ratio(crossed, all.deals)));
    const dropped = card.querySelector(".dropped");
    if (dropped) say(dropped, grouped(agreedWithout([demand])));
  }
  function showFirmness(demand) {
    const card = find(`demand-${demand}`), node = card && card.querySelector(".firmness");
    if (node) say(node, state.firmness.has(demand) ? String(state.firmness.get(demand)) : card.dataset.firmness);
  }

  // --- why: as coded, or counted again
  const MOST_SHOWN = 50, MOST_COLUMNS = 24;
  const demandNode = (demand) => {
    const { who, what } = data.demands[demand];
    return [element("bdi", { class: "party" }, who), ": ", element("bdi", {}, what)];
  };
  function dot(part, above, below) {
    const lines = [];
    if (above) lines.push(element("line", { x1: 12, y1: -40, x2: 12, y2: 16 }));
    if (below) lines.push(element("line", { x1: 12, y1: 16, x2: 12, y2: 72 }));
    const circle = element("circle", { class: part ? "part" : "none", cx: 12, cy: 16, r: part ? 7 : 2.5 });
    return element("svg", { class: "dot", viewBox: "0 0 24 32", "aria-hidden": "true" }, ...lines, circle);
  }
  function framed(kind, caption, head, body) {
    const table = element("table", { class: kind }, element("caption", {}, caption),
      element("thead", {}, element("tr", {}, ...head)), element("tbody", {}, ...body));
    return element("div", { class: "scroll", role: "region", tabindex: "0", "aria-label": caption }, table);
  }
  function conflictsTable(all) {
    const shown = all.slice(0, MOST_COLUMNS);
    const rows = Array.from(new Set(shown.flat())).sort((a, b) => a - b);
    const head = [element("th", { scope: "col" }, "demand"),
      ...shown.map((_, at) => element("th", { class: "number", scope: "col" }, String(at + 1)))];
    const body = rows.map((row) => element("tr", {}, element("th", { scope: "row" }, ...demandNode(row)),
      ...shown.map((conflict) => {
        const part = conflict.includes(row), above = conflict[0] < row, below = conflict[conflict.length - 1] > row;
        const drawn = part ? dot(true, above, below) : dot(false, above && below, above && below);
        return element("td", { class: "dot" }, drawn, element("span", { class: "unseen" }, data.words.parts[part ? 0 : 1]));
      })));
    return framed("conflicts", data.words.conflicts, head, body);
  }
  function unlocksTable(all) {
    const head = data.words.unlockColumns.map((column) => element("th", { scope: "col" }, column));
    const body = all.map((one) => {
      const rail = element("rect", { class: "rail", x: 0, y: 0, width: 100, height: 10 });
      const fill = element("rect", { class: "fill", x: 0, y: 0, width: one.chance * 100, height: 10 });
      const bar = element("svg", { class: "bar", viewBox: "0 0 100 10", preserveAspectRatio: "none", "aria-hidden": "true" }, rail, fill);
      return element("tr", {},
        element("td", { class: "chance" }, bar, element("span", { class: "figure" }, chance(one.chance))),
        element("td", {}, element("ul", {}, ...one.demands.map((demand) => element("li", {}, ...demandNode(demand))))),
        element("td", { class: "figure" }, grouped(one.agreed)));
    });
    return framed("unlocks", data.words.unlocks, head, body);
  }
  // How many deals are agreed with these demands not held: only sets with one of them can change.
  function agreedWithout(without) {
    const key = without.join();
    if (memo.without.has(key)) return memo.without.get(key);
    let agreed = 0;
    counted.cells[ALL].sets.forEach((set, at) => {
      const now = held[set].agreed || (held[set].crossed.some((one) => without.includes(one)) && isAgreedWithout(set, without));
      if (now) agreed += counted.cells[ALL].n[at];
    });
    memo.without.set(key, agreed);
    return agreed;
  }
  // Per world the demands that some deal crosses there: a line need give way only where it applies.
  function applying() {
    const worlds = data.worlds.map(() => new Set());
    for (const set of counted.cells[ALL].sets) data.sets[set].forEach((world, at) => world.forEach((demand) => worlds[at].add(demand)));
    return worlds;
  }
  function chanceOf(demands, worlds) {
    const isOne = worlds.length === 1;
    return worlds.reduce((sum, applies, world) => sum + (isOne ? 1 : data.worlds[world]) * demands.reduce((product, demand) => {
      if (!isOne && !applies.has(demand)) return product;
      return product * givesWayIn(demand, world);
    }, 1), 0);
  }
  // What is kept until a demand is switched or a term fixed: conflicts and unlocks, and how a deal opens in each world.
  let memo = null;
  const isAgreedIf = (lost) => {
    const accepts = new Array(nParties).fill(1);
    for (const party of lost) accepts[party] = 0;
    return isAgreedBy(accepts);
  };
  const partyOf = (demand) => data.demands[demand].party;
  const different = (lists) => Array.from(new Map(lists.map((list) => [JSON.stringify(list), list])).values());
  function reasonsNow() {
    if (memo.reasons === undefined) {
      memo.reasons = reasons.of(different(counted.cells[ALL].sets.map((set) => held[set].crossings)), partyOf, isAgreedIf);
    }
    return memo.reasons;
  }
  // The probability that some deal is agreed: the average over the worlds; null if that takes too long.
  function anyNow() {
    if (memo.ways === undefined) {
      memo.ways = data.worlds.map((_, world) => {
        const crossings = different(counted.cells[ALL].sets.map((set) => [held[set].crossings[world]]));
        if (crossings.some(([set]) => isAgreedIf(set.map(partyOf)))) return { nodes: [], root: -1 };
        const found = reasons.of(crossings, partyOf, isAgreedIf, true);
        return found && reasons.ways(found.unlocks);
      });
    }
    if (memo.ways.includes(null)) return null;
    const isOne = data.worlds.length === 1;
    const any = memo.ways.reduce((sum, ways, world) =>
      sum + (isOne ? 1 : data.worlds[world]) * reasons.probability(ways, (demand) => givesWayIn(demand, world)), 0);
    return Math.min(1, any);
  }
  function unlocksNow() {
    const found = reasonsNow();
    if (found === null) return null;
    if (memo.unlocks) return memo.unlocks;
    // Chances that are equal to 12 digits tie, as the program has it.
    const worlds = applying();
    const unlocks = found.unlocks.map((demands) => ({ demands, chance: chanceOf(demands, worlds) }));
    const digits = (one) => Number(one.chance.toPrecision(12));
    for (const one of unlocks) one.digits = digits(one);
    memo.unlocks = unlocks.sort((one, other) => other.digits - one.digits || reasons.bySize(one.demands, other.demands));
    return memo.unlocks;
  }
  function showWhy(all) {
    const coded = find("why-coded"), now = find("why-now");
    if (!coded || !now) return;
    coded.hidden = isChanged();
    now.hidden = !isChanged();
    now.replaceChildren();
    delete now.dataset.found;
    if (!isChanged()) return;
    const [still, some, none, many] = data.words.why;
    const tell = (text) => now.append(element("p", {}, text));
    if (all.deals === 0) return tell(none);
    if (all.agreed > 0) return tell(some);
    const found = reasonsNow();
    if (found === null) return tell(many);
    const unlocks = unlocksNow(), shown = unlocks.slice(0, MOST_SHOWN);
    for (const one of shown) one.agreed = agreedWithout(one.demands);
    tell(still.replace("{conflicts}", grouped(found.conflicts.length)).replace("{unlocks}", grouped(unlocks.length)));
    if (found.conflicts.length > 0) now.append(conflictsTable(found.conflicts));
    if (shown.length > 0) now.append(unlocksTable(shown));
    tools.reach();
    now.dataset.found = JSON.stringify({
      conflicts: found.conflicts.map(names),
      unlocks: shown.map(({ demands, chance, agreed }) => ({ demands: names(demands), chance, agreed: String(agreed) })),
      n: unlocks.length,
    });
  }

  // --- the first screen
  function termsOf(deal) {
    const values = data.variables.map((variable) => (Math.floor(deal / variable.stride) % variable.n) + variable.first);
    return data.issues.map((issue, place) => {
      const here = issue.variables.flatMap(({ at }) => rowsOf[at][values[at] - data.variables[at].first]);
      const chosen = here.map((row) => valueTitle(place, row - issue.base));
      return [data.words.folded[place], issue.members ? chosen.join(" + ") || "none" : chosen.join(", ")];
    });
  }
  function valueTitle(place, row) {
    const tr = find(`row-${place}-${row}`), { number } = data.issues[place];
    if (tr) return tools.plain(tr.querySelector("th").textContent);
    if (!number) return String(row + 1);
    const places = Math.max(...number.values.map((text) => (text.split(".")[1] || "").length));
    const [first, second] = number.values.map((text) => BigInt(Math.round(Number(text) * 10 ** places)));
    const text = String(first + BigInt(row) * (second - first)).padStart(places + 1, "0");
    const whole = places > 0 ? text.slice(0, -places) : text, rest = places > 0 ? "." + text.slice(-places) : "";
    return grouped(whole) + rest.replace(/\.?0+$/, "") + (number.unit ? " " + number.unit : "");
  }
  // The first deal of the highest probability, as the program chooses it: what is equal to 12 digits ties.
  function bestDeal(likely) {
    let best = null;
    for (const set of counted.cells[ALL].sets) {
      const p = Number(likely[set].probability.toPrecision(12)), first = counted.first[set];
      if (best === null || p > best.p || (p === best.p && first < best.first)) best = { p, first, set };
    }
    return best;
  }
  function showBrief(all, tallies, likely, now) {
    const isNow = isChanged(), w = data.words, places = { whom: w.whom };
    const [noneCoherent, none, whole, one, some] = w.headline, [agree, agrees] = w.agree;
    const form = all.deals === 0 ? noneCoherent : all.agreed === 0 ? none : all.agreed === all.deals ? whole : all.agreed === 1 ? one : some;
    const numbers = { ...places, agreed: grouped(all.agreed), coherent: grouped(all.deals), share: percent(ratio(all.agreed, all.deals)), agree, agrees };
    sayNow("headline", isNow ? fill(form, numbers) : null);
    const any = all.deals === 0 ? 0 : anyNow();
    now.any = any;
    const [exists, nor, unknown] = w.odds;
    const odds = all.deals === 0 || all.agreed > 0 ? "" : any === null ? unknown : any <= 0 ? nor : exists;
    sayNow("context", isNow ? fill(odds, { any: chance(any), best: chance(all.best) }) : null);

    // The best draft, by the same order as the program's.
    const sums = tallies.slice(rows.length, ALL);
    const rank = (sum) => [sum.agreed > 0 && sum.agreed === sum.deals ? 1 : 0, sum.agreed > 0 ? 1 : 0, sum.best];
    const better = (first, second) => first[0] - second[0] || first[1] - second[1] || first[2] - second[2];
    let top = 0;
    sums.forEach((sum, at) => { if (better(rank(sum), rank(sums[top])) > 0) top = at; });
    if (sums.length > 0) {
      const sum = sums[top], [accepted, part, crossing, open, incoherent] = w.draft;
      const own = data.demands.map((_, demand) => demand).filter((demand) => (sum.crossed || []).includes(demand));
      const which = sum.deals === 0 ? incoherent : sum.agreed === sum.deals ? accepted : sum.agreed > 0 ? part : own.length > 0 ? crossing : open;
      const tr = find(`proposal-${top}`), title = tr ? tools.plain(tr.querySelector("th").textContent) : "";
      sayNow("best-draft", isNow ? fill(which, { ...places, title, agreed: grouped(sum.agreed), n: grouped(sum.deals), p: chance(sum.best), lines: fewTitles(own) }) : null);
    }
    const best = bestDeal(likely), [free, crossing, nothing] = w.deal;
    if (best && isNow) {
      const { crossed } = held[best.set], { probability } = likely[best.set];
      const which = probability <= 0 ? nothing : crossed.length === 0 ? free : crossing;
      sayNow("best-deal", fill(which, { ...places, p: chance(probability), lines: fewTitles(crossed) }));
      sayNow("best-terms", "");
      find("best-terms")?.replaceChildren(...termsOf(best.first).map(([issue, value]) => element("li", { dir: "auto" }, `${issue}: ${value}`)));
    } else {
      sayNow("best-deal", isNow ? nothing : null);
      sayNow("best-terms", isNow ? "" : null);
    }
    const found = isNow && all.agreed === 0 && all.deals > 0 ? reasonsNow() : null;
    const conflict = now.rupture ? now.rupture.demands : found && found.conflicts[0];
    if (find("none-why")) find("none-why").hidden = isNow ? !conflict : wasHidden;
    sayNow("none-why-words", isNow ? (conflict ? fill(w.noneWhy, { lines: fewTitles(conflict) }) : "") : null);
    const list = find("gives-list");
    if (list) {
      sayNow("gives-list", isNow ? "" : null);
      const [free_, opensNothing, notFound] = w.gives;
      const unlocks = found ? unlocksNow() : [];
      const instead = all.agreed > 0 ? free_ : all.deals === 0 || (found && unlocks.length === 0) ? opensNothing : found ? "" : notFound;
      sayNow("gives", isNow ? instead : null);
      if (isNow) {
        list.replaceChildren(...unlocks.slice(0, 3).map((unlock) => element("li", {}, chanceBar(unlock.chance),
          element("span", { class: "figure" }, chance(unlock.chance)), element("span", { class: "who", dir: "auto" }, fewTitles(unlock.demands)))));
      }
    }
    const limited = [], open = [];
    drawn.forEach(({ issue }, at) => {
      const there = now.rows[at].cells.filter((cell) => cell.verdict !== "impossible"), labels = there.filter((cell) => cell.open).map(({ label }) => label);
      if (labels.length > 0 && labels.length === there.length) open.push(`${w.folded[issue]}: ${w.terms[0]}`);
      else limited.push(`${w.folded[issue]}: ${labels.length === 0 ? w.terms[1] : anyOf(labels)}`);
    });
    for (const issue of data.folded) open.push(`${w.folded[issue]}: ${w.terms[0]}`);
    const [mostLimited, mostOpen] = w.most, more = limited.length - mostLimited;
    const common = limited.slice(0, mostLimited).concat(more > 0 ? [w.more.replace("{n}", more)] : [])
      .concat(open.length > mostOpen ? [fill(w.free, { n: open.length })] : open);
    const who = w.whom.charAt(0).toUpperCase() + w.whom.slice(1);
    sayNow("common", isNow ? (all.deals === 0 ? "" : fill(w.common, { whom: who, terms: common.join("; ") })) : null);
    const n = { whole: sums.filter((sum) => sum.agreed > 0 && sum.agreed === sum.deals).length, part: sums.filter((sum) => sum.agreed > 0 && sum.agreed < sum.deals).length };
    sayNow("proposals-headline", isNow ? fill(w.proposals, { ...places, whole: String(n.whole), part: String(n.part) }) : null);
  }
  const wasHidden = find("none-why") ? find("none-why").hidden : true;
  const labelOf = (at, place) => tools.plain(find(`cell-${at}-${place}`).querySelector("th").textContent);
  function chanceBar(share) {
    const rail = element("rect", { class: "rail", x: 0, y: 0, width: 100, height: 10 });
    const filled = element("rect", { class: "fill", x: 0, y: 0, width: share * 100, height: 10 });
    return element("svg", { class: "bar", viewBox: "0 0 100 10", preserveAspectRatio: "none", "aria-hidden": "true" }, rail, filled);
  }

  // --- the first picture
  function sceneNow(all, likely) {
    const accepted = (sets) => Array.from({ length: nParties }, (_, party) => (sets.some((set) => held[set].accepts[party]) ? 1 : 0));
    const now = { agreed: all.agreed > 0, rupture: null };
    // What firmness does not change is found once.
    if (!memo.scene) memo.scene = heldScene(all, accepted, now.agreed);
    now.gaps = memo.scene.gaps;
    const [yes, way, never, unknown] = data.words.stands;
    now.rows = memo.scene.rows.map(({ cells }) => ({ cells: cells.map((cell) => {
      const { accepts, sets, verdict } = cell;
      const marks = accepts.map((isYes, party) => {
        if (sets.length === 0) return { state: "none" };
        if (isYes) return { state: "yes" };
        let best = 0;
        for (const set of sets) if (likely[set].likely[party] > best) best = likely[set].likely[party];
        return best > 0 ? { state: "way", chance: best } : { state: "never" };
      });
      const said = marks.map(({ state, chance: p }) => (state === "way" ? way.replace("{chance}", chance(p)) : { yes, never, none: unknown }[state]));
      const words = `${cell.label}: ${verdict}. ` + said.map((text, party) => `${data.words.marks[party]}: ${text}`).join("; ");
      return { ...cell, marks, said, words };
    }) }));
    if (!now.agreed && all.deals > 0) {
      const found = reasonsNow();
      if (found) now.rupture = scene.rupture(now, drawn.map(({ issue }) => issue), found.conflicts, (demand) => data.demands[demand].topics);
    }
    return now;
  }
  function heldScene(all, accepted, isAgreed) {
    const rows = drawn.map(({ issue, cells }, at) => ({ cells: cells.map(([first, last], place) => {
      const sets = counted.scene[at][place], base = data.issues[issue].base;
      const sum = first === last ? tallies[base + first] : tallyHeld(joined(issue, first, last)), accepts = accepted(sets);
      return { verdict: verdictOf(sum, all.agreed), accepts, sets, sum, label: labelOf(at, place), open: sets.length > 0 && isAgreedBy(accepts) };
    }) }));
    // Where pairs of options are not at hand, every pair of cells that are each in the zone, or each open.
    const both = (gap, of) => rows[gap].cells.flatMap((one, from) => rows[gap + 1].cells.flatMap((other, to) => (of(one) && of(other) ? [[from, to]] : [])));
    const gaps = drawn.slice(1).map(({ cells }, gap) => {
      if (!counted.gaps) return { agreed: both(gap, (cell) => cell.sum.agreed > 0), open: both(gap, (cell) => cell.open) };
      const place = (pair) => [Math.floor(pair / cells.length), pair % cells.length];
      const which = (of) => counted.gaps[gap].flatMap((sets, pair) => (of(sets) ? [place(pair)] : []));
      return { agreed: isAgreed ? which((sets) => sets.some((set) => held[set].agreed)) : [], open: which((sets) => sets.length > 0 && isAgreedBy(accepted(sets))) };
    });
    return { rows, gaps };
  }
  function showScene(now) {
    document.querySelectorAll("svg.scene").forEach((svg) => scene.draw(svg, now, data.words, titleOf));
    now.rows.forEach((row, at) => row.cells.forEach((cell, place) => {
      const tr = find(`cell-${at}-${place}`);
      say(tr.querySelector(".word"), cell.verdict);
      tr.querySelectorAll(".stands").forEach((td, party) => say(td, cell.said[party]));
    }));
    if (opened) showPanel();
  }
  // Whose lines stand in the way of an option, in whose words, and a switch for each.
  let opened = null;
  function showPanel() {
    const panel = find("panel"), [at, place] = opened, cell = view.rows[at].cells[place];
    const [every, each, none] = data.words.panel;
    const close = element("button", { type: "button", class: "close" }, data.words.close);
    close.addEventListener("click", closePanel);
    const parts = data.words.marks.map((name, party) => {
      const own = (list) => list.filter((demand) => partyOf(demand) === party);
      const always = own(cell.sum.crossed || []), some = own(Array.from(new Set(cell.sets.flatMap((set) => held[set].crossed))).sort((a, b) => a - b));
      const isShut = cell.marks[party].state === "way" || cell.marks[party].state === "never";
      const lines = always.length > 0 ? always : isShut ? some : [];
      const intro = always.length > 0 ? every : isShut && some.length > 0 ? each : none;
      const write = refuse && !isShut && cell.sets.length > 0 ? [refuse(party, data.issues[drawn[at].issue].id, drawn[at].cells[place], labelOf(at, place))] : [];
      return element("div", { class: "of-party" }, element("h4", { dir: "auto" }, name), element("p", {}, `${cell.said[party]}. ${intro} `, ...write), ...lines.map(lineInPanel));
    });
    const off = Array.from(state.dropped, (demand) => lineInPanel(demand));
    const head = element("h3", { id: "panel-title", tabindex: "-1", dir: "auto" }, `${data.words.folded[drawn[at].issue]}: ${labelOf(at, place)}`);
    panel.replaceChildren(close, head, ...parts, ...(off.length > 0 ? [element("h4", {}, data.words.changes[4] || ""), ...off] : []));
    panel.hidden = false;
  }
  function lineInPanel(demand) {
    const card = find(`demand-${demand}`), box = element("input", { type: "checkbox", "data-held": demand });
    box.checked = !state.dropped.has(demand);
    const label = element("label", {}, box, " ", element("bdi", {}, titleOf(demand)));
    const copies = card ? Array.from(card.querySelectorAll(".rule, blockquote, .citations"), (node) => node.cloneNode(true)) : [];
    return element("div", { class: "line" }, label, ...copies);
  }
  function closePanel() {
    const at = opened && opened.join("-");
    opened = null;
    find("panel").hidden = true;
    find("panel").replaceChildren();
    if (at) cellsShown().find((node) => node.dataset.at === at)?.querySelector(".hit").focus();
  }
  const cellsShown = () => Array.from(document.querySelectorAll("svg.scene .cell")).filter((node) => node.getClientRects().length > 0);
  function openCell(node) {
    opened = node.dataset.at.split("-").map(Number);
    document.querySelectorAll("svg.scene .cell").forEach((one) => one.querySelector(".hit").setAttribute("tabindex", one === node ? "0" : "-1"));
    showPanel();
    find("panel-title").focus();
  }
  function walkCells(event) {
    const node = event.target.closest(".cell");
    if (!node) return;
    if (event.key === "Enter" || event.key === " ") {
      event.preventDefault();
      return openCell(node);
    }
    const all = cellsShown(), [row, place] = node.dataset.at.split("-").map(Number), at = all.indexOf(node);
    const inRow = (of) => all.filter((one) => Number(one.dataset.at.split("-")[0]) === of);
    const beside = { ArrowRight: () => all[at + 1], ArrowLeft: () => all[at - 1],
      ArrowDown: () => inRow(row + 1)[Math.min(place, inRow(row + 1).length - 1)], ArrowUp: () => inRow(row - 1)[Math.min(place, inRow(row - 1).length - 1)] }[event.key];
    const next = beside && beside();
    if (!next) return;
    event.preventDefault();
    node.querySelector(".hit").setAttribute("tabindex", "-1");
    next.querySelector(".hit").setAttribute("tabindex", "0");
    next.querySelector(".hit").focus();
  }

  function isChanged() {
    return state.dropped.size + state.firmness.size + state.fix.size > 0;
  }
  function flagOf(place) {
    const issue = data.issues[place], value = state.fix.get(place);
    const chosen = issue.members ? issue.values.filter((_, at) => (value >>> at) & 1).join("+") : issue.values[value];
    return `${issue.id}=${chosen}`;
  }
  function choices() {
    const inOrder = (keys) => Array.from(keys).sort((a, b) => a - b);
    return {
      drop: inOrder(state.dropped).map((demand) => data.demands[demand].name),
      firmness: inOrder(state.firmness.keys()).map((demand) => `${data.demands[demand].name}=${state.firmness.get(demand)}`),
      fix: inOrder(state.fix.keys()).map(flagOf),
    };
  }
  function command() {
    const { drop, firmness, fix } = choices();
    const softened = new Set(Array.from(state.firmness.keys(), (demand) => data.demands[demand].name));
    const before = Array.from(given)
      .filter(([name]) => !softened.has(name) && !drop.includes(name))
      .map(([name, value]) => ` --firmness ${name}=${value}`);
    const kept = firmness.filter((one) => !drop.includes(one.split("=")[0]));
    return data.command + before.join("") + drop.map((one) => ` --drop ${one}`).join("") +
      kept.map((one) => ` --firmness ${one}`).join("") + fix.map((one) => ` --fix ${one}`).join("");
  }

  // What is seen now, for whoever compares: numbers, and which terms could be accepted.
  let view = null, tallies = [], runRows = null, resting = 0, isSliding = false;
  function show() {
    const isCounted = count(), isHeld = judgeHeld();
    if (isCounted || isHeld) {
      memo = { without: new Map() };
      tallies = counted.cells.map(tallyHeld);
    }
    memo.unlocks = null;
    const likely = judgeLikely();
    tallies.forEach((sum, at) => addLikely(sum, counted.cells[at], likely));
    const all = tallies[ALL];
    rows.forEach(({ tr }, place) => {
      if (!tr) return;
      if (isCounted || isHeld) showRow(tr, tallies[place], all.agreed);
      showLikely(tr, tallies[place]);
    });
    runRows = runRows || Array.from(document.querySelectorAll("tr.run"));
    for (const tr of runRows) {
      const { issue, first, last } = tr.dataset, cell = joined(Number(issue), Number(first), Number(last)), sum = tallyHeld(cell);
      addLikely(sum, cell, likely);
      showRow(tr, sum, all.agreed);
      showLikely(tr, sum);
    }
    for (let place = 0; place < proposals.length; place++) {
      const sum = tallies[rows.length + place], tr = find(`proposal-${place}`);
      if (isCounted || isHeld) showProposal(place, sum);
      if (tr) showLikely(tr, sum);
    }
    for (let demand = 0; demand < nDemands; demand++) {
      if (isCounted || isHeld) showDemand(demand, all);
      showFirmness(demand);
    }
    // The long tables follow when a slider comes to rest; the first screen moves with it.
    clearTimeout(resting);
    if (isCounted || isHeld || !isSliding) showWhy(all);
    else resting = setTimeout(() => showWhy(all), 120);
    isSliding = false;
    view = sceneNow(all, likely);
    showBrief(all, tallies, likely, view);
    showScene(view);
    const map = find("map");
    map.dataset.agreed = all.agreed;
    map.dataset.coherent = all.deals;
    map.dataset.best = all.deals > 0 ? all.best : "";
    map.dataset.mean = all.deals > 0 ? all.total / all.deals : "";
    map.dataset.any = view.any === null ? "" : view.any;
    const [asCoded_, changed_, none] = data.words.live;
    const sentence = all.deals === 0 ? none : (isChanged() ? changed_ : asCoded_)
      .replace("{agreed}", grouped(all.agreed)).replace("{coherent}", grouped(all.deals))
      .replace("{share}", percent(ratio(all.agreed, all.deals))).replace("{best}", chance(all.best));
    say(find("live"), sentence);
    announce(sentence);
    find("live").classList.toggle("changed", isChanged());
    document.body.classList.toggle("altered", isChanged());
    say(find("command"), command());
    say(find("cite-view"), location.href);
    showChanges(all);
  }
  // One announcement a change, once the reader has come to rest.
  let timer = 0, isFirst = true;
  function announce(sentence) {
    clearTimeout(timer);
    if (!isFirst) timer = setTimeout(() => say(find("said"), sentence), 600);
    isFirst = false;
  }

  // --- before and after
  let baseline = null, codedView = null;
  const stateWords = () => Object.values(choices()).flat().join(", ") || data.words.changes[3];
  function snapshot(all) {
    const open = rows.map((_, place) => tallies[place].agreed > 0);
    return { open, figures: [grouped(all.agreed), percent(ratio(all.agreed, all.deals)), all.deals > 0 ? chance(all.best) : "–", view.any === null ? "–" : chance(view.any), stateWords()] };
  }
  const MOST_TERMS = 12;
  function termsWhere(of) {
    const terms = [];
    data.issues.forEach((issue, place) => {
      let run = null;
      const end = () => {
        if (run) terms.push(`${data.words.folded[place]}: ${valueTitle(place, run[0])}${run[1] > run[0] ? " – " + valueTitle(place, run[1]) : ""}`);
        run = null;
      };
      for (let row = 0; row < issue.rows; row++) {
        if (!of(issue.base + row)) end();
        else if (run && issue.rows > 24) run[1] = row;
        else {
          end();
          run = [row, row];
        }
      }
      end();
    });
    const more = terms.length - MOST_TERMS;
    return terms.slice(0, MOST_TERMS).join("; ") + (more > 0 ? "; " + data.words.more.replace("{n}", more) : "");
  }
  function showChanges(all) {
    const part = find("changes"), now = snapshot(all), before = baseline || codedView;
    if (!part || !before) return;
    part.hidden = !isChanged() && !baseline;
    if (part.hidden) return;
    const [openedForm, closedForm, neither] = data.words.changes;
    const opens = termsWhere((row) => now.open[row] && !before.open[row]), closes = termsWhere((row) => !now.open[row] && before.open[row]);
    say(find("opened"), opens ? fill(openedForm, { terms: opens }) : closes ? "" : neither);
    say(find("closed"), closes ? fill(closedForm, { terms: closes }) : "");
    part.querySelectorAll("tbody tr").forEach((tr, at) => {
      say(tr.querySelector(".before"), before.figures[at]);
      say(tr.querySelector(".now"), now.figures[at]);
    });
    find("unpin").disabled = baseline === null;
  }
  function keepView() {
    const input = find("view-name"), name = tools.plain(input.value) || stateWords();
    const link = element("a", { class: "view", href: location.hash || "#coded" }, name);
    find("views").append(element("li", { dir: "auto" }, link));
    input.value = "";
  }

  // --- the switches
  function setSwitches(target) {
    document.querySelectorAll("[data-held]").forEach((box) => {
      box.checked = !state.dropped.has(Number(box.dataset.held));
    });
    document.querySelectorAll("[data-firmness]").forEach((slider) => {
      if (slider.tagName !== "INPUT") return;
      const demand = Number(slider.dataset.firmness), own = state.firmness.get(demand);
      if (slider !== target) slider.value = String(own === undefined ? coded[demand] : own);
      slider.disabled = state.dropped.has(demand);
      say(slider.parentElement.querySelector("output"), String(own === undefined ? coded[demand] : own));
    });
    document.querySelectorAll("[data-fix]").forEach((select) => {
      const value = state.fix.get(Number(select.dataset.fix));
      select.value = value === undefined ? "" : String(value);
    });
    document.querySelectorAll("[data-fix-members]").forEach((box) => {
      const place = Number(box.dataset.fixMembers), value = state.fix.get(place);
      box.checked = value !== undefined;
      document.querySelectorAll(`[data-member-of="${place}"]`).forEach((member) => {
        member.disabled = value === undefined;
        member.checked = value !== undefined && ((value >>> Number(member.value)) & 1) === 1;
      });
    });
  }
  function chosenMembers(place) {
    let value = 0;
    document.querySelectorAll(`[data-member-of="${place}"]`).forEach((member) => {
      if (member.checked) value |= 1 << Number(member.value);
    });
    return value >>> 0;
  }
  function changed(event) {
    const { target } = event, { dataset } = target;
    if (dataset.held !== undefined) {
      const demand = Number(dataset.held);
      if (target.checked) state.dropped.delete(demand);
      else state.dropped.add(demand);
    } else if (dataset.firmness !== undefined && target.tagName === "INPUT") {
      state.firmness.set(Number(dataset.firmness), Number(target.value));
    } else if (dataset.fix !== undefined) {
      if (target.value === "") state.fix.delete(Number(dataset.fix));
      else state.fix.set(Number(dataset.fix), Number(target.value));
    } else if (dataset.fixMembers !== undefined) {
      const place = Number(dataset.fixMembers);
      if (target.checked) state.fix.set(place, 0);
      else state.fix.delete(place);
    } else if (dataset.memberOf !== undefined) {
      state.fix.set(Number(dataset.memberOf), chosenMembers(Number(dataset.memberOf)));
    } else return;
    write();
    setSwitches(target);
    soon();
  }
  // Many steps of a slider in one frame are one.
  let frame = 0;
  function now() {
    if (frame) cancelAnimationFrame(frame);
    frame = 0;
    show();
  }
  function soon() {
    isSliding = true;
    if (!frame) frame = requestAnimationFrame(now);
  }

  // --- undo and redo: each state is its address; steps of one slider in a row are one
  const past = [], future = [];
  let current = "", last = { node: null, at: 0 };
  function remember(node) {
    const address = addressOf();
    if (address === current) return;
    const isSame = node && node === last.node && Date.now() - last.at < 1500;
    if (!isSame) past.push(current);
    last = { node, at: Date.now() };
    current = address;
    future.length = 0;
    showButtons();
  }
  function showButtons() {
    find("undo").disabled = past.length === 0;
    find("redo").disabled = future.length === 0;
  }
  function travel(from, to) {
    if (from.length === 0) return;
    to.push(current);
    current = from.pop();
    last = { node: null, at: 0 };
    read(current);
    write();
    setSwitches();
    now();
    showButtons();
  }

  // --- the address
  function addressOf() {
    const parts = Object.entries(choices()).filter(([, list]) => list.length > 0);
    return parts.map(([key, list]) => `${key}:${list.join(",")}`).join(";");
  }
  function write() {
    const text = addressOf();
    try {
      history.replaceState(null, "", text ? "#" + text : location.pathname + location.search);
    } catch (_) {
      // Some viewers of files keep no history: the page works, only its address stays.
    }
  }
  function read(address) {
    state.dropped.clear();
    state.firmness.clear();
    state.fix.clear();
    const demandOf = new Map(data.demands.map((demand, place) => [demand.name, place]));
    const issueOf = new Map(data.issues.map((issue, place) => [issue.id, place]));
    let text = address;
    try {
      text = decodeURIComponent(text);
    } catch (_) {
      // Not an address of ours.
    }
    for (const part of text.split(";")) {
      const colon = part.indexOf(":"), key = part.slice(0, colon);
      if (colon < 0) continue;
      for (const item of part.slice(colon + 1).split(",")) {
        const [name, value = ""] = item.split("=");
        const demand = demandOf.get(name), place = issueOf.get(name);
        if (key === "drop" && demand !== undefined) state.dropped.add(demand);
        const firmness = Number(value);
        if (key === "firmness" && demand !== undefined && coded[demand] !== null && value !== "" && firmness >= 0 && firmness <= 1) {
          state.firmness.set(demand, firmness);
        }
        if (key !== "fix" || place === undefined) continue;
        const issue = data.issues[place];
        if (issue.members) {
          const chosen = value === "" ? [] : value.split("+").map((one) => issue.values.indexOf(one));
          if (!chosen.includes(-1)) state.fix.set(place, chosen.reduce((all, at) => (all | (1 << at)) >>> 0, 0));
        } else if (issue.values.includes(value)) {
          state.fix.set(place, issue.values.indexOf(value));
        }
      }
    }
  }
  function fromAddress() {
    if (location.hash.length > 1 && document.getElementById(location.hash.slice(1))) return;
    read(location.hash.slice(1));
    write();
    remember(null);
    setSwitches();
    now();
  }

  document.querySelectorAll("[id^=demand-]").forEach((card) => {
    const firmness = card.querySelector(".firmness");
    if (firmness) card.dataset.firmness = firmness.textContent;
  });
  const controls = find("controls");
  controls.hidden = false;
  document.body.classList.add("living");
  if (window.matchMedia("(max-width: 60rem)").matches) controls.querySelector("details").open = false;
  document.addEventListener("input", changed, { signal });
  document.addEventListener("change", (event) => remember(event.target), { signal });
  find("reset").addEventListener("click", () => {
    read("");
    write();
    remember(null);
    setSwitches();
    now();
  });
  find("undo").addEventListener("click", () => travel(past, future));
  find("redo").addEventListener("click", () => travel(future, past));
  document.addEventListener("keydown", (event) => {
    const isTyping = event.target.matches("input[type=text], input[type=search], textarea, [contenteditable] *, [contenteditable]");
    if (isTyping || !(event.ctrlKey || event.metaKey) || event.key.toLowerCase() !== "z") return;
    event.preventDefault();
    if (event.shiftKey) travel(future, past);
    else travel(past, future);
  }, { signal });
  document.querySelectorAll("svg.scene").forEach((svg) => {
    svg.addEventListener("click", (event) => {
      const node = event.target.closest(".cell");
      if (node) openCell(node);
    });
    svg.addEventListener("keydown", walkCells);
  });
  find("panel").addEventListener("keydown", (event) => {
    if (event.key === "Escape") closePanel();
  });
  find("pin").addEventListener("click", () => {
    baseline = snapshot(tallies[ALL]);
    showChanges(tallies[ALL]);
  });
  find("unpin").addEventListener("click", () => {
    baseline = null;
    showChanges(tallies[ALL]);
  });
  find("keep-view").addEventListener("click", keepView);
  window.addEventListener("hashchange", fromAddress, { signal });
  show();
  codedView = snapshot(tallies[ALL]);
  read(location.hash.slice(1));
  current = addressOf();
  setSwitches();
  if (isChanged()) show();
  return {
    data, choices,
    // The most probable deal now, as flags name its terms; none if there is none.
    best() {
      const best = bestDeal(judgeLikely());
      if (!best || best.p <= 0) return null;
      const values = data.variables.map((variable) => (Math.floor(best.first / variable.stride) % variable.n) + variable.first);
      const terms = data.issues.map((issue) => {
        const own = issue.variables.map(({ v, at }) => [v.member, values[at]]);
        if (issue.members) return [issue, own.filter(([, is]) => is === 1).map(([member]) => issue.values[member]).sort().join("+")];
        return [issue, issue.values[own[0][1]]];
      });
      return terms.some(([, flag]) => flag === undefined) ? null : terms;
    },
    end() {
      clearTimeout(timer);
      clearTimeout(resting);
      if (frame) cancelAnimationFrame(frame);
      end.abort();
    },
  };
}
if (document.getElementById("data")) living();
