const { initAll } = await import(document.getElementById("govuk-frontend").href);
initAll();
