import { Writable } from 'node:stream';
import { expect, it } from '@jest/globals';
import { createLog } from '../../../src/base/log.ts';
import { logWithoutBodies } from '../../../src/github/log-without-bodies.ts';

it('keeps what a request held out of the log, and errors and messages in it', () => {
  const lines: string[] = [];
  const destination = new Writable({
    write(chunk: Buffer, _encoding, done) {
      lines.push(chunk.toString());
      done();
    },
  });
  const log = logWithoutBodies(createLog('debug', (line) => line, destination));
  log
    .child({ name: 'octokit' })
    .debug({ title: 'a private issue', body: 'words-of-it' }, 'GitHub request: POST /x - 201');
  log.error({ err: new Error('it broke'), body: 'words-of-it' }, 'failed');
  expect(lines.join('')).not.toMatch(/private|words-of-it/);
  expect(lines[0]).toContain('GitHub request: POST /x - 201');
  expect(lines[1]).toContain('it broke');
});
