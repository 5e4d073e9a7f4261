/** Routes for the form: what it starts with, what is wrong with it, what comes of it, and the connection it makes. */
import { MIN_BUFFER_SIZE } from '../../fs/options/options.ts';
import { parseSmbUrl, SmbFs } from '../../index.ts';
import { DEFAULT_PORTS } from '../../transport/transport.ts';
import { UiError } from '../failures.ts';
import type { Fields } from '../fields.ts';
import { checkForm, formOf, readForm } from '../form.ts';
import type { ConnectionForm, DescribeAnswer, ParseUrlAnswer, SharesAnswer, StartAnswer } from '../protocol.ts';
import { snippetsFor } from '../snippets.ts';
import type { ConnectionRoute, Route } from './state.ts';

/** The share of named pipes, through which a server tells of the others. */
const PIPES = 'IPC$';

export const start: Route = async (exchange, { version, idleMinutes, connections, initial }) => {
  await exchange.fields();
  const connection = connections.find(initial?.id ?? '')?.info ?? null;
  exchange.answer(200, {
    ...{ version, idleMinutes, connection, minBufferSize: MIN_BUFFER_SIZE, defaultPorts: DEFAULT_PORTS },
    form: initial?.form ?? formOf({}),
  } satisfies StartAnswer);
};

/** That somebody asks is all there is to it. */
export const alive: Route = async (exchange) => {
  await exchange.fields();
  exchange.answer(204);
};

export const stop: Route = async (exchange, ui) => {
  await exchange.fields();
  exchange.answer(202, {});
  ui.stop();
};

export const parseUrl: Route = async (exchange) => {
  const fields = await exchange.fields();
  const url = fields.text('url').trim();
  exchange.answer(200, { form: formOf(parsed(url), { password: true }) } satisfies ParseUrlAnswer);
};

export const describe: Route = async (exchange, { connections }) => {
  const fields = await exchange.fields();
  const { form, keep } = requestedForm(fields);
  const completed = connections.complete(form, keep);
  const { options, problems, notes } = checkForm(completed.form);
  const all = [...problems, ...completed.problems];
  const snippets =
    options && all.length === 0
      ? snippetsFor(options, { withPassword: fields.flag('withPassword') })
      : { url: null, code: null, command: null };
  exchange.answer(200, { problems: all, notes, ...snippets } satisfies DescribeAnswer);
};

export const shares: Route = async (exchange, { connections }) => {
  const { form, keep } = requestedForm(await exchange.fields());
  const options = connections.optionsOf({ ...form, share: PIPES, path: '' }, keep);
  const smb = new SmbFs(options);
  try {
    const found = await smb.listShares({ signal: exchange.signal });
    exchange.answer(200, { shares: found } satisfies SharesAnswer);
  } finally {
    smb.destroy();
  }
};

export const connect: Route = async (exchange, { connections }) => {
  const { form, keep } = requestedForm(await exchange.fields());
  const connection = connections.add(connections.optionsOf(form, keep));
  exchange.answer(201, connection.info);
  if (keep !== undefined) await connections.remove(keep);
  await connections.prune();
};

export const info: ConnectionRoute = async (exchange, connection) => {
  await exchange.fields();
  exchange.answer(200, connection.info);
};

export const forget: ConnectionRoute = async (exchange, { id }, { connections }) => {
  await connections.remove(id);
  exchange.answer(204);
};

function requestedForm(fields: Fields): { form: ConnectionForm; keep: string | undefined } {
  return { form: readForm(fields.fields('form')), keep: fields.optionalText('keep') };
}

function parsed(url: string): ReturnType<typeof parseSmbUrl> {
  try {
    return parseSmbUrl(url);
  } catch (error) {
    throw new UiError('ERR_UI_REQUEST', error instanceof Error ? error.message : String(error));
  }
}
