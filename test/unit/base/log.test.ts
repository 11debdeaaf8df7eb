import { randomBytes } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { createLog } from '../../../src/base/log.ts';
import { Secret } from '../../../src/base/secret.ts';

const value = randomBytes(20).toString('hex');

function capture(write: (log: ReturnType<typeof createLog>) => void): string {
  let lines = '';
  const destination = { write: (line: string) => void (lines += line) };
  write(createLog('trace', (line) => line.replaceAll('known-format', '[redacted]'), destination));
  return lines;
}

describe('createLog', () => {
  it.each<[string, (log: ReturnType<typeof createLog>) => void]>([
    ['a secret', (log) => log.info({ secret: new Secret(value) }, 'x')],
    [
      'an octokit error',
      (log) =>
        log.error(
          {
            err: Object.assign(new Error(`POST /x ${value}`), {
              status: 422,
              request: { body: value },
              response: { data: value },
            }),
          },
          'x',
        ),
    ],
    [
      'its cause',
      (log) =>
        log.error(
          { err: new Error('outer', { cause: Object.assign(new Error(value), { request: {} }) }) },
          'x',
        ),
    ],
    [
      'a joined error',
      (log) =>
        log.error(
          { err: new AggregateError([Object.assign(new Error(value), { request: {} })], 'many') },
          'x',
        ),
    ],
    [
      'a webhook that a library logs',
      (log) =>
        log
          .child({ name: 'probot' })
          .debug({ event: { id: '1', name: 'push', payload: { commits: [{ message: value }] } } }, 'x'),
    ],
    [
      'an extra property of an error',
      (log) => log.error({ err: Object.assign(new Error('x'), { body: value }) }, 'x'),
    ],
  ])('does not write the value in %s', (_name, write) => {
    const lines = capture(write);
    expect(lines).toContain('"msg":"x"');
    expect(lines).not.toContain(value);
  });

  it('keeps what helps: type, code, status and where', () => {
    const line = capture((log) =>
      log.error({ err: Object.assign(new TypeError('plain words'), { code: 'ECODE', status: 502 }) }, 'x'),
    );
    expect(JSON.parse(line)).toMatchObject({
      err: {
        type: 'TypeError',
        message: 'plain words',
        code: 'ECODE',
        status: 502,
        stack: expect.stringContaining('at '),
      },
    });
  });

  it('runs every line through the scrub', () => {
    expect(capture((log) => log.info('a known-format here'))).toContain('a [redacted] here');
  });
});
