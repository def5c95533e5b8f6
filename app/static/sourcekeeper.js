// What the pages gain where scripts run: the design system's behaviour, and a fast way out of the public pages.
import {
  Button, CharacterCount, Checkboxes, ErrorSummary, NotificationBanner, PasswordInput, Radios, ServiceNavigation,
  SkipLink, Tabs, createAll,
} from "./vendor/govuk-frontend-6.3.0.js?v=9c3c42bf3636e8a8";

const ESCAPES = 3;
const WITHIN_MILLISECONDS = 3000;
const PAUSE_MILLISECONDS = 500;

function leave(link) {
  // The page goes blank before the other one has loaded, and the way back does not lead here.
  document.title = "";
  document.body.replaceChildren();
  window.location.replace(link.href);
}

function watchForEscape(link) {
  let pressed = [];
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") {
      pressed = [];
      return;
    }
    const now = Date.now();
    pressed = [...pressed.filter((at) => now - at < WITHIN_MILLISECONDS), now];
    if (pressed.length >= ESCAPES) leave(link);
  });
  link.addEventListener("click", (event) => {
    event.preventDefault();
    leave(link);
  });
}

const components = [
  Button, CharacterCount, ErrorSummary, NotificationBanner, PasswordInput, ServiceNavigation, SkipLink, Tabs,
];
// The style sheet opens the question behind a choice. Where a browser cannot do that, the design system's own script
// does; it is not used elsewhere because it says "expanded" of a radio button, which no reader may be told.
if (!CSS.supports("selector(:has(*))")) components.push(Checkboxes, Radios);

document.body.classList.add("govuk-frontend-supported");
components.forEach((component) => createAll(component));
document.querySelectorAll("a[data-exit]").forEach(watchForEscape);
// Work that its owner began and that comes in batches: the page presses its own button for the next one.
document.querySelectorAll("form[data-go-on]").forEach((form) => setTimeout(() => form.requestSubmit(), PAUSE_MILLISECONDS));
