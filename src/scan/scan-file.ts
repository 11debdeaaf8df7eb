import { decodeText } from '../base/decode-text.ts';
import { detect, type Finding } from '../detect/index.ts';

/** Finds the credentials in the bytes of one file; none in binary content. */
export function scanBytes(path: string, bytes: Uint8Array): readonly Finding[] {
  const content = decodeText(bytes);
  return content === undefined ? [] : detect({ path, content });
}
