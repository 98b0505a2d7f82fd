// Progressive enhancement only: every page works without this file.

// A choice with data-reveals shows its box while it is chosen. Ours, because GOV.UK Frontend's
// own puts aria-expanded on radios, which ARIA does not allow there.
const reveal = (input) => {
  const box = document.getElementById(input.dataset.reveals);
  const sync = () => box.classList.toggle("hy-hidden", !input.checked);
  input.closest("fieldset").addEventListener("change", sync);
  window.addEventListener("pageshow", sync);
  sync();
};
document.querySelectorAll("[data-reveals]").forEach(reveal);

const address = document.getElementById("hy-start").dataset.govuk;
import(address).then(({ initAll }) => initAll());
