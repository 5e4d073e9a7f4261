/** `openAsBlob`: a file as a Blob. */
import { Blob } from 'node:buffer';
import * as assert from 'uvu/assert';
import { bothFs } from '../support/both-fs.ts';

/** What a promise comes to; an error without the folder's path, which is another one on each side. */
async function outcome(promise: Promise<unknown>, dir: string): Promise<unknown> {
  return promise.catch(({ name, code, message }: Error & { code?: unknown }) => [name, code, message.replace(dir, '')]);
}

bothFs('fs/blob', (t) => {
  t('is read whole, in parts, and as a stream', async ({ dir, fs, module }) => {
    await fs.writeFile(`${dir}/file`, 'hello wörld');
    const blob = await module.openAsBlob(`${dir}/file`, { type: 'text/plain' });
    assert.instance(blob, Blob);
    const part = blob.slice(2, -3, 'x/y');
    let streamed = '';
    for await (const chunk of blob.stream()) streamed += Buffer.from(chunk).toString('latin1');
    return [
      ...[blob.size, blob.type, await blob.text(), streamed, Buffer.from(await blob.arrayBuffer())],
      ...[part.size, part.type, await part.text(), await part.slice(3).text(), await blob.slice(5, 2).text()],
      ...[blob.slice(-4).size, await blob.slice(100).text()],
    ];
  });

  t('is read in pieces however large', async ({ dir, fs, module }) => {
    const content = Buffer.alloc(1_000_000, 'abcdefg');
    await fs.writeFile(`${dir}/large`, content);
    const blob = await module.openAsBlob(`${dir}/large`);
    const read = Buffer.from(await blob.slice(7).arrayBuffer());
    return [read.equals(content.subarray(7)), read.length];
  });

  t('cannot be read once the file has changed, or is gone', async ({ dir, fs, module }) => {
    await fs.writeFile(`${dir}/file`, 'hello world');
    const blob = await module.openAsBlob(`${dir}/file`);
    await fs.writeFile(`${dir}/file`, 'changed');
    const changed = await outcome(blob.text(), dir);
    await fs.unlink(`${dir}/file`);
    return [changed, await outcome(blob.arrayBuffer(), dir), await outcome(blob.stream().getReader().read(), dir)];
  });

  t('cannot be read to the end when the file changes meanwhile', async ({ dir, fs, module }) => {
    await fs.writeFile(`${dir}/file`, Buffer.alloc(300_000));
    const reader = (await module.openAsBlob(`${dir}/file`)).stream().getReader();
    await reader.read();
    await fs.writeFile(`${dir}/file`, 'changed');
    const reading = async (): Promise<void> => {
      while (!(await reader.read()).done);
    };
    return outcome(reading(), dir);
  });

  t('is refused of what is not there', async ({ dir, module }) => {
    const call = async (...args: unknown[]): Promise<unknown> =>
      outcome(
        Promise.resolve().then(() => Reflect.apply(module.openAsBlob, undefined, args)),
        dir,
      );
    return [await call(`${dir}/missing`), await call(1), await call(dir, 1), await call(dir, { type: 1 })];
  });

  t.share('leaves no file open, read to the end or not', async ({ dir, fs, module, samba, smb }) => {
    await fs.writeFile(`${dir}/file`, Buffer.alloc(500_000));
    const blob = await smb.openAsBlob(`${dir}/file`);
    assert.is((await blob.arrayBuffer()).byteLength, 500_000);
    const reader = (await module.openAsBlob(`${dir}/file`)).stream().getReader();
    await reader.read();
    await reader.cancel();
    assert.equal(await samba.openFiles(), []);
  });
});
