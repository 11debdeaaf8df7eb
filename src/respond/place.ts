import type { ExposureReport } from '../inventory/report.ts';
import { code } from './markdown.ts';

const MAX_PATH = 100;

/** `path:line` as inline code; of a long path the end is kept, which names the file. */
export function place({ path, startLine }: Pick<ExposureReport, 'path' | 'startLine'>): string {
  const short = path.length > MAX_PATH ? `…${path.slice(1 - MAX_PATH)}` : path;
  return code(`${short}:${startLine}`);
}
