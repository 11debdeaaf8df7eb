import { isExampleHost, isLocalHost } from '../not-a-secret/local-host.ts';
import { hasPlaceholderWord } from '../not-a-secret/placeholders.ts';

const MIN_LENGTH = 8;
const MIN_REMOTE_LENGTH = 6;

/**
 * True for a password that a person chose with some care: capital and small letters with a digit or a sign, and none
 * of the words that stand where a password belongs. `payments123` and `p@ssw0rd` are defaults of a developer's machine.
 */
export function isChosenPassword(value: string): boolean {
  if (value.length < MIN_LENGTH || value.length > 128) return false;
  const hasSign = /[^A-Za-z\d\s._-]/.test(value);
  return (
    /[a-z]/.test(value) && /[A-Z]/.test(value) && (/\d/.test(value) || hasSign) && !hasPlaceholderWord(value)
  );
}

/** True for a password of an account at a real, remote host: anything but a placeholder or the user's own name. */
export function isRemotePassword(value: string, host: string, user: string): boolean {
  if (host === '' || isLocalHost(host) || isExampleHost(host)) return false;
  const isUser = value.toLowerCase() === user.toLowerCase();
  return value.length >= MIN_REMOTE_LENGTH && !isUser && !hasPlaceholderWord(value);
}
