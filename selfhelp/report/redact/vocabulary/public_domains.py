"""Domains of public websites, services and manufacturers: the label before the top-level domain.

Employees and programs name these sites in harmless text. A domain that isn't listed may be an organisation's own.
"""

# Lists read better in long lines.
# ruff: noqa: E501, SIM905
from __future__ import annotations

PUBLIC_DOMAINS = frozenset(
    # software, cloud and devices
    "1password 3cx 7-zip acer acronis airtable airtel aka algolia alibaba alibabacloud aliyun alwaysdata anthropic appdynamics appspot appveyor arcgis archive arduino arm asana asus asustor auth0 "
    "autodesk avaya aveva avira axios azul azure-api backblaze balena barracuda basecamp battle beatsaber beyondtrust bitnami bitwarden blackberry blender bluejeans bose box boxcryptor brave brevo "
    "broadcom browserstack bytedance caldera canva catonetworks ccleaner cdw chatgpt chocolatey chrome chromium cisa citrixonline claude clickup clickshare code codeberg coda coinbase comodo "
    "commvault concur confluent connectwise copilot corel crashplan creative crystalmark curseforge cyberark cyberduck d-link darktrace dashlane datadoghq datto debianforum deepl deepseek dependabot "
    "deutschland dhcp discord discordapp disqus django djangoproject docusign dokuwiki doodle doxygen draytek drawio drupal duckduckgo dymo dynabook dyndns dynatrace eaton ecosia edge eizo elgato "
    "elastic-cloud emby entrust epicgames evernote expo express exchangelabs extron f-secure f5 facebookmail fairphone fenix figma filezilla filezilla-project fireeye firefox fishshell flask flutter "
    "fontawesome force foxit framasoft framer framework freecad freebsd freepbx freshdesk freshservice freshworks fsf fujitsu garmin getbootstrap getfedora ghisler gigabyte gimp giphy git git-scm "
    "gitbook gitea gitkraken gitpod glpi-project gnupg godaddy godotengine gotomeeting goto gotowebinar gradle-dn gravit greenbone gstreamer guacamole haproxy harman hexnode hibernate hikvision "
    "homebrew brew honeywell hootsuite hotjar hpe htc httpd huawei hubspot huggingface ibm icinga icloud-content ifixit imagemagick imgur infoblox inkscape insomnia instagram intercom intune "
    "invisionapp irfanview jabra jamf jamfcloud java jetpack jitsi joomla joplin jotform jsfiddle kandji kaseya keepass keepassxc keeper keepersecurity keycloak kiwix kodi krita kubuntu lansweeper "
    "laravel lastpass leafletjs letsencrypt-r libera librewolf lineageos linkerd linode linux linuxfoundation linuxmint lucid lucidchart lunacy macpaw macports macupdate mailgun mailjet "
    "manageengine mangopay manjaro mapbox mariadb marketo mastodon matrix mattermost maxmind mediawiki mega meetup meraki messenger meta microfocus micron microsoftstream mimecast mindmanager minecraft "
    "minio miro mitel mitre mobileiron mojang monday mongodb-net moodle motorola mozaws mozillamessaging mozgcp msi msn-int msocdn mural my nagios-plugins namecheap neo4j nessus-cloud netapp netbsd "
    "netgate netgear netmotion netsuite newrelic nextcloud nextdns nginx ngrok nirsoft nist nitro nitropdf nixos nokia nomachine notepad-plus-plus notion novell nuget nuxt obsproject obsidian office-live "
    "officeapps okular onenote onlyoffice openai openbsd opendns opengroup openjdk openjfx openjsf openoffice openproject openssf openstack openstreetmap openvas openvpn openwrt opera optimizely osgeo "
    "oss osticket outlook-sdf overleaf owasp owncloud pagerduty paloalto papercut parallels passbolt pcre pdf24 pdfcreator pdfforge perlmonks pexip pfsense philips phoenixnap photopea php-fig phpmyadmin pingidentity "
    "pixabay pixiv plantronics plex plone pluralsight poly polycom portableapps postman postgres powerbi powershellgallery progress protonmail protonvpn proxmox putty pydata pytorch qlik qnapcloud qt quad9 "
    "qualcomm quest quicksilver quora r-project rackspace rancher rapid7 raspberrypi raspbian rclone reactjs realtek realvnc recaptcha regex101 remarkable remotedesktop resilio ringcentral riverbed rocketchat "
    "rockylinux rsync rustdesk samba samsungknox sans scaleway schneider scipy seagate secureauth sennheiser servicebus sharepointonline sharefile shopify signal simplenote sketch skillsoft smartsheet "
    "snapchat snyk solarwinds sonarqube sonarcloud sonicwall sonos sony sourcetree splashtop splunk spring sqlite squarespace squid-cache ssllabs starface startpage statuspage steam steampowered stormshield strava "
    "sublimetext sumologic supabase supermicro surfshark suse svn swift swagger swyx sysinternals tableau tabler tails tailscale talend tanium teamwork telegram tensorflow termius tesla thawte thegreenbow "
    "thunderbird tiktok tp-link tplinkcloud trello trendnet truecrypt trustpilot tutanota twilio twitch typeform typescriptlang typo3 ubnt ubuntu-fr ultravnc umami unicode unifi unity unity3d unrealengine uptimerobot "
    "userbenchmark utorrent v8 vagrantup veeam veracrypt viber videojs vim vimeo virtualbox virustotal visio vivaldi vlc vmware-cdn vuejs wacom watchguard webex-cdn webmin webpack westerndigital wd weebly whatsapp "
    "whereby wikimediafoundation wikidata wikihow windirstat winehq winmerge winrar winscp wireguard wireshark wix wolfram wordfence workday workplace wufoo x x-com xampp xda-developers xero xfce xing xkcd xmind "
    "ctan metacpan ghostscript openpgp buildkite fury nftables googlesource fftw thekelleys libusb jqueryui unity perl5 raku haskell hackage ocaml erlang elixir scala-lang kotlinlang dlang lua zsh bash gnuplot octave latex tug texlive libre bestpractical "
    "sante ansm service-public-fr "
    "xubuntu yammer yarnpkg yealink yubico yubikey zapier zdnet zeit zimbra zoho zoom-us zoomgov zotero zscaler zte zulip zyxel "
    # search, news, shops, travel, government and daily life
    "20minutes abcnews airbnb airfrance aldi alltricks allianz alza amelie ameli ana ants aol apnews ard arte ask axa backmarket bahn banque-france barclays bankofamerica bayern bbc berlin bestbuy bfmtv bild "
    "blablacar bleepingcomputer bloomberg bmw bnpparibas boe booking boulanger bouygues bouyguestelecom britannica britishairways bund bundesbank bundesregierung bundestag bunq caf caisse-epargne "
    "carrefour cas cbs cdiscount cern chase chefkoch chip chronopost cia cnbc cnet cnil cnn colissimo comdirect commerzbank conrad coop corriere credit-agricole credit-suisse creditmutuel cultura currys "
    "dailymotion darty dbs decathlon deezer delta deutsche-bank deutschepost deviantart dhl die-bahn digitec diplomatie doctolib dpd dpma dw easyjet ebay ecb economist edf edreams education elpais elster engie "
    "enedis epfl ethz etsy eurail euronews eurosport eurostar eventbrite expedia fedex ferienwohnung fidelity financialtimes fnac fool forbes foxnews francetvinfo franceinfo francebleu france france24 ft galaxus geo geoportail geneanet "
    "giropay gls gls-group golem google-analytics googletagmanager googleusercontent googlevideo govt groupon guardian hager hays heise hermes hilton hmrc hotels howtogeek hsbc huffpost idealo ikea imdb "
    "impots indeed indiatimes infogreffe ing insee instructables interieur ipsos irs iso itv jeuxvideo johnlewis joindiaspora justice kayak khanacademy kicker kleinanzeigen kununu lacentrale lastminute "
    "leboncoin leclerc lefigaro legifrance lemonde leparisien lequipe lesechos lesnumeriques levels lexisnexis lidl liberation linguee lloydsbank logic-immo lufthansa maif mairie manomano maps mappy "
    "mastercard mayoclinic mediamarkt mediapart meteo meteofrance meteociel metoffice microcenter migros mobile mobility monster monoprix mozaik mppt n26 nasa nationwide nature natwest nbcnews ndr "
    "netatmo newegg newscientist nhs nike novotel npr ntv numerama nytimes oecd office-discount olympics openclassrooms opodo orf oui oup ouest-france outbrain outlookmobile pagesjaunes pap parcoursup paris "
    "parlament parliament pcworld pinterest pirateship pole-emploi francetravail pons post postbank postfinance priceminister programme-tv qwant ratp raiffeisen rakuten renault renfe reuters revolut ricardo rte rtl rtbf rts "
    "royalmail rueducommerce ryanair saturn sbb sbb-ffs schulte schweiz scotrail screwfix seloger service-public sncf sncf-connect societegenerale spiegel sparkasse springer srf standard startrek "
    "stepstone stern studyrama sueddeutsche sunrise swiss swisstopo tagesschau taz tdg tech2 techcrunch techradar telegraph tesco theguardian thehindu theverge thetrainline trainline thomann "
    "ticketmaster time toolstation topito toyota transavia tripadvisor trivago tui turbotax uber ubs udemy un-org unesco unicef united ups urssaf usatoday usps valeursactuelles vinted visa voyages-sncf "
    "walmart washingtonpost weather welt weforum wetransfer which wikileaks willhaben wired wise worldbank wsj yelp yourtrainings zalando zara zdf zeit-online zillow".split()
)
