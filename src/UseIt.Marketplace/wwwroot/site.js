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
