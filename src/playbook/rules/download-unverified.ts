import { defineRule } from "../define-rule.ts";
import { advise } from "../edit/advice.ts";
import {
  type DownloadFact,
  downloadsOf,
  isVerified,
  nameDownload,
  uncheckedAdds,
} from "../install/download.ts";

/** Reports archives and programs that are fetched and used unchecked. It matters in every stage that is built. */
export const rule = defineRule({
  name: "download-unverified",
  practice: "reproducible-install",
  severity: "information",
  fix: "sometimes",
  replaces: [],

  instructions: ["run", "add"],
  onStep(step, report, { stage }) {
    if (!stage.isReachable) return;
    for (const fact of downloadsOf(step)) {
      if (fact.isPipedToShell) {
        const message = `What ${hostOf(fact.url)} sends is run as it comes, and nothing checks it`;
        report({ at: fact.urlWord.span, message, severity: "warning", fix: RELEASED });
      } else if (isArtefact(fact) && !isVerified(step, stage)) {
        report({
          at: fact.urlWord.span,
          message: `${nameDownload(fact.url)} is used without a checksum`,
          fix: COMPARED,
        });
      }
    }
    for (const { url, word } of uncheckedAdds(step)) {
      if (!RELEASE.test(url) || isVerified(step, stage)) continue;
      report({ at: word.span, message: `${nameDownload(url)} is added without a checksum`, fix: CHECKED });
    }
  },
});

// The sum is the maker's to tell: one of what arrived today would only say that it is the same tomorrow.
const RELEASED = advise("Fetch a release into a file, compare its checksum, and run that");
const COMPARED = advise('Write it to a file, and behind that: echo "SUM  FILE" | sha256sum -c -');
const CHECKED = advise("Write ADD --checksum=sha256:SUM, with the sum that its maker tells");

/** Archives, packages and programs by their ending, and the release files of code hosts. */
const RELEASE =
  /\.(?:tar|t?gz|t?bz2?|t?xz|txz|zst|zip|7z|deb|rpm|apk|jar|war|whl|gem|phar|run|bin|exe|msi|AppImage|sh|py|pl)(?:[?#].*)?$|\/releases\/download\//i;

/** Keys, and what goes into a key ring: they are what other things are checked with. */
const KEY = /\.(?:gpg|asc|key|pub|pem|sig|sha\d+|sha\d+sum|md5|crt)(?:[?#].*)?$|SHASUMS/i;

function isArtefact({ url, by, reader }: DownloadFact): boolean {
  if (by === "git" || KEY.test(url)) return false;
  if (reader === "apt-key" || reader === "gpg" || reader === "sha256sum") return false;
  return /^[a-z]+:\/\//i.test(url) && RELEASE.test(url);
}

function hostOf(url: string): string {
  return /^(?:[a-z]+:\/\/)?(?:[^@/]*@)?([^/?#]+)/i.exec(url)?.[1] ?? url;
}
