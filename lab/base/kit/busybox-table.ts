/** Applets that the original's BusyBox has and Debian's, as it is compiled, has not. */
export const MISSING_APPLETS: readonly string[] = (
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
export const MISSING_APPLETS_13: readonly string[] = ["ipneigh"];

/** Further ones that bookworm's is without. */
export const MISSING_APPLETS_12: readonly string[] = ["install", "nbd-client"];

/** Applets of Debian's BusyBox to which the original has no links. */
export const UNLINKED_APPLETS =
  "arch ascii bc crc32 fallocate getfattr i2ctransfer ifdown ifup logread mim nologin nsenter nslookup nuke resume run-init svok tc ts udhcpc6 unshare";
