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
