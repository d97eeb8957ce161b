/** The ports Apache listens on. */
export const portsConf = (port: number) => `Listen ${port}\n`;

/** The site of WordPress. */
export const siteConf = (port: number) => `<VirtualHost *:${port}>
  DocumentRoot /var/www/html
  ErrorLog /dev/stderr
  CustomLog /dev/stdout combined
</VirtualHost>
`;
