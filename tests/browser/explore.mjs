// Drives `zopa explore` in a real browser: mistakes are underlined and repaired by a click, the form writes a red line and
// nothing else, saving keeps comments and refuses what somebody else wrote over, what the page counts is what `zopa run` counts
// on the saved text, and whoever has no token or another name is refused.
//
//   node explore.mjs ZOPA [FOLDER]     ZOPA is the command; screenshots go to FOLDER where one is given
import { execFileSync, spawn } from "node:child_process";
import { copyFileSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { request } from "node:http";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { createRequire } from "node:module";
import assert from "node:assert/strict";
import { chromium } from "playwright-core";

const AXE = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const zopa = resolve(process.argv[2] ?? "target/release/zopa");
const pictures = process.argv[3] && resolve(process.argv[3]);
const root = resolve(import.meta.dirname, "../..");
const folder = mkdtempSync(join(tmpdir(), "zopa-explore-"));
if (pictures) mkdirSync(pictures, { recursive: true });
const N_EDITS = Number(process.env.EDITS ?? 200);

const servers = [];
// However it ends, no server is left behind.
process.on("exit", (code) => {
  servers.forEach((server) => server.kill());
  if (code !== 0) console.error(errors);
});
// Starts the explorer on a file; gives its address with the token.
function explore(file, ...flags) {
  const server = spawn(zopa, ["explore", file, "--no-open", ...flags], { cwd: folder, stdio: ["ignore", "ignore", "pipe"] });
  servers.push(server);
  return new Promise((done, fail) => {
    let said = "";
    server.stderr.on("data", (part) => {
      said += part;
      const address = said.match(/http:\/\/\S+#token=[0-9a-f]{64}/);
      if (address) done(address[0]);
    });
    server.on("exit", () => fail(new Error(said)));
  });
}
const browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium", args: ["--no-sandbox", "--disable-gpu"] });
const errors = [];
async function open(address, size = { width: 1360, height: 900 }) {
  const page = await browser.newPage({ viewport: size });
  page.on("console", (message) => { if (["error", "warning"].includes(message.type())) errors.push(message.text()); });
  page.on("pageerror", (error) => errors.push(String(error.stack)));
  await page.goto(address);
  await page.waitForFunction(() => document.getElementById("status").textContent !== "Loading …" && document.body.dataset.answered);
  return page;
}
const answers = (page) => page.evaluate(() => Number(document.body.dataset.answered || 0));
// Does something to the text and waits until it is understood.
async function after(page, act) {
  const before = await answers(page);
  await act();
  await page.waitForFunction((n) => Number(document.body.dataset.answered) > n, before, { timeout: 60000 });
}
const type = (page, find, put) => after(page, async () => {
  await page.evaluate((wanted) => {
    const view = CodeMirror.EditorView.findFromDOM(document.querySelector(".cm-editor")), at = view.state.doc.toString().indexOf(wanted);
    view.dispatch({ selection: { anchor: at, head: at + wanted.length }, scrollIntoView: true });
    view.focus();
  }, find);
  await page.keyboard.type(put);
});
const textOf = (page) => page.evaluate(() => CodeMirror.EditorView.findFromDOM(document.querySelector(".cm-editor")).state.doc.toString());
const setText = (page, text) => after(page, () => page.evaluate((to) => {
  const view = CodeMirror.EditorView.findFromDOM(document.querySelector(".cm-editor"));
  view.dispatch({ changes: { from: 0, to: view.state.doc.length, insert: to } });
}, text));
async function save(page) {
  await page.locator("#save").click();
  await page.waitForFunction(() => document.getElementById("status").textContent === "Saved.");
}

// --- another name, another page, no token: refused, and nothing is said
const harbor = join(folder, "harbor.toml");
copyFileSync(join(root, "scenarios/harbor.toml"), harbor);
const address = await explore(harbor);
const { host, port } = new URL(address), token = address.split("=")[1];
const get = (path, headers, method = "GET", body) => new Promise((done, fail) => {
  const asked = request({ host: "127.0.0.1", port, path, method, headers }, (answered) => {
    let text = "";
    answered.on("data", (part) => { text += part; });
    answered.on("end", () => done({ status: answered.statusCode, headers: answered.headers, text }));
  });
  asked.on("error", fail);
  asked.end(body);
});
const key = { "x-zopa-token": token }, own = { origin: `http://${host}`, "content-type": "application/json" };
const body = JSON.stringify({ text: "format = 1\n", sha256: null });
for (const [what, asked, status] of [
  ["the page", get("/", {}), 200],
  ["under another name", get("/", { host: `localhost:${port}` }), 421],
  ["under a foreign name", get("/api/state", { host: "evil.example", ...key }), 421],
  ["without a token", get("/api/state", {}), 403],
  ["with another token", get("/api/state", { "x-zopa-token": token.replace(/.$/, (one) => (one === "0" ? "1" : "0")) }), 403],
  ["with the token", get("/api/state", key), 200],
  ["from another site", get("/api/state", { ...key, "sec-fetch-site": "cross-site" }), 403],
  ["saving from another page", get("/api/save", { ...key, ...own, origin: "http://evil.example" }, "POST", body), 403],
  ["saving from nowhere", get("/api/save", { ...key, ...own, origin: "null" }, "POST", body), 403],
  ["saving without an origin", get("/api/save", { ...key, "content-type": "application/json" }, "POST", body), 403],
  ["saving as a form", get("/api/save", { ...key, ...own, "content-type": "text/plain" }, "POST", body), 415],
  ["saving by GET", get("/api/save", key), 404],
  ["too large", get("/api/answer", { ...key, ...own }, "POST", JSON.stringify({ text: "#".repeat(17 << 20) })), 413],
  ["no JSON", get("/api/answer", { ...key, ...own }, "POST", "{"), 400],
]) {
  const answered = await asked;
  assert.equal(answered.status, status, what);
  assert.equal(answered.headers["x-content-type-options"] ?? "nosniff", "nosniff", what);
  if (status === 403 || status === 421) assert.ok(!answered.text.includes("harbor"), what);
}
const policies = await Promise.all([get("/", {}), get("/", {})]);
assert.notEqual(policies[0].headers["content-security-policy"], policies[1].headers["content-security-policy"], "a fresh nonce");
assert.ok(policies[0].headers["content-security-policy"].includes("frame-ancestors 'none'") && !policies[0].headers["content-security-policy"].includes("unsafe"));
assert.ok(!policies[0].text.includes(token) && !policies[0].text.includes("harbor"), "the page itself holds no scenario");
assert.equal(readFileSync(harbor, "utf8"), readFileSync(join(root, "scenarios/harbor.toml"), "utf8"), "nothing was written");

// --- the page
const page = await open(address);
assert.equal(new URL(page.url()).hash, "", "the token left the address");
assert.equal(await page.locator("#page #headline").textContent(), "8 of 27 deals (29.6 %) cross no party's red line.");
const shoot = async (name) => { if (pictures) await page.screenshot({ path: join(pictures, `explore-${name}.png`) }); };
await shoot("light");

// A mistake is underlined; its repair is a click away.
const coded = await textOf(page);
await type(page, "options", "optoins");
await shoot("mistake");
await page.locator(".cm-lintRange-error").first().waitFor();
assert.ok((await page.locator("#status").textContent()).includes("error"));
assert.ok(await page.evaluate(() => document.body.classList.contains("stale")), "the page says that it is of an earlier text");
await after(page, () => page.locator("#problems .repair").first().click());
assert.equal(await textOf(page), coded, "the repair");
assert.equal(await page.locator(".cm-lintRange-error").count(), 0);

// A red line by the form: the text is changed by just that, and the page follows.
await page.locator("#new-line").click();
await page.locator("#line-party").selectOption("town");
await page.locator("#line-issue").selectOption({ index: 0 });
await page.locator("#line-value").selectOption({ index: 1 });
await page.locator("#line-title").fill("Not on the south shore");
await page.locator("#line-quote").fill('We said: "not there"');
await shoot("form");
await after(page, () => page.locator("#line-form button[type=submit]").click());
const added = await textOf(page), lines = new Set(coded.split("\n"));
assert.ok(coded.split("\n").every((line) => added.includes(line)), "every line is kept, comments too");
assert.ok(added.split("\n").filter((line) => !lines.has(line)).every((line) => /south|Not on|not there|red_line|reject/.test(line)), "nothing else is added");
assert.equal(await page.locator("tr[id^=row-]", { hasText: "South shore" }).first().getAttribute("data-verdict"), "blocked");

// In the picture: an option is opened by the keyboard, and a click says that a party would not accept it.
await page.locator("svg.wide .hit").first().focus();
await page.keyboard.press("Enter");
await after(page, () => page.locator("#panel .refuse").last().click());
assert.ok((await textOf(page)).includes('title = "Not North shore"'), "the line of the picture");
assert.equal(await page.locator("tr[id^=row-]", { hasText: "North shore" }).first().getAttribute("data-verdict"), "blocked");
await setText(page, added);

// Saved, the file is what was typed, and the program says the same.
await save(page);
assert.equal(readFileSync(harbor, "utf8"), added);
assert.equal(execFileSync(zopa, ["check", harbor], { encoding: "utf8" }).includes("error"), false);

// Kept: what was tried, as a variant; the most probable deal, as a proposal.
await page.locator("#controls summary").first().click();
await page.locator('[data-held="0"]').first().uncheck();
await after(page, () => page.locator("#keep-variant").click());
assert.ok((await textOf(page)).includes("[variant.tried_1]") && (await page.locator("#problems .error").count()) === 0);
await after(page, () => page.locator("#keep-proposal").click());
assert.ok((await textOf(page)).includes("[proposal.kept_1]") && (await page.locator("#problems .error").count()) === 0);
await save(page);
execFileSync(zopa, ["run", harbor, "--variant", "tried_1"], { encoding: "utf8" });

// What somebody else wrote is not written over.
await type(page, "A harbor for the town", "A harbor for us");
writeFileSync(harbor, coded.replace("A harbor for the town", "A harbor of another hand"));
await page.locator("#save").click();
await page.locator("#conflict").waitFor();
assert.ok(readFileSync(harbor, "utf8").includes("another hand"), "not written over");
assert.ok((await page.locator("#theirs").textContent()).includes("another hand"), "both versions are shown");
await shoot("conflict");
await after(page, () => page.locator("#take-theirs").click());
assert.ok((await page.locator("#page h1").textContent()).includes("another hand"));
// A change outside is seen where nothing of ours is lost.
await after(page, async () => writeFileSync(harbor, coded));
assert.equal(await textOf(page), coded);

// A burst of typing leaves one answer, the last.
await type(page, "A harbor for the town", "B");
const n = await answers(page);
await page.keyboard.type("urst of typing, letter by letter", { delay: 15 });
await page.waitForFunction(() => document.querySelector("#page h1").textContent.startsWith("Burst of typing, letter by letter"));
await page.waitForTimeout(600);
assert.ok((await answers(page)) - n <= 4, `${(await answers(page)) - n} answers for one burst`);
await setText(page, coded);

// Random edits: what the page counts is what the program counts on the saved text.
let seed = 7;
const random = (of) => { seed = (Math.imul(seed, 1103515245) + 12345) >>> 0; return Math.floor((seed / 2 ** 32) * of); };
let compared = 0;
await page.evaluate(() => document.getElementById("reset").click());
for (let n = 0; n < N_EDITS; n++) {
  const firmness = [0.125, 0.25, 0.5, 0.75, 0.9][random(5)], island = ["north", "south", "offshore"][random(3)], jobs = ["none", "half", "all"][random(3)];
  const extra = `\n[party.port.red_line.tried]\ntitle = "Tried ${n}"\nreject = { site = "${island}", jobs = "${jobs}" }\nfirmness = ${firmness}\n`;
  await setText(page, coded + extra);
  const saved = join(folder, "edited.toml");
  writeFileSync(saved, await textOf(page));
  const run = JSON.parse(execFileSync(zopa, ["run", saved, "--format", "json", "--samples", "0"], { encoding: "utf8" }));
  const said = await page.evaluate(() => ({ map: { ...document.getElementById("map").dataset },
    rows: Object.fromEntries([...document.querySelectorAll("tr[id^=row-]")].map((tr) => [tr.id, { ...tr.dataset }])) }));
  assert.deepEqual([said.map.agreed, said.map.coherent], [run.zone.agreed, run.space.coherent], extra);
  run.issues.forEach((issue, i) => issue.values.forEach((value, v) => {
    const row = said.rows[`row-${i}-${v}`];
    assert.deepEqual([row.deals, row.agreed, row.verdict], [value.deals, value.agreed, value.verdict], extra);
    assert.ok(Math.abs(Number(row.best) - value.best_probability) < 1e-9, extra);
    compared += 1;
  }));
}
const heap = await page.evaluate(() => document.querySelectorAll("*").length);
assert.ok(heap < 5000, `${heap} elements: something is left behind`);

// Nothing that axe finds, in both themes.
for (const colorScheme of ["light", "dark"]) {
  await page.emulateMedia({ colorScheme });
  await page.evaluate(() => document.querySelectorAll("details").forEach((one) => { one.open = true; }));
  await page.waitForTimeout(200);
  await shoot(colorScheme);
  await page.evaluate(AXE);
  const found = await page.evaluate(() => window.axe.run(document, { resultTypes: ["violations"] }));
  assert.deepEqual(found.violations.map((one) => `${one.id}: ${one.nodes.slice(0, 3).map((node) => node.html.slice(0, 200)).join(" | ")}`), [], colorScheme);
}
await setText(page, coded);

// --- a new file begins as the starting scenario, and is made when it is saved
const fresh = join(folder, "new.toml"), second = await open(await explore(fresh));
assert.ok(!existsSync(fresh));
await save(second);
assert.equal(readFileSync(fresh, "utf8"), execFileSync(zopa, ["new", "-"], { encoding: "utf8" }));
// --- the harbor by forms alone, from an empty case, without touching the text
const byForms = join(folder, "forms.toml"), fourth = await open(await explore(byForms));
await fourth.locator("#empty").click();
const settle = async (title, fields) => {
  await fourth.locator("#issue-title").fill(title);
  for (const [id, value] of Object.entries(fields)) await fourth.locator("#issue-" + id).fill(value);
  await after(fourth, () => fourth.locator("#issue-form button[type=submit]").click());
};
await settle("Site", { options: "North\nSouth\nOffshore" });
await settle("Jobs", { options: "None\nHalf\nAll" });
await settle("Fund", { min: "0", max: "60", step: "30", unit: "million" });
await fourth.locator("#new-party").click();
for (const name of ["Town", "Green movement", "Port"]) {
  await fourth.locator("#party-name").fill(name);
  await after(fourth, () => fourth.locator("#party-form button[type=submit]").click());
}
await fourth.locator("#new-line").click();
for (const [party, issue, values, title] of [["town", "jobs", ["None"], "Some of the jobs"], ["green_movement", "site", ["Offshore"], "No island"], ["port", "fund", ["60 million"], "Not the whole fund"]]) {
  await fourth.locator("#line-party").selectOption(party);
  await fourth.locator("#line-issue").selectOption(issue);
  await fourth.locator("#line-value").selectOption(values.map((label) => ({ label })));
  await fourth.locator("#line-title").fill(title);
  await after(fourth, () => fourth.locator("#line-form button[type=submit]").click());
}
await save(fourth);
const coded_ = JSON.parse(execFileSync(zopa, ["run", byForms, "--format", "json", "--samples", "0"], { encoding: "utf8" }));
assert.deepEqual([coded_.zone.agreed, coded_.space.coherent], ["8", "27"], readFileSync(byForms, "utf8"));
assert.equal(await fourth.locator("#map").getAttribute("data-agreed"), "8");
if (pictures) { await fourth.screenshot({ path: join(pictures, "explore-forms.png") }); writeFileSync(join(pictures, "forms.toml"), readFileSync(byForms)); }
// --- read only: nothing is written
const third = await open(await explore(fresh, "--read-only"));
await third.evaluate(() => { window.hit = 0; });
await setText(third, `format = 1\ntitle = "</script><img src=x onerror='window.hit = 1'>"\n[issue.a]\ntitle = "<svg onload='window.hit = 2'>"\nyes_no = true\n[party.p]\nname = "<b>p</b>"\n`);
assert.equal(await third.evaluate(() => window.hit), 0, "text of the scenario was run");
assert.ok(await third.locator("#save").isDisabled());
assert.equal(readFileSync(fresh, "utf8"), execFileSync(zopa, ["new", "-"], { encoding: "utf8" }));
// Without the token the page says how to come by it.
const lost = await browser.newPage();
await lost.goto(`http://${host}/`);
await lost.waitForFunction(() => document.getElementById("status").textContent.includes("lacks its token"));
const phone = await open(address, { width: 390, height: 844 });
const wide = await phone.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
assert.ok(wide <= 0, `${wide} px too wide for a phone`);
if (pictures) await phone.screenshot({ path: join(pictures, "explore-phone.png") });

assert.deepEqual(errors, [], "errors in the console");
await browser.close();
servers.forEach((server) => { server.removeAllListeners("exit"); server.kill(); });
rmSync(folder, { recursive: true, force: true });
console.log(`the explorer: ${N_EDITS} edits and ${compared} rows compared, no error`);
