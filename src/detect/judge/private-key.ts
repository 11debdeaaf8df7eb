import { isMadeUp } from '../not-a-secret/made-up.ts';
import { slice, type Written } from '../text/written.ts';
import type { Verdict } from './verdict.ts';

/** RFC 7468; the label tells the kind, such as `RSA` or `OPENSSH`. Line ends may be written as `\n`. */
const BEGIN = /-----BEGIN (?:[A-Z]{2,12} )?PRIVATE KEY-----/;
const END = /-----END (?:[A-Z]{2,12} )?PRIVATE KEY-----/;
const MIN_BODY = 64;

/** A private key in PEM inside a value. */
export function findPrivateKey(written: Written): Verdict | undefined {
  const begin = BEGIN.exec(written.value);
  if (!begin) return undefined;
  const bodyStart = begin.index + begin[0].length;
  const rest = written.value.slice(bodyStart);
  const end = END.exec(rest);
  const body = rest.slice(0, end?.index).replaceAll(/\\[nr]|\s/g, '');
  if (body.length < MIN_BODY || /[^A-Za-z\d+/=]/.test(body) || isMadeUp(body)) return undefined;
  const stop = end ? bodyStart + end.index + end[0].length : written.value.length;
  return {
    written: slice(written, begin.index, stop),
    provider: 'unknown',
    type: 'private-key',
    confidence: 'exact',
    prefix: '',
  };
}
