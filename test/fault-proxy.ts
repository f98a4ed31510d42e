import type { AddressInfo } from "node:net";
import { connect, createServer, type Socket } from "node:net";

/** Stands between the a program and its database: passes everything on, or drops and refuses every connection. */
export interface FaultProxy {
  port: number;
  refuse(refusing: boolean): void;
  close(): void;
}

export async function startFaultProxy(target: URL): Promise<FaultProxy> {
  let refusing = false;
  const sockets = new Set<Socket>();
  const server = createServer((inner) => {
    if (refusing) return void inner.destroy();
    const outer = connect(Number(target.port || 5432), target.hostname);
    for (const socket of [inner, outer]) {
      sockets.add(socket);
      socket.on("error", () => {}).on("close", () => sockets.delete(socket));
    }
    inner.pipe(outer).pipe(inner);
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
    close() {
      dropAll();
      server.close();
    },
  };
}
