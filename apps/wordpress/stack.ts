import type { Construct } from 'constructs';
import { IngressRoutes, MySql, Stack, StatefulService } from '../../lib/constructs';
import { portsConf, siteConf } from './apache';

// A placeholder: real passwords are made in the cluster, and named with secretKey().
const PASSWORD = 'only-for-demonstration';
const PORT = 8080;
/** The user `www-data` of the official image. */
const WWW_DATA = 33;

/** WordPress and its database, each with storage that outlives its pod and its node. */
export function wordpress(scope: Construct): Stack {
  const stack = new Stack(scope, 'wordpress');

  const database = new MySql(stack, 'mysql', {
    database: 'wordpress',
    password: PASSWORD,
    size: '20Gi',
    backup: { schedule: '30 3 * * *', size: '40Gi' },
  });

  const site = new StatefulService(stack, 'wordpress', {
    image: 'docker.io/library/wordpress:6.8.3-php8.3-apache',
    component: 'web',
    port: PORT,
    scheme: 'http',
    user: WWW_DATA,
    volumeGroup: WWW_DATA,
    // The official image listens on port 80, which is for root alone on older nodes.
    files: {
      '/etc/apache2/ports.conf': portsConf(PORT),
      '/etc/apache2/sites-available/000-default.conf': siteConf(PORT),
    },
    scratch: ['/tmp', '/var/run/apache2', '/var/lock/apache2'],
    storage: { site: { path: '/var/www/html', size: '10Gi' } },
    // A page of WordPress needs the database: only whether the server answers is asked here.
    health: { ready: '/wp-includes/images/blank.gif', live: {} },
    resources: { cpu: '250m', memory: '512Mi' },
    // Gives WORDPRESS_DB_HOST, WORDPRESS_DB_NAME, WORDPRESS_DB_USER and WORDPRESS_DB_PASSWORD, as the image expects.
    connectsTo: [{ to: database, env: 'WORDPRESS_DB' }],
  });

  new IngressRoutes(stack, 'edge', {
    host: 'blog.example.com',
    tls: 'blog-tls',
    annotations: { 'nginx.ingress.kubernetes.io/proxy-body-size': '64m' },
    paths: { '/': site },
  });
  return stack;
}
