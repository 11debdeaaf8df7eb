import type { Outcome } from '../item.ts';
import { count, size } from './words.ts';

const EVERY_MS = 100;

/** A line on the terminal that says how far the scan is. */
export interface Progress {
  readonly add: (outcome: Outcome) => void;
  /** Takes the line away. */
  readonly end: () => void;
}

/** Shows progress on a terminal; elsewhere nothing. */
export function showProgress(stream: NodeJS.WriteStream): Progress {
  if (!stream.isTTY) return { add: () => undefined, end: () => undefined };
  let [files, bytes, findings] = [0, 0, 0];
  let next = performance.now() + EVERY_MS;
  let isShown = false;
  return {
    add(outcome) {
      files += outcome.files;
      bytes += outcome.bytes;
      findings += outcome.found.length;
      if (performance.now() < next) return;
      next = performance.now() + EVERY_MS;
      isShown = true;
      stream.write(`\r\u{1b}[K${count(files, 'file')}, ${size(bytes)}, ${count(findings, 'finding')}`);
    },
    end() {
      if (isShown) stream.write('\r\u{1b}[K');
    },
  };
}
