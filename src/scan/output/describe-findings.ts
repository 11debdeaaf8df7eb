import { hideValues } from '../../base/hide-values.ts';
import { fingerprint, type Keys } from '../../base/keys.ts';
import { redactKnownFormats, referenceAt, type Finding } from '../../detect/index.ts';
import { foundJwt } from './describe-jwt.ts';
import { excerpt } from './excerpt.ts';
import type { Found, Item, Settings } from '../item.ts';

/**
 * A text with more credentials than this is a dump of them. Its lines and names are not shown: looking for every value
 * around every other one would take time without end.
 */
const MAX_SHOWN = 500;

function isAdded({ span }: Finding, added: Item['added']): boolean {
  return !added || added.some(([first, last]) => span.startLine <= last && span.endLine >= first);
}

/**
 * What is put out of the findings in one text: those on lines that count, without their values. Names that stand in the
 * text (its path, servers, keys) may hold a credential themselves, and lose it here.
 *
 * @param findings all of the text, in its order
 */
export function describeFindings(
  item: Item,
  content: string,
  findings: readonly Finding[],
  settings: Settings,
  keys: Keys,
): readonly Found[] {
  const reported = findings.filter(
    (finding) => (settings.all || finding.confidence !== 'low') && isAdded(finding, item.added),
  );
  if (reported.length === 0) return [];
  const hide = hideValues(findings.map(({ secret }) => secret));
  const scrub = (text: string) => redactKnownFormats(hide(text));
  const isDump = findings.length > MAX_SHOWN;
  const name = (text: string | undefined) => (text === undefined || isDump ? null : scrub(text));
  const path = scrub(item.path);
  const now = Date.now() / 1000;

  return reported.map((finding) => {
    const { span, provider, type, surface, slot, confidence, redacted } = finding;
    const { startLine, startColumn, endLine, endColumn } = span;
    const server = name(finding.server);
    const key = name(finding.key);
    // A name that held a credential names nothing any more.
    const named = {
      ...(server !== null && server === finding.server ? { server } : {}),
      ...(key !== null && key === finding.key ? { key } : {}),
    };
    return {
      path,
      startLine,
      startColumn,
      endLine,
      endColumn,
      provider,
      type,
      surface,
      slot,
      server,
      key,
      confidence,
      fingerprint: fingerprint(keys, finding.secret),
      redacted,
      commit: item.commit ?? null,
      jwt: finding.jwt ? foundJwt(finding.jwt, scrub, now) : null,
      replacement: referenceAt({ path, surface, slot, provider, ...named }) ?? null,
      excerpt:
        settings.excerptWidth === 0 || isDump
          ? null
          : excerpt(content, finding, findings, scrub, settings.excerptWidth),
    };
  });
}
