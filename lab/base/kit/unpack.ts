import type { Kit } from "./definition.ts";

/** What a layer of unpacked packages is made of. */
export interface UnpackedLayer {
  readonly suite: string;
  readonly packages: readonly string[];
  /** Whether /bin, /sbin and /lib lead into /usr. */
  readonly isMerged: boolean;
  /** A shell script that is run in the layer's root afterwards. */
  readonly afterwards?: string;
  /** Words for the script, `$1` the first of them. */
  readonly words?: readonly string[];
}

/**
 * Unpacks packages into a tree without running anything of theirs, as distroless images are made, and packs the
 * tree as `layer.tar` in a kept folder, which it gives.
 */
export function unpackLayer(kit: Kit, name: string, layer: UnpackedLayer): Promise<string> {
  return kit.keep(`${name}-${kit.definition}`, async (folder) => {
    kit.say(`unpacking ${name}`);
    const files = await kit.packages(layer.suite, layer.packages);
    const root = `${kit.scratch}/${name}`;
    await kit.run("sh", ["-ec", UNPACK, "sh", root, layer.isMerged ? "merged" : "", ...files]);
    if (layer.afterwards !== undefined) {
      await kit.run("sh", ["-ec", layer.afterwards, "sh", ...(layer.words ?? [])], { folder: root });
    }
    // Folders' own owners and modes are kept; times are not, so that the same files give the same layer.
    const words = ["--sort=name", "--numeric-owner", "--mtime=@0", "-cf", `${folder}/layer.tar`, "."];
    await kit.run("tar", ["-C", root, ...words]);
  });
}

/** $1 the root, $2 whether its /usr is merged, the rest package files. What each package holds is recorded beside it. */
const UNPACK = `
root=$1 merged=$2; shift 2
mkdir -p "$root/var/lib/dpkg/status.d" "$root/usr"
[ -z "$merged" ] || for name in bin sbin lib lib64; do mkdir -p "$root/usr/$name"; ln -s "usr/$name" "$root/$name"; done
for file; do
  dpkg-deb --fsys-tarfile "$file" | tar -x -C "$root" --keep-directory-symlink --exclude='./usr/share/man/*' --exclude='./usr/share/lintian/*' --exclude='./usr/share/bug/*' --exclude='./usr/share/locale/*'
  name=$(dpkg-deb -f "$file" Package)
  dpkg-deb -f "$file" > "$root/var/lib/dpkg/status.d/$name"
  dpkg-deb --ctrl-tarfile "$file" | tar -xO ./md5sums > "$root/var/lib/dpkg/status.d/$name.md5sums" 2>/dev/null || rm -f "$root/var/lib/dpkg/status.d/$name.md5sums"
done
`;
