import type { Difference, ListDifferences } from "../kit/definition.ts";

/** gcr.io/distroless/NAME-debianNUMBER:TAG, the tag `debug` or `debug-nonroot` where there is a shell. */
const NAME = /\/([^/]+)-debian(\d+):(.+)$/;

/** Applets that the original's BusyBox has and Debian's, as it is compiled, has not. */
const MISSING_APPLETS: readonly string[] = (
  "add-shell addgroup adduser blkid bootchartd chat chattr chpasswd chpst chrt cksum comm conspy " +
  "cryptpw delgroup deluser dhcprelay dnsd eject envdir envuidgid fakeidentd fbset fbsplash fdflush " +
  "fdformat fgconsole flash_eraseall flash_lock flash_unlock flashcp flock fsck fsck.minix fsync ftpd " +
  "fuser hd hdparm hush ifenslave ifplugd inetd inotifyd iostat ipaddr ipcrm ipcs iplink iproute iprule " +
  "iptunnel kbd_mode killall5 lpd lpq lpr lsattr lsof lspci lsusb lzopcat makedevs makemime man mesg " +
  "mkfs.ext2 mkfs.minix mkfs.vfat mountpoint mpstat nice nmeter nohup ntpd pgrep pipe_progress pkill " +
  "pmap popmaildir powertop printenv pscan pstree pwdx raidautorun rdev readprofile reformime " +
  "remove-shell resize rtcwake runlevel runsv runsvdir rx script scriptreplay sendmail setarch " +
  "setconsole setfont setlogcons setserial setuidgid showkey slattach smemcap softlimit split sum sv " +
  "svlogd tcpsvd tftpd ttysize tune2fs ubiattach ubidetach ubimkvol ubirmvol ubirsvol ubiupdatevol " +
  "udpsvd unlzop users vlock volname wall whois zcip"
).split(" ");

/** Further ones that trixie's is without. */
const MISSING_APPLETS_13: readonly string[] = ["ipneigh"];

/** Further ones that bookworm's is without. */
const MISSING_APPLETS_12: readonly string[] = ["install", "nbd-client"];

/** What the stand-ins for distroless images differ in. Of Python and Java on bookworm the tables say too little. */
export const listDifferences: ListDifferences = (image) => {
  const [, name = "", number = "", tag = ""] = NAME.exec(image) ?? [];
  const differences: Difference[] = [];
  const isTold = number === "13" || !/^(python3|java)/.test(name);
  if (tag.startsWith("debug") && isTold) {
    const applets = [...MISSING_APPLETS, ...(number === "12" ? MISSING_APPLETS_12 : MISSING_APPLETS_13)];
    differences.push({
      what: applets.map((applet) => `command ${applet} is missing`),
      why: "The BusyBox is Debian's static one, which is compiled with fewer applets than its maker's.",
    });
  }
  if (name === "nodejs24" && number === "13") {
    differences.push({
      what: ["node is *, the tables say *"],
      why: "The image follows the releases of Node 24; the tables tell the one that was current when they were made.",
    });
  }
  return differences;
};
