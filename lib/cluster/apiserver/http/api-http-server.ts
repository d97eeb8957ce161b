import { createSecureServer, type Http2SecureServer, type Http2Session } from 'node:http2';
import type { AddressInfo, Socket } from 'node:net';
import type { CertifiedKey } from './certificates';
import type { HttpHandler } from './http-handler';

/** The only address that is served: nobody outside of this machine can reach it. */
export const LOOPBACK = '127.0.0.1';

/** A port that cannot be served on, and what to do about it. */
export class PortError extends Error {}

/** Serves the API over HTTPS on loopback, with HTTP/2 for clients that prefer it. */
export class ApiHttpServer {
  private readonly server: Http2SecureServer;
  private readonly sockets = new Set<Socket>();
  private readonly sessions = new Set<Http2Session>();

  /** @param clientAuthority in PEM: whose certificates clients may show instead of a token */
  constructor(handler: HttpHandler, { key, certificate }: CertifiedKey, clientAuthority: string) {
    this.server = createSecureServer(
      {
        key,
        cert: certificate,
        ca: clientAuthority,
        requestCert: true,
        // Most clients have none; what a certificate is worth is for authentication to say.
        rejectUnauthorized: false,
        allowHTTP1: true,
        settings: { maxConcurrentStreams: 1000 },
      },
      (request, response) => void handler.handle(request, response),
    );
    this.server.on('session', (session) => {
      this.sessions.add(session);
      session.on('close', () => this.sessions.delete(session));
    });
    this.server.on('secureConnection', (socket) => {
      this.sockets.add(socket);
      socket.on('close', () => this.sockets.delete(socket));
      // A client that breaks its connection is no concern of anybody else.
      socket.on('error', () => socket.destroy());
    });
    this.server.on('sessionError', () => undefined);
  }

  /** @param port 0 for any free one. @returns the port. @throws PortError when it is taken or not allowed */
  listen(port: number): Promise<number> {
    return new Promise((resolve, reject) => {
      this.server.once('error', (error: Error & { code?: string }) => reject(portError(port, error)));
      this.server.listen(port, LOOPBACK, () => resolve((this.server.address() as AddressInfo).port));
    });
  }

  /** Ends all connections, watches included. */
  close(): Promise<void> {
    return new Promise((resolve) => {
      this.server.close(() => resolve());
      for (const session of this.sessions) session.destroy();
      for (const socket of this.sockets) socket.destroy();
    });
  }
}

function portError(port: number, error: Error & { code?: string }): Error {
  if (error.code === 'EADDRINUSE')
    return new PortError(
      `port ${port} is in use; choose another one with --port, or leave it out for any free one`,
    );
  if (error.code === 'EACCES')
    return new PortError(`port ${port} is not allowed to this user; choose one above 1023 with --port`);
  return error;
}
