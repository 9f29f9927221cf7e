// Counts a scenario again where its reader changes an assumption. The page carries, for every coherent deal, which demands
// it crosses; so a line can be switched off or softened and a term fixed, and everything follows exactly as `zopa run` has
// it. Nothing is loaded, nothing is sent; the state stands in the address behind the #.
(function () {
  const data = JSON.parse(document.getElementById("data").textContent);
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
    for (let row = 0; row < issue.rows; row++) rows.push({ issue: place, row });
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
  let counts = new Uint32Array(0), countedFor = null;
  function count() {
    const key = JSON.stringify(Array.from(state.fix).sort());
    if (key === countedFor) return;
    countedFor = key;
    counts = new Uint32Array(nCells * nSets);
    const terms = data.issues.map((_, place) => (state.fix.has(place) ? state.fix.get(place) : null));
    const wanted = asVariables(terms);
    const values = new Int32Array(nVariables);
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
      }
    }
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
  function judge(without) {
    const inWorld = (set, world) => {
      const accepts = new Array(nParties).fill(1), likely = new Array(nParties).fill(1), crossed = [];
      for (const demand of set) {
        if (state.dropped.has(demand) || without.includes(demand)) continue;
        const { party } = data.demands[demand];
        accepts[party] = 0;
        likely[party] *= givesWayIn(demand, world);
        crossed.push(demand);
      }
      return { accepts, crossed, agreed: probabilityOf(accepts) > 0.5, probability: probabilityOf(likely) };
    };
    // A deal crosses one set in each world: it is agreed, and a party accepts, where that is so in all of them; a demand is
    // crossed where it is in some; probabilities are averaged.
    return data.sets.map((worlds) => {
      const judged = worlds.map(inWorld), [first] = judged;
      const crossings = judged.map(({ crossed }) => crossed);
      if (judged.length === 1) return { ...first, crossings };
      const accepts = first.accepts.map((_, party) => (judged.every((one) => one.accepts[party] === 1) ? 1 : 0));
      const crossed = Array.from(new Set(crossings.flat())).sort((a, b) => a - b);
      let { probability } = first;
      judged.forEach((one, at) => { probability += data.worlds[at] * (one.probability - first.probability); });
      probability = Math.max(0, Math.min(1, probability));
      return { accepts, crossed, crossings, agreed: judged.every(({ agreed }) => agreed), probability };
    });
  }
  function tally(row, judged) {
    const sum = { deals: 0, agreed: 0, best: 0, total: 0, accepts: new Array(nParties).fill(0), crossed: null };
    for (let set = 0; set < nSets; set++) {
      const n = counts[row * nSets + set];
      if (n === 0) continue;
      const { accepts, agreed, probability, crossed } = judged[set];
      sum.deals += n;
      if (agreed) sum.agreed += n;
      sum.total += n * probability;
      sum.best = Math.max(sum.best, probability);
      for (let party = 0; party < nParties; party++) sum.accepts[party] += n * accepts[party];
      sum.crossed = sum.crossed === null ? crossed : sum.crossed.filter((demand) => crossed.includes(demand));
    }
    return sum;
  }

  // --- numbers as people read them: the same forms as the program's
  function grouped(number) {
    return String(number).replace(/\B(?=(\d{3})+$)/g, ",");
  }
  function percent(share) {
    if (share === null || !Number.isFinite(share)) return "–";
    if (share <= 0) return "0 %";
    if (share >= 1) return "100 %";
    const text = (share * 100).toFixed(1);
    return text === "0.0" ? "< 0.1 %" : text === "100.0" ? "> 99.9 %" : text + " %";
  }
  function chance(p) {
    if (p === null || !Number.isFinite(p)) return "–";
    if (p <= 0) return "0";
    if (p >= 1) return "1";
    if (p < 0.0001) return p.toExponential(0).replace("e+", "e");
    const text = p.toFixed(p < 0.00095 ? 4 : p < 0.0095 ? 3 : 2);
    return text === "1.00" ? "> 0.99" : text;
  }

  // --- showing
  const find = (id) => document.getElementById(id);
  function say(node, text) {
    if (node && node.textContent !== text) node.textContent = text;
  }
  function drawBar(cell, share) {
    const fill = cell.querySelector(".fill");
    if (fill) fill.setAttribute("width", String(Math.max(0, Math.min(1, share || 0)) * 100));
    say(cell.querySelector(".figure"), percent(share));
  }
  const ratio = (part, of) => (of > 0 ? part / of : null);
  const names = (demands) => demands.map((demand) => data.demands[demand].name);

  function showRow(place, sum, zone) {
    const { issue, row } = rows[place], tr = find(`row-${issue}-${row}`);
    if (!tr) return;
    const verdict = sum.deals === 0 ? "impossible" : sum.agreed === 0 ? "blocked" : sum.agreed === zone ? "certain" : "possible";
    const isChanged = tr.dataset.verdict !== verdict;
    tr.dataset.deals = sum.deals;
    tr.dataset.agreed = sum.agreed;
    tr.dataset.best = sum.deals > 0 ? sum.best : "";
    tr.dataset.mean = sum.deals > 0 ? sum.total / sum.deals : "";
    if (isChanged) tr.dataset.verdict = verdict;
    say(tr.querySelector(".shape"), data.words.verdicts[verdict]);
    say(tr.querySelector(".word"), verdict);
    drawBar(tr.querySelector(".zone"), ratio(sum.agreed, zone));
    say(tr.querySelector(".best"), sum.deals > 0 ? chance(sum.best) : "–");
    tr.querySelectorAll(".accepts").forEach((cell, party) => drawBar(cell, ratio(sum.accepts[party], sum.deals)));
    const blockers = verdict === "blocked" ? names(sum.crossed).join(", ") || data.words.live[3] : "";
    say(tr.querySelector(".blockers"), blockers);
  }

  function showProposal(place, sum) {
    const tr = find(`proposal-${place}`);
    if (!tr) return;
    tr.dataset.completions = sum.deals;
    tr.dataset.agreed = sum.agreed;
    tr.dataset.best = sum.deals > 0 ? sum.best : "";
    say(tr.querySelector(".agreed"), `${grouped(sum.agreed)} of ${grouped(sum.deals)}`);
    say(tr.querySelector(".best"), sum.deals > 0 ? chance(sum.best) : "–");
    const [all, some, none, nothing] = data.words.accepts;
    tr.querySelectorAll(".position").forEach((cell, party) => {
      const n = sum.accepts[party];
      say(cell.querySelector(".word"), sum.deals === 0 ? nothing : n === sum.deals ? all : n > 0 ? some : none);
      const crossed = names((sum.crossed || []).filter((demand) => data.demands[demand].party === party));
      if (cell.dataset.crossed === crossed.join(" ")) return;
      cell.dataset.crossed = crossed.join(" ");
      const list = cell.querySelector("ul");
      list.replaceChildren(...crossed.map((name) => {
        const item = document.createElement("li");
        item.dir = "ltr";
        item.textContent = name;
        return item;
      }));
    });
  }

  function showDemand(demand, all) {
    const card = find(`demand-${demand}`);
    if (!card) return;
    let crossed = 0;
    data.sets.forEach((worlds, at) => {
      if (worlds.some((set) => set.includes(demand))) crossed += counts[ALL * nSets + at];
    });
    const isDropped = state.dropped.has(demand);
    card.classList.toggle("off", isDropped);
    const cell = card.querySelector(".crossed");
    cell.dataset.n = isDropped ? 0 : crossed;
    say(cell, percent(isDropped ? 0 : ratio(crossed, all.deals)));
    const firmness = state.firmness.get(demand);
    if (firmness !== undefined) say(card.querySelector(".firmness"), String(firmness));
    else if (card.dataset.firmness) say(card.querySelector(".firmness"), card.dataset.firmness);
    const dropped = card.querySelector(".dropped");
    if (dropped) say(dropped, grouped(agreedWithout([demand])));
  }

  // --- why: as coded, or counted again
  const MOST_SHOWN = 50, MOST_COLUMNS = 24;
  const element = (name, attributes, ...children) => {
    const svg = ["svg", "line", "circle", "rect"].includes(name);
    const node = svg ? document.createElementNS("http://www.w3.org/2000/svg", name) : document.createElement(name);
    for (const [key, value] of Object.entries(attributes)) node.setAttribute(key, value);
    node.append(...children);
    return node;
  };
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
  function agreedWithout(given) {
    const judged = judge(given);
    let agreed = 0;
    for (let set = 0; set < nSets; set++) if (judged[set].agreed) agreed += counts[ALL * nSets + set];
    return agreed;
  }
  // Per world the demands that some deal crosses there: a line need give way only where it applies.
  function applying() {
    const worlds = data.worlds.map(() => new Set());
    data.sets.forEach((sets, at) => {
      if (counts[ALL * nSets + at] > 0) sets.forEach((set, world) => set.forEach((demand) => worlds[world].add(demand)));
    });
    return worlds;
  }
  function chanceOf(demands, worlds) {
    const isOne = worlds.length === 1;
    return worlds.reduce((sum, applies, world) => sum + (isOne ? 1 : data.worlds[world]) * demands.reduce((product, demand) => {
      if (!isOne && !applies.has(demand)) return product;
      return product * givesWayIn(demand, world);
    }, 1), 0);
  }
  function showWhy(judged, all) {
    const coded = find("why-coded"), now = find("why-now");
    if (!coded || !now) return;
    coded.hidden = isChanged();
    now.hidden = !isChanged();
    now.replaceChildren();
    delete now.dataset.found;
    if (!isChanged()) return;
    const [still, some, none, many] = data.words.why;
    const say = (text) => now.append(element("p", {}, text));
    if (all.deals === 0) return say(none);
    if (all.agreed > 0) return say(some);
    const crossed = new Map();
    judged.forEach((one, set) => {
      if (counts[ALL * nSets + set] > 0) crossed.set(JSON.stringify(one.crossings), one.crossings);
    });
    const isAgreed = (lost) => {
      const accepts = new Array(nParties).fill(1);
      for (const party of lost) accepts[party] = 0;
      return probabilityOf(accepts) > 0.5;
    };
    const found = reasons.of(Array.from(crossed.values()), (demand) => data.demands[demand].party, isAgreed);
    if (found === null) return say(many);
    // Chances that are equal to 12 digits tie, as the program has it.
    const worlds = applying();
    const unlocks = found.unlocks.map((demands) => ({ demands, chance: chanceOf(demands, worlds) }));
    const digits = (one) => Number(one.chance.toPrecision(12));
    unlocks.sort((one, other) => digits(other) - digits(one) || reasons.bySize(one.demands, other.demands));
    const shown = unlocks.slice(0, MOST_SHOWN);
    for (const one of shown) one.agreed = agreedWithout(one.demands);
    say(still.replace("{conflicts}", grouped(found.conflicts.length)).replace("{unlocks}", grouped(unlocks.length)));
    if (found.conflicts.length > 0) now.append(conflictsTable(found.conflicts));
    if (shown.length > 0) now.append(unlocksTable(shown));
    now.dataset.found = JSON.stringify({
      conflicts: found.conflicts.map(names),
      unlocks: shown.map(({ demands, chance, agreed }) => ({ demands: names(demands), chance, agreed: String(agreed) })),
      n: unlocks.length,
    });
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

  function show() {
    count();
    const judged = judge([]), all = tally(ALL, judged);
    for (let place = 0; place < rows.length; place++) showRow(place, tally(place, judged), all.agreed);
    for (let place = 0; place < proposals.length; place++) showProposal(place, tally(rows.length + place, judged));
    for (let demand = 0; demand < nDemands; demand++) showDemand(demand, all);
    showWhy(judged, all);
    const map = find("map");
    map.dataset.agreed = all.agreed;
    map.dataset.coherent = all.deals;
    map.dataset.best = all.deals > 0 ? all.best : "";
    map.dataset.mean = all.deals > 0 ? all.total / all.deals : "";
    const [asCoded, changed, none] = data.words.live;
    const sentence = all.deals === 0 ? none : (isChanged() ? changed : asCoded)
      .replace("{agreed}", grouped(all.agreed)).replace("{coherent}", grouped(all.deals))
      .replace("{share}", percent(ratio(all.agreed, all.deals))).replace("{best}", chance(all.best));
    say(find("live"), sentence);
    find("live").classList.toggle("changed", isChanged());
    say(find("command"), command());
  }

  // --- the switches
  function setSwitches() {
    document.querySelectorAll("[data-held]").forEach((box) => {
      box.checked = !state.dropped.has(Number(box.dataset.held));
    });
    document.querySelectorAll("[data-firmness]").forEach((slider) => {
      if (slider.tagName !== "INPUT") return;
      const demand = Number(slider.dataset.firmness), own = state.firmness.get(demand);
      slider.value = String(own === undefined ? coded[demand] : own);
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
    setSwitches();
    show();
  }

  // --- the address
  function write() {
    const parts = Object.entries(choices()).filter(([, list]) => list.length > 0);
    const text = parts.map(([key, list]) => `${key}:${list.join(",")}`).join(";");
    try {
      history.replaceState(null, "", text ? "#" + text : location.pathname + location.search);
    } catch (_) {
      // Some viewers of files keep no history: the page works, only its address stays.
    }
  }
  function read() {
    state.dropped.clear();
    state.firmness.clear();
    state.fix.clear();
    const demandOf = new Map(data.demands.map((demand, place) => [demand.name, place]));
    const issueOf = new Map(data.issues.map((issue, place) => [issue.id, place]));
    let text = location.hash.slice(1);
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
    if (/^#(findings|source-\d+|demand-\d+)$/.test(location.hash)) return;
    read();
    setSwitches();
    show();
  }

  document.querySelectorAll("[id^=demand-]").forEach((card) => {
    const firmness = card.querySelector(".firmness");
    if (firmness) card.dataset.firmness = firmness.textContent;
  });
  const controls = find("controls");
  controls.hidden = false;
  document.body.classList.add("living");
  if (window.matchMedia("(max-width: 60rem)").matches) controls.querySelector("details").open = false;
  controls.addEventListener("input", changed);
  find("reset").addEventListener("click", () => {
    state.dropped.clear();
    state.firmness.clear();
    state.fix.clear();
    write();
    setSwitches();
    show();
  });
  window.addEventListener("hashchange", fromAddress);
  read();
  setSwitches();
  show();
})();
