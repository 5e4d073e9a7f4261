/** Relays to HOST:PORT, each byte so many milliseconds later in either direction. Arguments: HOST PORT MILLISECONDS. */
import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';

const [host = '', port = '', oneWay = ''] = process.argv.slice(2);
const late = Number(oneWay);

/** Timers are a millisecond late or more: the rest of the way is waited for turn by turn of the event loop. */
const TIMER_SLACK_MS = 2;

/** Holds every chunk back for as long; they leave in the order in which they came. */
function relay(from: Socket, to: Socket): void {
  const waiting: { readonly due: number; readonly chunk: Buffer | undefined }[] = [];
  let scheduled = false;
  const pass = (): void => {
    scheduled = false;
    to.cork();
    for (let next = waiting[0]; next !== undefined && next.due <= performance.now(); next = waiting[0]) {
      waiting.shift();
      if (next.chunk === undefined) to.end();
      else to.write(next.chunk);
    }
    to.uncork();
    schedule();
  };
  const schedule = (): void => {
    const next = waiting[0];
    if (scheduled || next === undefined) return;
    scheduled = true;
    const left = next.due - performance.now() - TIMER_SLACK_MS;
    if (left > 0) setTimeout(pass, left);
    else setImmediate(pass);
  };
  const hold = (chunk: Buffer | undefined): void => {
    waiting.push({ due: performance.now() + late, chunk });
    schedule();
  };
  from.on('data', hold);
  from.on('end', () => hold(undefined));
  from.on('error', () => to.destroy());
  from.on('close', () => {
    if (from.errored) to.destroy();
  });
}

const server = createServer({ noDelay: true, allowHalfOpen: true }, (client) => {
  const upstream = connect({ host, port: Number(port), noDelay: true, allowHalfOpen: true });
  relay(client, upstream);
  relay(upstream, client);
});
server.listen(0, '127.0.0.1');
await once(server, 'listening');
process.send?.((server.address() as AddressInfo).port);
