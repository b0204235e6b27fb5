#!/bin/bash
# Starts a real Redmine from Debian's packages (SQLite, the packaged "default" instance). May be run again.
# Prints base_url, key_employee, key_intake, key_admin, ref_field and project, one name=value a line.
. "$(dirname "$0")/lib.sh"
PORT=${SELFHELP_REDMINE_PORT:-8131}
HERE=$SERVERS/redmine
BASE=http://127.0.0.1:$PORT
package /usr/share/redmine/config.ru redmine redmine-sqlite puma curl
mkdir -p "$HERE"
chown www-data:www-data "$HERE"
AS_REDMINE="setpriv --reuid=www-data --regid=www-data --clear-groups env HOME=$HERE
  REDMINE_INSTANCE=default RAILS_ENV=production X_DEBIAN_SITEID=default"
cd /usr/share/redmine
if [ ! -s "$HERE/facts" ]; then
  say "filling Redmine"
  $AS_REDMINE REDMINE_LANG=en bundle exec rake redmine:load_default_data >>"$SERVERS/log/redmine-setup.log" 2>&1 ||
    say "default data: $(tail -1 "$SERVERS/log/redmine-setup.log")"
  cat >"$HERE/seed.rb" <<'RUBY'
Setting.rest_api_enabled = '1'
Setting.attachment_max_size = '10240'
Setting.login_required = '0'
Setting.text_formatting = 'common_mark'
Setting.attachment_extensions_denied = 'exe'
Setting.notified_events = []
project = Project.find_by_identifier('it') || Project.create!(name: 'IT', identifier: 'it', is_public: false)
project.trackers = Tracker.all
project.enabled_module_names = ['issue_tracking']
project.save!
IssueCategory.find_or_create_by!(project: project, name: 'Printing')
def account(project, login, first, role)
  user = User.find_by_login(login) || User.new(firstname: first, lastname: 'Doe', mail: "#{login}@example.test", language: 'en')
  user.login = login
  user.password = user.password_confirmation = "#{login}-local-pw"
  user.must_change_passwd = false
  user.save!
  Member.create!(project: project, principal: user, roles: [role]) unless project.members.where(user_id: user.id).exists?
  user
end
reporter = Role.find_by_name('Reporter')
reporter.add_permission!(:add_issue_notes, :add_issues, :view_issues, :edit_own_issues)
guest_role = Role.find_by_name('Guest') || Role.create!(name: 'Guest', permissions: [:view_issues, :add_issues, :add_issue_notes])
account(project, 'guest', 'Gus', guest_role)
employee = account(project, 'employee', 'Jane', reporter)
intake = account(project, 'intake', 'Tom', Role.find_by_name('Manager'))
admin = User.find_by_login('admin')
admin.must_change_passwd = false
admin.password = admin.password_confirmation = 'redmine-admin-local'
admin.save!
# Reporters may close and reopen what they reported: a workflow transition each way.
statuses = IssueStatus.sorted.to_a
closed = statuses.find(&:is_closed) || statuses.last
resolved = IssueStatus.find_by_name('Resolved')
feedback = IssueStatus.find_by_name('In Progress')
Tracker.all.each do |tracker|
  statuses.each do |from|
    [resolved, feedback].compact.each do |to|
      next if from == to
      WorkflowTransition.find_or_create_by!(tracker: tracker, role: reporter, old_status: from, new_status: to)
    end
  end
end
field = IssueCustomField.find_by_name('ClientRef') || IssueCustomField.create!(
  name: 'ClientRef', field_format: 'string', is_for_all: true, is_filter: true, searchable: true, trackers: Tracker.all)
site = IssueCustomField.find_by_name('Site') || IssueCustomField.create!(
  name: 'Site', field_format: 'list', possible_values: %w[Paris Lyon], is_for_all: true, trackers: Tracker.all)
File.write(ENV['HOME'] + '/facts', [
  "key_guest=#{User.find_by_login('guest').api_key}", "key_employee=#{employee.api_key}", "key_intake=#{intake.api_key}", "key_admin=#{admin.api_key}",
  "ref_field=#{field.id}", "site_field=#{site.id}", "project=it", ''
].join("\n"))
RUBY
  $AS_REDMINE bundle exec rails runner "$HERE/seed.rb" >>"$SERVERS/log/redmine-setup.log" 2>&1 ||
    { tail -5 "$SERVERS/log/redmine-setup.log" >&2; exit 1; }
fi
start redmine $AS_REDMINE /usr/bin/puma -b "tcp://127.0.0.1:$PORT" -t 1:4
answers "$BASE/" 90
echo "base_url=$BASE"
cat "$HERE/facts"
