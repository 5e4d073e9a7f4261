/** The comparison in figures. */
import type { JSX } from 'preact';
import { formatRate, formatSize } from '../parts/format.ts';
import { type Comparison, DIRECTIONS, NAMES, rateOf, TRANSPORTS } from './comparison.ts';

export function Figures({ comparison }: { readonly comparison: Comparison }): JSX.Element {
  return (
    <table class="figures">
      <thead>
        <tr>
          <th scope="col">File</th>
          {TRANSPORTS.map((transport) => (
            <th key={transport} scope="col">
              {NAMES[transport]}
            </th>
          ))}
          <th scope="col">Ratio</th>
        </tr>
      </thead>
      <tbody>
        {DIRECTIONS.flatMap((direction) =>
          comparison.sizes.map((size) => {
            const [direct, netbios] = TRANSPORTS.map((transport) => rateOf(comparison, transport, direction, size));
            return (
              <tr key={`${direction} ${size}`}>
                <th scope="row">{`${direction === 'write' ? 'Write' : 'Read'} ${formatSize(size)}`}</th>
                <td>{direct === undefined ? '–' : formatRate(direct)}</td>
                <td>{netbios === undefined ? '–' : formatRate(netbios)}</td>
                <td>{direct === undefined || netbios === undefined ? '–' : `${(direct / netbios).toFixed(2)} ×`}</td>
              </tr>
            );
          }),
        )}
      </tbody>
    </table>
  );
}
