const MAX_NAME = 256;

/**
 * The words of a key or of a server's name in any of the usual spellings, in small letters. Unlike where secret words
 * are looked for, names in capitals are not cut at their digits: `N8N_API_KEY` is `n8n api key`.
 */
export function nameWords(name: string): readonly string[] {
  const text = name.slice(0, MAX_NAME);
  const spaced = /[a-z]/.test(text)
    ? text.replace(/([a-z\d])([A-Z])/g, '$1 $2').replace(/([A-Z]+)([A-Z][a-z])/g, '$1 $2')
    : text;
  return spaced
    .toLowerCase()
    .split(/[^a-z\d]+/)
    .filter((word) => word !== '');
}
