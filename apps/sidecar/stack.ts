import type { Construct } from 'constructs';
import { ExternalService, IngressRoutes, NetworkPeer, Stack, WebService } from '../../lib/constructs';
import { NGINX_CONF } from './nginx';

const FETCHER = 'registry.example.com/sidecar/fetcher:1.3.0';
const SITE = '/usr/share/nginx/html';

/** A web server and its helpers in one pod: they share its network, its volumes and its life. */
export function sidecar(scope: Construct): Stack {
  const stack = new Stack(scope, 'sidecar');
  const web = new WebService(stack, 'web', {
    image: 'docker.io/nginxinc/nginx-unprivileged:1.29.1',
    port: 8080,
    health: '/healthz',
    replicas: 2,
    files: { '/etc/nginx/conf.d/default.conf': NGINX_CONF },
    connectsTo: [new ExternalService({ name: 'content', url: 'https://content.example.com' })],
    // Starts first and stays: it fetches new contents every minute.
    sidecars: {
      fetcher: {
        image: FETCHER,
        args: ['--every=60s', '--into=/site'],
        ports: { control: 7070 },
        health: { ready: '/ready', live: false, startup: false },
      },
    },
    // Runs when the sidecar has started, and ends before the web server starts: the first contents are there by then.
    initContainers: { 'first-fetch': { image: FETCHER, args: ['--once', '--into=/site'] } },
    // Reads the server's own numbers from localhost.
    containers: {
      exporter: {
        image: 'docker.io/nginx/nginx-prometheus-exporter:1.4.2',
        args: ['--nginx.scrape-uri=http://localhost:8080/stub_status', '--web.listen-address=:9114'],
        ports: { exporter: 9114 },
        resources: { cpu: '10m', memory: '32Mi' },
      },
    },
    volumes: {
      site: { mounts: { web: { path: SITE, readOnly: true }, fetcher: '/site', 'first-fetch': '/site' } },
    },
  });
  web.workload.traffic.allowFrom(NetworkPeer.namespace('monitoring'), 9114);

  new IngressRoutes(stack, 'edge', { host: 'sidecar.example.com', tls: 'sidecar-tls', paths: { '/': web } });
  return stack;
}
