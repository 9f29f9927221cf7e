// The explorer: joins the text, the server that understands it, and the page. The text is asked about at each pause; the
// newest question wins. Nothing is written but by saving.
(function () {
  const find = (id) => document.getElementById(id);
  const { make, plain } = tools;
  const nonce = document.currentScript.nonce;

  // --- the token: it came behind the #, which from here on keeps the view alone
  const KEY = "zopa-token";
  const given = location.hash.match(/^#token=([0-9a-f]{64})(?:;(.*))?$/);
  if (given) {
    sessionStorage.setItem(KEY, given[1]);
    history.replaceState(null, "", location.pathname + (given[2] ? "#" + given[2] : ""));
  }
  const token = sessionStorage.getItem(KEY);
  const tell = (text) => { if (find("status").textContent !== text) find("status").textContent = text; };
  if (!token) {
    tell("Open the address that the terminal shows (with `--no-open`): this one lacks its token.");
    return;
  }
  async function ask(path, body, signal) {
    const headers = { "x-zopa-token": token };
    if (body) headers["content-type"] = "application/json";
    const answered = await fetch(path, { method: body ? "POST" : "GET", headers, body: body && JSON.stringify(body), signal, cache: "no-store" });
    const found = await answered.json().catch(() => ({ error: answered.statusText }));
    if (!answered.ok && !found.error) found.error = answered.statusText;
    return found;
  }

  // --- the editor
  const cm = CodeMirror;
  let names = { issues: [], parties: [], lines: [], sources: [] }, places = {}, problems = [], file = {}, savedText = null, sum = null;
  const KEYS = ["format", "title", "summary", "as_of", "note", "issue", "options", "range", "members", "yes_no", "unit", "party", "name", "signs", "weight",
    "red_line", "reject", "require", "when", "unless", "firmness", "source", "quote", "basis", "proposal", "terms", "based_on", "open", "variant", "drop", "fix",
    "agreement", "at_least", "always", "impossible", "reservation", "points"];
  function complete(context) {
    const word = context.matchBefore(/[\w.]+/);
    if (!word || (word.from === word.to && !context.explicit)) return null;
    const options = [
      ...names.issues.map(({ id, title }) => ({ label: id, detail: title, type: "variable" })),
      ...names.issues.flatMap(({ title, values }) => values.filter(([id]) => typeof id === "string").map(([id, what]) => ({ label: id, detail: `${title}: ${what}`, type: "constant" }))),
      ...names.parties.map(({ id, name }) => ({ label: id, detail: name, type: "class" })),
      ...names.lines.map(({ id, title }) => ({ label: id, detail: title, type: "property" })),
      ...KEYS.map((label) => ({ label, type: "keyword" })),
    ];
    const unique = new Map(options.map((one) => [one.label, one]));
    return { from: word.from, options: Array.from(unique.values()), validFor: /^[\w.]*$/ };
  }
  // What stands under the pointer: an issue, a party or a line by its name.
  const hover = cm.hoverTooltip((view, at) => {
    const { from, to, text } = view.state.doc.lineAt(at);
    let start = at, end = at;
    while (start > from && /[\w.]/.test(text[start - from - 1])) start--;
    while (end < to && /[\w.]/.test(text[end - from])) end++;
    const word = text.slice(start - from, end - from);
    const issue = names.issues.find(({ id }) => id === word || `issue.${id}` === word), party = names.parties.find(({ id }) => id === word || `party.${id}` === word);
    const line = names.lines.find(({ id }) => id === word || `party.${id}` === word.replace(".red_line.", "."));
    const said = issue ? `${issue.title}: ${issue.values.map(([, title]) => title).join(", ")}` : party ? party.name : line ? line.title : null;
    return said && { pos: start, end, above: true, create: () => ({ dom: make("div", { class: "told" }, said) }) };
  });
  const theme = cm.EditorView.theme({
    "&": { height: "100%", fontSize: ".86rem" },
    ".cm-scroller": { fontFamily: "ui-monospace, 'DejaVu Sans Mono', monospace", overflow: "auto" },
    ".cm-gutters": { backgroundColor: "var(--panel)", color: "var(--faint)", borderRight: "1px solid var(--line)" },
    ".cm-activeLine, .cm-activeLineGutter": { backgroundColor: "transparent" },
    "&.cm-focused": { outline: "2px solid var(--fill)", outlineOffset: "-2px" },
    ".cm-cursor": { borderLeftColor: "var(--ink)" },
    ".cm-selectionBackground, &.cm-focused .cm-selectionBackground": { backgroundColor: "var(--rail) !important" },
    ".cm-tooltip": { backgroundColor: "var(--panel)", color: "var(--ink)", border: "1px solid var(--line)", maxWidth: "32rem" },
    ".cm-panels": { backgroundColor: "var(--panel)", color: "var(--ink)" },
  });
  const looks = cm.HighlightStyle.define([
    { tag: cm.tags.comment, color: "var(--faint)", fontStyle: "italic" },
    { tag: [cm.tags.string, cm.tags.special(cm.tags.string)], color: "var(--zone)" },
    { tag: [cm.tags.number, cm.tags.bool, cm.tags.atom], color: "var(--fill)" },
    { tag: [cm.tags.propertyName, cm.tags.keyword], color: "var(--ink)", fontWeight: "600" },
  ]);
  const editor = new cm.EditorView({
    parent: find("editor"),
    state: cm.EditorState.create({ doc: "", extensions: [
      cm.EditorView.cspNonce.of(nonce), cm.lineNumbers(), cm.history(), cm.drawSelection(), cm.bracketMatching(), cm.closeBrackets(),
      cm.highlightSelectionMatches(), cm.StreamLanguage.define(cm.toml), cm.syntaxHighlighting(looks), cm.lintGutter(),
      cm.autocompletion({ override: [complete] }), hover, theme, cm.EditorView.lineWrapping,
      cm.EditorView.contentAttributes.of({ "aria-label": "The scenario's text", tabindex: "0" }),
      cm.keymap.of([{ key: "Mod-s", run: () => { save(); return true; } }, ...cm.completionKeymap, ...cm.lintKeymap, ...cm.searchKeymap, ...cm.historyKeymap, ...cm.defaultKeymap]),
      cm.EditorView.updateListener.of((update) => { if (update.docChanged) edited(); }),
    ] }),
  });
  const text = () => editor.state.doc.toString();
  function replaceAll(to) {
    editor.dispatch({ changes: { from: 0, to: editor.state.doc.length, insert: to } });
  }
  function goTo(from, to) {
    const length = editor.state.doc.length, at = (place) => Math.min(place, length);
    editor.dispatch({ selection: { anchor: at(from), head: at(to) }, effects: cm.EditorView.scrollIntoView(at(from), { y: "center" }) });
    editor.focus();
  }

  // --- asking: at each pause in typing; the newest question wins
  let timer = 0, asking = null, living_ = null, asked = null;
  function edited() {
    clearTimeout(timer);
    timer = setTimeout(understand, 250);
    showSave();
  }
  const isSaved = () => text() === savedText;
  function showSave() {
    find("save").disabled = file.readOnly || (isSaved() && !file.isNew);
  }
  async function understand() {
    if (asking) asking.abort();
    const mine = new AbortController(), question = text();
    asking = mine;
    const slow = setTimeout(() => tell("Computing …"), 400);
    try {
      const found = await ask("/api/answer", { text: question }, mine.signal);
      if (asking !== mine || found.stopped) return;
      asked = question;
      show(found);
    } catch (error) {
      if (error.name === "AbortError") return;
      if (!(error instanceof TypeError && /fetch/i.test(error.message))) throw error;
      tell("The program that serves this page has ended; what you typed is still here.");
    } finally {
      clearTimeout(slow);
    }
  }
  function show(found) {
    if (found.error || found.fault) return tell(found.error || `internal fault: ${found.fault}`);
    problems = found.problems || [];
    showProblems();
    const n = problems.filter(({ severity }) => severity === "error").length;
    document.body.classList.toggle("stale", !found.page);
    document.body.dataset.answered = String(Number(document.body.dataset.answered || 0) + 1);
    if (!found.page) return tell(`${n} ${n === 1 ? "error" : "errors"}: the page is that of the last text without one.`);
    tell(isSaved() ? "Saved." : "Not saved.");
    names = found.names;
    places = found.places;
    document.title = found.title;
    showPage(found);
    fillForm();
  }
  function showPage({ page, data }) {
    const scroll = [scrollX, scrollY], open = Array.from(document.querySelectorAll("#page details"), (one) => one.open), focus = document.activeElement && document.activeElement.id;
    if (living_) living_.end();
    find("page").innerHTML = page;
    const before = find("data");
    if (before) before.remove();
    if (data) {
      document.body.append(make("script", { type: "application/json", id: "data", nonce }, JSON.stringify(data)));
      tools.dress();
      living_ = living(file.readOnly ? null : refusal);
    } else {
      living_ = null;
      tools.dress();
    }
    const folded = Array.from(document.querySelectorAll("#page details"));
    // The switches are folded until somebody wants them: the answer and the picture come first.
    if (folded.length === open.length) folded.forEach((one, at) => { one.open = open[at]; });
    else if (find("controls")) find("controls").querySelector("details").open = false;
    for (const [id, [from, to]] of Object.entries(places)) addJump(id, from, to);
    scrollTo(...scroll);
    if (focus && focus !== document.activeElement.id && find("page").contains(find(focus))) find(focus).focus({ preventScroll: true });
    const isLiving = Boolean(living_) && !file.readOnly;
    find("keep-variant").disabled = !isLiving;
    find("keep-proposal").disabled = !isLiving || !living_.best();
  }
  // From a row of the page to its place in the text.
  function addJump(id, from, to) {
    const node = find(id), head = node && (node.matches("caption") ? node : node.querySelector("h4, th"));
    if (!head) return;
    const button = make("button", { type: "button", class: "jump", "aria-label": `In the text: ${plain(head.textContent)}` }, "✎");
    button.addEventListener("click", () => goTo(from, to));
    head.append(" ", button);
  }

  // --- what is wrong: underlined, and listed with its repair one click away
  const isOwn = (problem) => problem.file === file.name;
  function apply(problem, repair) {
    const changes = repair.edits.filter((edit) => edit.file === file.name).map(({ utf16: [from, to], text: insert }) => ({ from, to, insert }));
    if (changes.length < repair.edits.length) return tell(`The repair is in another file: ${repair.edits.find((edit) => edit.file !== file.name).file}`);
    // The places are those of the text that was asked about.
    if (text() === asked) editor.dispatch({ changes });
  }
  function showProblems() {
    const length = editor.state.doc.length;
    if (text() === asked) {
      editor.dispatch(cm.setDiagnostics(editor.state, problems.filter(isOwn).map((problem) => ({
        from: Math.min(problem.utf16[0], length), to: Math.min(Math.max(problem.utf16[1], problem.utf16[0]), length), severity: problem.severity,
        message: problem.message + (problem.help ? "\n" + problem.help : ""),
        actions: problem.repairs.map((repair) => ({ name: repair.title, apply: () => apply(problem, repair) })),
      }))));
    }
    find("problems").replaceChildren(...problems.map((problem) => {
      const line = make("button", { type: "button", class: "place" }, `${isOwn(problem) ? "" : problem.file + ", "}line ${problem.line}`);
      line.addEventListener("click", () => isOwn(problem) && goTo(...problem.utf16));
      const repairs = problem.repairs.map((repair) => {
        const button = make("button", { type: "button", class: "repair" }, repair.title);
        button.addEventListener("click", () => apply(problem, repair));
        return button;
      });
      return make("p", { class: problem.severity }, make("strong", {}, problem.severity), " ", line, " ", problem.message, problem.help ? ` (${problem.help})` : "", " ", ...repairs);
    }));
  }

  // --- saving: whole or not at all, and not over what somebody else wrote
  async function save(known = sum) {
    if (file.readOnly) return tell("Read only: nothing is saved.");
    const mine = text();
    let found;
    try {
      found = await ask("/api/save", { text: mine, sha256: known });
    } catch (_) {
      return tell("The program that serves this page has ended; nothing is saved.");
    }
    if (found.conflict) return showConflict(found.conflict);
    if (found.error) return tell(found.error);
    sum = found.sha256;
    savedText = mine;
    file.isNew = false;
    find("conflict").hidden = true;
    showSave();
    tell("Saved.");
  }
  let theirs = null;
  function showConflict(found) {
    theirs = found;
    find("theirs").textContent = found.text === null ? "(the file is gone)" : found.text;
    find("conflict").hidden = false;
    find("take-theirs").disabled = found.text === null;
    tell("The file was changed outside.");
  }
  find("save").addEventListener("click", () => save());
  find("take-theirs").addEventListener("click", () => {
    sum = theirs.sha256;
    savedText = theirs.text;
    find("conflict").hidden = true;
    replaceAll(theirs.text);
  });
  find("keep-mine").addEventListener("click", () => save(theirs.sha256));
  setInterval(async () => {
    if (document.hidden || !find("conflict").hidden) return;
    const found = await ask("/api/sum").catch(() => null);
    if (!found || found.error || found.sha256 === sum) return;
    const state = await ask("/api/state").catch(() => null);
    if (!state || state.sha256 === sum) return;
    if (isSaved() && state.sha256 !== null) {
      // Nothing of ours is lost: the page follows the file.
      sum = state.sha256;
      savedText = state.text;
      replaceAll(state.text);
    } else showConflict({ sha256: state.sha256, text: state.isNew ? null : state.text });
  }, 1000);
  window.addEventListener("beforeunload", (event) => { if (savedText !== null && !isSaved() && !file.readOnly) event.preventDefault(); });

  // --- keeping: what was tried becomes part of the text
  const quoted = (word) => JSON.stringify(word).replace(/\u007f/g, "\\u007F");
  const free = (kind, name) => {
    const taken = (id) => new RegExp(`^\\s*\\[?\\s*${kind}\\s*\\.\\s*["']?${id}\\b`, "m").test(text());
    let at = 1;
    while (taken(`${name}_${at}`)) at++;
    return `${name}_${at}`;
  };
  const append = (lines) => {
    const before = text(), gap = before.endsWith("\n\n") || before === "" ? "" : before.endsWith("\n") ? "\n" : "\n\n";
    const from = editor.state.doc.length;
    editor.dispatch({ changes: { from, insert: gap + lines.join("\n") + "\n" } });
    goTo(from + gap.length, from + gap.length);
  };
  // A value as TOML has it.
  function toml(issue, flag) {
    if (issue.kind === "members" || issue.kind === "order") return `[${flag.split("+").filter(Boolean).map(quoted).join(", ")}]`;
    if (issue.kind === "yes_no") return String(flag === "yes" || flag === "true");
    return issue.kind === "range" ? flag.replaceAll(",", "") : quoted(flag);
  }
  function keepVariant() {
    const { drop, firmness, fix } = living_.choices();
    if (drop.length + firmness.length + fix.length === 0) return tell("Nothing is changed on the page: switch a line off, hold it less firmly or fix a term first.");
    const issueOf = (id) => living_.data.issues.find((issue) => issue.id === id);
    const lines = [`[variant.${free("variant", "tried")}]`, `title = ${quoted("Tried: " + [...drop.map((one) => "without " + one), ...firmness, ...fix].join(", "))}`];
    if (drop.length > 0) lines.push(`drop = [${drop.map(quoted).join(", ")}]`);
    const pairs = (list, value) => list.map((one) => [one.slice(0, one.indexOf("=")), one.slice(one.indexOf("=") + 1)]).map(([key, to]) => value(key, to)).join(", ");
    if (firmness.length > 0) lines.push(`firmness = { ${pairs(firmness, (line, to) => `${quoted(line)} = ${to}`)} }`);
    if (fix.length > 0) lines.push(`fix = { ${pairs(fix, (id, to) => `${id} = ${toml(issueOf(id), to)}`)} }`);
    append(lines);
  }
  function keepProposal() {
    const terms = living_.best();
    const list = terms.map(([issue, flag]) => `${issue.id} = ${toml(issue, flag)}`);
    append([`[proposal.${free("proposal", "kept")}]`, `title = ${quoted("The most probable deal, kept")}`, `terms = { ${list.join(", ")} }`]);
  }
  find("keep-variant").addEventListener("click", keepVariant);
  find("keep-proposal").addEventListener("click", keepProposal);

  // --- a red line by the form
  function fillForm() {
    const keep = (select, options) => {
      const before = select.value;
      select.replaceChildren(...options.map(([value, title]) => make("option", { value }, title)));
      if (options.some(([value]) => value === before)) select.value = before;
    };
    keep(find("line-party"), names.parties.map(({ id, name }) => [id, name]));
    keep(find("line-issue"), names.issues.map(({ id, title }) => [id, title]));
    fillValues();
  }
  function fillValues() {
    const issue = names.issues.find(({ id }) => id === find("line-issue").value);
    find("line-value").replaceChildren(...(issue ? issue.values : []).map(([, title], at) => make("option", { value: at }, title)));
  }
  find("line-issue").addEventListener("change", fillValues);
  find("line-firmness").addEventListener("input", () => { find("line-firmness-shown").textContent = find("line-firmness").value; });
  const FORMS = { "new-issue": ["issue-form", "issue-title"], "new-party": ["party-form", "party-name"], "new-line": ["line-form", "line-party"] };
  for (const [button, [form, first]] of Object.entries(FORMS)) {
    find(button).addEventListener("click", () => {
      const isOpening = find(form).hidden;
      for (const [other, [one]] of Object.entries(FORMS)) {
        find(one).hidden = !(isOpening && other === button);
        find(other).setAttribute("aria-expanded", String(!find(one).hidden));
      }
      if (isOpening) find(first).focus();
    });
  }
  // A name for the text from one for people; what is taken gets a number.
  function idFor(title, fallback, taken) {
    const word = title.toLowerCase().normalize("NFKD").replace(/[\u0300-\u036f]/g, "").replace(/[^a-z0-9]+/g, "_").replace(/^_+|_+$/g, "").slice(0, 24).replace(/_+$/, "");
    const id = /^[a-z]/.test(word) ? word : word ? `${fallback}_${word}` : fallback;
    let own = id;
    for (let at = 2; taken.has(own); at++) own = `${id}_${at}`;
    return own;
  }
  const tablesOf = (kind) => new Set(Array.from(text().matchAll(new RegExp(`^\\s*\\[\\s*${kind}\\s*\\.\\s*["']?([\\w-]+)`, "gm")), ([, id]) => id));
  // Behind the last table of a kind; where there is none, behind the last of the kinds before it.
  function behind(kinds) {
    const lines = text().split("\n");
    let from = -1;
    for (const kind of kinds) {
      if (from < 0) from = lines.findLastIndex((line) => new RegExp(`^\\s*\\[+\\s*${kind}\\b`).test(line));
    }
    let end = from + 1;
    if (from < 0) {
      end = lines.findIndex((line) => /^\s*\[/.test(line));
      if (end < 0) end = lines.length;
    } else while (end < lines.length && !/^\s*\[/.test(lines[end])) end++;
    while (end > 0 && /^\s*(#.*)?$/.test(lines[end - 1])) end--;
    return lines.slice(0, end).join("\n").length;
  }
  function write(kinds, lines) {
    const from = behind(kinds), insert = `${from > 0 ? "\n\n" : ""}${lines.join("\n")}`;
    editor.dispatch({ changes: { from, insert } });
    goTo(from + insert.length, from + insert.length);
  }
  find("issue-form").addEventListener("submit", (event) => {
    event.preventDefault();
    const value = (id) => plain(find(id).value), title = value("issue-title"), unit = value("issue-unit");
    const options = find("issue-options").value.split("\n").map(plain).filter(Boolean), range = ["min", "max", "step"].map((end) => value("issue-" + end));
    if (options.length === 0 && !range.every((number) => /^-?\d+(\.\d+)?$/.test(number))) return tell("An issue needs options, or a number from, to and in steps of.");
    const taken = new Set(), listed = options.map((option) => {
      const id = idFor(option, "option", taken);
      taken.add(id);
      return `${id} = ${quoted(option)}`;
    });
    const what = options.length > 0 ? `options = { ${listed.join(", ")} }` : `range = { min = ${range[0]}, max = ${range[1]}, step = ${range[2]} }`;
    write(["issue"], [`[issue.${idFor(title, "issue", tablesOf("issue"))}]`, `title = ${quoted(title)}`, what, ...(unit ? [`unit = ${quoted(unit)}`] : [])]);
    event.target.reset();
    find("issue-title").focus();
  });
  find("party-form").addEventListener("submit", (event) => {
    event.preventDefault();
    const name = plain(find("party-name").value);
    write(["party", "source", "issue"], [`[party.${idFor(name, "party", tablesOf("party"))}]`, `name = ${quoted(name)}`]);
    event.target.reset();
    find("party-name").focus();
  });
  find("empty").addEventListener("click", () => {
    names = { issues: [], parties: [], lines: [], sources: [] };
    fillForm();
    replaceAll('format = 1\ntitle = "A new case"\n');
    find("new-issue").click();
  });
  // Where the lines of a party stand: behind the last table of it, or, where they are dotted keys of `[party.ID]`, behind them.
  function placeOf(party) {
    const lines = text().split("\n"), head = new RegExp(`^\\s*\\[\\s*party\\s*\\.\\s*["']?${party}["']?\\s*(\\.|\\])`);
    let from = -1, isDotted = false, own = -1;
    lines.forEach((line, at) => {
      if (head.test(line)) {
        from = at;
        if (/^\s*\[\s*party\s*\.\s*["']?\w+["']?\s*\]/.test(line)) own = at;
      }
    });
    const endOf = (start) => {
      let end = start + 1;
      while (end < lines.length && !/^\s*\[/.test(lines[end])) end++;
      while (end > start + 1 && /^\s*(#.*)?$/.test(lines[end - 1])) end--;
      return end;
    };
    if (own >= 0) isDotted = lines.slice(own + 1, endOf(own)).some((line) => /^\s*red_line\s*[.=]/.test(line));
    const at = isDotted ? endOf(own) : from >= 0 ? endOf(from) : lines.length;
    return { isDotted, offset: lines.slice(0, at).join("\n").length };
  }
  find("line-form").addEventListener("submit", (event) => {
    event.preventDefault();
    const issue = names.issues.find(({ id }) => id === find("line-issue").value);
    const chosen = Array.from(find("line-value").selectedOptions, (option) => issue.values[Number(option.value)][0]);
    if (chosen.length === 0) return tell("Choose the terms first.");
    writeLine({ party: find("line-party").value, issue, chosen, title: plain(find("line-title").value), rule: find("line-rule").value,
      firmness: find("line-firmness").value, quote: plain(find("line-quote").value) });
    find("line-title").value = "";
    find("line-quote").value = "";
  });
  // In the picture: a click says that a party would not accept an option.
  function refusal(party, issueId, [first, last], label) {
    const issue = names.issues.find(({ id }) => id === issueId), values = issue.values.slice(first, last + 1).map(([value]) => value);
    const button = make("button", { type: "button", class: "refuse", "aria-label": `${names.parties[party].name} would not accept ${label}` }, "would not accept");
    button.disabled = values.length < last - first + 1 || values.some((value) => value !== null && typeof value === "object");
    button.addEventListener("click", () => writeLine({ party: names.parties[party].id, issue, chosen: values, title: `Not ${label}`, rule: "reject", firmness: "1", quote: "" }));
    return button;
  }
  function writeLine({ party, issue, chosen, title, rule, firmness, quote }) {
    const data = living_ && living_.data.issues.find((one) => one.id === issue.id), isMembers = data && data.members;
    const value = (one) => (typeof one === "string" ? quoted(one) : String(one));
    const list = chosen.length === 1 ? value(chosen[0]) : `[${chosen.map(value).join(", ")}]`;
    const what = isMembers ? `{ ${issue.id} = { includes_any = [${chosen.map(value).join(", ")}] } }` : `{ ${issue.id} = ${list} }`;
    const prefix = party + ".", id = idFor(title, "line", new Set(names.lines.filter((one) => one.id.startsWith(prefix)).map((one) => one.id.slice(prefix.length))));
    const parts = [`title = ${quoted(title)}`, `${rule} = ${what}`, ...(firmness === "1" ? [] : [`firmness = ${firmness}`]), ...(quote ? [`quote = ${quoted(quote)}`] : [])];
    const { isDotted, offset } = placeOf(party);
    const insert = isDotted ? `\nred_line.${id} = { ${parts.join(", ")} }` : `\n\n[party.${party}.red_line.${id}]\n${parts.join("\n")}`;
    editor.dispatch({ changes: { from: offset, insert } });
    goTo(offset + insert.length, offset + insert.length);
  }

  // --- begin
  (async () => {
    const state = await ask("/api/state").catch(() => ({ error: "The program that serves this page has ended." }));
    if (state.error) return tell(state.error);
    file = state;
    sum = state.sha256;
    savedText = state.isNew ? null : state.text;
    for (const button of Object.keys(FORMS)) find(button).disabled = state.readOnly;
    find("empty").hidden = !state.isNew || state.readOnly;
    replaceAll(state.text);
    if (state.isNew) savedText = "";
    clearTimeout(timer);
    await understand();
    showSave();
  })();
})();
