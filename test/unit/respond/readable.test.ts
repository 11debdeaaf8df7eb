import { describe, expect, it } from '@jest/globals';
import { CHAPTERS, EXAMPLES } from '../../../demo/what-you-see/examples.ts';
import type { Example } from '../../../demo/what-you-see/example.ts';

/** What fits beside GitHub's own bars without scrolling on a laptop: so many lines of so many characters. */
const SCREEN_LINES = 40;
const LINE_CHARACTERS = 110;

/** Lines as they are laid out. A row of a table has five cells beside each other, which wrap for themselves. */
function lines(markdown: string): number {
  return markdown
    .split('\n')
    .filter((line) => line.trim() !== '' && !/^\|[ :|-]+\|$/.test(line))
    .map((line) => {
      const cells = line.startsWith('|') ? line.split('|').slice(1, -1) : [line];
      const width = LINE_CHARACTERS / cells.length;
      return Math.max(1, ...cells.map((cell) => Math.ceil(cell.trim().length / width)));
    })
    .reduce((sum, count) => sum + count, 0);
}

const chapter = (heading: string): readonly Example[] =>
  CHAPTERS.find((one) => one.heading === heading)?.examples ?? [];
const named = (examples: readonly Example[]) => examples.map((one) => [one.heading, one.markdown] as const);

/** What is read first: of an issue all that somebody has to do, of a check the summary. */
const first = (markdown: string) =>
  markdown.split(
    /\n(?:### (?:Whose it is|What it could do|What was done|Where it was found)|At the lines:)/,
  )[0] ?? '';

const isOrdinary = ({ heading }: Example) =>
  !/what was there before|each client|in which nothing/.test(heading);

describe('what people read', () => {
  it.each(named([...chapter('The check').filter(isOrdinary), ...chapter('The issue')]))(
    '%s: fits on one screen as far as something is to be done',
    (_heading, markdown) => {
      expect(lines(first(markdown))).toBeLessThanOrEqual(SCREEN_LINES);
    },
  );

  it.each(named([...chapter('The fix').slice(0, 1), ...chapter('For the organisation')]))(
    '%s: fits on one screen',
    (_heading, markdown) => {
      expect(lines(markdown)).toBeLessThanOrEqual(SCREEN_LINES);
    },
  );

  it.each(
    named(chapter('The comments').filter(({ heading }) => !/any other command|other words/.test(heading))),
  )('%s: fits on half a screen', (_heading, markdown) => {
    expect(lines(markdown)).toBeLessThanOrEqual(SCREEN_LINES / 2);
  });

  it.each(named(EXAMPLES))('%s: blames nobody and takes nothing for easy', (_heading, markdown) => {
    expect(markdown).not.toMatch(
      /\b(?:blam\w*|fault|guilty|careless\w*|negligen\w*|your mistake|should have|shouldn't|must not have|you (?:leaked|failed|forgot|committed|exposed)|obviously|of course|simply|easily|please|sorry|oops)\b/i,
    );
  });

  it.each(named(chapter('The issue').filter(({ markdown }) => markdown.includes('### What is left to do'))))(
    '%s: says what happened, then what Rekey did, then what is left',
    (_heading, markdown) => {
      const order = [
        '**MCP credential leaked',
        'MCP credential leaked',
        '**Is it dead?',
        '### What is left to do',
      ];
      const places = order.map((part) => markdown.indexOf(part)).filter((at) => at !== -1);
      expect(places.length).toBeGreaterThanOrEqual(3);
      expect(places).toEqual(places.toSorted((one, other) => one - other));
    },
  );

  it.each(named(chapter('The check').filter(({ markdown }) => markdown.includes('| What leaked |'))))(
    '%s: says what leaked and whether it is dead before what is to be done',
    (_heading, markdown) => {
      const table = markdown.indexOf('| What leaked |');
      const todo = ['What waits for approval', 'Approving has', '### What to write', 'Several are open'];
      const before = todo.filter((text) => markdown.slice(0, table).includes(text));
      expect(before).toEqual([]);
    },
  );

  it('says the outcome in titles of checks and issues', () => {
    const titles = [...chapter('The check'), ...chapter('The issue')].flatMap(
      ({ markdown }) => /^\*\*(.*?)(?: {3}\[.*)?\*\*\n/.exec(markdown)?.[1] ?? [],
    );
    expect(titles.length).toBeGreaterThan(15);
    for (const title of titles)
      expect(title).toMatch(
        /dead|dismissed|No (?:new|MCP) credential|needs attention|paused|held back|waits for/,
      );
  });
});
