import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { secretFile } from "./secret-file.ts";

describe("a path of the build context", () => {
  const secret =
    "id_rsa keys/id_ed25519 home/.ssh privkey.pem private-key.pem server.key ca.key cert.p12 cert.PFX a.ppk .aws .aws/credentials " +
    ".kube kubeconfig kubeconfig.yml service-account.json serviceaccount-key.json gcp-key.json gcloud_key.json " +
    "application_default_credentials.json .docker/config.json .dockercfg .git-credentials .netrc _netrc .pgpass " +
    ".vault-token .pypirc app/.npmrc .env .env.production config/.env.local terraform.tfstate terraform.tfstate.backup";
  for (const path of secret.split(" ")) {
    it(`${path} is secret by its name`, () => assert.notEqual(secretFile(path), undefined));
  }
  for (const path of ["id_rsa.pub", ".env.example", "key.ts", "tests/.env", "package.json", "", "."]) {
    it(`${JSON.stringify(path)} is none`, () => assert.equal(secretFile(path), undefined));
  }
});
