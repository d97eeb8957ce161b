/** Serves the shared folder, answers questions about its health, and tells its numbers to those in the pod. */
export const NGINX_CONF = `server {
  listen 8080;
  root /usr/share/nginx/html;
  location /healthz {
    access_log off;
    return 200;
  }
  location /stub_status {
    stub_status;
    allow 127.0.0.1;
    deny all;
  }
}
`;
