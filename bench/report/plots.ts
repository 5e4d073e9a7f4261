/** Bar charts as SVG, drawn without a browser. */
import { BarChart, type BarSeriesOption } from 'echarts/charts';
import { GridComponent, LegendComponent, TitleComponent } from 'echarts/components';
import * as echarts from 'echarts/core';
import { SVGRenderer } from 'echarts/renderers';
import type { Unit } from '../cases/case.ts';
import { rateText } from './figures.ts';
import type { Row, Section } from './report.ts';

echarts.use([BarChart, GridComponent, LegendComponent, TitleComponent, SVGRenderer]);

const WIDTH = 860;
const BAR = 16;
const COLOURS = ['#3b7dd8', '#e8903a', '#4aa564', '#c25aa3', '#8a7bd1', '#c9b037', '#5bb5c4', '#d65f5f', '#7f8c8d'];
/** Readable on white and on near black. */
const INK = '#808890';

export interface Plot {
  /** For a file name: words and hyphens. */
  readonly name: string;
  readonly svg: string;
}

/** A chart for each unit in a section: bytes and operations a second share no axis. */
export function plotsOf(section: Section): Plot[] {
  const groups = new Map<string, Row[]>();
  for (const row of section.rows) {
    const key = `${row.group} ${row.unit}`;
    groups.set(key, [...(groups.get(key) ?? []), row]);
  }
  return [...groups.values()].flatMap((rows) => {
    const [first] = rows;
    if (first === undefined) return [];
    const title = `${first.group}, ${section.title}`;
    return [{ name: slug(title), svg: barsOf(title, first.unit, rows) }];
  });
}

function barsOf(title: string, unit: Unit, rows: readonly Row[]): string {
  const names = [...new Set(rows.flatMap(({ results }) => results.map(({ contestant }) => contestant)))];
  const height = 98 + rows.length * (names.length * (BAR + 3) + 14);
  const chart = echarts.init(null, null, { renderer: 'svg', ssr: true, width: WIDTH, height });
  chart.setOption({
    animation: false,
    color: COLOURS,
    textStyle: { color: INK, fontFamily: 'system-ui, sans-serif' },
    title: { text: title, textStyle: { color: INK, fontSize: 15, fontWeight: 'bold' } },
    legend: { top: 32, textStyle: { color: INK }, data: names },
    grid: { left: 180, right: 110, top: 66, bottom: 12 },
    xAxis: { type: 'value', axisLabel: { show: false }, splitLine: { lineStyle: { color: INK, opacity: 0.2 } } },
    yAxis: {
      type: 'category',
      inverse: true,
      data: rows.map(({ name }) => name),
      axisLabel: { color: INK },
      axisLine: { lineStyle: { color: INK } },
      axisTick: { show: false },
    },
    series: names.map((name) => bars(name, unit, rows)),
  });
  const svg = chart.renderToSVGString();
  chart.dispose();
  return svg;
}

function bars(contestant: string, unit: Unit, rows: readonly Row[]): BarSeriesOption {
  return {
    type: 'bar',
    name: contestant,
    barWidth: BAR,
    barGap: '15%',
    data: rows.map(({ results }) => results.find((one) => one.contestant === contestant)?.rate?.median ?? '-'),
    label: {
      show: true,
      position: 'right',
      color: INK,
      formatter: ({ value }) => (typeof value === 'number' ? rateText(value, unit) : ''),
    },
  };
}

function slug(text: string): string {
  return text
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/^-|-$/g, '');
}
