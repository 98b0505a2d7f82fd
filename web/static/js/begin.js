// First thing in the body: say that scripts run, so that nothing jumps when they do.
document.body.classList.add("js-enabled");
if ("noModule" in HTMLScriptElement.prototype) document.body.classList.add("govuk-frontend-supported");
