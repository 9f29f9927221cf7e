// Drives the pages of `zopa report` in a real browser with the network off: no request, no error; and what the page counts
// after each click is what `zopa run` counts with the same --drop, --firmness and --fix.
//
//   node living.mjs ZOPA [FOLDER]     ZOPA is the command; screenshots go to FOLDER where one is given
import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { createHash } from "node:crypto";
import assert from "node:assert/strict";
import { chromium } from "playwright-core";

const zopa = resolve(process.argv[2] ?? "target/release/zopa");
const pictures = process.argv[3] && resolve(process.argv[3]);
const root = resolve(import.meta.dirname, "../..");
const folder = mkdtempSync(join(tmpdir(), "zopa-browser-"));
if (pictures) mkdirSync(pictures, { recursive: true });

const ask = (...words) => execFileSync(zopa, words, { cwd: root, encoding: "utf8", maxBuffer: 1 << 28, stdio: ["ignore", "pipe", "ignore"] });

const HOSTILE = `format = 1
title = "</title><script>window.hit = 1</script><img src=x onerror='window.hit = 2'>"
summary = "\\"><svg onload='window.hit = 3'>"
[source.s]
title = "</script><script>window.hit = 4</script>"
url = "javascript:window.hit=5"
kind = "reported"
[issue.a]
title = "موضوع طويل جدا لا يزال يقرأ من اليمين إلى اليسار </td><script>window.hit = 6</script>"
options = { x = "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft", y = "<b onclick='window.hit = 7'>選択肢</b>" }
[issue.b]
title = "b"
members = { p = "פ", q = "<!-- q" }
[issue.c]
title = "c"
yes_no = true
[party.one]
name = "שלום <script>window.hit = 8</script>"
[party.one.red_line.l]
title = "<script>window.hit = 9</script> & ‮reversed"
reject = { a = "x" }
firmness = 0.3
source = "s"
quote = "</blockquote><script>window.hit = 10</script>"
[party.two]
name = "二 <iframe src='javascript:parent.hit=11'></iframe>"
weight = 2
[party.two.red_line.m]
title = "m"
reject = { a = "y", c = true }
firmness = [0.1, 0.2]
[party.two.red_line.n]
title = "n"
require = { b = { includes = "p" } }
[agreement]
weight_at_least = 2
[proposal.p]
title = "<script>window.hit = 12</script>"
terms = { a = "y" }
`;
writeFileSync(join(folder, "hostile.toml"), HOSTILE);
const scenarios = readdirSync(join(root, "scenarios")).filter((name) => name.endsWith(".toml")).sort();
const files = [...scenarios.map((name) => join("scenarios", name)), join(folder, "hostile.toml")];

const browser = await chromium.launchPersistentContext(join(folder, "profile"), {
  executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
  headless: true,
  offline: true,
  acceptDownloads: true,
  viewport: { width: 1360, height: 900 },
  args: ["--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync"],
});

const near = (left, right, what) =>
  assert.ok(Math.abs(Number(left) - Number(right)) <= 1e-9, `${what}: the page says ${left}, zopa ${right}`);

// What the page says, by its attributes.
const said = (page) => page.evaluate(() => ({
  map: { ...document.getElementById("map").dataset },
  rows: Object.fromEntries([...document.querySelectorAll("tr[id^=row-]")].map((tr) => [tr.id, {
    ...tr.dataset,
    zone: tr.querySelector(".zone .figure").textContent,
    accepts: [...tr.querySelectorAll(".accepts .figure")].map((cell) => cell.textContent),
  }])),
  proposals: [...document.querySelectorAll("tr[id^=proposal-]")].map((tr) => ({
    ...tr.dataset,
    positions: [...tr.querySelectorAll(".position")].map((cell) => ({ word: cell.querySelector(".word").textContent, crossed: cell.dataset.crossed })),
  })),
  command: document.getElementById("command").textContent,
  demands: [...document.querySelectorAll("[id^=demand-]")].map((card) => ({
    crossed: card.querySelector(".crossed").dataset.n,
    share: card.querySelector(".crossed").textContent,
    dropped: card.querySelector(".dropped")?.textContent,
  })),
  why: document.getElementById("why-now").dataset.found,
}));

// A share as the page writes it.
function percent(share) {
  if (share === null) return "–";
  if (share <= 0) return "0 %";
  if (share >= 1) return "100 %";
  const text = (share * 100).toFixed(1);
  return text === "0.0" ? "< 0.1 %" : text === "100.0" ? "> 99.9 %" : `${text} %`;
}
const ungrouped = (text) => text.replaceAll(",", "");

let compared = 0, explained = 0;
async function compare(page, file, flags) {
  const run = JSON.parse(ask("run", file, ...flags, "--format", "json", "--samples", "0"));
  const page_ = await said(page);
  const what = `${file} ${flags.join(" ")}`;
  assert.equal(page_.map.agreed, run.zone.agreed, `${what}: agreed`);
  assert.equal(page_.map.coherent, run.space.coherent, `${what}: coherent`);
  if (run.space.coherent !== "0") {
    near(page_.map.best, run.zone.best_probability, `${what}: best probability`);
    near(page_.map.mean, run.zone.mean_probability, `${what}: mean probability`);
  }
  run.issues.forEach((issue, i) => issue.values.forEach((value, v) => {
    const row = page_.rows[`row-${i}-${v}`], name = `${what}: ${issue.id} ${v}`;
    assert.ok(row, name);
    assert.equal(row.verdict, value.verdict, name);
    assert.equal(row.deals, value.deals, name);
    assert.equal(row.agreed, value.agreed, name);
    if (value.deals === "0") return;
    assert.equal(row.zone, percent(value.zopa_share), `${name}: its share of the zone`);
    assert.deepEqual(row.accepts, run.parties.map((party) => percent(value.accepted_by[party.id])), `${name}: by whom`);
    near(row.best, value.best_probability, name);
    near(row.mean, value.mean_probability, name);
    compared += 1;
  }));
  // The demands that are still there: a dropped one keeps its card and counts nothing.
  const names = (await demandsOf(page)).map((demand) => demand.name);
  const figures = run.parties.flatMap((party) => [
    ...party.red_lines.map((line) => [line.id, line, party.signs]),
    ...(party.reservation ? [[`${party.id}.reservation`, party.reservation, party.signs]] : []),
  ]);
  for (const [id, figure, signs] of figures) {
    const card = page_.demands[names.indexOf(id)], name = `${what}: ${id}`;
    assert.equal(card.crossed, figure.crossed, name);
    if (figure.share !== undefined) assert.equal(card.share, percent(figure.share), name);
    if (signs) assert.equal(ungrouped(card.dropped), figure.agreed_if_dropped, name);
    compared += 1;
  }
  if (page_.why !== undefined) {
    const reasons = JSON.parse(ask("explain", file, ...flags, "--max", "4000", "--format", "json")), said = JSON.parse(page_.why);
    assert.ok(reasons.complete, `${what}: the lists are whole`);
    assert.deepEqual(said.conflicts, reasons.conflicts, `${what}: conflicts`);
    assert.equal(String(said.n), reasons.unlocks_total, `${what}: unlocks`);
    said.unlocks.forEach((unlock, at) => {
      assert.deepEqual(unlock.demands, reasons.unlocks[at].demands, `${what}: unlock ${at}`);
      assert.equal(unlock.agreed, reasons.unlocks[at].agreed, `${what}: unlock ${at}`);
      near(unlock.chance, reasons.unlocks[at].chance, `${what}: unlock ${at}`);
    });
    explained += 1;
  }
  if (page_.proposals.length > 0) {
    const side = JSON.parse(ask("compare", file, ...flags, "--format", "json"));
    side.proposals.forEach((proposal, p) => {
      const row = page_.proposals[p], name = `${what}: ${proposal.id}`;
      assert.equal(row.completions, String(proposal.completions), name);
      assert.equal(row.agreed, String(proposal.agreed), name);
      if (row.completions === "0") return;
      near(row.best, proposal.probability, name);
      proposal.parties.forEach((party, at) => {
        const position = row.positions[at], word = { all: "● accepts", some: "◐ accepts some", none: "✕ does not accept" }[party.accepts];
        assert.equal(position.word, word, name);
        assert.deepEqual(position.crossed.split(" ").filter(Boolean), party.crossed.map((one) => one.id), name);
      });
      compared += 1;
    });
  }
}

const requests = [], errors = [];
async function open(path, size) {
  const page = await browser.newPage();
  if (size) await page.setViewportSize(size);
  page.on("request", (request) => { if (!request.url().startsWith("file://")) requests.push(request.url()); });
  page.on("console", (message) => { if (["error", "warning"].includes(message.type())) errors.push(`${path}: ${message.text()}`); });
  page.on("pageerror", (error) => errors.push(`${path}: ${error}`));
  await page.goto(path);
  return page;
}

const demandsOf = (page) => page.evaluate(() => JSON.parse(document.getElementById("data").textContent).demands);
const set = (locator, value) => locator.evaluate((node, to) => {
  node.value = to;
  node.dispatchEvent(new Event("input", { bubbles: true }));
}, String(value));

for (const file of files) {
  const name = file.split("/").pop().replace(".toml", "");
  const out = join(folder, `${name}.html`);
  const sweep = name === "harbor" ? ["--sweep", join(folder, "lines")] : [];
  if (sweep.length > 0) ask("sweep", "run", file, "lines", "-o", sweep[1]);
  ask("report", file, "--samples", "1000", ...sweep, "-o", out);
  const url = pathToFileURL(out).href;
  const page = await open(url);
  if ((await page.locator("#data").count()) === 0) {
    assert.equal(await page.locator("#controls").count(), 0, `${file}: a static page has no switches`);
    await page.close();
    console.log(`${name}: static`);
    continue;
  }
  await compare(page, file, []);
  if (sweep.length > 0) {
    const summary = JSON.parse(ask("sweep", "summary", sweep[1], "--format", "json"));
    const shown = await page.locator("#drivers table.drivers").nth(1).locator("tbody tr").count();
    const moved = summary.tornado[0].factors.filter((factor) => factor.swing !== 0).length;
    assert.equal(shown, moved, `${file}: the tornado of mean_probability`);
    assert.ok((await page.locator("#drivers").textContent()).includes(summary.prim.sentence), `${file}: the box in words`);
  }

  // One switch off, by the keyboard.
  const demands = await demandsOf(page);
  const lines = demands.map((demand, place) => ({ ...demand, place })).filter((demand) => demand.firmness !== null);
  const first = lines[0], last = lines[lines.length - 1];
  const flags = [];
  await page.locator(`[data-held="0"]`).focus();
  await page.keyboard.press("Space");
  flags.push("--drop", demands[0].name);
  await compare(page, file, flags);

  // One line held less firmly.
  const softened = last && last.place !== 0 ? last : first;
  if (softened && softened.place !== 0) {
    await set(page.locator(`input[data-firmness="${softened.place}"]`), 0.35);
    flags.push("--firmness", `${softened.name}=0.35`);
    await compare(page, file, flags);
  }

  // One term fixed: of the last issue with a list, and of an issue of members where there is one.
  const issues = await page.evaluate(() => JSON.parse(document.getElementById("data").textContent).issues);
  const place = issues.findLastIndex((issue) => !issue.members);
  await page.locator(`[data-fix="${place}"]`).selectOption("1");
  flags.push("--fix", `${issues[place].id}=${issues[place].values[1]}`);
  await compare(page, file, flags);
  const members = issues.findIndex((issue) => issue.members);
  if (members >= 0) {
    await page.locator(`[data-fix-members="${members}"]`).check();
    await page.locator(`[data-member-of="${members}"]`).nth(0).check();
    flags.push("--fix", `${issues[members].id}=${issues[members].values[0]}`);
    await compare(page, file, flags);
  }

  // The view can be sent: another page with this address says the same, and so does the command that it names.
  const before = await said(page);
  const sent = await open(page.url());
  assert.deepEqual(await said(sent), before, `${file}: the address keeps the view`);
  const named = before.command.split(" ").slice(3);
  assert.deepEqual(named.toSorted(), flags.toSorted(), `${file}: ${before.command}`);
  await sent.close();

  // And back.
  await page.locator("#reset").click();
  await compare(page, file, []);
  assert.equal(new URL(page.url()).hash, "");

  // The scenario can be saved, byte for byte.
  const download = page.waitForEvent("download");
  await page.locator("a.save").evaluate((link) => link.click());
  const saved = readFileSync(await (await download).path());
  const hash = createHash("sha256").update(saved).digest("hex");
  assert.equal(hash, await page.locator(".hash").textContent(), `${file}: the saved scenario`);

  assert.equal(await page.evaluate(() => window.hit), undefined, `${file}: text of the scenario was run`);
  // Nothing is wider than a phone but what scrolls by itself.
  const phone = await open(url, { width: 360, height: 740 });
  const wide = await phone.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
  assert.ok(wide <= 0, `${file}: ${wide} px too wide for a phone`);
  if (pictures) {
    const shoot = (of, kind, fullPage) => of.screenshot({ path: join(pictures, `${name}-${kind}.png`), fullPage });
    await shoot(phone, "phone", true);
    await page.goto(url);
    await page.evaluate(() => scrollTo(0, 0));
    await shoot(page, "light", false);
    await shoot(page, "whole", true);
    await page.emulateMedia({ colorScheme: "dark" });
    await shoot(page, "dark", true);
    await page.emulateMedia({ colorScheme: "light", media: "print" });
    await page.setViewportSize({ width: 794, height: 1123 });
    await shoot(page, "print", true);
  }
  await phone.close();
  await page.close();
  console.log(`${name}: as zopa has it`);
}
assert.deepEqual(errors, [], "errors in the console");
assert.deepEqual(requests.filter((one) => !one.startsWith("data:")), [], "requests");
assert.ok(compared > 100, `only ${compared} rows were compared`);
assert.ok(explained > 5, `only ${explained} lists of conflicts and unlocks were compared`);
await browser.close();
rmSync(folder, { recursive: true, force: true });
console.log(`${files.length} pages, ${compared} rows and ${explained} lists of reasons compared, no request, no error`);
