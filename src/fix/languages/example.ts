import { eachTarget, isWrittenOut, type Strategy } from '../target.ts';

const EXAMPLE = /\.(?:example|sample|template|tmpl|dist)$/i;

/** An example of a dotenv file shows names only, so the value just goes. A dotenv file itself is where values are kept. */
export const fixExample: Strategy = eachTarget((source, target) => {
  if (!EXAMPLE.test(source.path)) return 'no-reference';
  if (!isWrittenOut(source, target)) return 'encoded';
  const { start, end } = target.finding.span;
  return [{ start, end, text: '' }];
});
