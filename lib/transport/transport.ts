/** What a connection sees of its transport: frames out, frames in, and the end of both.  [MS-SMB2] 2.1 */

/** `directtcp` is SMB2 straight over TCP, `netbios` SMB2 over the NetBIOS session service. */
export type TransportKind = 'directtcp' | 'netbios';

/** The TCP port a server listens on when none is named. */
export const DEFAULT_PORTS: Readonly<Record<TransportKind, number>> = { directtcp: 445, netbios: 139 };

/** The largest frame each transport's length field can express. */
export const MAX_FRAME_LENGTHS: Readonly<Record<TransportKind, number>> = {
  directtcp: 2 ** 24 - 1,
  netbios: 2 ** 17 - 1,
};

/** Bytes of a frame that `FrameHandler.place` is shown: the SMB2 header and the fixed part of a READ response. */
export const FRAME_HEAD = 80;

/** Where the rest of a frame goes, so that a payload lands in its destination without a copy. */
export interface Placement {
  /** Bytes of the frame that stay in front; they are what `receive` is called with. */
  readonly headLength: number;
  /** Receives the frame from `headLength` on, and is exactly that long. */
  readonly target: Buffer;
}

/** Who takes the frames of a transport. What a method throws ends the connection with that error. */
export interface FrameHandler {
  /**
   * Asked at most once for a frame of which much is still to come, with its first `FRAME_HEAD` bytes and its whole length.
   * With an answer the rest is read straight into `target`, which then belongs to the transport until `receive` has been
   * called with it or `closed`. Smaller frames, and those that have already arrived, go to `receive` unasked.
   */
  place(head: Buffer, frameLength: number): Placement | undefined;
  /**
   * A whole frame, without its prefix; with a placement its head alone, the rest being in the placement's target. `frame`
   * is valid only during the call: its memory is used again for what arrives next.
   */
  receive(frame: Buffer, placement: Placement | undefined): void;
  /** Called once, after the last frame: the connection is gone, and why; `undefined` when this side ended it. */
  closed(error: Error | undefined): void;
}

/** A connected transport. */
export interface Transport {
  readonly kind: TransportKind;
  /** The largest frame the transport's length field can express. */
  readonly maxFrameLength: number;
  /** Received frames longer than this are malformed; `maxFrameLength` until something smaller is set. */
  frameLimit: number;
  /** The peer's address, for diagnostics. */
  readonly remoteAddress: string;
  readonly remotePort: number;
  /** Bytes given to `send` that the kernel has not taken yet. */
  readonly bufferedBytes: number;
  /** Bytes that the kernel has taken since the TCP connection was made. */
  readonly bytesSent: number;
  /** Bytes that have arrived since the TCP connection was made: they grow while a long frame is still on its way. */
  readonly bytesReceived: number;
  /**
   * Sends one frame. Its first piece starts with `FRAME_HEADROOM` bytes that are overwritten with the length; no piece may
   * change until it has left. The frames of one tick leave in one system call. After the end it does nothing: `closed` tells.
   */
  send(pieces: readonly Buffer[]): void;
  /** Whether bytes that arrive may still be written into `buffer`, because a placement's target overlaps it. */
  receivingInto(buffer: Uint8Array): boolean;
  /** Lets the connection keep the process alive, as it does at first. */
  ref(): void;
  /** Lets the process end although the connection stands. */
  unref(): void;
  /**
   * Ends the connection once everything sent has left, and settles when it is closed; after `patience` milliseconds
   * (default 2000) it is dropped.
   */
  end(patience?: number): Promise<void>;
  /** Drops the connection now; `closed` follows, with `error`. */
  destroy(error?: Error): void;
}
