/** As far as git looks for a NUL when it decides that a file is binary. */
const SNIFF_BYTES = 8000;

/** Windows tools (PowerShell's `>` among them) write UTF-16 with a byte order mark; git calls such files binary. */
const UTF16_MARKS = [
  { mark: [0xff, 0xfe], encoding: 'utf-16le' },
  { mark: [0xfe, 0xff], encoding: 'utf-16be' },
] as const;

/**
 * The text of a file, without its byte order mark. Bytes that are not UTF-8 become U+FFFD, so that the rest can be read.
 *
 * @returns undefined for binary content: a NUL in the first 8,000 bytes, unless it is UTF-16 by its mark
 */
export function decodeText(bytes: Uint8Array): string | undefined {
  const utf16 = UTF16_MARKS.find(({ mark }) => mark.every((byte, index) => bytes[index] === byte));
  if (utf16) return new TextDecoder(utf16.encoding).decode(bytes);
  if (bytes.subarray(0, SNIFF_BYTES).includes(0)) return undefined;
  return new TextDecoder('utf-8').decode(bytes);
}

/**
 * Names of files that are text wherever they come from. When GitHub shows no patch for one and calls it unchanged in
 * lines, it may be UTF-16 and is worth a look; pictures and archives are not.
 */
export function isNamedLikeText(path: string): boolean {
  const name = path.slice(path.lastIndexOf('/') + 1).toLowerCase();
  const extension = /\.([a-z0-9]{1,10})$/.exec(name)?.[1] ?? '';
  return name.startsWith('.env') || TEXT_EXTENSIONS.has(extension);
}

const TEXT_EXTENSIONS: ReadonlySet<string> = new Set(
  'bat cfg cmd conf config csv env ini js json json5 jsonc log md ps1 psd1 psm1 py reg sh toml ts txt xml yaml yml'.split(
    ' ',
  ),
);
