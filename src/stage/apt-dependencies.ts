/**
 * Which commands Debian's packages bring besides their own: themselves, through what they depend on, and
 * through what they recommend. Computed from the package lists of Debian 12 and 13 (either counts), leaving out
 * what the base images of the two have anyway, for packages that Dockerfiles often install and commands that
 * they often miss. A package that is not listed here may bring anything.
 */

/** Commands, and the packages that bring them. */
const BROUGHT: readonly (readonly [commands: string, packages: string])[] = [
  ["add-apt-repository", `software-properties-common`],
  [
    "addgroup adduser deluser",
    `adduser ansible ant apache2 atop avahi-daemon avahi-utils bind9 bindfs bioperl bzr ceph chromium clamav
    clamav-daemon clamav-freshclam colord composer cpanminus cron cvs dbus dbus-x11 debian-keyring default-jdk
    default-jre default-jre-headless deluged devscripts dirmngr dnsmasq docker.io dvipng ejabberd-contrib elixir
    emacs erlang exim4 exim4-daemon-light fcgiwrap ffmpeg firefox-esr fluxbox fuse gdal-bin gedit ghostscript
    gir1.2-gtk-3.0 git git-all git-core git-lfs gnupg gnupg-agent gnupg2 gnuplot gpg gpg-agent gradle
    graphicsmagick groff gstreamer1.0-libav gstreamer1.0-plugins-bad gstreamer1.0-plugins-good haproxy icingacli
    imagemagick inkscape iqtree jhead keychain latexmk lftp libapache2-mod-php libappindicator3-1
    libatk-bridge2.0-0 libavahi-compat-libdnssd-dev libboost-all-dev libcups2 libcups2-dev libdbus-1-3
    libdbus-1-dev libdbus-glib-1-2 libfile-mimeinfo-perl libgdal-dev libgtk-3-0 libgtk-3-dev libgtk2.0-0
    libgtk2.0-bin libgtk2.0-dev libguestfs-tools libmagick++-dev libmagickcore-dev libmagickwand-dev libnss-mdns
    libopencv-dev libopenmpi-dev libpcap-dev libpulse-dev libqt5gui5 libreoffice libsdl1.2-dev libsox-dev
    libvcflib-tools libvips libvips42 linux-headers-amd64 liquidsoap logrotate lxc mailutils mariadb-server
    maven memcached mercurial metacity mosquitto msmtp msmtp-mta munin munin-node nfs-common nmap npm octave
    opam openbox openjdk-21-jre-headless openjfx openmpi-bin openssh-client openssh-server openvpn parallel php
    php-apcu php-dev php-fpm php-imagick php-json php-mcrypt php-memcached php-redis php-ssh2 php-xdebug
    php-xmlrpc poppler-utils postfix postgis postgresql postgresql-common postgresql-contrib proftpd prosody
    pulseaudio python3-gdal qemu-kvm qemu-user-static qgis qtbase5-dev r-base r-base-core r-base-dev
    r-cran-devtools r-cran-ggplot2 r-cran-rmarkdown r-recommended rabbitmq-server redis-server redis-tools roary
    rpm rsyslog runit samba samba-common sendmail smbclient sra-toolkit ssh sshpass ssl-cert systemd
    systemd-cron tcpdump texlive-base texlive-extra-utils texlive-fonts-extra texlive-fonts-recommended
    texlive-full texlive-lang-german texlive-latex-base texlive-latex-extra texlive-latex-recommended
    texlive-xetex tor transmission-daemon udev unattended-upgrades uuid-runtime vsftpd winbind x11vnc xdg-utils
    xfce4 xfsprogs xorg xserver-xorg xserver-xorg-core zenity`,
  ],
  ["bundle", `bundler ruby-bundler`],
  ["cargo", `rbenv ruby-build`],
  ["cmake", `cmake`],
  ["composer", `composer`],
  [
    "cron",
    `atop ceph clamav clamav-daemon clamav-freshclam cron emacs exim4 exim4-daemon-light libguestfs-tools
    liquidsoap logrotate mailutils munin postgis postgresql postgresql-common postgresql-contrib rabbitmq-server
    rsyslog samba sendmail texlive-full tor vsftpd xfce4 xinetd`,
  ],
  [
    "crontab",
    `atop ceph clamav clamav-daemon clamav-freshclam cron emacs exim4 exim4-daemon-light libguestfs-tools
    liquidsoap logrotate mailutils munin postgis postgresql postgresql-common postgresql-contrib rabbitmq-server
    rsyslog samba sendmail systemd-cron texlive-full tor vsftpd xfce4 xinetd`,
  ],
  [
    "curl",
    `apache2-dev curl debhelper devscripts dh-make equivs gettext libgtk2.0-dev libguestfs-tools liquidsoap
    php-dev po-debconf quilt rbenv ruby-build xfce4`,
  ],
  [
    "envsubst",
    `apache2-dev byobu debhelper devscripts dh-make docker.io equivs gettext gettext-base libgtk2.0-dev
    libguestfs-tools php-dev po-debconf quilt xfce4`,
  ],
  [
    "gem ruby",
    `bioperl bundler mafft rake rbenv roary ruby ruby-build ruby-bundler ruby-dev ruby-full rubygems
    texlive-extra-utils texlive-fonts-extra texlive-full texlive-latex-extra texlive-xetex vim-nox yaggo`,
  ],
  ["git", `composer devscripts docker.io git git-all git-core git-lfs munin munin-node npm opam qgis`],
  ["go", `golang golang-go`],
  ["gosu", `gosu`],
  ["gradle", `gradle`],
  ["htop", `htop`],
  [
    "java",
    `ant bioperl default-jdk default-jre default-jre-headless erlang gradle libreoffice libvcflib-tools maven
    octave r-cran-devtools r-cran-ggplot2 r-cran-rmarkdown roary texlive-fonts-extra texlive-full
    texlive-latex-extra texlive-xetex`,
  ],
  ["javac", `bioperl default-jdk roary`],
  ["jq", `jq munin munin-node xfce4`],
  [
    "less",
    `bundler byobu composer devscripts docker.io git git-all git-core git-lfs less libguestfs-tools munin
    munin-node npm opam qgis quilt`,
  ],
  ["locale-gen", `locales postgis postgresql postgresql-contrib xfce4`],
  [
    "make",
    `apache2-dev azure-cli build-essential bundler checkinstall cmake cpanminus debhelper devscripts dh-make
    dpkg-dev equivs libcups2-dev libgirepository1.0-dev libgtk2.0-dev libvcflib-tools make meson npm opam
    php-dev python3-pandas python3-pip python3-virtualenv r-base r-base-core r-base-dev r-cran-devtools
    r-cran-ggplot2 r-cran-rmarkdown r-recommended rbenv roary ruby-build sendmail tcl8.6-dev tk-dev tk8.6-dev
    virtualenv`,
  ],
  ["mvn", `maven`],
  ["mysql", `default-mysql-client mariadb-client mariadb-server`],
  ["nano", `nano`],
  ["nc", `netcat netcat-openbsd netcat-traditional xfce4`],
  ["netstat", `net-tools`],
  ["nginx", `nginx nginx-extras nginx-full nginx-light`],
  ["node", `libv8-dev libvcflib-tools nodejs npm r-cran-devtools r-cran-ggplot2 r-cran-rmarkdown roary`],
  ["npm npx", `npm`],
  ["pg_isready psql", `postgis postgresql postgresql-client postgresql-common postgresql-contrib`],
  ["php", `composer icingacli php-cli php-dev php-mail php-pear`],
  ["ping", `inetutils-ping iputils-ping`],
  ["pip pip3", `azure-cli python3-pandas python3-pip`],
  [
    "python3",
    `ansible apache2-dev awscli azure-cli bioperl bowtie2 byobu bzr ceph chromium cifs-utils clang cppcheck
    cython3 deluged devscripts dh-make docker.io dvipng erlang ffmpeg fish gconf2 gdal-bin gdebi-core gedit
    groff gstreamer1.0-libav gstreamer1.0-plugins-bad gunicorn inkscape iotop latexmk lcov libapr1-dev
    libaprutil1-dev libass-dev libboost-all-dev libboost-python-dev libcairo-dev libcairo2-dev
    libfile-mimeinfo-perl libgconf2-dev libgirepository1.0-dev libglib2.0-dev libgtk-3-dev libgtk2.0-dev
    libguestfs-tools libharfbuzz-dev libmagick++-dev libmagickcore-dev libmagickwand-dev libnotify-dev
    libpango1.0-dev libpulse-dev libreoffice librsvg2-dev libsdl1.2-dev libsvn-dev libvcflib-tools liquidsoap
    llvm lxc mercurial meson metacity mono-complete mono-devel ncbi-blast+ nfs-common npm ntp opam openbox pipx
    postfix python-is-python3 python3 python3-biopython python3-cffi python3-dateutil python3-dev
    python3-distutils python3-docx python3-flask python3-gdal python3-lxml python3-matplotlib python3-minimal
    python3-numpy python3-pandas python3-pexpect python3-pip python3-pydot python3-pytest python3-requests
    python3-scipy python3-setuptools python3-six python3-software-properties python3-tk python3-venv
    python3-virtualenv python3-wheel python3-yaml qemu-kvm qgis qtbase5-dev r-base r-base-core r-base-dev
    r-cran-devtools r-cran-ggplot2 r-cran-rmarkdown r-recommended rabbitmq-server rbenv rlwrap roary ruby-build
    s3cmd samba samba-common scons sendmail smbclient software-properties-common sra-toolkit supervisor
    systemd-cron texlive-base texlive-extra-utils texlive-fonts-extra texlive-fonts-recommended texlive-full
    texlive-lang-german texlive-latex-base texlive-latex-extra texlive-latex-recommended texlive-xetex
    unattended-upgrades valac valgrind virtualenv weasyprint winbind xdg-utils xfce4 xfsprogs yapps2 yarn zenity`,
  ],
  ["redis-cli", `redis-server redis-tools`],
  ["rsync", `lxc mariadb-server opam rsync`],
  ["sshd", `openssh-server ssh`],
  ["sudo", `bundler ceph sudo xfce4`],
  ["supervisord", `supervisor`],
  ["telnet", `telnet`],
  ["tini", `docker.io tini`],
  ["tree", `tree xfce4`],
  [
    "unzip",
    `bioperl bundler composer devscripts gradle libreoffice libvcflib-tools luarocks mafft mc opam r-base
    r-base-core r-base-dev r-cran-devtools r-cran-ggplot2 r-cran-rmarkdown r-recommended rake rbenv roary ruby
    ruby-build ruby-bundler ruby-dev ruby-full rubygems texlive-extra-utils texlive-fonts-extra texlive-full
    texlive-latex-extra texlive-xetex unzip vim-nox xfce4 yaggo zip`,
  ],
  ["vim", `vim vim-common vim-nox vim-tiny`],
  ["wget", `ansible debootstrap devscripts libguestfs-tools luarocks lxc opam wget`],
  [
    "zip",
    `bioperl bundler libvcflib-tools luarocks mafft r-base r-base-core r-base-dev r-cran-devtools r-cran-ggplot2
    r-cran-rmarkdown r-recommended rake rbenv roary ruby ruby-build ruby-bundler ruby-dev ruby-full rubygems
    texlive-extra-utils texlive-fonts-extra texlive-full texlive-latex-extra texlive-xetex vim-nox yaggo zip`,
  ],
];

/** All packages that were looked at. */
const LOOKED_AT = `
  acl adduser alsa-utils ansible ant apache2 apache2-dev apache2-utils apparmor apt apt-file
  apt-transport-https apt-utils aptitude aqbanking-tools aria2 aspcud atop autoconf autogen automake
  automake1.11 autotools-dev avahi-daemon avahi-utils awscli azure-cli bash bash-completion bc bedtools
  bind9 bindfs binutils binutils-mingw-w64 binutils-multiarch bioperl bison bmon bowtie2 brotli
  bsdmainutils build-essential bundler bwa byobu bzip2 bzr ca-certificates ca-certificates-java cabextract
  capnproto ccache cd-hit ceph checkinstall chromium chrpath cifs-utils clamav clamav-daemon
  clamav-freshclam clang cmake colord composer coreutils cpanminus cpio cppcheck cron csh curl cvs cython3
  darcs dbconfig-common dbus dbus-x11 debconf debconf-utils debhelper debian-archive-keyring
  debian-keyring debianutils debootstrap default-jdk default-jre default-jre-headless
  default-libmysqlclient-dev default-mysql-client deluged devscripts dh-autoreconf dh-make diffstat
  dirmngr dnsmasq dnsutils docker.io dos2unix doxygen dpkg dpkg-dev dumb-init dvipng e2fsprogs ed
  ejabberd-contrib elinks elixir emacs equivs erlang exiftool exim4 exim4-daemon-light exonerate expect
  exuberant-ctags fakeroot fcgiwrap ffmpeg file firefox-esr fish flex fluxbox fontconfig fonts-dejavu
  fonts-freefont-ttf fonts-ipafont-gothic fonts-kacst fonts-liberation fonts-noto-cjk fonts-roboto
  fonts-thai-tlwg fonts-vlgothic fonts-wqy-zenhei freeglut3-dev freetds-dev fuse g++ g++-mingw-w64-x86-64
  g++-multilib gawk gcc gcc-11 gcc-aarch64-linux-gnu gcc-arm-linux-gnueabi gcc-arm-linux-gnueabihf
  gcc-arm-none-eabi gcc-multilib gcc-x86-64-linux-gnu gconf-service gconf2 gdal-bin gdb gdebi-core gedit
  gettext gettext-base gfortran ghostscript gifsicle gir1.2-glib-2.0 gir1.2-gtk-3.0 git git-all git-core
  git-lfs gmsh gnupg gnupg-agent gnupg1 gnupg2 gnuplot golang golang-go gosu gperf gpg gpg-agent gradle
  graphicsmagick graphviz grep groff groff-base gsl-bin gstreamer1.0-libav gstreamer1.0-plugins-bad
  gstreamer1.0-plugins-base gstreamer1.0-plugins-good gstreamer1.0-plugins-ugly gtk2-engines-pixbuf
  guile-2.2-dev gunicorn gzip haproxy haveged hdf5-tools help2man hmmer host html2text htop icingacli
  imagemagick inetutils-ping infernal inkscape inotify-tools iotop iperf iproute2 iptables iputils-ping
  iqtree jags jhead jpegoptim jq keepalived keychain kma kmod kubectl lame latexmk lbzip2 lcov ldap-utils
  less lftp lib32ncurses5-dev lib32readline-dev lib32stdc++6 lib32z1 lib32z1-dev libacl1-dev libaio-dev
  libaio1 libao-dev libao4 libapache2-mod-php libapparmor-dev libapparmor1 libappindicator1
  libappindicator3-1 libapr1-dev libaprutil1-dev libarchive-dev libarchive-zip-perl libasound2
  libasound2-dev libaspell-dev libass-dev libatk-bridge2.0-0 libatk1.0-0 libatlas-base-dev
  libavahi-compat-libdnssd-dev libavcodec-dev libavformat-dev libavutil-dev libblas-dev libboost-all-dev
  libboost-dev libboost-filesystem-dev libboost-iostreams-dev libboost-program-options-dev
  libboost-python-dev libboost-regex-dev libboost-system-dev libboost-thread-dev libbsd-dev libbz2-1.0
  libbz2-dev libc-client-dev libc-client2007e-dev libc-dev libc6 libc6-dev libc6-dev-i386 libc6-i386
  libcairo-dev libcairo2 libcairo2-dev libcanberra-gtk-module libcap-dev libcap2 libcap2-bin libcapnp-dev
  libcgal-dev libcrypto++-dev libcups2 libcups2-dev libcurl3-dev libcurl3-gnutls libcurl4
  libcurl4-gnutls-dev libcurl4-nss-dev libcurl4-openssl-dev libdatetime-perl libdb-dev libdbd-mysql-perl
  libdbd-sqlite3-perl libdbus-1-3 libdbus-1-dev libdbus-glib-1-2 libdeflate-dev libdeflate0
  libdevmapper-dev libdigest-md5-perl libedit-dev libedit2 libegl1 libeigen3-dev libelf-dev libev-dev
  libevent-dev libexpat-dev libexpat1 libexpat1-dev libfcgi-perl libffi-dev libfftw3-dev
  libfile-mimeinfo-perl libfile-slurp-perl libfile-which-perl libfindbin-libs-perl libfontconfig
  libfontconfig1 libfontconfig1-dev libfreetype6 libfreetype6-dev libfuse-dev libfuse2 libfuzzy-dev
  libgcc-s1 libgcc1 libgconf-2-4 libgconf2-dev libgd-dev libgdal-dev libgdbm-dev libgdiplus
  libgdk-pixbuf-2.0-0 libgdk-pixbuf2.0-0 libgeoip-dev libgeos++-dev libgeos-dev libgflags-dev
  libghc-bzlib-dev libgif-dev libgirepository1.0-dev libgit2-dev libgl1 libgl1-mesa-dev libgl1-mesa-dri
  libgl1-mesa-glx libglib2.0-0 libglib2.0-dev libglu1 libglu1-mesa libglu1-mesa-dev libgmp-dev libgmp10
  libgmp3-dev libgomp1 libgoogle-glog-dev libgraph-perl libgsl-dev libgsl0-dev libgssapi-krb5-2
  libgtest-dev libgtk-3-0 libgtk-3-dev libgtk2.0-0 libgtk2.0-bin libgtk2.0-dev libguestfs-tools
  libharfbuzz-dev libhdf5-dev libhdf5-serial-dev libhts-dev libhts3 libhwy-dev libicu-dev libicu72
  libicu76 libimage-exiftool-perl libio-socket-ssl-perl libipc-run-perl libipc-system-simple-perl
  libisal-dev libjansson-dev libjemalloc-dev libjemalloc2 libjpeg-dev libjpeg62 libjpeg62-turbo-dev
  libjson-perl libjsoncpp-dev libkrb5-dev liblapack-dev liblcms2-dev libldap2-dev libldb-dev
  libleptonica-dev libleveldb-dev liblist-moreutils-perl liblmdb-dev liblog-log4perl-perl liblog4cplus-dev
  libltdl-dev libltdl7 liblua5.2-dev liblwp-protocol-https-perl liblz4-dev liblz4-tool liblzma-dev
  liblzma5 libmad0-dev libmagic-dev libmagic1 libmagick++-dev libmagickcore-dev libmagickwand-dev
  libmariadb-dev libmariadb3 libmcrypt-dev libmcrypt4 libmemcached-dev libmicrohttpd-dev libmnl-dev
  libmoo-perl libmoose-perl libmp3lame-dev libmpfr-dev libncurses-dev libncurses5 libncurses5-dev
  libncurses6 libncursesw5-dev libnet-dev libnet-ssleay-perl libnetcdf-dev libnl-3-dev libnotify-dev
  libnspr4 libnss-mdns libnss3 libnss3-dev libnss3-tools libnuma-dev libomp-dev libonig-dev
  libopenblas-dev libopencore-amrnb-dev libopencore-amrwb-dev libopencv-dev libopenexr-dev libopengl0
  libopenjp2-7-dev libopenmpi-dev libpam-google-authenticator libpam0g-dev libpango-1.0-0 libpango1.0-0
  libpango1.0-dev libpangocairo-1.0-0 libpangoft2-1.0-0 libpath-tiny-perl libpcap-dev libpcre2-dev
  libpcre3 libpcre3-dev libperl-dev libpng-dev libpng16-16 libpq-dev libpq5 libproj-dev libprotobuf-c-dev
  libprotobuf-dev libpspell-dev libpthread-stubs0-dev libpulse-dev libpython3-dev libqt5gui5
  libqt5sql5-sqlite libreadline-dev libreadline6-dev librecode-dev librecode0 libreoffice librsvg2-bin
  librsvg2-dev libsasl2-dev libsdl1.2-dev libseccomp-dev libseqlib-dev libsm6 libsnappy-dev libsndfile1
  libsndfile1-dev libsnmp-dev libsodium-dev libsox-dev libspatialindex-dev libsqlite3-0 libsqlite3-dev
  libssh2-1-dev libssl-dev libstdc++6 libsuitesparse-dev libsvn-dev libsvn-perl libsvn1 libswresample-dev
  libswscale-dev libsystemd-dev libtbb-dev libtcnative-1 libtemplate-perl libterm-readline-gnu-perl
  libtesseract-dev libtext-csv-perl libtheora-dev libtidy-dev libtiff-dev libtiff5-dev libtinfo-dev
  libtool libtool-bin libudev-dev libudunits2-dev libunwind8 libusb-1.0-0 libuuid1 libv4l-dev libv8-dev
  libvcflib-tools libvips libvips42 libvorbis-dev libvpx-dev libwebp-dev libwww-mechanize-perl libwww-perl
  libx11-6 libx11-dev libx11-xcb1 libx264-dev libxcb-image0 libxcb1 libxcomposite1 libxcursor-dev
  libxcursor1 libxdamage1 libxext-dev libxext6 libxfixes-dev libxfixes3 libxft-dev libxi-dev libxi6
  libxine2-dev libxkbcommon-x11-0 libxml-parser-perl libxml-simple-perl libxml2 libxml2-dev libxml2-utils
  libxmlsec1-dev libxpm-dev libxrandr2 libxrender-dev libxrender1 libxslt-dev libxslt1-dev libxslt1.1
  libxss1 libxt-dev libxt6 libxtst-dev libxtst6 libxvidcore-dev libyaml-0-2 libyaml-dev libz-dev
  libzip-dev libzmq3-dev libzmq5 libzstd-dev linux-headers-amd64 liquidsoap lld llvm lmodern locales
  locales-all locate logrotate lsb-release lsof ltrace lua-sec lua-socket lua-zlib lua5.1 lua5.2 luarocks
  lxc lynx lzop m4 mafft mailutils make man man-db manpages mariadb-client mariadb-server mash maven mc
  mcrypt media-types memcached mercurial mesa-common-dev meson metacity mime-support minimap2 mlocate
  mmseqs2 mold monit mono-complete mono-devel mono-runtime mosquitto mpack msmtp msmtp-mta mummer munin
  munin-node muscle musl-dev musl-tools nano nasm ncbi-blast+ ncurses-dev ncurses-term net-tools netbase
  netcat netcat-openbsd netcat-traditional nfs-common nginx nginx-extras nginx-full nginx-light
  ninja-build nload nmap nodejs npm ntp nuget numactl ocaml octave opam openbox openjdk-17-jdk
  openjdk-17-jre-headless openjdk-21-jre-headless openjfx openmpi-bin openssh-client openssh-server
  openssl openvpn optipng p7zip p7zip-full pandoc parallel passwd patch patchelf pbzip2 percona-toolkit
  perl perl-base perl-doc php php-apcu php-cli php-common php-curl php-dev php-dom php-dompdf php-fpm
  php-gd php-imagick php-imap php-intl php-json php-ldap php-mail php-mbstring php-mcrypt php-memcached
  php-mysql php-pear php-pgsql php-redis php-soap php-sqlite3 php-ssh2 php-xdebug php-xml php-xmlrpc
  php-zip pigz pipx pkg-config pkgconf pngcrush pngquant po-debconf poppler-utils postfix postgis
  postgresql postgresql-client postgresql-common postgresql-contrib procps prodigal proftpd
  progressivemauve prosody protobuf-c-compiler protobuf-compiler psmisc pulseaudio pure-ftpd pv pwgen
  python-is-python3 python3 python3-biopython python3-cffi python3-dateutil python3-dev python3-distutils
  python3-docx python3-flask python3-gdal python3-lxml python3-matplotlib python3-minimal python3-numpy
  python3-pandas python3-pexpect python3-pip python3-pydot python3-pytest python3-requests python3-scipy
  python3-setuptools python3-six python3-software-properties python3-tk python3-venv python3-virtualenv
  python3-wheel python3-yaml qemu-kvm qemu-user-static qgis qpdf qtbase5-dev quilt r-base r-base-core
  r-base-dev r-cran-devtools r-cran-ggplot2 r-cran-rmarkdown r-recommended rabbitmq-server rake rbenv re2c
  redis-server redis-tools rinetd rlwrap roary rpm rsync rsyslog ruby ruby-build ruby-bundler ruby-dev
  ruby-full rubygems runit s3cmd samba samba-common samtools schedtool scons screen sed sendmail
  shared-mime-info sharutils silversearcher-ag smbclient snmp snp-sites socat software-properties-common
  sox spawn-fcgi sqlite3 squashfs-tools sra-toolkit ssdeep ssh sshpass ssl-cert ssmtp strace subversion
  sudo supervisor swig syslinux systemd systemd-cron tabix tar tcl tcl8.6 tcl8.6-dev tcpdump tcsh telnet
  tesseract-ocr texi2html texinfo texlive-base texlive-extra-utils texlive-fonts-extra
  texlive-fonts-recommended texlive-full texlive-lang-german texlive-latex-base texlive-latex-extra
  texlive-latex-recommended texlive-xetex thin-provisioning-tools time timidity tini tk-dev tk8.6-dev tmux
  tor traceroute transmission-cli transmission-daemon tree tzdata udev unattended-upgrades unixodbc
  unixodbc-dev unzip uuid-dev uuid-runtime uwsgi v4l-utils valac valgrind vcftools vim vim-common vim-nox
  vim-tiny virtualenv vsftpd weasyprint webp wget whois winbind wkhtmltopdf wmctrl x11-apps x11-utils
  x11-xserver-utils x11proto-core-dev x11vnc x264 xauth xdg-utils xfce4 xfonts-100dpi xfonts-75dpi
  xfonts-base xfonts-cyrillic xfonts-scalable xfsprogs xinetd xmlsec1 xmlstarlet xorg xorg-dev xorriso
  xserver-xorg xserver-xorg-core xsltproc xterm xutils-dev xvfb xz-utils yaggo yapps2 yarn yasm zenity zip
  zlib1g zlib1g-dev zsh zstd`;

let tables:
  | { readonly brought: ReadonlyMap<string, ReadonlySet<string>>; readonly packages: ReadonlySet<string> }
  | undefined;

/** Whether any of these packages may bring a command, themselves or through what they need or recommend. */
export function mayBring(packages: readonly string[], command: string): boolean {
  tables ??= {
    brought: new Map(
      BROUGHT.flatMap(([commands, names]) => {
        const set = new Set(names.split(/\s+/));
        return commands.split(" ").map((name) => [name, set] as const);
      }),
    ),
    packages: new Set(LOOKED_AT.trim().split(/\s+/)),
  };
  const { brought, packages: known } = tables;
  const bringers = brought.get(command);
  // NodeSource's package of this name brings npm along, unlike Debian's.
  if (NODE_MANAGERS.has(command) && packages.includes("nodejs")) return true;
  return bringers === undefined || packages.some((name) => bringers.has(name) || !known.has(name));
}

const NODE_MANAGERS: ReadonlySet<string> = new Set(["npm", "npx"]);
