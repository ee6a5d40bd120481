// Judges the eight main pages of a running demonstration: Lighthouse's four categories (95 at least) and html-validate.
// make judge [BASE=http://localhost:8000]; CHROME_PATH names another Chromium.
import { HtmlValidate } from "html-validate";
import lighthouse from "lighthouse";
import { launch } from "chrome-launcher";

const base = (process.argv[2] ?? "http://localhost:8000").replace(/\/$/, "");
const LEAST = 95;
const CATEGORIES = ["performance", "accessibility", "best-practices", "seo"];
const PAGES = [
  ["accueil", "/"],
  ["catalogue", "/services/?q=rendez-vous"],
  ["fiche", "/services/rdv-service-public/"],
  ["thématique", "/themes/solidarite/"],
  ["territoire", "/territoires/commune-42218/"],
  ["espace collectivité", "/mon-espace/", "demo-agente"],
  ["espace mainteneur", "/mainteneur/rdv-service-public/", "demo-mainteneur"],
  ["administration", "/admin/", "demo-editrice"],
];
// No search engine sees the pages of somebody who has signed in.
const IN_A_SPACE = CATEGORIES.filter((name) => name !== "seo");
// Wagtail writes the pages of the admin: only ours are validated.
const validator = new HtmlValidate({
  extends: ["html-validate:recommended"],
  rules: {
    "aria-label-misuse": ["error", { allowAnyNamable: true }],
    "doctype-style": "off",
    "form-dup-name": ["error", { shared: ["radio", "checkbox", "submit", "button"] }],
    "long-title": "off",
    "no-trailing-whitespace": "off",
    "void-style": "off",
  },
});

function cookiesOf(answer) {
  return answer.headers.getSetCookie().map((cookie) => cookie.split(";")[0]);
}

async function enter(account) {
  const asked = await fetch(`${base}/connexion/`);
  const form = /action="([^"]+)" method="post">\s*<input type="hidden" name="csrfmiddlewaretoken" value="([^"]+)">\s*<input type="hidden" name="next"/;
  const [, action, csrfmiddlewaretoken] = form.exec(await asked.text());
  const entered = await fetch(base + action, {
    method: "POST",
    redirect: "manual",
    headers: { Cookie: cookiesOf(asked).join("; "), Referer: `${base}/connexion/` },
    body: new URLSearchParams({ csrfmiddlewaretoken, compte: account }),
  });
  return cookiesOf(entered).join("; ");
}

const chrome = await launch({
  chromePath: process.env.CHROME_PATH ?? "/usr/bin/chromium-headless-shell",
  chromeFlags: ["--headless", "--no-sandbox", "--disable-gpu"],
});
let failed = false;
for (const [name, path, account] of PAGES) {
  const headers = account ? { Cookie: await enter(account) } : {};
  const onlyCategories = account ? IN_A_SPACE : CATEGORIES;
  const found = await lighthouse(base + path, {
    port: chrome.port, onlyCategories, extraHeaders: headers, logLevel: "error", disableStorageReset: true,
  });
  const scores = Object.values(found.lhr.categories).map(({ id, score }) => [id, Math.round(score * 100)]);
  const html = await (await fetch(base + path, { headers })).text();
  const report = path.startsWith("/admin/") ? { errorCount: 0, results: [] } : await validator.validateString(html);
  console.log(`${name}: ${scores.map((pair) => pair.join(" ")).join(", ")}, html-validate ${report.errorCount}`);
  for (const { messages } of report.results) {
    for (const said of messages) console.log(`  ${said.line}: ${said.message} (${said.ruleId})`);
  }
  for (const { auditRefs, id } of Object.values(found.lhr.categories)) {
    for (const { id: audit, weight } of auditRefs) {
      const { score, title } = found.lhr.audits[audit];
      if (weight > 0 && score !== null && score < 0.9) console.log(`  ${id}: ${title}`);
    }
  }
  failed ||= report.errorCount > 0 || scores.some(([, score]) => score < LEAST);
}
await chrome.kill();
process.exit(failed ? 1 : 0);
