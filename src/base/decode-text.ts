/** As far as git looks for a NUL when it decides that a file is binary. */
export const SNIFF_BYTES = 8000;

/** Windows tools (PowerShell's `>` among them) write UTF-16 with a byte order mark; git calls such files binary. */
const UTF16_MARKS = [
  { mark: [0xff, 0xfe], encoding: 'utf-16le' },
  { mark: [0xfe, 0xff], encoding: 'utf-16be' },
] as const;

export type Encoding = 'utf-8' | (typeof UTF16_MARKS)[number]['encoding'];

/** How a file is encoded; undefined for binary content: a NUL in the first 8,000 bytes, unless it is UTF-16 by its mark. */
export function encodingOf(bytes: Uint8Array): Encoding | undefined {
  const utf16 = UTF16_MARKS.find(({ mark }) => mark.every((byte, index) => bytes[index] === byte));
  if (utf16) return utf16.encoding;
  return bytes.subarray(0, SNIFF_BYTES).includes(0) ? undefined : 'utf-8';
}

/**
 * The text of a file, without its byte order mark. Bytes that are not UTF-8 become U+FFFD, so that the rest can be read.
 *
 * @returns undefined for binary content, see {@link encodingOf}
 */
export function decodeText(bytes: Uint8Array): string | undefined {
  const encoding = encodingOf(bytes);
  return encoding && new TextDecoder(encoding).decode(bytes);
}
