// Progressive enhancement only: every page works without this file.
const address = document.getElementById("hy-start").dataset.govuk;
import(address).then(({ initAll }) => initAll());
