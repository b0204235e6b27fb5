"""Domains of public websites, services and manufacturers.

Employees and programs name these sites in harmless text. A domain that isn't listed may be an organisation's own.
A name without an ending is public with any ending: *google* in *google.fr*. A name that is also a word or an
organisation's has its ending: *live.com*, *web.de*.
"""

# Lists read better in long lines.
# ruff: noqa: E501, SIM905
from __future__ import annotations

_PUBLISHERS = frozenset(
    "aka.ms amazon amd apache apple archive.org archlinux arxiv askubuntu bitbucket broadcom centos cisco cloudflare codeberg cpan crates cve.org debian dell digicert docker docs.rs doi.org "
    "fedoraproject freedesktop github githubusercontent gitlab gnome gnu go.dev golang gstatic hp iana ietf intel iso.org jetbrains jquery jsdelivr kde kernel launchpad legifrance lenovo "
    "letsencrypt linkedin maven.org medium.com microsoft mitre mozilla mysql nist npmjs nvidia openssl opensuse openxmlformats perl php postgresql purl.org pypi python pythonhosted quay.io "
    "reddit redhat rfc-editor rust-lang serverfault service-public sourceforge sqlite stackexchange stackoverflow superuser suse twitter ubuntu unicode unpkg vimeo virustotal visualstudio "
    "vmware w3 w3schools wikidata wikimedia wikipedia windows.com windows.net windowsupdate x.com xmlsoap youtu.be youtube".split()
)
"""Sites of documentation, packages and other public content, whose links give access to nothing else."""

_SITES = frozenset(
    "1password 20minutes 3cx 7-zip abcnews acer acronis adatum adobe airbnb airfrance airtable akamai akamaiedge akamaized aldi algolia alibaba alibabacloud aliyun allianz alwaysdata "
    "amazonaws ameli.fr amelie.fr ana.co.jp anaconda ansm anthropic anydesk aol apnews appdynamics appspot appveyor arcgis ard.de arduino arm.com arte.tv arubanetworks asana ask.com asus "
    "asustor atlassian auth0 autodesk avast avaya aveva avg avira axa.com axa.de axa.fr axis.com azul azure azureedge azurewebsites backblaze backmarket bahn balena.io bankofamerica "
    "banque-france barclays barracuda basecamp battle.net bayern.de bbc bbox berlin.de bestbuy bestpractical beyondtrust bfmtv bild.de bing bitdefender bitnami bitwarden blablacar blackberry "
    "bleepingcomputer blender blogger.com bloomberg bluejeans bluewin bmw.com bmw.de bnpparibas boe.es booking.com bose.com boulanger bouygues bouyguestelecom box.com boxcryptor brave.com "
    "brevo brew britannica britishairways brother.co.uk brother.com brother.de brother.fr browserstack bt.com buildkite bund.de bundesbank bundesregierung bundestag bytedance caf.fr "
    "caisse-epargne caldera.com canon.co.uk canon.com canon.de canon.fr canonical canva carrefour catonetworks cbs.com ccleaner cdiscount cdnjs cdw cern chase.com chatgpt checkpoint.com "
    "chefkoch chip.de chocolatey chromium chronopost cia.gov circleci cisa citrix citrixonline claude.ai clickup cloudfront cnbc cncf cnet cnil cnn coda.io codecov coinbase colissimo "
    "comdirect commerzbank commvault comodo concur.com conda.io confluent connectwise conrad.com conrad.de conrad.fr consul.io contoso coop.ch corel corriere creative.com credit-agricole "
    "credit-suisse creditmutuel crowdstrike crystalmark ctan cultura.com currys curseforge cyberark cyberduck d-link dailymotion darktrace darty.com dashlane datadoghq datto debianforum "
    "decathlon deepl deepseek deezer delta.com dependabot deutsche-bank deutschepost deutschland deviantart dhl digitec diplomatie.gouv.fr discord.com discord.gg discordapp disqus django "
    "djangoproject dlang doctolib documentfoundation docusign dokuwiki doodle.com doxygen dpd dpma.de drawio draytek dropbox drupal duckduckgo duosecurity dw.com dymo.com dynabook dynatrace "
    "dyndns easyjet eaton ebay ecb eclipse.org economist ecosia ecr edf edreams education.gouv.fr eizo elastic.co elgato elixir-lang.org elpais elster emby enedis engie entrust.com envoyproxy "
    "epfl epicgames epson erlang eset ethz etsy eurail euronews europa.eu eurosport eurostar eventbrite evernote.com example exchangelabs.com expedia expo.dev f-secure f5 fabrikam facebook "
    "facebookmail fairphone fastly fastmail fedex ferienwohnung fftw fidelity.com figma filezilla filezilla-project firebaseapp fireeye firefox fishshell flathub flutter.dev fly.dev fly.io "
    "fnac fontawesome fool forbes force.com fortiguard fortinet foxit foxnews framasoft framer.com france france24 francebleu franceinfo francetravail francetvinfo free.fr freebsd freecad "
    "freepbx freshdesk freshservice freshworks fsf ft fujitsu fury.io galaxus gandi garmin gcr geneanet geo.de geoportail getbootstrap getfedora ghcr ghisler ghostscript gigabyte gimp.org "
    "giphy.com giropay git-scm gitbook gitea gitkraken gitpod glpi-project gls gls-group gmail gmx gnupg gnuplot godaddy godotengine golem.de google google-analytics googleapis googlesource "
    "googletagmanager googleusercontent googlevideo goto.com gotomeeting gotowebinar gouv gov.uk govt gradle grafana gravatar greenbone groupon gstreamer hackage hager haproxy hashicorp "
    "haskell hays heise helm.sh herokuapp hetzner hexnode hikvision hilton hmrc homebrew honeywell hootsuite hotels.com hotels.fr hotjar howtogeek hpe hsbc htc.com huawei hubspot huffpost "
    "huggingface ibm icann icinga icloud idealo ifixit ikea imagemagick imdb imgur impots indeed.com indeed.fr indiatimes infoblox infogreffe infomaniak ing.com ing.de inkscape insee "
    "instagram instructables intercom.com intercom.io interieur.gouv.fr invisionapp ionos ipsos irfanview irs istio.io itsfoss itv.com jabra jamf.com jamfcloud java.com jenkins jetpack.com "
    "jeuxvideo jitsi johnlewis joomla jotform jqueryui jsfiddle json-schema juniper.net justice.gouv.fr k8s kandji kaseya kaspersky kayak.com keepass keepassxc keepersecurity keycloak "
    "khanacademy kicker.de kleinanzeigen kodi.tv konicaminolta kotlinlang krita.org kubernetes kubuntu.org kununu kyocera lacentrale lansweeper laposte laravel lastminute lastpass leafletjs "
    "leboncoin leclerc lefigaro lemonde leparisien lequipe lesechos lesnumeriques lexisnexis lexmark libera liberation.fr libreoffice librewolf libusb lidl lineageos linguee linkerd linode "
    "linux.com linux.org linuxfoundation linuxmint live.co.uk live.com live.de live.fr lloydsbank logitech lua.org lucidchart lufthansa macpaw macports macupdate maif mailchimp mailgun "
    "mailjet malwarebytes manageengine manjaro manomano mapbox mappy mariadb marketo mastercard mastodon.social matrix.org mattermost maxmind mayoclinic mcafee mediamarkt mediapart mediawiki "
    "meetup mega.io mega.nz meraki messenger.com meta.com metacpan meteo.fr meteociel meteofrance metoffice microcenter microfocus micron microsoftazuread microsoftonline microsoftstream "
    "migros mikrotik mimecast mindmanager minecraft minio miro mitel mobile.de mobileiron mojang.com monday.com mongodb monoprix moodle motorola mozillamessaging mppt msedge msftconnecttest "
    "msftncsi msi.com msn msocdn.com mural.co n26 nagios namecheap nasa nationwide.co.uk nature.com natwest nbcnews ndr.de neo4j nessus netapp netatmo netbsd netflix netgate.com netgear "
    "netlify netmotion netsuite newegg newrelic newscientist nextcloud nextdns nftables nginx ngrok nhs nike nirsoft.net nitropdf nixos nodejs nokia nomachine northwindtraders norton "
    "notepad-plus-plus notion.com notion.site notion.so novotel npr.org ntp.org ntv nuget numerama numericable nytimes obsidian.md obsproject ocaml octave.org oecd office.com office.net "
    "office365 officeapps okta olympics online onlyoffice onmicrosoft onrender openai openbsd openclassrooms opendns opengroup openjdk openoffice openpgp openproject openssf openssh openstack "
    "openstreetmap opentelemetry openvas openvpn openwrt opera.com opodo optimizely oracle orange.com orange.fr orf.at osgeo osticket ouest-france oup.com outbrain outlook overleaf ovh "
    "ovhcloud owasp owncloud pagerduty pagesjaunes paloalto paloaltonetworks pap.fr papercut parallels parcoursup paris.fr parliament.uk passbolt paypal pcre pcworld pdf24 pdfcreator pdfforge "
    "perlmonks pexip pfsense philips photopea php-fig phpmyadmin pingidentity pinterest pixabay pixiv plantronics plex.tv pluralsight pole-emploi.fr poly.com polycom pons.com pons.eu "
    "portableapps post.at post.ch postbank postfinance postman.com powershellgallery priceminister progress.com proton.me protonmail protonvpn proximus proxmox pydata pypa pytorch qlik qnap "
    "qnapcloud qt.io quad9 qualcomm qualys quest.com quora qwant r-project rackspace raiffeisen raku.org rakuten rancher rapid7 raspberrypi ratp rclone reactjs readthedocs realtek realvnc "
    "recaptcha redmine regex101 renault render.com renfe reuters revolut ricardo ricoh ringcentral riverbed rocketchat rockylinux royalmail rsync rtbf rte.ie rtl.de rtl.fr rts.ch ruby-lang "
    "rubygems rubyonrails rueducommerce rustdesk ryanair s-microsoft salesforce samba.org samsung samsungknox sans.org sante.fr sante.gouv.fr sap saturn.de savannah sbb scala-lang scaleway "
    "schema.org schneider scipy scotrail screwfix seagate secureauth seloger sendgrid sennheiser sentinelone sentry.io service-now service.gov.uk servicenow sfr sharefile sharepoint "
    "sharepointonline shields.io shopify signal.org sigstore sketch.com skillsoft skype skypeassets slack-edge.com slack.com smartsheet snapchat snapcraft sncf sncf-connect snyk "
    "societegenerale solarwinds sonarcloud sonarqube sonarsource sonatype sonicwall sonos sony sophos sparkasse spiegel splashtop splunk spotify spring.io springer squarespace squid-cache srf "
    "ssllabs standard.co.uk starface startpage statuspage steam.com steampowered stepstone stern.de stormshield strava stripe.com sublimetext sueddeutsche sumologic sunrise.ch supabase "
    "supermicro surfshark.com svn swagger.io swift.org swiss.com swisscom swisstopo swyx symantec synology sysinternals t-online tableau.com tagesschau tails.net tailscale talend.com taz.de "
    "teamviewer teamwork.com techcrunch techradar telegram.me telegram.org telegraph telekom tenable tensorflow terraform tesco tesla.com texlive thawte thegreenbow theguardian thehindu "
    "thekelleys thetrainline theverge thomann thunderbird.net ticketmaster tiktok time.com toyota tp-link tplinkcloud traefik trafficmanager transavia travis-ci trello trendmicro trendnet "
    "tripadvisor trivago truecrypt trustpilot tug.org tui.com tui.de turbotax tutanota twilio twitch typeform typescriptlang typo3 uber ubnt ubs ubuntuusers udemy ui.com ultravnc unesco "
    "unicef unifi united.com unity.com unity3d unrealengine ups.com uptimerobot urssaf usatoday userbenchmark usps utorrent vagrantup valeursactuelles vaultproject.io veeam veracrypt vercel "
    "verisign viber videojs videolan vim.org vinted virginmedia virtualbox visa.com vivaldi vodafone voyages-sncf vscode vuejs wacom walmart wanadoo washingtonpost watchguard wd weather.com "
    "web.de webex webmin webpack weebly weforum welt.de westerndigital wetransfer whatsapp whereby.com which.co.uk who.int wikihow wikileaks wikimediafoundation willhaben windirstat winehq "
    "winmerge winrar winscp wired.com wireguard wireshark wise.com wix wolfram wordfence wordpress workday.com workplace.com worldbank wp.com wsj wufoo xampp xda-developers xero xerox xfce "
    "xing xkcd xmind xubuntu yahoo yammer yarnpkg yealink yelp yubico yubikey zabbix zalando zapier zara zdf zdnet zebra.com zeit zendesk zillow zimbra zoho zoom zoomgov zotero zscaler "
    "zsh.org zte zulip zyxel".split()
)
"""Services, manufacturers, authorities, news, shops and travel."""

_SECOND_LEVELS = frozenset("co com gouv gov org ac nhs sch police".split())
"""Labels before a country's ending below which organisations register: *co.uk*."""


def _list_spellings(name: str) -> frozenset[str]:
    """Return the spellings with which a name's domain may be listed."""
    parts = name.casefold().split(".")
    size = min(len(parts), 3 if len(parts) > 3 and parts[-2] in _SECOND_LEVELS else 2)
    return frozenset((parts[-size], ".".join(parts[-2:]), ".".join(parts[-3:])))


def is_public_domain(name: str) -> bool:
    """Return whether a name with dots is a widely used public domain, or below one: *mail.gmail.com*."""
    spellings = _list_spellings(name)
    return not (_SITES.isdisjoint(spellings) and _PUBLISHERS.isdisjoint(spellings))


def publishes_content(host: str) -> bool:
    """Return whether a host belongs to a site whose links give access to public content only."""
    return not _PUBLISHERS.isdisjoint(_list_spellings(host))
