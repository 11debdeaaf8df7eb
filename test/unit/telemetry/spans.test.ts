import { randomBytes } from 'node:crypto';
import { trace } from '@opentelemetry/api';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { pino } from 'pino';
import { RekeyError } from '../../../src/base/errors.ts';
import { inSpan, tally, withTally } from '../../../src/telemetry/spans.ts';
import { startTracing, type Tracing } from '../../../src/telemetry/start-tracing.ts';
import { currentTraceparent } from '../../../src/telemetry/traceparent.ts';
import { startOtlpReceiver, type OtlpReceiver } from '../../support/otlp-receiver.ts';

let logged = '';
const log = pino({}, { write: (line: string) => (logged += line) });
const ERROR = 2;

const fail = (error: unknown) => async () => {
  throw error;
};

/** Runs work with tracing on, and gives what arrived of it. */
async function traced(
  work: () => Promise<unknown>,
  { ratio = 1, endpoint }: { readonly ratio?: number; readonly endpoint?: string } = {},
) {
  const before = receiver.spans.length;
  const tracing: Tracing = await startTracing(
    { endpoint: endpoint ?? receiver.endpoint, ratio },
    'rekey-test',
    log,
  );
  await work();
  await tracing.stop();
  return receiver.spans.slice(before);
}

let receiver: OtlpReceiver;
beforeAll(async () => {
  receiver = await startOtlpReceiver();
});
afterAll(() => receiver.close());

describe('spans', () => {
  it('are nothing, and name no parent, while tracing is off', async () => {
    const tracing = await startTracing(undefined, 'rekey-test', log);
    const [parent, recording] = await inSpan('work', {}, async (span) => [
      currentTraceparent(),
      span.isRecording(),
    ]);
    await tracing.stop();
    expect([parent, recording]).toEqual([undefined, false]);
    expect(receiver.spans).toEqual([]);
  });

  it('belong to the active one, go on from elsewhere, or begin anew', async () => {
    let told: string | undefined;
    const spans = await traced(async () => {
      await inSpan('outer', { kind: 'SERVER' }, async () => {
        await inSpan('inner', { attributes: { 'rekey.try': 1 } }, async () => {
          told = currentTraceparent();
        });
        for (const traceparent of [undefined, 'nonsense', `00-${'0'.repeat(32)}-${'1'.repeat(16)}-01`])
          await inSpan('alone', { from: { traceparent } }, async () => undefined);
      });
      await inSpan('later', { from: { traceparent: told } }, async () => undefined);
      expect(trace.getActiveSpan()).toBeUndefined();
    });
    const find = (name: string) => spans.find((span) => span.name === name);
    expect(find('inner')).toMatchObject({
      service: 'rekey-test',
      parentSpanId: find('outer')?.spanId,
      traceId: find('outer')?.traceId,
      attributes: { 'rekey.try': 1 },
    });
    expect(told).toBe(`00-${find('inner')?.traceId}-${find('inner')?.spanId}-01`);
    expect(find('later')).toMatchObject({
      parentSpanId: find('inner')?.spanId,
      traceId: find('inner')?.traceId,
    });
    const alone = spans.filter(({ name }) => name === 'alone');
    expect(alone).toHaveLength(3);
    expect(new Set([...alone, ...spans.slice(0, 1)].map(({ traceId }) => traceId)).size).toBe(4);
    expect(alone.map(({ parentSpanId = '' }) => parentSpanId)).toEqual(['', '', '']);
  });

  it('tell how something failed, and never what was said of it', async () => {
    const canary = randomBytes(16).toString('hex');
    const spans = await traced(async () => {
      const cause = new Error(canary);
      await inSpan('ours', {}, fail(new RekeyError('EGRESS_FAILED', canary, { cause }))).catch(
        () => undefined,
      );
      await inSpan('theirs', {}, fail(new TypeError(canary))).catch(() => undefined);
      await inSpan('none', { isFailure: () => false }, fail(cause)).catch(() => undefined);
    });
    expect(
      spans.map(({ name, attributes, status }) => [name, attributes['error.type'], status.code]),
    ).toEqual([
      ['ours', 'EGRESS_FAILED', ERROR],
      ['theirs', 'TypeError', ERROR],
      ['none', undefined, expect.not.arrayContaining([ERROR])],
    ]);
    expect(receiver.written()).not.toContain(canary);
  });

  it('count what would be too many spans', async () => {
    const [span] = await traced(() =>
      inSpan('job', {}, (job) =>
        withTally(job, 'rekey.github.requests', async () => {
          await Promise.all([1, 2, 3].map(async () => tally()));
        }),
      ),
    );
    tally();
    expect(span?.attributes['rekey.github.requests']).toBe(3);
  });

  it('are kept or left out with the whole trace', async () => {
    const spans = await traced(
      () =>
        inSpan('webhook', {}, async () => {
          const traceparent = currentTraceparent();
          expect(traceparent).toMatch(/-00$/);
          await inSpan('job', { from: { traceparent } }, async () => undefined);
        }),
      { ratio: 0 },
    );
    expect(spans).toEqual([]);
  });

  it('are missed by nobody but the log when they are refused', async () => {
    const canary = randomBytes(16).toString('hex');
    const endpoint = `${receiver.endpoint}/${canary}`;
    expect(await traced(() => inSpan('work', {}, async () => 'done'), { endpoint })).toEqual([]);
    expect(logged).toContain('"spans":1,"msg":"spans could not be sent to OTEL_EXPORTER_OTLP_ENDPOINT"');
    expect(logged).not.toContain(canary);
  });
});
