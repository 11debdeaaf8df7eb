import { readFileSync, writeFileSync } from 'node:fs';
import wabt from 'wabt';

const ENGINE = new URL('../src/detect/engine/', import.meta.url);

/** Assembles `kernel.wat`, the inner loop of the scanner, into the text of `kernel-bytes.ts`. */
export async function assembleEngine(): Promise<string> {
  const source = readFileSync(new URL('kernel.wat', ENGINE), 'utf8');
  const assembler = await wabt();
  const module = assembler.parseWat('kernel.wat', source, {
    simd: true,
    relaxed_simd: true,
    bulk_memory: true,
  });
  module.validate();
  const lines = Buffer.from(module.toBinary({}).buffer)
    .toString('base64')
    .match(/.{1,96}/g);
  module.destroy();
  return [
    '/** Generated from `kernel.wat` by `node scripts/assemble-engine.ts`; a test compares the two. */',
    'export const KERNEL_BYTES =',
    `${(lines ?? []).map((line) => `  '${line}'`).join(' +\n')};`,
    '',
  ].join('\n');
}

if (import.meta.main) writeFileSync(new URL('kernel-bytes.ts', ENGINE), await assembleEngine());
