const MAX_TEXT = 8192;

/**
 * The value at a JSON pointer (RFC 6901); undefined when there is none. Only members of the document's own are seen,
 * so a pointer cannot reach into a prototype.
 */
export function readPointer(document: unknown, pointer: string): unknown {
  let value = document;
  for (const piece of pointer.split('/').slice(1)) {
    const name = piece.replaceAll('~1', '/').replaceAll('~0', '~');
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, name)) return undefined;
    value = Reflect.get(value, name);
  }
  return value;
}

/** The value at a pointer as text; numbers are spelled out. Undefined for anything else and for very long texts. */
export function readPointerText(document: unknown, pointer: string): string | undefined {
  const value = readPointer(document, pointer);
  if (typeof value === 'number' && Number.isFinite(value)) return String(value);
  return typeof value === 'string' && value.length <= MAX_TEXT ? value : undefined;
}

/**
 * The text of the one element of that name, for the flat XML answers of AWS's query APIs. Undefined when there is
 * none or more than one, or when it has children, attributes or entities.
 */
export function readXmlText(text: string, name: string): string | undefined {
  const found = [...text.matchAll(new RegExp(`<${name}>([^<>&]{0,2048})</${name}>`, 'g'))];
  return found.length === 1 ? found[0]?.[1] : undefined;
}
