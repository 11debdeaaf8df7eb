/** A run of a secret this long in another text is no chance. */
const ECHO_LENGTH = 12;

/** Whether a text holds a part of a secret that is long enough to be no chance. */
export function echoes(text: string, secret: string): boolean {
  const length = Math.min(ECHO_LENGTH, secret.length);
  if (length === 0) return false;
  for (let at = 0; at + length <= text.length; at += 1) {
    if (secret.includes(text.slice(at, at + length))) return true;
  }
  return false;
}
