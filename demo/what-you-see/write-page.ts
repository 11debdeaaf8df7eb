import { CHAPTERS } from './examples.ts';
import type { Chapter, Example } from './example.ts';

const OPENING = [
  '# What you see',
  'Every text that Rekey writes to GitHub, made by the code that writes it, with made-up names. `npm run -s what-you-see` makes this page and its pictures anew; a test fails when the page is older than the code, or when a text is missing here. The pictures lay the same Markdown out as GitHub does.',
].join('\n\n');

/** Longer than any run of backticks in it. */
function block({ markdown, language = 'markdown' }: Example): string {
  const longest = Math.max(2, ...(markdown.match(/`+/g) ?? []).map(({ length }) => length));
  const fence = '`'.repeat(longest + 1);
  return `${fence}${language}\n${markdown}\n${fence}`;
}

function section(example: Example): string {
  const { heading, when, picture } = example;
  const image = picture === undefined ? [] : [`![${heading}](pictures/${picture}.png)`];
  const text =
    picture === undefined
      ? [block(example)]
      : ['<details><summary>As Markdown</summary>', block(example), '</details>'];
  return [`### ${heading}`, when, ...image, ...text].join('\n\n');
}

/** The address of a heading within the page, as GitHub makes it. */
const anchor = (heading: string): string => heading.toLowerCase().replaceAll(' ', '-');

const entry = ({ heading }: Chapter): string => `- [${heading}](#${anchor(heading)})`;

const chapter = ({ heading, examples }: Chapter): string =>
  [`## ${heading}`, ...examples.map(section)].join('\n\n');

/** The page `docs/what-you-see.md`. */
export function whatYouSeePage(): string {
  return `${[OPENING, CHAPTERS.map(entry).join('\n'), ...CHAPTERS.map(chapter)].join('\n\n')}\n`;
}
