import { plain } from '../../../base/plain.ts';

const MAX_LENGTH = 80;
/** A run of the token this long in a name is no chance. */
const ECHO_LENGTH = 12;
/** What MCP lets a tool's name be made of, and what people use beside it. */
const STRANGE = /[^\w./:@ -]/g;

/** A tool's name as it may be kept: short, of plain characters, and without any part of the token. */
export function toolName(name: string, token: string): string {
  const shown = plain(name).replaceAll(STRANGE, '·').trim().slice(0, MAX_LENGTH);
  if (shown === '') return 'unnamed';
  return echoes(shown, token) ? '[redacted]' : shown;
}

function echoes(name: string, token: string): boolean {
  const length = Math.min(ECHO_LENGTH, token.length);
  for (let at = 0; at + length <= name.length; at += 1) {
    if (token.includes(name.slice(at, at + length))) return true;
  }
  return false;
}
