/** A decoded piece of text that knows where each of its characters is written. */
export interface Written {
  readonly value: string;
  /** Offset in the text where the writing of character `index` begins; at the value's length, where the last ends. */
  offsetOf(index: number): number;
  /** The value was decoded as a whole (base64, percent-encoding): any part of it is written by the whole run. */
  readonly isEncoded?: boolean;
}

/** Characters `from` to `to` (exclusive) of a written value. */
export function slice(written: Written, from: number, to: number = written.value.length): Written {
  const value = written.value.slice(from, to);
  if (written.isEncoded) return { ...written, value };
  return { value, offsetOf: (index) => written.offsetOf(from + index) };
}

/** The same without white space at both ends. */
export function trim(written: Written): Written {
  const { value } = written;
  const from = value.length - value.trimStart().length;
  return slice(written, from, Math.max(from, value.trimEnd().length));
}

/** The same without one pair of quotes around it. */
export function unquote(written: Written): Written {
  const { value } = written;
  const quote = value.charAt(0);
  const quoted =
    value.length >= 2 && (quote === '"' || quote === "'" || quote === '`') && value.endsWith(quote);
  return quoted ? slice(written, 1, value.length - 1) : written;
}

/** Gives the same place another value, decoded from what is written there. The offsets are those of the whole. */
export function decodedAs(written: Written, value: string): Written {
  const start = written.offsetOf(0);
  const end = written.offsetOf(written.value.length);
  return { value, offsetOf: (index) => (index === 0 ? start : end), isEncoded: true };
}

const ESCAPES: Readonly<Record<string, string>> = { b: '\b', f: '\f', n: '\n', r: '\r', t: '\t' };

/**
 * Reads a JSON string (RFC 8259 section 7) that begins with its quote at `start` of `outer` and ends with one, at the
 * end of the line, or at `limit`, so that a cut file can be read as well. Broken escapes stand for themselves.
 */
export function readJsonString(outer: Written, start: number, limit: number): Written {
  const text = outer.value;
  const offsets: number[] = [];
  let value = '';
  let at = start + 1;
  let plain = at;
  while (at < limit && text[at] !== '"' && text[at] !== '\n') {
    if (text[at] !== '\\') {
      if (plain === -1) {
        offsets.push(at);
        value += text.charAt(at);
      }
      at++;
      continue;
    }
    if (plain !== -1) {
      value = text.slice(plain, at);
      for (let index = plain; index < at; index++) offsets.push(index);
      plain = -1;
    }
    const escape = text.charAt(at + 1);
    const unit = escape === 'u' ? Number.parseInt(text.slice(at + 2, at + 6), 16) : Number.NaN;
    const length = Number.isNaN(unit) ? 2 : 6;
    offsets.push(at);
    value += Number.isNaN(unit) ? (ESCAPES[escape] ?? escape) : String.fromCharCode(unit);
    at += length;
  }
  const end = Math.min(at, limit);
  if (plain !== -1) return slice(outer, plain, end);
  offsets.push(end);
  return { value, offsetOf: (index) => outer.offsetOf(offsets[index] ?? end) };
}

/** A text in which every character stands for itself. */
export function asWritten(text: string): Written {
  return { value: text, offsetOf: (index) => index };
}
