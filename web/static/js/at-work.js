// While somebody types, tells the server now and then that he is still at work, so that a long text
// does not outlive the session. Without this file the text is kept all the same, on the page that says so.
const MINUTES = 4;
const address = document.getElementById("hy-at-work").dataset.address;
const token = document.querySelector('main [name="csrf_token"]')?.value;
let told = Date.now();

document.addEventListener("input", () => {
  if (!token || Date.now() - told < MINUTES * 60 * 1000) return;
  told = Date.now();
  fetch(address, { method: "POST", body: new URLSearchParams({ csrf_token: token }) }).catch(() => {});
});
