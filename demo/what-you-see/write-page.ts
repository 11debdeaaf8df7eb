import { EXAMPLES, type Example } from './examples.ts';

const OPENING = [
  '# What you see',
  'Every text that Rekey writes to GitHub, made by the code that writes it, with made-up names. `npm run -s what-you-see` makes this page and its pictures anew; a test fails when the page is older than the code. The pictures lay the same Markdown out as GitHub does.',
].join('\n\n');

/** Longer than any run of backticks in it. */
function block(markdown: string): string {
  const longest = Math.max(2, ...(markdown.match(/`+/g) ?? []).map(({ length }) => length));
  const fence = '`'.repeat(longest + 1);
  return `${fence}markdown\n${markdown}\n${fence}`;
}

function section({ heading, when, markdown, picture }: Example): string {
  const image = picture === undefined ? [] : [`![${heading}](pictures/${picture}.png)`];
  const text =
    picture === undefined
      ? [block(markdown)]
      : ['<details><summary>As Markdown</summary>', block(markdown), '</details>'];
  return [`## ${heading}`, when, ...image, ...text].join('\n\n');
}

/** The page `docs/what-you-see.md`. */
export function whatYouSeePage(): string {
  return `${[OPENING, ...EXAMPLES.map(section)].join('\n\n')}\n`;
}
