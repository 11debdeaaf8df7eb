import { createHash } from 'node:crypto';
import { Html } from './html.ts';

const STYLE = `
:root { color-scheme: light dark;
  --page: light-dark(#f6f8fa, #0d1117); --card: light-dark(#fff, #151b23); --line: light-dark(#d1d9e0, #30363d);
  --text: light-dark(#1f2328, #e6edf3); --quiet: light-dark(#57606a, #9ea7b0); --link: light-dark(#0550ae, #79b8ff);
  --green: light-dark(#1a7f37, #3fb950); --amber: light-dark(#8a5a00, #d9a520); --red: light-dark(#b91c28, #ff8078);
  --blue: light-dark(#0969da, #4493f8); --green-soft: light-dark(#dafbe1, #12361f); --amber-soft: light-dark(#fff3c9, #3a2b05);
  --red-soft: light-dark(#ffe5e3, #461a1c); --grey-soft: light-dark(#eaeef2, #262c36); }
* { box-sizing: border-box; }
body { margin: 0; font: 15px/1.5 system-ui, -apple-system, "Segoe UI", sans-serif; color: var(--text); background: var(--page); }
a { color: var(--link); text-underline-offset: .15em; } main a:visited { color: var(--link); }
:focus-visible { outline: 3px solid var(--blue); outline-offset: 2px; border-radius: 3px; }
.skip { position: absolute; left: -100rem; top: 0; padding: .6rem 1rem; background: var(--card); z-index: 2; }
.skip:focus { left: .5rem; top: .5rem; }
.top { background: var(--card); border-bottom: 1px solid var(--line); }
.top > div { max-width: 76rem; margin: 0 auto; padding: .5rem 1.25rem; display: flex; flex-wrap: wrap; gap: .25rem 1.5rem; align-items: center; }
.brand { font-weight: 700; font-size: 1.1rem; color: var(--text); text-decoration: none; padding: .35rem 0; }
nav ul { list-style: none; display: flex; flex-wrap: wrap; gap: .25rem; margin: 0; padding: 0; }
nav a { display: block; padding: .35rem .7rem; border-radius: 6px; color: var(--text); text-decoration: none; }
nav a:hover { background: var(--grey-soft); } nav a[aria-current] { background: var(--grey-soft); font-weight: 600; box-shadow: inset 0 -2px 0 var(--blue); }
.who { margin-left: auto; display: flex; gap: .75rem; align-items: center; color: var(--quiet); }
main { display: block; max-width: 76rem; margin: 0 auto; padding: 1.25rem; } main:focus { outline: none; }
footer { max-width: 76rem; margin: 0 auto; padding: 0 1.25rem 2rem; color: var(--quiet); font-size: .875rem; }
h1 { font-size: 1.6rem; line-height: 1.25; margin: .25rem 0 1rem; overflow-wrap: anywhere; } h2 { font-size: 1.15rem; margin: 0 0 .75rem; } h3 { font-size: 1rem; margin: 1rem 0 .25rem; }
p { margin: 0 0 .75rem; } ul, ol { margin: 0 0 .75rem; padding-left: 1.4rem; }
.card { background: var(--card); border: 1px solid var(--line); border-radius: 10px; padding: 1rem 1.25rem; margin: 0 0 1.25rem; }
.grid { display: grid; grid-template-columns: repeat(auto-fit, minmax(22rem, 1fr)); gap: 1.25rem; } .grid > .card { margin: 0; } .grid { margin-bottom: 1.25rem; }
.numbers { list-style: none; padding: 0; margin: 0 0 1.25rem; display: grid; grid-template-columns: repeat(auto-fit, minmax(9rem, 1fr)); gap: 1rem; }
.numbers li { background: var(--card); border: 1px solid var(--line); border-radius: 10px; padding: .8rem 1rem; color: var(--quiet); }
.numbers b { display: block; font-size: 1.7rem; line-height: 1.2; color: var(--text); font-variant-numeric: tabular-nums; }
.numbers .bad b { color: var(--red); } .numbers .good b { color: var(--green); }
.scroll { overflow-x: auto; position: relative; } .scroll:focus-visible { outline-offset: -2px; }
table { border-collapse: collapse; width: 100%; } caption { text-align: left; color: var(--quiet); padding: 0 0 .5rem; }
th, td { text-align: left; padding: .5rem .9rem .5rem 0; border-bottom: 1px solid var(--line); vertical-align: top; }
thead th.num { text-align: right; } thead th { font-size: .85rem; color: var(--quiet); font-weight: 600; white-space: nowrap; } tbody th { font-weight: 400; min-width: 13rem; } tbody tr:last-child > * { border-bottom: 0; }
.num { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap; }
a[aria-current=true] { font-weight: 700; text-decoration: none; color: var(--text); } .button[aria-current=true] { border-color: var(--blue); box-shadow: inset 0 -2px 0 var(--blue); }
.names code { white-space: nowrap; } td code, th code { overflow-wrap: break-word; }
code { font: .87em ui-monospace, SFMono-Regular, Menlo, monospace; overflow-wrap: anywhere; background: var(--grey-soft); padding: .1em .35em; border-radius: 4px; }
time { white-space: nowrap; } .quiet, .quiet time { color: var(--quiet); } .small { font-size: .875rem; }
.badge { display: inline-block; border-radius: 1rem; padding: .05rem .65rem; font-size: .85rem; font-weight: 600; white-space: nowrap; border: 1px solid currentColor; }
.dead { color: var(--green); background: var(--green-soft); } .busy { color: var(--amber); background: var(--amber-soft); }
.open { color: var(--red); background: var(--red-soft); } .plain { color: var(--quiet); background: var(--grey-soft); }
form.filters { display: flex; flex-wrap: wrap; gap: .75rem; align-items: end; } .filters label { flex: 0 1 11rem; } .filters .wide { flex: 1 1 16rem; }
label { display: block; font-size: .875rem; color: var(--quiet); } label > input, label > select { display: block; margin-top: .2rem; width: 100%; min-width: 0; } label, .card, .grid > * { min-width: 0; }
input, select, button, .button { font: inherit; font-size: .95rem; color: var(--text); background: var(--card); border: 1px solid light-dark(#818b98, #656c76); border-radius: 6px; padding: .4rem .6rem; min-height: 2.25rem; }
::placeholder { color: var(--quiet); opacity: 1; }
button, .button { cursor: pointer; font-weight: 600; background: var(--grey-soft); text-decoration: none; display: inline-block; padding: .4rem .9rem; }
button:hover, .button:hover { border-color: var(--blue); } button.main { background: light-dark(#0550ae, #79b8ff); color: light-dark(#fff, #0d1117); border-color: transparent; }
.link { background: none; border: 0; padding: .2rem; min-height: 0; font-weight: 400; color: var(--link); text-decoration: underline; }
.forms { display: grid; gap: .75rem; } .forms form, .inline { display: flex; flex-wrap: wrap; gap: .6rem; align-items: end; } .forms label { flex: 1 1 14rem; } .forms .date { flex: 0 1 11rem; }
details > summary { cursor: pointer; padding: .25rem 0; } details[open] > summary { margin-bottom: .5rem; }
.more { display: flex; gap: 1rem; flex-wrap: wrap; align-items: center; margin-top: .9rem; }
.said { border-left: 4px solid var(--blue); } .warn { border-left: 4px solid var(--red); }
.facts { display: grid; grid-template-columns: max-content 1fr; gap: .25rem 1rem; margin: 0; } .facts dt { color: var(--quiet); } .facts dd { margin: 0; overflow-wrap: anywhere; }
.timeline { list-style: none; padding: 0; margin: 0; } .timeline li { display: grid; grid-template-columns: 12.5rem 5.5rem 1fr; gap: 1rem; padding: .35rem 0; border-bottom: 1px solid var(--line); } .timeline li:last-child { border: 0; }
.tree ul { border-left: 2px solid var(--line); list-style: none; margin: .25rem 0 .5rem .3rem; padding-left: 1rem; } .tree > ul { border: 0; padding: 0; margin: 0; }
svg { display: block; width: 100%; height: auto; } svg text { fill: var(--quiet); font: 12px system-ui, sans-serif; } svg .grid-line { stroke: var(--line); } svg .series { fill: none; stroke: var(--blue); stroke-width: 2; } svg .area { fill: var(--blue); opacity: .14; } svg .dot { fill: var(--blue); }
svg .second { stroke: var(--green); } svg .node { fill: var(--card); stroke: var(--line); } svg .edge { fill: none; stroke: var(--quiet); opacity: .6; } svg .name { fill: var(--text); }
.spark { width: 9rem; display: inline-block; }
.vh { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
@media (max-width: 44rem) { .timeline li { grid-template-columns: 1fr; gap: 0; } .grid { grid-template-columns: 1fr; } .who { margin-left: 0; } .facts { grid-template-columns: 1fr; } .facts dd { margin-bottom: .4rem; } }
@media (prefers-reduced-motion: no-preference) { a, button { transition: background-color .1s; } }
@media print { :root { color-scheme: light; } body { background: #fff; font-size: 11px; } .top, .skip, .screen, footer { display: none; } main { max-width: none; padding: 0; } .card { border: 0; padding: 0; break-inside: auto; } tr, .numbers { break-inside: avoid; } thead { display: table-header-group; } a { color: inherit; text-decoration: none; } .badge { border: 0; padding: 0; background: none; } }
`;

/** In each page. Not inside a template: white space added there would change the hash. */
export const STYLE_SHEET = new Html(`<style>${STYLE}</style>`);

/** The one source of style that a page allows. */
export const STYLE_SOURCE = `'sha256-${createHash('sha256').update(STYLE).digest('base64')}'`;
