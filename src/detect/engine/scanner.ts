import { ENTRIES, longest } from './entries.ts';
import { createKernel, CREDENTIAL, MENTION } from './kernel.ts';

/** What a text holds at first sight. */
export interface Sight {
  /** False when no credential of a known format stands anywhere in it. */
  readonly mayHoldCredential: boolean;
  /** Whether one of the {@link MARKS} of MCP stands in it. */
  readonly mentionsMcp: boolean;
}

/**
 * Looks through UTF-8 text at several gigabytes a second. Not to be shared: it works in one memory. Bytes that are no
 * UTF-8 are allowed.
 */
export interface Scanner {
  /** Write the text of {@link inspect} here. Its other content and its size never change by themselves. */
  readonly window: Uint8Array;
  /** Looks through the first `length` bytes of the window. */
  inspect(length: number): Sight;
  /**
   * Looks through a text of any length.
   *
   * @param read writes the next bytes to the room it is given and returns how many; 0 at the end of the text
   */
  inspectAll(read: (room: Uint8Array) => number): Sight;
}

/** The kernel's last 128 bytes and what a word begins after, in front of the longest credential. */
const AROUND = 64;

/** Pieces of a text overlap by this much, so that each credential is whole in one. */
const OVERLAP = AROUND + Math.max(...ENTRIES.map(({ format }) => longest(format)));

/** The text is UTF-16: its letters are not where the kernel looks for them. */
function isUtf16(text: Uint8Array, length: number): boolean {
  return length >= 2 && ((text[0] === 0xff && text[1] === 0xfe) || (text[0] === 0xfe && text[1] === 0xff));
}

function sightOf(found: number): Sight {
  return { mayHoldCredential: (found & CREDENTIAL) !== 0, mentionsMcp: (found & MENTION) !== 0 };
}

/** A scanner with its own memory of 2 MB; takes about 2 ms, so keep it. */
export function createScanner(): Scanner {
  const { window, inspect } = createKernel();
  const look = (length: number, wanted: number) =>
    isUtf16(window, length) ? wanted : inspect(length, wanted);
  return {
    window,
    inspect: (length) => sightOf(look(length, CREDENTIAL | MENTION)),
    inspectAll: (read) => {
      let found = 0;
      let kept = 0;
      while (found !== (CREDENTIAL | MENTION)) {
        const added = read(window.subarray(kept));
        if (added === 0) break;
        const length = kept + added;
        found |= (kept === 0 ? look : inspect)(length, (CREDENTIAL | MENTION) & ~found);
        kept = Math.min(length, OVERLAP);
        window.copyWithin(0, length - kept, length);
      }
      return sightOf(found);
    },
  };
}
