import { defineEffect } from "./define-effect.ts";

const PLACES = ["/usr/local/lib/php", "/usr/local/etc/php/conf.d", "/usr/local/include/php", "/tmp/pear"];

/** The helpers of the official PHP images, and `pecl`: extensions are built and switched on. */
export const effect = defineEffect({
  names: (
    "docker-php-ext-install docker-php-ext-configure docker-php-ext-enable docker-php-source pecl pear phpize " +
    "install-php-extensions"
  ).split(" "),
  apply: (_, machine) => {
    for (const place of PLACES) machine.fill(place);
  },
});
