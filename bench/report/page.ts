/** A report as one HTML page that needs nothing else: plots, figures, and the raw samples. */
import { plotsOf } from './plots.ts';
import type { Report } from './report.ts';
import { sectionText, tallyText } from './tables.ts';

const STYLE = `
  :root { color-scheme: light dark; font-family: system-ui, sans-serif; line-height: 1.5 }
  body { max-width: 60rem; margin: 2rem auto; padding: 0 1rem }
  pre { overflow-x: auto; font-size: 0.85rem }
  svg { max-width: 100%; height: auto }
`;

export function reportPage(report: Report): string {
  const sections = report.sections.map(
    (section) => `<h2>${asText(section.title)}</h2>
${plotsOf(section)
  .map(({ svg }) => svg)
  .join('\n')}
<details><summary>Figures</summary><pre>${asText(sectionText(section))}</pre></details>`,
  );
  const tallies = report.tallies.map((tally) => `<pre>${asText(tallyText(tally))}</pre>`);
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>${asText(report.title)}</title>
<style>${STYLE}</style>
<h1>${asText(report.title)}</h1>
<p>${asText(report.started)}. ${asText(report.machine)}. Medians of ${report.rounds} interleaved rounds.</p>
${sections.join('\n')}
${tallies.join('\n')}
<script type="application/json">${JSON.stringify(report).replaceAll('<', '\\u003c')}</script>
</html>
`;
}

function asText(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
