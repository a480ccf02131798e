/** Names of Docker Hub's official images, which stand without a namespace. */
const OFFICIAL: ReadonlySet<string> = new Set(
  `adminer aerospike almalinux alpine alt amazoncorretto amazonlinux api-firewall arangodb archlinux backdrop bash
  bonita buildpack-deps busybox caddy cassandra centos chronograf cirros clearlinux clojure composer consul convertigo
  couchbase couchdb crate dart debian docker drupal eclipse-mosquitto eclipse-temurin eggdrop elasticsearch elixir
  emqx erlang fedora flink fluentd friendica gazebo gcc geonetwork ghost golang gradle groovy haproxy haskell haxe
  hello-world hitch httpd hylang ibm-semeru-runtimes ibmjava influxdb irssi jetty joomla jruby julia kapacitor kibana
  kong krakend lightstreamer liquibase logstash mageia mariadb matomo maven mediawiki memcached mongo mongo-express
  monica mono mysql nats nats-streaming neo4j neurodebian nextcloud nginx node notary odoo open-liberty openjdk
  opensuse oraclelinux orientdb percona perl photon php phpmyadmin plone postfixadmin postgres pypy python r-base
  rabbitmq rakudo-star redis redmine registry rethinkdb rocket.chat rockylinux ros ruby rust sapmachine satosa
  silverpeas solr sonarqube spark spiped storm swift swipl tarantool teamspeak telegraf tomcat tomee traefik ubuntu
  unit varnish vault websphere-liberty wordpress xwiki yourls znc zookeeper`.split(/\s+/),
);

/** What people call stages and contexts of their own; no official image has such a name. */
const STAGE_WORDS: ReadonlySet<string> = new Set(
  `app application assets backend base base-image build build-base build-deps build-env build-image build-stage builder
  builder-base building cacher compile compiled compiler deps dependencies dev develop development dist final
  frontend install installer modules package packages planner prepare prod prod-deps production
  production-dependencies publish publisher release runner runtime source sources stage test tester testing tests
  vendor`.split(/\s+/),
);

/** Whether a name without registry and namespace is one of Docker Hub's official images. */
export function isOfficialImage(name: string): boolean {
  return OFFICIAL.has(name);
}

/** Whether a name can only be meant for a stage: nobody publishes an official image under it. */
export function isStageWord(name: string): boolean {
  return STAGE_WORDS.has(name) && !OFFICIAL.has(name);
}

/** Whether a name has no registry, namespace, tag or digest, so that it may as well mean a stage or a context. */
export function isBareName(name: string): boolean {
  return !/[/.:@]/.test(name);
}
