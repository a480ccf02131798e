import { defineEffect } from "./define-effect.ts";

/** Commands that change nothing an image keeps: they print, test, wait, or read. */
export const effect = defineEffect({
  names: (
    ": [ [[ apt-cache apt-config apt-key apt-mark arch awk basename bc break cat chkconfig cmp column " +
    "comm continue crontab cut date dbus-uuidgen debconf-set-selections debconf-get-selections depmod df " +
    "diff dig dircolors dirname dpkg-architecture dpkg-query dpkg-divert dpkg-reconfigure du echo egrep " +
    "env exit expand expr fallocate false fgrep file fold free gawk getcap getconf getent getfacl getopts " +
    "gpgconf grep head hexdump hostname hostnamectl iconv id initctl ip jq kill killall ldconfig ldd less " +
    "let locale logger ls lsb_release lscpu mawk mcookie mktemp more mount mountpoint nc netstat nl nm " +
    "nproc nslookup objdump od paste pathchk pgrep ping pkill printenv printf ps pwd read readelf " +
    "readlink realpath return rev rpmkeys sdiff seq service set setcap setfacl shift shopt shuf size " +
    "sleep sort ss stat strings strace stty sum swapoff swapon sync sysctl systemctl tac tail test time " +
    "timedatectl top tput tr trap tree true tsort tty type ulimit umask umount unalias alias uname " +
    "unexpand uniq unset update-locale update-mime-database uptime wait " +
    "watch wc whereis which whoami xmllint xxd yes yq"
  ).split(" "),
  apply: () => {},
});
