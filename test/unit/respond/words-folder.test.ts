import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { literals } from '../../support/literals.ts';

const SRC = new URL('../../../src/', import.meta.url).pathname;
/** What begins so is a request to GitHub, which no person reads. */
const REQUEST = /^(?:GET|PUT|POST|PATCH|DELETE) |^(?:query|mutation) /;

/** A heading, or two words in a row of which one is long enough to be read. */
const isProse = (text: string) =>
  !REQUEST.test(text) &&
  (/^#+ [A-Z]/.test(text) || /[A-Za-z]{2,}[,.:]? [a-z§]/.test(text) || /§ [a-z]{3,}/.test(text));

/** Of jobs: what the page of histories and that of renewals show, and the answer to `rekey backfill`. */
const ELSEWHERE = ['backfill/', 'lifecycle/'];

/** Prose outside of the folder of words, as `file: text`. */
function stragglers(folder: string): readonly string[] {
  return readdirSync(join(SRC, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts') && !name.startsWith('words/'))
    .flatMap((name) =>
      literals(readFileSync(join(SRC, folder, name), 'utf8'))
        .filter(isProse)
        .map((text) => `${name}: ${text}`),
    );
}

describe('what people read on GitHub', () => {
  it('is written in src/respond/words and nowhere else in src/respond', () => {
    expect(stragglers('respond')).toEqual([
      // Names of check runs, to which branch protection refers.
      'publish-check.ts: Rekey policy',
    ]);
  });

  it('is not written where people decide', () => {
    const prose = stragglers('jobs/decide').filter((line) => /: (?:.*\. |[A-Z].* [a-z]+ )/.test(line));
    expect(prose).toEqual([]);
  });

  it('is not written in jobs, whose sentences are for the log, or for the dashboard and the command line', () => {
    // What goes to the log begins with a small letter and has no end; what people read is a sentence.
    const sentences = stragglers('jobs').filter((line) => /: [A-Z§].* .*\.$/.test(line));
    const ours = sentences.filter((line) => !ELSEWHERE.some((folder) => line.startsWith(folder)));
    expect(ours).toEqual([]);
    expect(sentences.length).toBeGreaterThan(ours.length);
  });

  it('would be noticed elsewhere', () => {
    expect(literals("a('Is it dead?'); // 'no code'\nb(`### Gone ${x}`)").filter(isProse)).toEqual([
      'Is it dead?',
      '### Gone §',
    ]);
  });
});
