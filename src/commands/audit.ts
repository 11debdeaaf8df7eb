import { createReadStream } from 'node:fs';
import { open } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { isEmpty, type Break, type Verdict } from '../audit/chain-check.ts';
import { verifyFile } from '../audit/verify-file.ts';
import { RekeyError } from '../base/errors.ts';
import { deriveKeys } from '../base/keys.ts';
import type { Config } from '../config/config.ts';
import { readConfig } from '../config/read-config.ts';
import { readAuditArguments } from './audit-arguments.ts';
import { openAuditDesk } from './audit-desk.ts';
import { installationKey } from './installation-key.ts';

const USAGE = `Usage: rekey audit verify [--installation N] [--anchor NUMBER:HASH] [--file EXPORT.jsonl]
       rekey audit export [--installation N] [--since DAY] [--until DAY] [--format jsonl|csv]

verify follows the audit trail of the database, or of an exported file, from entry to entry, and names the first one
that is not as it was written. With --anchor, a head from the log, the trail must still hold that.
export writes it to the standard output; a day begins at midnight UTC, and --until is not part of the period.
Exit code of verify: 0 sound, 1 changed, 2 it could not be verified. See docs/audit.md.
`;

const SAYS: Readonly<Record<Break['kind'], string>> = {
  changed: 'is not as it was written',
  missing: 'is missing',
  'out of place': 'stands where it does not belong',
  foreign: 'belongs to another installation',
  rewritten: 'and what follows was written anew',
  'forged checkpoint': 'has a checkpoint that this Rekey did not sign',
  'cut off': 'is missing, and all after it',
  'not certified': 'has no checkpoint that this Rekey signed',
  unreadable: 'cannot be read',
};

function describe({ installation, rows, head, broken, checkpoints }: Verdict): string {
  const who = installation === 0 ? 'this Rekey' : `installation ${installation}`;
  if (broken) {
    const { seq, upTo, kind } = broken;
    const where =
      upTo === undefined || upTo === seq ? `entry ${seq}` : `one of the entries ${seq} to ${upTo}`;
    return `${who}: BROKEN: ${where} ${SAYS[kind]}`;
  }
  if (isEmpty({ installation, rows, head, checkpoints })) return `${who}: nothing is written`;
  return `${who}: sound, ${rows} entries, ${checkpoints} checkpoints, head ${head.seq}:${head.hash}`;
}

/** The key, where this machine has it: who was sent a file may not. */
function keyIfKnown(config: Config): Buffer | undefined {
  try {
    return deriveKeys(installationKey(config)).audit;
  } catch (error) {
    if (error instanceof RekeyError && error.code === 'CONFIG') return undefined;
    throw error;
  }
}

async function openFile(path: string): Promise<Readable> {
  try {
    // Opened first: a stream would tell only later that there is no such file.
    const file = await open(path);
    return createReadStream(path, { fd: file, encoding: 'utf8' });
  } catch (cause) {
    throw new RekeyError('FILE', 'The file cannot be read.', { cause });
  }
}

async function show(verdicts: AsyncIterable<Verdict>): Promise<number> {
  let broken = 0;
  let chains = 0;
  for await (const verdict of verdicts) {
    chains += 1;
    if (verdict.broken) broken += 1;
    process.stdout.write(`${describe(verdict)}\n`);
  }
  if (chains === 0) process.stdout.write('nothing is written\n');
  return broken > 0 ? 1 : 0;
}

async function verifyExport(config: Config, path: string): Promise<number> {
  const key = keyIfKnown(config);
  if (!key)
    process.stderr.write(
      'rekey: without REKEY_KEY the hashes are followed, and signatures are not looked at\n',
    );
  return show(verifyFile(await openFile(path), key));
}

/** `rekey audit verify|export` */
export async function auditCommand(args: readonly string[]): Promise<number> {
  const asked = readAuditArguments(args);
  if (asked.action === 'help') {
    process.stderr.write(USAGE);
    return asked.wrong ? 2 : 0;
  }
  const config = readConfig(process.env);
  if (asked.action === 'verify' && asked.file !== undefined) return verifyExport(config, asked.file);
  const desk = await openAuditDesk(config);
  try {
    if (asked.action === 'verify') return await show(desk.verify(asked.request));
    await pipeline(Readable.from(desk.export(asked.request)), process.stdout, { end: false });
    return 0;
  } catch (error) {
    // Whoever reads has seen enough, as with head.
    if (error instanceof Error && 'code' in error && error.code === 'EPIPE') return 0;
    throw error;
  } finally {
    await desk.close();
  }
}
