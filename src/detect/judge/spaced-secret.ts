import { hasPlaceholderWord } from '../not-a-secret/placeholders.ts';
import { keyWords } from './secret-key.ts';

/** Google shows app passwords as four groups of four small letters, WordPress as six of letters and digits. */
const APP_PASSWORD = /^(?:[a-z]{4}(?: [a-z]{4}){3}|[A-Za-z\d]{4}(?: [A-Za-z\d]{4}){5})$/;
/** Words of a wallet's recovery phrase. https://github.com/bitcoin/bips/blob/master/bip-0039.mediawiki */
const SEED_WORDS = /^[a-z]{3,8}(?: [a-z]{3,8}){11,23}$/;
const SEED_LENGTHS = new Set([12, 15, 18, 21, 24]);
/** Phrases of documentation and test chains say one word over and over. */
const MIN_DIFFERENT = 8;

/** A secret that is written with spaces, which no other is: `app-password` or `seed-phrase`. */
export function spacedSecret(key: string | undefined, value: string): string | undefined {
  const words = keyWords(key ?? '');
  if (words.some((word) => /^(?:password|passwd|pass|pwd)$/.test(word)))
    return APP_PASSWORD.test(value) && !hasPlaceholderWord(value) ? 'app-password' : undefined;
  if (!words.some((word) => /^(?:seed|mnemonic|recovery|phrase)$/.test(word)) || !SEED_WORDS.test(value))
    return undefined;
  const phrase = value.split(' ');
  const isSeed = SEED_LENGTHS.has(phrase.length) && new Set(phrase).size >= MIN_DIFFERENT;
  return isSeed ? 'seed-phrase' : undefined;
}
