// The code of what a phone holds, for when time is up and there is no network.
// attempts/rules/receipt.py says how it is made, and checks it.

const ALPHABET = "34679ACDEFHJKMNPQRTWXY";

// answers: [[position, value], …] in the order of positions
export function phoneCode(attempt, answers) {
  let number = 2166136261;
  new TextEncoder().encode(JSON.stringify(answers)).forEach((byte) => {
    number = Math.imul(number ^ byte, 16777619) >>> 0;
  });
  let text = "";
  for (let place = 0; place < 7; place += 1) {
    text += ALPHABET[number % ALPHABET.length];
    number = Math.floor(number / ALPHABET.length);
  }
  return attempt + "-" + text.slice(0, 4) + "-" + text.slice(4);
}
