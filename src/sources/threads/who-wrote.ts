import type { Writer } from '../../github/crowd.ts';
import type { Thread } from './read-thread.ts';

/**
 * Who put a value into a text: the writer of the oldest version that shows it, and of the text as it stands where none
 * shows it word for word. Undefined where that account was deleted.
 */
export function whoWrote({ now, earlier }: Thread, value: string, inTitle: boolean): Writer | undefined {
  const versions = [now, ...earlier].filter((version) =>
    (inTitle ? version.title : version.body)?.includes(value),
  );
  const version = versions.at(-1) ?? now;
  return inTitle ? version.titledBy : version.writer;
}
