import assert from "node:assert/strict";
import { test } from "node:test";
import {
  daemonMirrors,
  mirrorLocation,
  renderBuildkitMirrors,
  renderRegistriesConf,
} from "./mirror-settings.ts";

const ADDRESS = "127.0.0.1:5000";

test("an image is pushed below the prefix of its domain", () => {
  assert.equal(mirrorLocation(ADDRESS, "docker.io"), ADDRESS);
  assert.equal(mirrorLocation(ADDRESS, "gcr.io"), `${ADDRESS}/gcr.io`);
  assert.equal(mirrorLocation(ADDRESS, "r.example:80"), `${ADDRESS}/r.example_80`);
  assert.throws(() => mirrorLocation(ADDRESS, "[::1]:80"), RangeError);
});

test("BuildKit is told a mirror for each domain, and to speak plain HTTP to it", () => {
  assert.equal(
    renderBuildkitMirrors(ADDRESS, ["docker.io", "gcr.io"]),
    `[registry."docker.io"]
  mirrors = ["127.0.0.1:5000"]
[registry."gcr.io"]
  mirrors = ["127.0.0.1:5000/gcr.io"]
[registry."127.0.0.1:5000"]
  http = true
`,
  );
});

test("the Docker engine is told the mirror of the default domain", () => {
  assert.deepEqual(daemonMirrors(ADDRESS), {
    "registry-mirrors": ["http://127.0.0.1:5000"],
    "insecure-registries": ["127.0.0.1:5000"],
  });
});

test("podman and buildah are told mirrors, and where short names are looked up", () => {
  assert.equal(
    renderRegistriesConf(ADDRESS, ["gcr.io"]),
    `unqualified-search-registries = ["docker.io"]
short-name-mode = "permissive"

[[registry]]
location = "127.0.0.1:5000"
insecure = true

[[registry]]
prefix = "gcr.io"
location = "gcr.io"
[[registry.mirror]]
location = "127.0.0.1:5000/gcr.io"
insecure = true
`,
  );
});
