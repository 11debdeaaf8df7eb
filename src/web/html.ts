const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** Markup that is safe to send; made by {@link html} only. */
export class Html {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

/** What may stand in a page. */
type Part = Html | string | number | false | null | undefined | readonly Part[];

function render(value: Part): string {
  if (value instanceof Html) return value.text;
  if (value === undefined || value === null || value === false) return '';
  if (typeof value === 'object') return value.map(render).join('');
  return String(value).replace(/[&<>"']/g, (character) => ENTITIES[character] ?? '');
}

/** The fixed parts of each template without the white space that is there for those who read the source. */
const narrow = new WeakMap<TemplateStringsArray, readonly string[]>();

function fixedParts(strings: TemplateStringsArray): readonly string[] {
  const known = narrow.get(strings);
  if (known) return known;
  const parts = strings.map((part) => part.replaceAll(/\s*\n\s*/g, '\n'));
  narrow.set(strings, parts);
  return parts;
}

/** A template tag: whatever is put in is escaped, except other {@link Html}. */
export function html(strings: TemplateStringsArray, ...values: readonly Part[]): Html {
  return new Html(fixedParts(strings).reduce((page, part, index) => page + render(values[index - 1]) + part));
}
