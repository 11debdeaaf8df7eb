import { RekeyError } from '../../base/errors.ts';
import { characterClass } from './character-class.ts';
import { AGENT_SERVICES } from './agent-services.ts';
import { BUILD_SERVICES } from './build-services.ts';
import { CHAT } from './chat.ts';
import { CLOUDS } from './clouds.ts';
import { CODE_HOSTS } from './code-hosts.ts';
import { DATABASES } from './databases.ts';
import type { Format } from './format.ts';
import { GITLAB } from './gitlab.ts';
import { HOSTING } from './hosting.ts';
import { JWT_FORMATS } from './jwt-formats.ts';
import { MODEL_PROVIDERS } from './model-providers.ts';
import { OBSERVABILITY } from './observability.ts';
import { PACKAGE_REGISTRIES } from './package-registries.ts';
import { PAYMENTS } from './payments.ts';
import { SECRET_STORES } from './secret-stores.ts';
import { WORK_SERVICES } from './work-services.ts';

/** The characters of the long run that every format promises; the scanner looks only inside such runs. */
export const RUN_CHARACTERS = characterClass(
  '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz_-.:',
);

/** Length of that run. Little text has runs of 20, so most of it is jumped over. */
export const RUN_LENGTH = 20;

/** Whether all letters of a text are characters of the run. */
function isInRun(letters: string): boolean {
  for (let at = 0; at < letters.length; at++)
    if (RUN_CHARACTERS.members[letters.charCodeAt(at)] !== 1) return false;
  return true;
}

/** The shortest run around the prefix that every credential of this format has. */
function promisedRun(format: Format, prefix: string): number {
  let length = prefix.length + (format.lead?.min ?? 0);
  for (const part of format.body) {
    const alphabet = typeof part === 'string' ? part : part.characters.alphabet;
    if (!isInRun(alphabet)) return length;
    length += typeof part === 'string' ? part.length : part.min;
  }
  return length;
}

/** Throws FORMAT_NOT_SCANNABLE for a format that the scanner could overlook. */
export function assertScannable(format: Format): void {
  for (const prefix of format.prefixes) {
    const scannable = prefix.length >= 3 && isInRun(prefix) && promisedRun(format, prefix) >= RUN_LENGTH;
    if (scannable) continue;
    throw new RekeyError(
      'FORMAT_NOT_SCANNABLE',
      `The format ${format.type} promises no run of ${RUN_LENGTH} token characters; find it by its slot instead.`,
    );
  }
}

/**
 * Every credential format that is found in any text, whatever stands around it. Of two that begin alike, the one whose
 * credentials hold those of the other stands first.
 */
export const formats: readonly Format[] = [
  ...CODE_HOSTS,
  ...GITLAB,
  ...PACKAGE_REGISTRIES,
  ...BUILD_SERVICES,
  ...MODEL_PROVIDERS,
  ...AGENT_SERVICES,
  ...DATABASES,
  ...CLOUDS,
  ...HOSTING,
  ...SECRET_STORES,
  ...OBSERVABILITY,
  ...CHAT,
  ...PAYMENTS,
  ...WORK_SERVICES,
  ...JWT_FORMATS,
];
formats.forEach(assertScannable);
