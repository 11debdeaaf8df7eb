/** A file of text that turns back into the same bytes. */
export interface FileText {
  readonly text: string;
  /** The bytes of a text like it. */
  encode(text: string): Uint8Array;
}

const BOM = '\uFEFF';

/**
 * The text of a file, without its byte order mark, which its bytes get back.
 *
 * @returns undefined for what is not UTF-8 throughout: its bytes could not be kept
 */
export function readFileText(bytes: Uint8Array): FileText | undefined {
  if (bytes.includes(0)) return undefined;
  try {
    const whole = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
    const mark = whole.startsWith(BOM) ? BOM : '';
    return { text: whole.slice(mark.length), encode: (text) => Buffer.from(mark + text, 'utf8') };
  } catch {
    return undefined;
  }
}

/** How the lines of a text end: as its first one does. */
export function lineEnd(text: string): '\n' | '\r\n' {
  const at = text.indexOf('\n');
  return at > 0 && text[at - 1] === '\r' ? '\r\n' : '\n';
}

/** The white space before the first character of the line of an offset, up to that offset at most. */
export function indentAt(text: string, offset: number): string {
  const start = text.lastIndexOf('\n', offset - 1) + 1;
  return /^[ \t]*/.exec(text.slice(start, offset))?.[0] ?? '';
}
