// Time is up: what waits goes out, and the attempt is handed in.

import { part } from "./parts.js";
import { phoneCode } from "./phone_code.js";

const SPREAD = 3000;
const PAUSE = 4000;

// The server is asked whether it thinks so too, again and again until it answers; the
// hand-in then doesn't come from everybody in the same second.
export async function finish(sitting) {
  sitting.screens.lock(true);
  if (part("kept").hidden) {
    sitting.status.show("over");
  }
  await sitting.sender.flush();
  const isAnswered = await sitting.watch.ask();
  tellWhatIsKept(sitting, isAnswered);
  if (isAnswered && sitting.watch.left() > 0) {
    sitting.screens.lock(!sitting.isOpen);
    sitting.onIdle();
  } else if (isAnswered && !sitting.waiting().length) {
    setTimeout(() => part("hand-in").submit(), Math.random() * SPREAD);
  } else {
    setTimeout(() => finish(sitting), PAUSE * (0.5 + Math.random()));
  }
}

// No network at the deadline: the answers stay here, and a code says which they are.
function tellWhatIsKept(sitting, isAnswered) {
  part("kept").hidden = isAnswered;
  if (!isAnswered) {
    part("kept-code").textContent = phoneCode(sitting.attempt, sitting.fields.values());
  }
  sitting.status.show(isAnswered ? "over" : "kept");
}
