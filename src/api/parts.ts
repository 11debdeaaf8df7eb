import { types } from 'node:util';
import { z } from 'zod';
import { INCIDENT_STATES } from '../inventory/state.ts';
import { SEVERITIES } from '../policy/severity.ts';
import { readCursor, type Page } from '../views/cursor.ts';

/** A moment: RFC 3339 in UTC where it is sent, a date where it is read. */
export const Moment = z.codec(z.iso.datetime(), z.custom<Date>(types.isDate), {
  decode: (text) => new Date(text),
  encode: (date) => date.toISOString(),
});

/** A UTC day, `2026-01-31`. */
export const Day = z.iso.date();

export const State = z.enum(INCIDENT_STATES);
export const Severity = z.enum(SEVERITIES);

/** A list that is only read. */
export const listOf = <T extends z.ZodType>(item: T) => z.array(item).readonly();

const NEXT = 'Path and query of the next page; null on the last one. What is in it is not to be read.';

/** A page of a list. */
export const pageOf = <T extends z.ZodType>(item: T) =>
  z.object({ data: listOf(item), next: z.string().nullable().describe(NEXT) });

/** A list that comes whole. */
export const wholeOf = <T extends z.ZodType>(item: T) => z.object({ data: listOf(item) });

/** A page of a view as it is answered; `next` is made an address where the request is known. */
export const toAnswer = <Row>({ rows, next }: Page<Row>) => ({ data: rows, next: next ?? null });

const LIMIT = 50;
const MAX_LIMIT = 200;

/** The parameters of every list that has pages. */
export const PAGED = {
  limit: z.coerce.number().int().min(1).max(MAX_LIMIT).default(LIMIT).describe('Rows on a page.'),
  cursor: z
    .string()
    .max(200)
    .refine((text) => readCursor(text) !== undefined)
    .optional()
    .describe('From `next` of the page before.'),
};
