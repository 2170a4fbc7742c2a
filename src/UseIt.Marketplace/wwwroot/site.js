const { initAll } = await import(document.getElementById("govuk-frontend").href);
initAll();

// Weights are added up as they are typed; the page adds them up itself where there is no script.
for (const total of document.querySelectorAll("[data-sum-of]")) {
  const parts = [...document.querySelectorAll(`[data-sum="${total.dataset.sumOf}"]`)];
  const places = value => (value.split(".")[1] ?? "").length;
  const add = () => {
    const typed = parts.map(part => part.value.replace(/[%\s,]/g, "")).filter(value => /^\d+(\.\d+)?$/.test(value));
    const most = Math.max(0, ...typed.map(places));
    total.textContent = String(Math.round(typed.reduce((sum, value) => sum + Number(value), 0) * 10 ** most) / 10 ** most);
  };
  for (const part of parts) part.addEventListener("input", add);
}

// The key of a sign-in link stands after its #, where no server sees it; without script it is typed.
for (const key of document.querySelectorAll("[data-from-link]")) {
  if (location.hash.length < 2) continue;
  key.value = location.hash.slice(1);
  key.closest(".govuk-form-group").hidden = true;
  history.replaceState(null, "", location.pathname);
}

// A passkey is made, or asked for, by the browser itself; what it answers goes with the form.
for (const form of document.querySelectorAll("[data-passkey]")) {
  if (!globalThis.PublicKeyCredential?.parseRequestOptionsFromJSON) continue;
  const [answer, status] = [form.querySelector("[name=Answer]"), form.querySelector("[data-passkey-status]")];
  const makes = form.dataset.passkey === "create";
  form.hidden = false;
  form.addEventListener("submit", async event => {
    if (answer.value) return;
    event.preventDefault();
    status.textContent = "";
    const asked = JSON.parse(form.dataset.passkeyOptions);
    try {
      const passkey = makes
        ? await navigator.credentials.create({ publicKey: PublicKeyCredential.parseCreationOptionsFromJSON(asked) })
        : await navigator.credentials.get({ publicKey: PublicKeyCredential.parseRequestOptionsFromJSON(asked) });
      answer.value = JSON.stringify(passkey);
      form.requestSubmit();
    } catch {
      status.textContent = makes ? "No passkey was made. Try again." : "No passkey was used. Try again, or enter a code.";
    }
  });
}

// Answers come as somebody types; without script the button beside the words brings them with the page.
for (const picker of document.querySelectorAll("[data-picker]")) {
  const [words, chosen, found, template, status, button] =
    ["[data-picker-words]", "[data-picker-chosen]", "[data-picker-found]", "template", "[role=status]", "button"].map(part => picker.querySelector(part));
  let [asked, made, waiting] = [0, 0, 0];
  const draw = ({ value, label, hint }) => {
    const item = template.content.firstElementChild.cloneNode(true);
    const [input, text, below] = [item.querySelector("input"), item.querySelector("label"), item.querySelector(".govuk-hint")];
    input.id = text.htmlFor = `${words.id}-new-${++made}`;
    [input.value, text.textContent, below.textContent] = [value, label, hint ?? ""];
    below.id = `${input.id}-item-hint`;
    input.setAttribute("aria-describedby", below.id);
    return item;
  };
  const look = async () => {
    clearTimeout(waiting);
    const [turn, text] = [++asked, words.value.trim()];
    const answers = text.length < 2 ? [] : await fetch(`${picker.dataset.picker}?words=${encodeURIComponent(text)}`).then(answer => answer.json());
    if (turn !== asked) return;
    for (const ticked of found.querySelectorAll("input:checked")) chosen.append(ticked.parentElement);
    const there = new Set([...chosen.querySelectorAll("input")].map(input => input.value));
    found.replaceChildren(...answers.filter(answer => !there.has(answer.value)).map(draw));
    status.className = text.length > 1 && answers.length === 0 ? "govuk-body" : "govuk-visually-hidden";
    status.textContent = text.length < 2 ? "" : answers.length === 0 ? `Nothing is found for “${text}”. Try another word for it.` : `${answers.length} found for “${text}”.`;
  };
  words.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(look, 200);
  });
  words.addEventListener("keydown", event => {
    if (event.key !== "Enter") return;
    event.preventDefault();
    look();
  });
  button.addEventListener("click", event => {
    event.preventDefault();
    look();
  });
}

// Whoever writes for long is not away: the session stays while something is typed, and before it ends the page says so. Once it has ended,
// here or in another tab, the page shows nothing more; a form that was typed goes to where it is kept, and its person to sign in.
for (const warning of document.querySelectorAll("[data-session]")) {
  const [minutes, stay] = [warning.querySelector("[data-session-minutes]"), warning.querySelector("button")];
  const ended = document.querySelector("[data-session-ended]");
  const [warnAt, rarely] = [5 * 60, 5 * 60 * 1000];
  let [asked, waiting, until, typed] = [Date.now(), 0, Date.now() + 30 * 60 * 1000, null];
  const end = () => {
    clearTimeout(waiting);
    for (const part of document.body.children) part.hidden = part !== ended;
    document.title = ended.querySelector("h1").textContent;
    ended.querySelector("h1").focus();
  };
  const ask = async method => {
    if (!ended.hidden) return;
    clearTimeout(waiting);
    if (method === "POST") asked = Date.now();
    const answer = await fetch(warning.dataset.session, { method, redirect: "manual" }).catch(() => null);
    // Led away is signed out; where nobody answers, what was known last counts.
    const gone = answer?.type === "opaqueredirect" || answer?.status === 404;
    const left = answer?.ok ? (await answer.json()).seconds : Math.floor((until - Date.now()) / 1000);
    if (gone || left <= 0) return end();
    until = Date.now() + left * 1000;
    warning.hidden = left > warnAt;
    const whole = Math.max(1, Math.round(left / 60));
    minutes.textContent = whole === 1 ? "1 minute" : `${whole} minutes`;
    waiting = setTimeout(() => ask("GET"), Math.min(left + 1, Math.max(30, left > warnAt ? left - warnAt : 60)) * 1000);
  };
  document.addEventListener("input", event => {
    typed = event.target.closest?.("main form[method=post]") ?? typed;
    if (Date.now() - asked > rarely) ask("POST");
  });
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "visible") ask("GET");
  });
  stay.addEventListener("click", () => ask("POST"));
  ended.querySelector("button").addEventListener("click", () => {
    const send = typed && ["button:not([type=button]):not(.govuk-button--secondary)", "button:not([type=button])"].map(b => typed.querySelector(b));
    if (typed) typed.requestSubmit(send[0] ?? send[1]);
    else location.assign(`/sign-in?returnUrl=${encodeURIComponent(location.pathname + location.search)}`);
  });
  waiting = setTimeout(() => ask("GET"), 25 * 60 * 1000);
}

// What is typed at length is kept while it is typed, for the same person in the same browser, until the form is sent.
for (const form of document.querySelectorAll("main form[method=post]")) {
  if (!form.querySelector("textarea")) continue;
  const every = 10 * 1000;
  const main = form.querySelector("button:not([type=button]):not(.govuk-button--secondary)");
  const handler = new URL(main?.getAttribute("formaction") ?? form.action, location.href).searchParams.get("handler");
  const where = new URLSearchParams({ page: location.pathname + location.search, ...(handler && { button: handler }) });
  const status = form.appendChild(document.createElement("p"));
  status.className = "govuk-hint";
  status.setAttribute("role", "status");
  let [waiting, saving] = [0, null];
  const stop = () => {
    clearTimeout(waiting);
    waiting = 0;
    saving?.abort();
  };
  const keep = async () => {
    stop();
    saving = new AbortController();
    const typed = new URLSearchParams([...new FormData(form)].filter(([, value]) => typeof value === "string"));
    const answer = await fetch(`/account/kept-form?${where}`, { method: "POST", body: typed, redirect: "manual", keepalive: true, signal: saving.signal }).catch(() => null);
    if (answer) status.textContent = answer.ok ? "What you type is kept in this browser until you send it." : "";
  };
  form.addEventListener("input", () => waiting ||= setTimeout(keep, every));
  form.addEventListener("submit", stop);
  document.addEventListener("visibilitychange", () => {
    if (waiting && document.visibilityState === "hidden") keep();
  });
}

// Who else has the same form open is asked every minute while the page is looked at; without script it stands there as of when it came.
for (const others of document.querySelectorAll("[data-also-here]")) {
  const send = leaves => {
    const body = new URLSearchParams({ page: others.dataset.page, leaves });
    return leaves ? navigator.sendBeacon(others.dataset.alsoHere, body) : fetch(others.dataset.alsoHere, { method: "POST", body, redirect: "manual" });
  };
  const ask = async () => {
    const answer = document.visibilityState === "visible" && await send(false).catch(() => null);
    if (!answer?.ok) return;
    const { said } = await answer.json();
    if (said !== others.textContent) others.textContent = said;
    others.hidden = said === "";
  };
  setInterval(ask, 60 * 1000);
  addEventListener("pagehide", () => send(true));
}
