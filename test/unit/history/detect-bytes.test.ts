import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { decodeText } from '../../../src/base/decode-text.ts';
import { detect } from '../../../src/detect/index.ts';
import { detectBytes } from '../../../src/history/detect-bytes.ts';
import { generators, hexKey } from '../../support/credentials.ts';

const KEY = hexKey();
const PIECES = [
  `{"mcpServers":{"a":{"command":"npx","env":{"API_KEY":"${KEY}"}}}}`,
  `{"x":{"command":"uvx","args":["--api-key","${KEY}"]}}`,
  `kind: Secret\nstringData:\n  API_KEY: ${KEY}\n`,
  `API_KEY=${KEY}\n`,
  `Authorization: Bearer ${KEY}`,
  '💡é\n',
  '\0',
  ...Object.values(generators).map((generate) => ` ${generate(7)} `),
];
const PATHS = ['a.txt', '.mcp.json', 'a.yaml', '.env', 'src/a.ts', 'docs/mcp.md', 'a.json', '.cursor/x.json'];

describe('detectBytes', () => {
  it('finds what the detector finds in the whole text, though it decodes few files', () => {
    const text = fc.array(fc.constantFrom(...PIECES), { maxLength: 4 }).map((parts) => parts.join('\n'));
    const encoding = fc.constantFrom('utf8' as const, 'utf16le' as const);
    const property = fc.property(fc.constantFrom(...PATHS), text, encoding, (path, content, name) => {
      const bytes = Buffer.from(name === 'utf8' ? content : `\uFEFF${content}`, name);
      const decoded = decodeText(bytes);
      const expected = decoded === undefined ? [] : detect({ path, content: decoded });
      expect(detectBytes(path, bytes, true).map(({ span }) => span)).toEqual(
        expected.map(({ span }) => span),
      );
    });
    fc.assert(property, { numRuns: 300 });
  });
});
