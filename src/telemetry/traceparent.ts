import { isSpanContextValid, ROOT_CONTEXT, trace, TraceFlags, type Context } from '@opentelemetry/api';

/** https://www.w3.org/TR/trace-context/#traceparent-header, version 00: the ids of a trace and of one of its spans. */
const TRACEPARENT = /^00-([\da-f]{32})-([\da-f]{16})-([\da-f]{2})$/;

/** The active span as others are told of it: two random ids and whether it is kept. Undefined where nothing is traced. */
export function currentTraceparent(): string | undefined {
  const span = trace.getActiveSpan()?.spanContext();
  if (!span || !isSpanContextValid(span)) return undefined;
  return `00-${span.traceId}-${span.spanId}-${(span.traceFlags & TraceFlags.SAMPLED).toString().padStart(2, '0')}`;
}

/**
 * The context of what goes on from elsewhere: a job's row, or a request of a client who is known. Without a parent, or with
 * one that is none, a trace of its own begins, whatever is active.
 */
export function contextFrom(traceparent: unknown): Context {
  const [, traceId = '', spanId = '', flags = ''] =
    typeof traceparent === 'string' ? (TRACEPARENT.exec(traceparent) ?? []) : [];
  const span = {
    traceId,
    spanId,
    traceFlags: Number.parseInt(flags, 16) & TraceFlags.SAMPLED,
    isRemote: true,
  };
  return isSpanContextValid(span) ? trace.setSpanContext(ROOT_CONTEXT, span) : ROOT_CONTEXT;
}
