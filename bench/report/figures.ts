/** Figures as people read them. */
import type { Unit } from '../cases/case.ts';
import type { Summary } from '../rounds/summary.ts';

/** An amount a second: MB/s with decimal megabytes, or operations a second. */
export function rateText(value: number, unit: Unit): string {
  if (unit === 'bytes') return `${significant(value / 1e6)} MB/s`;
  return `${significant(value)} /s`;
}

/** The median, and how far the middle half of the samples lies from it, in per cent. */
export function summaryText(summary: Summary, unit: Unit): string {
  const spread = summary.median === 0 ? 0 : ((summary.upper - summary.lower) / 2 / summary.median) * 100;
  return `${rateText(summary.median, unit)} ±${spread.toFixed(0)} %`;
}

/** Processor seconds for one byte or operation: seconds a GiB, or microseconds an operation. */
export function costText(secondsEach: number, unit: Unit): string {
  return unit === 'bytes' ? `${significant(secondsEach * 2 ** 30)} s/GiB` : `${significant(secondsEach * 1e6)} µs`;
}

/** Three significant digits, without an exponent. */
export function significant(value: number): string {
  if (value === 0) return '0';
  const decimals = Math.max(0, 2 - Math.floor(Math.log10(Math.abs(value))));
  return value.toFixed(Math.min(decimals, 6));
}
