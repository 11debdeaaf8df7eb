import { Marked, type TokenizerAndRendererExtension } from 'marked';
import { html, Html } from '../../src/web/html.ts';

/** A name with `@` in running text, which GitHub makes a mention; in code it stays as it is. */
const MENTION: TokenizerAndRendererExtension = {
  name: 'mention',
  level: 'inline',
  start: (text) => /(?<![\w`/])@[a-z\d]/i.exec(text)?.index,
  tokenizer(text) {
    const raw = /^@[a-z\d-]+(?:\/[\w-]+)?/i.exec(text)?.[0];
    return raw === undefined ? undefined : { type: 'mention', raw };
  },
  renderer: ({ raw }) => html`<strong>${raw}</strong>`.text,
};

const marked = new Marked({
  gfm: true,
  extensions: [MENTION],
  renderer: {
    // GitHub shows a suggestion as a change of lines; here only the new text is known.
    code({ text, lang }) {
      if (lang !== 'suggestion') return false;
      const lines = text.split('\n').map(
        (line) =>
          html`<tr>
            <td class="sign">+</td>
            <td>${line}</td>
          </tr>`,
      );
      return html`<div class="suggestion">
        <p>Suggested change</p>
        <table>
          ${lines}
        </table>
      </div>`.text;
    },
    // Marker lines are shown to nobody.
    html: ({ text }) => (text.startsWith('<!--') ? '' : text),
  },
});

/** Markdown as GitHub would show it. */
export function markdownToHtml(markdown: string): Html {
  return new Html(marked.parse(markdown, { async: false }));
}
