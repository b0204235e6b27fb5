#!/bin/bash
# Starts a real Request Tracker 5 from Debian's packages (SQLite, no mail goes out). May be run again.
# Prints base_url, token_alice, token_employee and token_intake, one name=value a line.
. "$(dirname "$0")/lib.sh"
PORT=${SELFHELP_RT_PORT:-8130}
HERE=$SERVERS/rt
BASE=http://127.0.0.1:$PORT
package /usr/share/request-tracker5/libexec/rt-server request-tracker5 rt5-db-sqlite starlet curl
mkdir -p "$HERE/conf.d" "$HERE/data"
chown -R www-data:www-data "$HERE"
cat >"$HERE/RT_SiteConfig.pm" <<CONF
Set(\$rtname, 'desk.test'); Set(\$Organization, 'desk.test');
Set(\$WebDomain, '127.0.0.1'); Set(\$WebPort, $PORT); Set(\$WebPath, '');
Set(\$WebBaseURL, '$BASE'); Set(\$WebURL, '$BASE/'); Set(\$CanonicalizeRedirectURLs, 0);
Set(\$DatabaseType, 'SQLite'); Set(\$DatabaseName, '$HERE/data/rtdb');
Set(\$DatabaseUser, ''); Set(\$DatabasePassword, '');
Set(\$Timezone, 'UTC'); Set(\$LogToFile, undef); Set(\$LogToSyslog, undef); Set(\$LogToSTDERR, 'warning');
Set(\$MailCommand, 'testfile'); Set(\$DevelMode, 0); Set(\$WebSecureCookies, 0);
Set(\$MaxAttachmentSize, 20*1024*1024); Set(\$TruncateLongAttachments, 0); Set(\$DropLongAttachments, 1);
1;
CONF
export RT_SITE_CONFIG=$HERE/RT_SiteConfig.pm RT_SITE_CONFIG_DIR=$HERE/conf.d
AS_RT="setpriv --reuid=www-data --regid=www-data --clear-groups env HOME=$HERE
  RT_SITE_CONFIG=$RT_SITE_CONFIG RT_SITE_CONFIG_DIR=$RT_SITE_CONFIG_DIR"
cd "$HERE"
if worn rt "$HERE/data/rtdb" 200; then
  rm -f "$HERE/data/rtdb" "$HERE/tokens"
fi
if [ ! -s "$HERE/data/rtdb" ]; then
  say "creating the database of Request Tracker"
  printf rt-root-local >"$HERE/password"
  chown www-data "$HERE/password"
  $AS_RT /usr/sbin/rt-setup-database-5 --action init --dba '' --dba-password '' --skip-create \
    --root-password-file "$HERE/password" >>"$SERVERS/log/rt-setup.log" 2>&1 ||
    { rm -f "$HERE/data/rtdb"; tail -5 "$SERVERS/log/rt-setup.log" >&2; exit 1; }
  rm -f "$HERE/password"
fi
start rt $AS_RT /usr/share/request-tracker5/libexec/rt-server \
  --host 127.0.0.1 --port "$PORT" --server Starlet --max-workers 3
answers "$BASE/NoAuth/css/x" 60
# An employee without privileges, an intake account, and a queue "Plain" that has no field for the mark.
[ -s "$HERE/tokens" ] || $AS_RT perl -I/usr/share/request-tracker5/lib - "$HERE/tokens" <<'PERL'
use RT; RT::LoadConfig(); RT::Init();
my $out = shift; my $S = RT->SystemUser;
sub account {
  my ($name, $privileged) = @_;
  my $u = RT::User->new($S); $u->Load($name); return $u if $u->Id;
  my ($ok, $why) = $u->Create(Name => $name, EmailAddress => "$name\@example.test",
    Password => "$name-local-pw", Privileged => $privileged);
  die $why unless $ok; return $u;
}
my %u = (intake => account('intake', 1), employee => account('employee', 0), alice => account('alice', 0));
my $everyone = RT::Group->new($S); $everyone->LoadSystemInternalGroup('Everyone');
for my $name ('General', 'Plain') {
  my $q = RT::Queue->new($S); $q->Load($name);
  unless ($q->Id) { my ($ok, $why) = $q->Create(Name => $name); die $why unless $ok; }
  for my $right (qw(CreateTicket SeeQueue)) { $everyone->PrincipalObj->GrantRight(Object => $q, Right => $right); }
  for my $right (qw(SeeQueue CreateTicket ShowTicket ReplyToTicket)) { $u{intake}->PrincipalObj->GrantRight(Object => $q, Right => $right); }
}
my $requestor = RT::Group->new($S); $requestor->LoadRoleGroup(Object => RT->System, Name => 'Requestor');
for my $right (qw(ShowTicket ReplyToTicket)) { $requestor->PrincipalObj->GrantRight(Object => RT->System, Right => $right); }
my $q = RT::Queue->new($S); $q->Load('General');
my $field = RT::CustomField->new($S);
my ($ok, $why) = $field->Create(Name => 'ClientRef', Type => 'FreeformSingle', LookupType => 'RT::Queue-RT::Ticket');
die $why unless $ok; ($ok, $why) = $field->AddToObject($q); die $why unless $ok;
my $site = RT::CustomField->new($S);
($ok, $why) = $site->Create(Name => 'Site', Type => 'FreeformSingle', LookupType => 'RT::Queue-RT::Ticket');
die $why unless $ok; ($ok, $why) = $site->AddToObject($q); die $why unless $ok;
for my $right (qw(SeeCustomField SetInitialCustomField)) { $everyone->PrincipalObj->GrantRight(Object => $site, Right => $right); }
# The helper may solve what he writes; employees may not, as RT comes.
for my $right (qw(ModifyTicket OwnTicket)) { $u{intake}->PrincipalObj->GrantRight(Object => $q, Right => $right); }
for my $right (qw(SeeCustomField SetInitialCustomField)) { $everyone->PrincipalObj->GrantRight(Object => $field, Right => $right); }
open my $file, '>', $out or die $!; chmod 0644, $out;
for my $name (sort keys %u) {
  my $t = RT::AuthToken->new($S);
  my ($done, $message, $token) = $t->Create(Owner => $u{$name}->Id, Description => 'test');
  die $message unless $done; print $file "token_$name=$token\n";
}
PERL
echo "base_url=$BASE"
cat "$HERE/tokens"
