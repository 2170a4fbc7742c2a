// Copies govuk-frontend into wwwroot/vendor/govuk without what is licensed for gov.uk only: the GDS font and the crown.
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";

const from = new URL("node_modules/govuk-frontend/dist/govuk/", import.meta.url);
const to = new URL("wwwroot/vendor/govuk/", import.meta.url);

const css = readFileSync(new URL("govuk-frontend.min.css", from), "utf8")
  .replace(/@font-face\{[^}]*\}/g, "")
  .replace(/[a-z-]*-image:url\([^)]*\);?/g, "")
  .replace(/\/\*[\s\S]*?\*\//g, "")
  .replaceAll("GDS Transport,arial,sans-serif", "var(--use-it-font)");
if (/GDS Transport|url\(/.test(css)) throw new Error("The style sheet of govuk-frontend still refers to the GDS font or to an image.");

// ARIA allows no aria-expanded on a radio, and what a radio reveals follows it anyway.
const radioExpands = 't.setAttribute("aria-expanded",e.toString()),i.classList.toggle("govuk-radios__conditional--hidden"';
const js = readFileSync(new URL("govuk-frontend.min.js", from), "utf8")
  .replace(radioExpands, radioExpands.replace(/^[^,]*,[^,]*,/, ""))
  .replace(/\/\/# sourceMappingURL=.*/, "");
if (js.includes(radioExpands) || !js.includes('const e=t.checked;i.classList.toggle("govuk-radios__conditional--hidden"')) throw new Error("The script of govuk-frontend handles radios in another way than Assets.mjs knows.");

mkdirSync(to, { recursive: true });
writeFileSync(new URL("govuk.css", to), css);
writeFileSync(new URL("govuk.js", to), js);
