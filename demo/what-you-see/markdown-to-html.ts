import { Marked } from 'marked';
import { html, Html } from '../../src/web/html.ts';

/** GitHub makes a suggestion block into a change of lines: what is there now is not known to it, so only the new text shows. */
const marked = new Marked({
  gfm: true,
  renderer: {
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
    // GitHub shows the marker lines of an issue to nobody.
    html({ text }) {
      return text.startsWith('<!--') ? '' : text;
    },
  },
});

/** Markdown as GitHub would show it: its dialect, and a name with `@` as a mention. */
export function markdownToHtml(markdown: string): Html {
  const text = marked.parse(markdown, { async: false });
  return new Html(text.replaceAll(/(^|[\s>(])@([a-z\d-]+(?:\/[\w.-]+)?)/gi, '$1<strong>@$2</strong>'));
}
