import { surfaceOf } from '../../detect/index.ts';
import { eachTarget, isWrittenOut, type Strategy } from '../target.ts';

const EXAMPLE = /\.(?:example|sample|template|tmpl|dist)$/i;

/** Whether a path is that of a file in which values are kept on one machine, and no example of one. */
export function isOwnDotenv(path: string): boolean {
  return surfaceOf(path)?.id === 'dotenv' && !EXAMPLE.test(path);
}

/** An example of a dotenv file shows names only, so the value just goes. A dotenv file itself is where values are kept. */
export const fixExample: Strategy = eachTarget((source, target) => {
  if (!EXAMPLE.test(source.path)) return 'no-reference';
  if (!isWrittenOut(source, target)) return 'encoded';
  const { start, end } = target.finding.span;
  return [{ start, end, text: '' }];
});
