import type { Page, QualitySurface } from '../quality-file.ts';
import type { Sheet } from '../sheet.ts';
import { anyFormat } from '../values/secrets.ts';

/** Any known format, in text that has nothing to do with MCP. */
function anywhere(sheet: Sheet): Page {
  const { random } = sheet;
  const line = () => {
    const { key, value, provider } = anyFormat(random);
    const secret = sheet.plant(value, { key, provider, slot: 'text' });
    return random.pick([
      `The ${provider} key is ${secret}, please rotate it.`,
      `const key = "${secret}";`,
      `${key}: ${secret}`,
      `--token=${secret}`,
      `<token>${secret}</token>`,
      `(${secret})`,
      `${key}\t${secret}`,
      `'${secret}',`,
    ]);
  };
  return {
    path: random.pick([
      'notes.txt',
      'src/index.js',
      'docs/setup.md',
      'data/export.csv',
      'main.go',
      'lib/client.rb',
    ]),
    text: `${Array.from({ length: random.int(1, 4) }, line).join('\n')}\n`,
  };
}

export const PLAIN_TEXT: readonly QualitySurface[] = [{ name: 'text: any format', write: anywhere }];
