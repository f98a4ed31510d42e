import type { AddressInfo } from "node:net";
import { connect, createServer, type Socket } from "node:net";

/** Stands between the a program and its database: passes everything on, or drops and refuses every connection. */
export interface FaultProxy {
  port: number;
  refuse(refusing: boolean): void;
  /**
   * The next transaction with this text in it is committed by the server, and the connection cut before the program hears
   * of it. Gives a promise for when that has happened.
   */
  cutAfterCommit(text: string): Promise<void>;
  close(): void;
}

export async function startFaultProxy(target: URL): Promise<FaultProxy> {
  let refusing = false;
  let cut: { text: string; done: () => void } | undefined;
  const sockets = new Set<Socket>();
  const server = createServer((inner) => {
    if (refusing) return void inner.destroy();
    const outer = connect(Number(target.port || 5432), target.hostname);
    for (const socket of [inner, outer]) {
      sockets.add(socket);
      socket.on("error", () => {}).on("close", () => sockets.delete(socket));
    }
    let isMarked = false;
    let isCommitting = false;
    inner.on("data", (part: Buffer) => {
      if (cut !== undefined && part.includes(cut.text)) isMarked = true;
      if (cut !== undefined && isMarked && /\bcommit\0/i.test(part.toString("latin1"))) isCommitting = true;
      outer.write(part);
    });
    outer.on("data", (part: Buffer) => {
      if (!isCommitting) return void inner.write(part);
      // What the server says of the commit is the one thing that is lost.
      inner.destroy();
      cut?.done();
      cut = undefined;
    });
    inner.on("close", () => outer.destroy());
    outer.on("close", () => inner.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  function dropAll(): void {
    for (const socket of sockets) socket.destroy();
  }
  return {
    port: (server.address() as AddressInfo).port,
    refuse(next) {
      refusing = next;
      if (refusing) dropAll();
    },
    cutAfterCommit: (text) =>
      new Promise((done) => {
        cut = { text, done };
      }),
    close() {
      dropAll();
      server.close();
    },
  };
}
