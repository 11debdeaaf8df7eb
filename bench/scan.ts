import { mkdtempSync, rmSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { measureCommand, type CommandFigures } from './scan/measure-command.ts';
import { measureText, type TextFigures } from './scan/measure-text.ts';
import { readInputs } from './scan/inputs.ts';
import { createRipgrep, HOW_TO_GET, ripgrepVersion } from './scan/ripgrep.ts';

const ROOT = new URL('../', import.meta.url).pathname;
const HELP = `How fast Rekey's detector looks through text, beside ripgrep in the same run.

  npm run -s bench:scan -- [TREE] [--json]

TREE is a folder of real packages; by default the dependencies of this checkout.
`;

const NOTES = `  engine: a file is read, and told whether it is worth reading. detect: text in memory to findings.
  Two columns of one name: first the engine, then detect. "of typical" compares with the first row.
  rg counts lines of a file of 128 MB, or matches where lines are very long; its start is part of its time.
`;

const times = (number: number | undefined, by: number | undefined) =>
  number === undefined || by === undefined ? '-' : `${(number / by).toFixed(2)}x`;

function print(columns: readonly string[], rows: readonly (readonly string[])[]): void {
  const widths = columns.map((column, index) =>
    Math.max(column.length, ...rows.map((row) => row[index]?.length ?? 0)),
  );
  for (const row of [columns, ...rows]) {
    const cells = row.map((cell, index) =>
      index === 0 ? cell.padEnd(widths[index] ?? 0) : cell.padStart(widths[index] ?? 0),
    );
    process.stdout.write(`  ${cells.join('  ')}\n`);
  }
}

function printTexts(figures: readonly TextFigures[]): void {
  const [typical] = figures;
  process.stdout.write('\nOne thread, 10^6 bytes a second of processor time, medians\n');
  print(
    [
      'text',
      'engine',
      'detect',
      'rg -F -j1',
      'engine/rg',
      'detect/rg',
      'of typical',
      'of typical',
      't(2n)/t(n)',
      '',
    ],
    figures.map((one) => [
      one.input,
      String(one.engine),
      String(one.detect),
      String(one.ripgrep ?? '-'),
      times(one.engine, one.ripgrep),
      times(one.detect, one.ripgrep),
      times(one.engine, typical?.engine),
      times(one.detect, typical?.detect),
      one.engineGrowth.toFixed(2),
      one.detectGrowth.toFixed(2),
    ]),
  );
  process.stdout.write(NOTES);
}

function printCommand(figures: CommandFigures): void {
  const speed = (seconds: number | undefined) =>
    seconds === undefined ? '-' : `${seconds.toFixed(2)} s, ${Math.round(figures.megabytes / seconds)} MB/s`;
  process.stdout.write(`\nAll threads, ${figures.files} files, ${figures.megabytes} MB, whole processes\n`);
  print(
    ['command', ''],
    [
      ['rekey scan TREE', speed(figures.scanTree)],
      ['rg -F TREE', speed(figures.ripgrepTree)],
      ['rekey scan, one small file', `${Math.round(figures.scanSmallFile * 1000)} ms`],
      ['node alone', `${Math.round(figures.nodeAlone * 1000)} ms`],
    ],
  );
}

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { json: { type: 'boolean', default: false }, help: { type: 'boolean', default: false } },
});
if (values.help) {
  process.stdout.write(HELP);
  process.exit(0);
}
const tree = positionals[0] ?? join(ROOT, 'node_modules');
const folder = mkdtempSync(join(tmpdir(), 'rekey-bench-scan-'));
try {
  const version = ripgrepVersion();
  const ripgrep = version === undefined ? undefined : createRipgrep(folder);
  process.stdout.write(
    `bench:scan (Node ${process.versions.node}, ${availableParallelism()} cores, ${version ?? 'no ripgrep'})\n`,
  );
  if (!ripgrep) process.stdout.write(`  ${HOW_TO_GET}\n`);
  const texts = readInputs(tree).map((input) => measureText(input, folder, ripgrep));
  printTexts(texts);
  const command = measureCommand(tree, folder, ripgrep);
  printCommand(command);
  if (values.json) process.stdout.write(`${JSON.stringify({ texts, command })}\n`);
} finally {
  rmSync(folder, { recursive: true });
}
