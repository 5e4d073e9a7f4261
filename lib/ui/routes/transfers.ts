/** Routes that move files: each is asked for first, with the token, and then done at an address of its own. */
import type { Readable, Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { SmbFs } from '../../index.ts';
import { attachment } from '../content-disposition.ts';
import type { Exchange } from '../exchange.ts';
import { nameTaken, UiError } from '../failures.ts';
import type { TicketAnswer } from '../protocol.ts';
import { sendFile } from '../send-file.ts';
import { checkFree } from './folders.ts';
import type { ConnectionRoute, Download, Upload } from './state.ts';

/** Milliseconds that a client may send nothing of a file. */
const SILENCE = 120_000;

export const askUpload: ConnectionRoute = async (exchange, connection, { uploads }) => {
  const fields = await exchange.fields();
  const upload: Upload = {
    connection,
    path: fields.path(),
    size: fields.integer('size', 0, Number.MAX_SAFE_INTEGER),
    modified: fields.optionalInteger('modified', 0, Number.MAX_SAFE_INTEGER),
    replace: fields.flag('replace'),
  };
  await checkPlace(connection.smb, upload);
  exchange.answer(200, { url: `/api/upload/${uploads.issue(upload)}` } satisfies TicketAnswer);
};

export const askDownload: ConnectionRoute = async (exchange, connection, { downloads }) => {
  const path = (await exchange.fields()).path();
  if (!(await connection.smb.stat(path)).isFile()) throw new UiError('ERR_UI_REQUEST', 'only files can be downloaded');
  exchange.answer(200, { url: `/api/download/${downloads.issue({ connection, path })}` } satisfies TicketAnswer);
};

/** The file has its name when all of it is on the share; until then, and when it fails, another one has it, or none. */
export async function receive(exchange: Exchange, { connection: { smb }, ...upload }: Upload): Promise<void> {
  const { request, signal } = exchange;
  const { path, size, modified } = upload;
  const length = request.headers['content-length'];
  if (length !== `${size}`) throw new UiError('ERR_UI_REQUEST', `the file has ${size} bytes, and ${length} are sent`);
  await checkPlace(smb, upload);
  request.setTimeout(SILENCE, () => request.destroy());
  try {
    await written(request, smb.createWriteStream(path, { atomic: true, signal }));
  } finally {
    request.setTimeout(0);
  }
  if (modified !== undefined) await smb.utimes(path, new Date(modified), new Date(modified));
  exchange.answer(201, {});
}

/** Until the file is in its place, or nothing is left of it. */
async function written(content: Readable, file: Writable): Promise<void> {
  const closed = new Promise<void>((resolve) => file.once('close', resolve));
  const failures: unknown[] = [];
  file.on('error', (error) => failures.push(error));
  await pipeline(content, file).catch((error: unknown) => failures.push(error));
  await closed;
  if (failures.length > 0) throw failures[0];
}

export async function send(exchange: Exchange, { connection: { smb }, path }: Download): Promise<void> {
  const file = await smb.promises.open(path, 'r');
  try {
    const { size } = await file.stat();
    await sendFile(exchange, { type: 'application/octet-stream', size, disposition: attachment(path) }, file);
  } finally {
    await file.close();
  }
}

/** A folder is never replaced by a file. */
async function checkPlace(smb: SmbFs, { path, replace }: Pick<Upload, 'path' | 'replace'>): Promise<void> {
  if (!replace) return checkFree(smb, path);
  const stats = await smb.stat(path).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  });
  if (stats?.isDirectory()) throw nameTaken(path);
}
