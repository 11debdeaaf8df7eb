import { createInterface } from 'node:readline/promises';
import { Writable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { RekeyError } from '../base/errors.ts';
import { Secret } from '../base/secret.ts';
import { mayBeRegistered } from '../broker-service/files/registrations.ts';
import { valueProof } from '../broker-service/keys/value-proof.ts';

const USAGE = `Usage: rekey broker fingerprint

Reads the value of a credential from standard input and prints the proof of it, for "credentials" in BROKER_CREDENTIALS.
At a terminal the value is asked for and not shown; otherwise pipe it in. It is no argument, since those are for all to see.
`;

/** Reads one line from a terminal that shows nothing of it. */
async function askHidden(): Promise<string> {
  const nowhere = new Writable({ write: (_chunk, _encoding, done) => done() });
  const prompt = createInterface({ input: process.stdin, output: nowhere, terminal: true });
  process.stderr.write('Value (not shown): ');
  try {
    return await prompt.question('');
  } finally {
    prompt.close();
    process.stderr.write('\n');
  }
}

/** `rekey broker fingerprint`: what an operator writes beside the id of a credential. Throws NO_VALUE. */
export async function fingerprintCommand(args: readonly string[]): Promise<number> {
  if (args.length > 0) {
    process.stderr.write(USAGE);
    return 2;
  }
  const value = (process.stdin.isTTY ? await askHidden() : await text(process.stdin)).trim();
  if (!/^[!-~]{8,16384}$/.test(value))
    throw new RekeyError('NO_VALUE', 'Give one value on standard input, without spaces or line ends in it.');
  if (!mayBeRegistered(value))
    process.stderr.write('Note: no provider whose credentials are registered makes values of this form.\n');
  process.stdout.write(`${valueProof(new Secret(value))}\n`);
  return 0;
}
