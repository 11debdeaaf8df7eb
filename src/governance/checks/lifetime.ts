import { defineCheck, type Check } from '../check.ts';
import { daysBetween, lengthOf } from '../measure.ts';
import { outlived, REMOVED_DAYS } from '../over.ts';

const DAY_SECONDS = 86_400;
/** A token that lives no longer needs no kill switch of its own. */
const SHORT_SECONDS = 900;

/** So long before it is due a rotation is spoken of, and never for more than half of the time between two. */
const REMINDER_DAYS = 14;

const secondsBetween = (from: Date, to: Date) => Math.round((to.getTime() - from.getTime()) / 1000);

/** How long credentials live, and whether somebody renews or ends them. */
export const LIFETIME: readonly Check[] = [
  defineCheck({
    id: 'long-lived-token',
    subjects: ['credential'],
    title: 'Token lives too long',
    severity: 'high',
    says: '{credential} was issued for {life}; {allowed} is enough.',
    remedy: 'Have the authorization server issue short access tokens, renewed by a refresh token.',
    frames: { nhi: ['NHI7:2025'], agentic: [], mcp: ['MCP01:2025'], aiRmf: [] },
    test(record, { maxTokenSeconds }) {
      if (record.ended || !record.isJwt) return undefined;
      const { issuedAt, expiresAt, registered, name: credential } = record;
      const most = registered?.maxTtlSeconds ?? maxTokenSeconds;
      const allowed = lengthOf(most);
      if (expiresAt === undefined) return { facts: { credential, life: 'ever', allowed } };
      if (issuedAt === undefined) return undefined;
      const life = secondsBetween(issuedAt, expiresAt);
      if (life <= most) return undefined;
      const severity = life > DAY_SECONDS ? 'high' : 'medium';
      return { facts: { credential, life: lengthOf(life), allowed }, severity };
    },
  }),
  defineCheck({
    id: 'no-expiry',
    subjects: ['credential'],
    title: 'Credential never expires',
    severity: 'high',
    says: '{credential} has no end that {provider} knows of.',
    remedy: 'Replace it by one with an end, where the provider offers that, or rotate it on a schedule.',
    frames: { nhi: ['NHI7:2025'], agentic: [], mcp: [], aiRmf: [] },
    test: ({ ended, isJwt, neverExpires, name, provider }) =>
      !ended && !isJwt && neverExpires === true ? { facts: { credential: name, provider } } : undefined,
  }),
  defineCheck({
    id: 'rotation-overdue',
    subjects: ['secret'],
    title: 'Secret was not rotated',
    severity: 'medium',
    says: 'The secret {secret} was written {days|day|days} ago and is to be rotated after {allowed|day|days}.',
    remedy: 'Issue a new one, put it into the secret, and end the old one.',
    frames: { nhi: ['NHI7:2025'], agentic: [], mcp: [], aiRmf: ['GOVERN 1.5'] },
    test({ name, updatedAt, maxAgeDays, uses }, measures) {
      const allowed = maxAgeDays ?? measures.maxAgeDays;
      const days = daysBetween(updatedAt, measures.now);
      const left = allowed - days;
      if (uses.length === 0 || left > Math.min(REMINDER_DAYS, allowed / 2)) return undefined;
      return { facts: { secret: name, days, allowed }, ...(left >= 0 ? { severity: 'low' } : {}) };
    },
  }),
  defineCheck({
    id: 'not-renewed',
    subjects: ['secret'],
    title: 'Was not replaced on its schedule',
    severity: 'medium',
    says: '{secret} is to be replaced on a schedule, and was not: {why}',
    remedy: 'Mend what is said, or replace it by hand and end the old one.',
    frames: { nhi: ['NHI7:2025'], agentic: [], mcp: ['MCP01:2025'], aiRmf: ['GOVERN 1.5'] },
    test: ({ name, notRenewed }) =>
      notRenewed === undefined ? undefined : { facts: { secret: name, why: notRenewed } },
  }),
  defineCheck({
    id: 'stale',
    subjects: ['credential', 'secret'],
    title: 'Nobody uses it any more',
    severity: 'medium',
    says: '{credential} was used last {days|day|days} ago.',
    remedy: 'End it at its issuer, and take it out of where it is kept.',
    frames: { nhi: ['NHI1:2025', 'NHI7:2025'], agentic: [], mcp: [], aiRmf: ['GOVERN 1.7'] },
    test(record, { now, unusedDays }) {
      const last = 'abandonedSince' in record ? record.abandonedSince : undefined;
      const used = last ?? ('lastUsedAt' in record && !record.ended ? record.lastUsedAt : undefined);
      if (used === undefined) return undefined;
      const days = daysBetween(used, now);
      // What no configuration refers to any more is stale from the first week on: nobody will use it again.
      return days > (last === undefined ? unusedDays : REMOVED_DAYS)
        ? { facts: { credential: record.name, days } }
        : undefined;
    },
  }),
  defineCheck({
    id: 'outlived',
    subjects: ['credential'],
    title: 'Credential outlived what it was for',
    severity: 'high',
    says: '{credential} is not known to be dead, although {why}; end it at {page}.',
    remedy:
      'End it at its provider, or with `/rekey revoke` on its issue, and take it out of where it is kept.',
    frames: {
      nhi: ['NHI1:2025'],
      agentic: [],
      mcp: ['MCP01:2025'],
      aiRmf: ['GOVERN 1.7', 'MANAGE 2.4'],
    },
    test(record, measures) {
      const over = record.ended ? undefined : outlived(record, measures);
      const page = record.endPage ?? 'its provider';
      return over && { facts: { credential: record.name, page, ground: over.ground, why: over.why } };
    },
  }),
  defineCheck({
    id: 'no-kill-switch',
    subjects: ['credential'],
    title: 'The issuer cannot revoke it',
    severity: 'medium',
    says: '{issuer} offers no revocation, and {credential} lives for {life}.',
    remedy: 'Add a revocation endpoint (RFC 7009), or issue tokens of at most 15 minutes.',
    frames: { nhi: ['NHI1:2025'], agentic: [], mcp: ['MCP01:2025'], aiRmf: ['MANAGE 2.4'] },
    test({ ended, issuer, issuedAt, expiresAt, name }) {
      if (ended || issuer?.hasRevocation !== false) return undefined;
      const seconds = issuedAt && expiresAt ? secondsBetween(issuedAt, expiresAt) : undefined;
      if (seconds !== undefined && seconds <= SHORT_SECONDS) return undefined;
      const life = seconds === undefined ? 'an unknown time' : lengthOf(seconds);
      return { facts: { issuer: issuer.origin, credential: name, life } };
    },
  }),
];
