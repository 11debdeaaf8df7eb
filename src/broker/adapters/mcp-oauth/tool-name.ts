import { echoes } from '../../../base/echoes.ts';
import { plain } from '../../../base/plain.ts';

const MAX_LENGTH = 80;
/** No more of a name is looked at. */
const MAX_READ = 2000;
/** What MCP lets a tool's name be made of, and what people use beside it. */
const STRANGE = /[^\w./:@ -]/g;

/** A tool's name as it may be kept: short, of plain characters, and without any part of the token. */
export function toolName(name: string, token: string): string {
  const shown = plain(name.slice(0, MAX_READ)).replaceAll(STRANGE, '·').trim().slice(0, MAX_LENGTH);
  if (shown === '') return 'unnamed';
  return echoes(shown, token) ? '[redacted]' : shown;
}
