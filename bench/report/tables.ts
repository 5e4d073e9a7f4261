/** A report as plain text for a terminal. */
import type { Result } from '../rounds/rounds.ts';
import { costText, significant, summaryText } from './figures.ts';
import type { Report, Row, Section, Tally } from './report.ts';

/** The whole report, in its order. */
export function reportText({ title, started, machine, rounds, sections, tallies }: Report): string {
  const head = [
    title,
    `${started}, ${machine}`,
    `Medians of ${rounds} interleaved rounds ± half the quartiles' distance.`,
  ];
  return [head.join('\n'), ...sections.map(sectionText), ...tallies.map(tallyText)].join('\n\n');
}

/** A line for each row, a column for each contestant; all but the first also as a share of the first. */
export function sectionText({ title, rows }: Section): string {
  const names = [...new Set(rows.flatMap(({ results }) => results.map(({ contestant }) => contestant)))];
  const lines = rows.map(({ name, unit, results }) => {
    const first = results.find(({ contestant }) => contestant === names[0])?.rate;
    return [
      name,
      ...names.map((contestant, column) => {
        const result = results.find((one) => one.contestant === contestant);
        if (result?.rate === undefined) return failure(result);
        const ratio = column > 0 && first !== undefined ? `  ${significant(result.rate.median / first.median)} ×` : '';
        return summaryText(result.rate, unit) + ratio;
      }),
    ];
  });
  const failures = rows.flatMap(({ name, results }) =>
    results.flatMap(({ contestant, error }) => (error === undefined ? [] : [`${contestant}, ${name}: ${error}`])),
  );
  return [title, aligned([['', ...names], ...lines]), ...processorTimes(rows, names), ...failures].join('\n');
}

/** What the work costs its client, where that is known. */
function processorTimes(rows: readonly Row[], names: readonly string[]): string[] {
  const lines = rows.flatMap(({ name, unit, results }) => {
    const costs = names.map((contestant) => results.find((one) => one.contestant === contestant)?.cpu);
    if (costs.every((cost) => cost === undefined)) return [];
    return [[name, ...costs.map((cost) => (cost === undefined ? '-' : costText(cost.median, unit)))]];
  });
  return lines.length === 0 ? [] : ["The client's processor time", aligned([['', ...names], ...lines])];
}

export function tallyText({ title, columns, rows }: Tally): string {
  const lines = rows.map(({ name, counts }) => [
    name,
    ...counts.map((count) => (count === undefined ? '-' : `${count}`)),
  ]);
  return [title, aligned([['', ...columns], ...lines])].join('\n');
}

function failure(result: Result | undefined): string {
  return result?.error === undefined ? '-' : 'failed';
}

/** Columns as wide as their widest cell: the first to the left, figures to the right. */
function aligned(rows: readonly (readonly string[])[]): string {
  const widths = rows.reduce<number[]>((all, row) => {
    row.forEach((cell, column) => {
      all[column] = Math.max(all[column] ?? 0, cell.length);
    });
    return all;
  }, []);
  return rows
    .map((row) =>
      row
        .map((cell, column) => (column === 0 ? cell.padEnd(widths[column] ?? 0) : cell.padStart(widths[column] ?? 0)))
        .join('   ')
        .trimEnd(),
    )
    .join('\n');
}
