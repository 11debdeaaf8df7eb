import { existsSync } from 'node:fs';
import { RekeyError } from '../base/errors.ts';

/** `rekey demo`: lives beside the sources, since its world is made of development dependencies. */
export async function demoCommand(args: readonly string[]): Promise<number> {
  const script = new URL('../../demo/run.ts', import.meta.url);
  if (!existsSync(script))
    throw new RekeyError(
      'NO_DEMO',
      'The demo needs a checkout: clone the repository, then npm ci && npm run demo.',
    );
  const { runDemo } = (await import(script.href)) as {
    runDemo: (args: readonly string[]) => Promise<number>;
  };
  return runDemo(args);
}
