import { textOf, type ConfigNode } from '../documents/config-node.ts';
import { literalPieces } from '../not-a-secret/references.ts';

const MAX_CLIENT_ID = 512;

/** The OAuth client id in the first of these maps that names one. One that the client fills in is not known. */
export function clientIdIn(homes: readonly ConfigNode[]): string | undefined {
  for (const home of homes) {
    const value = textOf(home, 'clientId', 'client_id', 'CLIENT_ID')?.value;
    if (!value || value.length > MAX_CLIENT_ID) continue;
    const [piece, ...more] = literalPieces(value);
    if (more.length === 0 && piece?.end === value.length && piece.start === 0) return value;
  }
  return undefined;
}
