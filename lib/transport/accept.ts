/** The server's end of a transport: framing over an accepted socket, and the answer to a NetBIOS session request. */
import type { Socket } from 'node:net';
import { MalformedError } from '../errors.ts';
import { endpointName } from './dial.ts';
import { decodeSessionRequest, encodePositiveResponse, SESSION_REQUEST } from './session-packets.ts';
import { SocketTransport } from './socket-transport.ts';
import type { FrameHandler, Transport, TransportKind } from './transport.ts';

/** A client may open with an SMB1 NEGOTIATE, whose header is 32 bytes, its two counts 3.  [MS-CIFS] 2.2.4.52.1 */
const MIN_FRAME_LENGTH = 35;

/** Speaks to a client over a socket that a `net.Server` accepted. Over NetBIOS every called name is welcome. */
export function acceptTransport(socket: Socket, kind: TransportKind, handler: FrameHandler): Transport {
  const name = endpointName({ host: socket.remoteAddress ?? '', port: socket.remotePort ?? 0 });
  const transport = new SocketTransport(kind, name, MIN_FRAME_LENGTH, handler);
  transport.attach(socket);
  transport.connected();
  if (kind === 'netbios') {
    const waiting: FrameHandler = {
      place: refuseFrame,
      receive: refuseFrame,
      closed: (error) => handler.closed(error),
    };
    transport.handTo(waiting, (type, body) => {
      if (type !== SESSION_REQUEST) throw new MalformedError(`a NetBIOS session packet of type 0x${type.toString(16)}`);
      decodeSessionRequest(body);
      transport.sendBytes([encodePositiveResponse()]);
      transport.handTo(handler);
    });
  }
  socket.on('data', (chunk: Buffer) => transport.push(chunk));
  return transport;
}

function refuseFrame(): never {
  throw new MalformedError('a message before the NetBIOS session request');
}
