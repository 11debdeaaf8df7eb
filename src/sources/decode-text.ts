export { decodeText } from '../base/decode-text.ts';

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
