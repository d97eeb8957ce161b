import http from 'node:http';
import http2, { type Http2Session } from 'node:http2';
import type { AddressInfo } from 'node:net';
import tls, { type TLSSocket } from 'node:tls';
import type { CertifiedKey } from './certificate-authority';
import type { HttpHandler } from './http-handler';
import { Http1Reply, Http1Request } from './http1';
import { Http2Reply, Http2Request } from './http2';

/** The only address that is served: nobody outside of this machine can reach it. */
export const LOOPBACK = '127.0.0.1';

/** A port that cannot be served on, and what to do about it. */
export class PortError extends Error {
  override readonly name = 'PortError';
}

/** Streams that one connection may have open at the same time, watches among them. */
const MOST_STREAMS = 1_000;

/** Milliseconds that a connection may wait for its next request, as with the real API server. */
const IDLE = 90_000;

/** Serves the API over HTTPS on loopback, with HTTP/2 for clients that prefer it. */
export class ApiHttpServer {
  private readonly server: tls.Server;
  private readonly http1: http.Server;
  private readonly http2: http2.Http2Server;
  private readonly sockets = new Set<TLSSocket>();
  private readonly sessions = new Set<Http2Session>();

  /** @param clientAuthority who signs the certificates with which clients may connect, as PEM */
  constructor(handler: HttpHandler, { key, certificate }: CertifiedKey, clientAuthority: string) {
    this.http1 = http.createServer(
      (message, response) => void handler.handle(new Http1Request(message), new Http1Reply(response)),
    );
    this.http1.keepAliveTimeout = IDLE;
    this.http2 = http2.createServer({ settings: { maxConcurrentStreams: MOST_STREAMS } });
    this.http2.on('stream', (stream, headers, ...more: unknown[]) => {
      // A client that breaks a stream is no concern of anybody else.
      stream.on('error', () => undefined);
      const rawHeaders = more[1] as readonly string[];
      void handler.handle(new Http2Request(stream, headers, rawHeaders), new Http2Reply(stream));
    });
    this.http2.on('session', (session) => {
      this.sessions.add(session);
      session.on('close', () => this.sessions.delete(session));
    });
    this.http2.on('sessionError', () => undefined);
    this.server = tls.createServer({
      key,
      cert: certificate,
      ALPNProtocols: ['h2', 'http/1.1'],
      // Clients may show a certificate; without one they show a token, or nothing.
      ca: clientAuthority,
      requestCert: true,
      rejectUnauthorized: false,
    });
    this.server.on('secureConnection', (socket) => this.accept(socket));
  }

  private accept(socket: TLSSocket): void {
    this.sockets.add(socket);
    socket.on('close', () => this.sockets.delete(socket));
    socket.on('error', () => socket.destroy());
    socket.setNoDelay(true);
    const server = socket.alpnProtocol === 'h2' ? this.http2 : this.http1;
    server.emit('connection', socket);
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
      // Only ends what looks after connections that are not there any more.
      this.http1.close();
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
