// Bundles the parts of CodeMirror 6 that the explorer uses into one script, with their licenses on top.
//
//   npm ci && node build.mjs            writes ../../src/explorer/assets/editor.js
//   npm ci && node build.mjs --check    compares it with what stands there
import { build } from "esbuild";
import { readFileSync, readdirSync, writeFileSync } from "node:fs";

const out = new URL("../../src/explorer/assets/editor.js", import.meta.url);
const result = await build({
  entryPoints: ["editor.js"], bundle: true, minify: true, format: "iife", globalName: "CodeMirror", write: false,
  target: "es2022", legalComments: "none", charset: "utf8", metafile: true,
});
// Each package that is in it, with its version and its license.
const inside = new Set(Object.keys(result.metafile.inputs).map((path) => path.match(/^node_modules\/((?:@[^/]+\/)?[^/]+)/)?.[1]).filter(Boolean));
const licenses = new Map();
const packages = [...inside].sort().map((name) => {
  const { version, license } = JSON.parse(readFileSync(`node_modules/${name}/package.json`, "utf8"));
  const file = readdirSync(`node_modules/${name}`).find((one) => /^licen[cs]e/i.test(one));
  if (file) licenses.set(readFileSync(`node_modules/${name}/${file}`, "utf8").trim(), name);
  return `${name} ${version} (${license})`;
});
const head = `/*! ${packages.join(", ")}\n\n${[...licenses.keys()].join("\n\n---\n\n")}\n*/\n`.replaceAll("\r", "");
const text = head + result.outputFiles[0].text;
if (process.argv.includes("--check")) {
  if (readFileSync(out, "utf8") !== text) {
    console.error("src/explorer/assets/editor.js is not what build.mjs makes");
    process.exit(1);
  }
} else writeFileSync(out, text);
console.log(`${text.length} characters`);
