const SHORTEST = 8;
const NINE = 57;
/** No one shows these in a random string of letters and digits: 7 given characters are one in 10^12. */
const PHRASES =
  /example|placeholder|redacted|changeme|replaceme|insertyour|yourtoken|yourkey|yourapi|yoursecret|notareal|faketoken|dummytoken|x{8}|abcdefg/;
const WORD = /^(?:[a-z]{2,14}|[A-Z]{2,14}|[A-Z][a-z]{1,13}|\d{1,4})$/;

/** `your-api-key-goes-here`: at least three parts, each a word or a small number. */
function isPhrase(body: string): boolean {
  const parts = body.split(/[^A-Za-z0-9]+/).filter((part) => part !== '');
  return parts.length >= 3 && parts.every((part) => WORD.test(part));
}

/** Share of positions whose character stands `step` characters later as well, or as its successor. */
function share(text: string, step: number, difference: 0 | 1): number {
  const pairs = text.length - step;
  let hits = 0;
  for (let at = 0; at < pairs; at++) {
    if (text.charCodeAt(at + step) - text.charCodeAt(at) === difference) hits++;
  }
  return pairs >= SHORTEST ? hits / pairs : 0;
}

/** Longest run in which each character is the successor of the one `step` before it, counted in characters. */
function longestSequence(text: string, step: number, direction: 1 | -1): number {
  let longest = 0;
  let run = 0;
  for (let at = step; at < text.length; at++) {
    const difference = text.charCodeAt(at) - text.charCodeAt(at - step);
    // Behind 9 comes 0.
    const wraps =
      difference === -9 * direction && text.charCodeAt(at) <= NINE && text.charCodeAt(at - step) <= NINE;
    run = difference === direction || wraps ? run + 1 : 0;
    if (run > longest) longest = run;
  }
  return longest + step;
}

function isRepeated(text: string): boolean {
  for (let period = 1; period <= Math.min(12, text.length / 2); period++) {
    if (share(text, period, 0) >= 0.8) return true;
  }
  return /(.)\1{7}/.test(text);
}

function hasFewCharacters(text: string): boolean {
  const distinct = new Set(text).size;
  return text.length >= 20 ? distinct < 7 : distinct < 4;
}

/**
 * True for what people type when they invent a token: one character over and over, `abcabcabc`, `0123456789`,
 * `a1b2c3d4e5f6`, `your-key-goes-here`. The bounds are such that a random token of 16 characters or more is hit less
 * than once in ten thousand. Case and separators do not matter. Linear.
 */
export function isMadeUp(body: string): boolean {
  const text = body.toLowerCase().replaceAll(/[^a-z0-9]/g, '');
  if (text.length < SHORTEST) return text === '';
  return (
    hasFewCharacters(text) ||
    isRepeated(text) ||
    longestSequence(text, 1, 1) >= 8 ||
    longestSequence(text, 1, -1) >= 8 ||
    longestSequence(text, 2, 1) >= 10 ||
    share(text, 1, 1) >= 0.45 ||
    PHRASES.test(text) ||
    isPhrase(body)
  );
}
